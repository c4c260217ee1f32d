-- Users, groups, robot accounts and applications, as the tenant knows them.

local errors = require "orchestrator.errors"
local steps = require "orchestrator.steps"
local which = require "orchestrator.verbs.which"

local users = {}

local function toggle(self, user, roles, on, what)
  if type(roles) ~= "table" or roles.Id then roles = { roles } end
  if #roles == 0 then errors.argument(what .. ": give at least one role") end
  local id, names = which.id(self, user, what), {}
  for i, role in ipairs(roles) do -- ToggleRole takes names
    names[i] = which.row(self.owner.Roles, role, what).Name
  end
  steps(what, names, function(name)
    self:ToggleRole(id, { role = name, toggle = on })
  end)
  return true
end

---Gives a user roles in the tenant, beside those it has (ToggleRole).
---@param user integer|string|table its Id, user name or row
---@param roles integer|string|table Ids, names or rows
---@return true
---@usage tenant.Users:grant("grace", { "Automation User" })
function users.grant(self, user, roles)
  return toggle(self, user, roles, true, "grant")
end

---Takes roles of the tenant from a user (ToggleRole).
---@param user integer|string|table its Id, user name or row
---@param roles integer|string|table Ids, names or rows
---@return true
---@usage tenant.Users:revoke("grace", "Administrator")
function users.revoke(self, user, roles)
  return toggle(self, user, roles, false, "revoke")
end

---Gives a user exactly these roles in the tenant (AssignRoles).
---@param user integer|string|table its Id, user name or row
---@param roles integer|string|table Ids, names or rows
---@return true
---@usage tenant.Users:set_roles("grace", "Automation User")
function users.set_roles(self, user, roles)
  return self:AssignRoles(which.id(self, user, "set_roles"),
    { roleIds = which.ids(self.owner.Roles, roles, "set_roles: roles") })
end

---Changes fields of a user and keeps the others (PATCH).
---@param user integer|string|table its Id, user name or row
---@param changes table orchestrator.null clears a field
---@return table|true
---@usage tenant.Users:change("grace", { Surname = "Hopper" })
function users.change(self, user, changes)
  return self:patch(which.id(self, user, "change"), changes)
end

local TYPES = { user = "DirectoryUser", group = "DirectoryGroup",
  robot = "DirectoryRobot", application = "DirectoryExternalApplication" }

---Brings somebody of the organisation into the tenant (POST of Users); who is
---there already stays as it is.
---@param kind "user"|"group"|"robot"|"application"
---@param account table|string a row of identity's RobotAccount, Group or User,
---  or a user name
---@param given? table further fields of UserDto
---@return table row
---@return boolean made
---@usage tenant.Users:bring("robot", account)
function users.bring(self, kind, account, given)
  if not TYPES[kind] then
    errors.argument('bring: the kind is "user", "group", "robot" or '
      .. '"application"')
  end
  local name = account
  -- Optional by the definition; without it the server refuses a user.
  local row = { Type = TYPES[kind], UpdatePolicy = { Type = "None" } }
  if type(account) == "table" then
    name = account.userName or account.name or account.identityName
    row.DirectoryIdentifier = account.id or account.identifier
  end
  if type(name) ~= "string" then
    errors.argument("bring: the account has no name")
  end
  row.UserName = name
  for field, value in pairs(given or {}) do row[field] = value end
  return self:ensure(row)
end

return users
