-- Ours: every row a line of a file.
--
--   lua5.4 export.lua BASE FILE

local orchestrator = require "orchestrator"
local base, file = arg[1], arg[2]
local origin, organization = base:match "^(%a+://[^/]+)/([^/]+)/"
local tenant = orchestrator.connect {
  url = origin, organization = organization, tenant = "t",
  edition = "cloud", access_token = "bench", insecure = true,
}
print(tenant.AuditLogs:paging("skip"):export { file = file } .. " rows")
