-- Files of this machine below one folder. What a server calls a file is
-- turned into a path that cannot leave the folder: neither by "..", nor
-- through a symbolic link.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"

local disk = {}

local function sure(value, err)
  if value == nil then errors.raise(err) end
  return value
end

---What is at a path: "file", "folder", "link" or "other"; false for nothing.
---@param path string
---@return string|false kind
---@return integer|nil bytes
---@return integer|nil mtime seconds since 1970
function disk.look(path)
  local kind, size, mtime = core.disk_look(path)
  if kind == nil then errors.raise(size) end
  return kind, size, mtime
end

---The names in a folder, sorted.
---@param path string
---@return string[]
function disk.names(path)
  local names = {}
  for name in sure(core.disk_list(path)):gmatch "([^\0]+)\0" do
    names[#names + 1] = name
  end
  table.sort(names)
  return names
end

---Sets when a file was last changed.
---@param path string
---@param mtime integer seconds since 1970
function disk.touch(path, mtime) sure(core.disk_touch(path, mtime)) end

local function below(root, folder, visit)
  local place = folder == "" and root or root .. "/" .. folder
  for _, name in ipairs(disk.names(place)) do
    local path = folder == "" and name or folder .. "/" .. name
    local kind, size, mtime = disk.look(root .. "/" .. path)
    if kind == "folder" then
      below(root, path, visit)
    elseif kind then
      visit(path, kind, size, mtime)
    end
  end
end

---Visits everything below a folder that is no folder itself. Links are not
---followed: they are visited as "link".
---@param root string
---@param visit fun(path: string, kind: string, size: integer, mtime: integer)
---  path: below the folder, with "/" between names
function disk.walk(root, visit)
  if not disk.is_folder(root) then
    errors.argument(("%s is not a folder"):format(root))
  end
  below(root, "", visit)
end

-- The names of a path that stays below its folder; nil and why not.
local function parts_of(name)
  local parts = {}
  if name:find "%c" then return nil, "it holds a control character" end
  for part in (name:gsub("^/", "") .. "/"):gmatch "([^/]*)/" do
    if part == "" then return nil, "it has an empty name in it" end
    if part == "." or part == ".." then
      return nil, ("it has %q in it"):format(part)
    end
    parts[#parts + 1] = part
  end
  return parts
end

local function refuse(name, why)
  errors.argument(("%q is no place below the folder: %s"):format(name, why),
    "fetch that file alone, to a path of your own")
end

---The path of a server's file below a folder. Refuses names that would leave
---it, and places that are behind a symbolic link.
---@param root string
---@param name string the server's, with "/" between its parts
---@param make? boolean make the folders that it needs
---@return string path
function disk.place(root, name, make)
  local parts, why = parts_of(name)
  if not parts then refuse(name, why) end
  local path = root
  for i = 1, #parts - 1 do
    path = path .. "/" .. parts[i]
    local kind = disk.look(path)
    if kind == "link" then refuse(name, path .. " is a symbolic link") end
    if not kind and make then sure(core.disk_make(path)) end
    if not kind and not make then break end
  end
  path = root .. "/" .. table.concat(parts, "/")
  if core.disk_look(path) == "link" then
    refuse(name, path .. " is a symbolic link")
  end
  return path
end

---Is there a folder, or a link to one?
---@param path string
---@return boolean
function disk.is_folder(path)
  return core.disk_look(path .. "/.") == "folder"
end

---Makes a folder and those above it.
---@param path string
function disk.make_folders(path)
  for at in path:gmatch "()/" do
    if at > 1 and not disk.look(path:sub(1, at - 1)) then
      sure(core.disk_make(path:sub(1, at - 1)))
    end
  end
  sure(core.disk_make(path))
end

return disk
