-- Folders by their paths.

local errors = require "orchestrator.errors"
local folder_pattern = require "orchestrator.folder.pattern"
local nearest = require "orchestrator.nearest"
local options = require "orchestrator.options"
local steps = require "orchestrator.steps"
local which = require "orchestrator.verbs.which"

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
---@usage tenant.Folders:tree()[1].children[1].DisplayName
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
---@usage tenant.Folders:find "Finance/**"
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

local function near_path(folder, rows)
  local paths = {}
  for _, row in pairs(rows) do paths[#paths + 1] = row.FullyQualifiedName end
  table.sort(paths)
  local near = type(folder) == "string" and nearest.find(folder, paths)
  return near and ("did you mean %q?"):format(near) or nil
end

local function one(self, folder, what)
  if type(folder) == "table" and folder.Id then return folder end
  if math.type(folder) == "integer" then return self:get(folder) end
  local rows = by_path(self)
  local found = type(folder) == "string" and rows[folder:lower()]
  if found then return found end
  errors.refuse("not_found", ("%s: there is no folder %q"):format(what,
    tostring(folder)), near_path(folder, rows)
    or "give its path, its Id or its row")
end

---The folder at a path; case does not count.
---@param path string "Shared/Finance"
---@return table row
---@usage tenant.Folders:named("Shared/Finance").Id
function folders.named(self, path) return one(self, path, "named") end

local CREATE = { feed = "text", description = "text" }

---Makes a folder, and those above it that are missing (POST of Folders).
---@param path string "Finance/Closing/2026"
---@param given? { feed?: string, description?: string } of the last one
---@return table row of the last one
---@return integer made how many did not exist
---@usage tenant.Folders:create_path "Finance/Closing/2026"
function folders.create_path(self, path, given)
  given = options.check(given, CREATE, "create_path")
  if type(path) ~= "string" or path == "" or path:find "^/"
    or path:find "/$" or path:find("//", 1, true) then
    errors.argument('create_path: give a path like "Finance/Closing"')
  end
  local known, parent, made, above = by_path(self), nil, 0, ""
  local names = {}
  for name in path:gmatch "[^/]+" do names[#names + 1] = name end
  steps("create_path", names, function(name, i)
    above = above == "" and name or above .. "/" .. name
    local row = known[above:lower()]
    if not row then
      local last = i == #names
      row = self:create{ DisplayName = name, ParentId = parent
        and parent.Id or nil, ProvisionType = "Automatic",
        PermissionModel = "FineGrained", FeedType = last and given.feed
        or nil, Description = last and given.description or nil }
      made = made + 1
    end
    parent = row
  end)
  return parent, made
end

---Moves a folder under another one (MoveFolder).
---@param folder integer|string|table Id, path or row
---@param target integer|string|table|nil nil: to the top
---@return true
---@usage tenant.Folders:move("Finance/Closing", "Archive")
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
---@usage tenant.Folders:remove("Old", { confirm = "Old" })
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

---Gives users, groups or robot accounts roles in a folder, beside those they
---have there (AssignUsers). They must be in the tenant: see Users:bring.
---@param folder integer|string|table Id, path or row
---@param users integer|string|table Ids, user names or rows of Users
---@param roles integer|string|table Ids, names or rows of Roles
---@return true
---@usage tenant.Folders:assign("Finance", "grace", "Automation User")
function folders.assign(self, folder, users, roles)
  local row = one(self, folder, "assign")
  return self:AssignUsers{ assignments = {
    UserIds = which.ids(self.owner.Users, users, "assign: users"),
    RolesPerFolder = { { FolderId = row.Id,
      RoleIds = which.ids(self.owner.Roles, roles, "assign: roles") } } } }
end

---Takes a user, group or robot account out of a folder (RemoveUserFromFolder).
---@param folder integer|string|table Id, path or row
---@param user integer|string|table Id, user name or row of Users
---@return true
---@usage tenant.Folders:unassign("Finance", "grace")
function folders.unassign(self, folder, user)
  local row = one(self, folder, "unassign")
  return self:RemoveUserFromFolder(row.Id,
    { userId = which.id(self.owner.Users, user, "unassign: user") })
end

---Who has roles in a folder (GetUsersForFolder).
---@param folder integer|string|table Id, path or row
---@param given? { inherited?: boolean } also those of the folders above
---@return table[] rows with UserEntity and Roles
---@usage tenant.Folders:users("Finance", { inherited = true })
function folders.users(self, folder, given)
  given = options.check(given, { inherited = "boolean" }, "users")
  return self:GetUsersForFolder(one(self, folder, "users").Id,
    given.inherited or false)
end

---Gives a folder machines (AssignMachines).
---@param folder integer|string|table Id, path or row
---@param machines integer|string|table Ids, names or rows of Machines
---@return true
---@usage tenant.Folders:assign_machines("Finance", { "VM-7" })
function folders.assign_machines(self, folder, machines)
  local row = one(self, folder, "assign_machines")
  return self:AssignMachines{ assignments = { FolderIds = { row.Id },
    MachineIds = which.ids(self.owner.Machines, machines,
      "assign_machines") } }
end

---Takes machines out of a folder (RemoveMachinesFromFolder).
---@param folder integer|string|table Id, path or row
---@param machines integer|string|table Ids, names or rows of Machines
---@return true
---@usage tenant.Folders:unassign_machines("Finance", "VM-7")
function folders.unassign_machines(self, folder, machines)
  local row = one(self, folder, "unassign_machines")
  return self:RemoveMachinesFromFolder(row.Id, { machineIds = which.ids(
    self.owner.Machines, machines, "unassign_machines") })
end

---The machines of a folder (GetMachinesForFolder).
---@param folder integer|string|table Id, path or row
---@return table[] rows; IsAssignedToFolder says which are its own
---@usage tenant.Folders:machines "Finance"
function folders.machines(self, folder)
  return self:GetMachinesForFolder(one(self, folder, "machines").Id)
end

---Changes a folder's name or description and keeps the others.
---@param folder integer|string|table Id, path or row
---@param changes table { DisplayName, Description, … }
---@return table|true
---@usage tenant.Folders:change("Finance", { Description = "money" })
function folders.change(self, folder, changes)
  return self:update(one(self, folder, "change").Id, changes)
end

return folders
