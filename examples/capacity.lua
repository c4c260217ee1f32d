-- What the machines can run and what they do: runtimes by machine, hosts that
-- have gone, and the stores that credentials are kept in.
--
--   bin/orch run examples/capacity.lua [KIND]

local orchestrator = require "orchestrator"

local kind = arg and arg[1] or "Unattended"
local tenant = orchestrator.connect() -- as the UIPATH_ variables say

local rows = tenant.LicensesRuntime:usage(kind)
table.sort(rows, function(a, b) return a.MachineName < b.MachineName end)
print(("%-30s %8s %8s"):format(kind, "runtimes", "at work"))
local all, busy = 0, 0
for _, row in ipairs(rows) do
  print(("%-30s %8d %8d%s"):format(row.MachineName:sub(1, 30), row.Runtimes,
    row.ExecutingCount, row.Enabled and "" or "  off"))
  all, busy = all + row.Runtimes, busy + row.ExecutingCount
end
print(("%-30s %8d %8d"):format("all", all, busy))

local gone = {}
for _, session in ipairs(tenant.Sessions:runtimes(kind)) do
  if session.Status == "Disconnected" then gone[#gone + 1] = session end
end
if #gone > 0 then tenant.Sessions:forget(gone) end
print(("%d hosts had gone and are forgotten"):format(#gone))

for store in tenant.CredentialStores:orderby("Name"):each() do
  print(("Credentials are kept in %s (%s)"):format(store.Name, store.Type))
end
tenant:close()
