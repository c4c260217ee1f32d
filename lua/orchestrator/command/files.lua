--- Folders of this machine, which Lua alone cannot read: by find and mkdir.

local command = require "orchestrator.command"
local time = require "orchestrator.time"

local files = {}

local function quote(word) return "'" .. word:gsub("'", [['\'']]) .. "'" end

-- A path that a program cannot take for an option.
local function plain(path)
  return path:find "^/" and path or "./" .. path
end

---@param path string
---@return boolean
function files.is_folder(path)
  return (os.execute("test -d " .. quote(plain(path))))
end

---Makes a folder and those above it.
---@param path string
function files.make_folder(path)
  if not os.execute("mkdir -p -- " .. quote(path)) then
    command.usage_error("cannot make the folder " .. path, "bucket")
  end
end

---The second of a moment of the API; nil where it is none.
---@param text any
---@return integer|nil
function files.epoch(text)
  local moment = type(text) == "string" and time.read(text)
  return moment and moment.epoch or nil
end

---Every file below a folder: size in bytes, and the second it was changed.
---@param folder string
---@return table<string, { size: integer, time: integer }>
function files.below(folder)
  if not files.is_folder(folder) then return {} end
  local pipe = assert(io.popen("find " .. quote(plain(folder))
    .. " -type f -printf '%s %T@ %P\\0'", "r"))
  local text = pipe:read "a"
  if not pipe:close() then
    command.usage_error(("cannot read all of the folder %s"):format(folder),
      "bucket")
  end
  local found = {}
  for size, seconds, path in text:gmatch "(%d+) (%d+)%.?%d* ([^%z]+)%z" do
    found[path] = { size = math.tointeger(tonumber(size)),
      time = math.tointeger(tonumber(seconds)) }
  end
  return found
end

---Refuses a path of a bucket that would leave the folder.
---@param path string
function files.check(path)
  if path:find "^/" or path:find "%c"
    or ("/" .. path .. "/"):find "/%.%.?/" then
    error(("the bucket's path %q would leave the folder; nothing was written "
      .. "for it"):format(path), 0)
  end
end

---@param path string
function files.remove(path)
  local done, why = os.remove(path)
  if not done then error("cannot delete " .. why, 0) end
end

return files
