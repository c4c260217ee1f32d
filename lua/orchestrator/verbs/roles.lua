-- Roles, and who has them.

local core = require "orchestrator.core"
local which = require "orchestrator.verbs.which"

local roles = {}

---Who has a role in the tenant (GetUsersForRole).
---@param role integer|string|table its Id, name or row
---@return table[] rows of Users
---@usage #tenant.Roles:users "Administrator"
function roles.users(self, role)
  return self:GetUsersForRole(which.id(self, role, "users"))
end

local function ids_of(self, users, what)
  return users and which.ids(self.owner.Users, users, what)
    or setmetatable({}, core.array_mt)
end

local function set(self, role, added, removed, what)
  return self:SetUsers(which.id(self, role, what), {
    addedUserIds = ids_of(self, added, what),
    removedUserIds = ids_of(self, removed, what) })
end

---Gives users a role in the tenant (SetUsers).
---@param role integer|string|table its Id, name or row
---@param users integer|string|table Ids, names or rows
---@return true
---@usage tenant.Roles:assign("Administrator", { "grace" })
function roles.assign(self, role, users)
  return set(self, role, users, nil, "assign")
end

---Takes a role of the tenant from users (SetUsers).
---@param role integer|string|table its Id, name or row
---@param users integer|string|table Ids, names or rows
---@return true
---@usage tenant.Roles:unassign("Administrator", "grace")
function roles.unassign(self, role, users)
  return set(self, role, nil, users, "unassign")
end

---The permissions that a role grants.
---@param role integer|string|table its Id, name or row
---@return string[] names, sorted: "Assets.View"
---@usage table.concat(tenant.Roles:permissions "Administrator", ", ")
function roles.permissions(self, role)
  local row = self:expand("Permissions"):get(which.id(self, role,
    "permissions"))
  local granted = {}
  for _, permission in ipairs(row.Permissions or {}) do
    if permission.IsGranted ~= false then
      granted[#granted + 1] = permission.Name
    end
  end
  table.sort(granted)
  return granted
end

return roles
