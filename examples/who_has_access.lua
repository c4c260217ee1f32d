-- Who can do what: every role with its users, and users that nobody has seen
-- for a while.
--
--   bin/orch run examples/who_has_access.lua [DAYS]

local orchestrator = require "orchestrator"

local days = tonumber(arg and arg[1] or 90)
local tenant = orchestrator.connect() -- as the UIPATH_ variables say

for role in tenant.Roles:orderby("Name"):each() do
  local names = {}
  for _, user in ipairs(tenant.Roles:users(role)) do
    names[#names + 1] = user.UserName
  end
  table.sort(names)
  local who = #names > 0 and "  " .. table.concat(names, ", ") or ""
  print(("%-28s %3d%s"):format(role.Name:sub(1, 28), #names, who:sub(1, 46)))
end

local limit = tostring(orchestrator.time.ago(("%dd"):format(days)))
local quiet = {}
for user in tenant.Users:each() do
  if (user.LastLoginTime or "") < limit then
    quiet[#quiet + 1] = user.UserName
  end
end
table.sort(quiet)
print(("\n%d users have not signed in for %d days"):format(#quiet, days))
for i = 1, math.min(#quiet, 10) do print("  " .. quiet[i]) end
tenant:close()
