-- Robot accounts for a folder: made in the organisation, put into a group,
-- known to the tenant, and at work in the folder. Can be run again: what is
-- there stays. Needs an application with PM.RobotAccount and PM.Group.
--
--   bin/orch run examples/robot_accounts.lua [FOLDER NAME…]

local orchestrator = require "orchestrator"

local path = arg and arg[1] or "Shared/Finance/Accounts Payable"
local names = arg and arg[2] and { table.unpack(arg, 2) }
  or { "payables-1", "payables-2" }

local application = { client_id = os.getenv "UIPATH_CLIENT_ID",
  client_secret = os.getenv "UIPATH_CLIENT_SECRET" }
local function connect(scope)
  return orchestrator.connect { client_id = application.client_id,
    client_secret = application.client_secret, scope = scope }
end
local identity = connect("PM.RobotAccount PM.Group").identity
local tenant = connect "OR.Users OR.Folders"

local group = identity.Group:ensure { name = path:match "[^/]+$" }
for _, name in ipairs(names) do
  local account, new = identity.RobotAccount:ensure { name = name,
    displayName = name, groupIDsToAdd = { group.id } }
  local user = tenant.Users:bring("robot", account)
  tenant.Folders:assign(path, user, "Automation User")
  print(("%-20s %s"):format(name, new and "is made" or "was there"))
end
print(#tenant.Folders:users(path) .. " are at work in " .. path)
tenant:close()
