-- Folders by their paths.

local errors = require "orchestrator.errors"
local folder_pattern = require "orchestrator.folder.pattern"
local options = require "orchestrator.options"

local folders = {}

local function all(self)
  local rows = self:list()
  table.sort(rows, function(a, b)
    return a.FullyQualifiedName < b.FullyQualifiedName
  end)
  return rows
end

---All folders as a tree: each row has its sub-folders in `children`.
---@return table[] roots in the order of their names
function folders.tree(self)
  local by_id, roots = {}, {}
  local rows = all(self)
  for _, row in ipairs(rows) do by_id[row.Id], row.children = row, {} end
  for _, row in ipairs(rows) do
    local parent = by_id[row.ParentId]
    local list = parent and parent.children or roots
    list[#list + 1] = row
  end
  return roots
end

---The folders whose paths match, in the order of their paths.
---@param pattern string "Shared/*", "Finance/**"; case does not count
---@return table[]
function folders.find(self, pattern)
  folder_pattern.check(pattern, "find")
  local found = {}
  for _, row in ipairs(all(self)) do
    if folder_pattern.matches(pattern, row.FullyQualifiedName) then
      found[#found + 1] = row
    end
  end
  return found
end

local function by_path(self)
  local rows = {}
  for _, row in ipairs(self:list()) do
    rows[row.FullyQualifiedName:lower()] = row
  end
  return rows
end

local function one(self, folder, what)
  if type(folder) == "table" and folder.Id then return folder end
  if math.type(folder) == "integer" then return self:get(folder) end
  local found = type(folder) == "string" and by_path(self)[folder:lower()]
  if found then return found end
  errors.refuse("not_found", ("%s: there is no folder %q"):format(what,
    tostring(folder)), "give its path, its Id or its row")
end

local CREATE = { feed = "text", description = "text" }

---Makes a folder, and those above it that are missing.
---@param path string "Finance/Closing/2026"
---@param given? { feed?: string, description?: string } of the last one
---@return table row of the last one
---@return integer made how many did not exist
function folders.create_path(self, path, given)
  given = options.check(given, CREATE, "create_path")
  if type(path) ~= "string" or path == "" or path:find "^/"
    or path:find "/$" or path:find("//", 1, true) then
    errors.argument('create_path: give a path like "Finance/Closing"')
  end
  local known, parent, made, above = by_path(self), nil, 0, ""
  for name in path:gmatch "[^/]+" do
    above = above == "" and name or above .. "/" .. name
    local row = known[above:lower()]
    if not row then
      local last = above == path
      row = self:create{ DisplayName = name, ParentId = parent
        and parent.Id or nil, ProvisionType = "Automatic",
        PermissionModel = "FineGrained", FeedType = last and given.feed
        or nil, Description = last and given.description or nil }
      made = made + 1
    end
    parent = row
  end
  return parent, made
end

---Moves a folder under another one.
---@param folder integer|string|table Id, path or row
---@param target integer|string|table|nil nil: to the top
---@return true
function folders.move(self, folder, target)
  local row = one(self, folder, "move")
  local above = target ~= nil and one(self, target, "move").Id or nil
  return self:MoveFolder(row.Id, { targetParentId = above })
end

local REMOVE = { confirm = "text" }

---Removes a folder with everything in it.
---@param folder integer|string|table Id, path or row
---@param given { confirm: string } the folder's whole path, once more
---@return true
function folders.remove(self, folder, given)
  given = options.check(given, REMOVE, "remove")
  local row = one(self, folder, "remove")
  if given.confirm ~= row.FullyQualifiedName then
    errors.argument(("remove: this removes %q and everything in it; nothing "
      .. "was removed"):format(row.FullyQualifiedName),
      ("confirm it: { confirm = %q }"):format(row.FullyQualifiedName))
  end
  return self:delete(row.Id)
end

local function ids(values, what)
  if type(values) ~= "table" or values.Id then values = { values } end
  local out = {}
  for i, value in ipairs(values) do
    local id = type(value) == "table" and value.Id or value
    if math.type(id) ~= "integer" then
      errors.argument(what .. ": give Ids, or rows that have one")
    end
    out[i] = id
  end
  if #out == 0 then errors.argument(what .. ": the list is empty") end
  return out
end

---Gives users or groups roles in a folder.
---@param folder integer|string|table Id, path or row
---@param users integer|table|table[] Ids or rows of Users
---@param roles integer|table|table[] Ids or rows of Roles
---@return true
function folders.assign(self, folder, users, roles)
  local row = one(self, folder, "assign")
  return self:AssignUsers{ assignments = {
    UserIds = ids(users, "assign: users"), RolesPerFolder = {
      { FolderId = row.Id, RoleIds = ids(roles, "assign: roles") } } } }
end

---Takes a user or group out of a folder.
---@param folder integer|string|table Id, path or row
---@param user integer|table Id or row of Users
---@return true
function folders.unassign(self, folder, user)
  local row = one(self, folder, "unassign")
  return self:RemoveUserFromFolder(row.Id,
    { userId = ids(user, "unassign: user")[1] })
end

---Gives a folder machines.
---@param folder integer|string|table Id, path or row
---@param machines integer|table|table[] Ids or rows of Machines
---@return true
function folders.assign_machines(self, folder, machines)
  local row = one(self, folder, "assign_machines")
  return self:AssignMachines{ assignments = { FolderIds = { row.Id },
    MachineIds = ids(machines, "assign_machines") } }
end

return folders
