-- Ours: every row a table.
--
--   lua5.4 walk.lua BASE [CONCURRENCY]

local orchestrator = require "orchestrator"
local base, concurrency = arg[1], tonumber(arg[2])
local origin, organization = base:match "^(%a+://[^/]+)/([^/]+)/"
local tenant = orchestrator.connect {
  url = origin, organization = organization, tenant = "t",
  edition = "cloud", access_token = "bench", insecure = true,
}
local rows = 0
for row in tenant.AuditLogs:paging("skip",
  { concurrency = concurrency or 1 }):each() do
  if row.Level then rows = rows + 1 end
end
print(rows .. " rows")
