-- Ours: every row a table.
--
--   lua5.4 walk.lua BASE [CONCURRENCY [SET]]

local orchestrator = require "orchestrator"
local socket = require "socket"
local base, concurrency = arg[1], tonumber(arg[2])
local origin, organization = base:match "^(%a+://[^/]+)/([^/]+)/"
local tenant = orchestrator.connect {
  url = origin, organization = organization, tenant = "t",
  edition = "cloud", access_token = "bench", insecure = true,
}
local query = tenant[arg[3] or "AuditLogs"]:paging("skip",
  { concurrency = concurrency or 1 })
local rows, from = 0, socket.gettime()
for row in query:each() do
  if row.Level then rows = rows + 1 end
end
print(("%d rows, %.4f s from the first request on"):format(rows,
  socket.gettime() - from))
