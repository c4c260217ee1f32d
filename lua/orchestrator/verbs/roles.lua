-- Roles, and who has them.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local which = require "orchestrator.which"

local roles = {}

---Who has a role in the tenant (GetUsersForRole).
---@param role integer|string|table its Id, name or row
---@return table[] rows of Users
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
function roles.assign(self, role, users)
  return set(self, role, users, nil, "assign")
end

---Takes a role of the tenant from users (SetUsers).
---@param role integer|string|table its Id, name or row
---@param users integer|string|table Ids, names or rows
---@return true
function roles.unassign(self, role, users)
  return set(self, role, nil, users, "unassign")
end

---The permissions of a role by their names, as far as it has them.
---@param role integer|string|table its Id or name
---@return table<string, boolean>
function roles.permissions(self, role)
  local row = self:get(which.id(self, role, "permissions"))
  local out = {}
  for _, permission in ipairs(row.Permissions or {}) do
    if permission.IsGranted ~= nil then
      out[permission.Name] = permission.IsGranted
    end
  end
  if next(out) == nil and not row.Permissions then
    errors.refuse("protocol", ("role %q came without its permissions"):format(
      tostring(row.Name)))
  end
  return out
end

return roles
