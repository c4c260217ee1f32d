-- Ours: when the first row of a page comes, and when the last.
--
--   lua5.4 first.lua BASE

local orchestrator = require "orchestrator"
local socket = require "socket"
local origin, organization = arg[1]:match "^(%a+://[^/]+)/([^/]+)/"
local tenant = orchestrator.connect {
  url = origin, organization = organization, tenant = "t",
  edition = "cloud", access_token = "bench", insecure = true,
}
local from, first = socket.gettime(), nil
for _ in tenant.AuditLogs:paging("skip"):top(1000):each() do
  first = first or socket.gettime() - from
end
print(("first %.4f s, last %.4f s"):format(first, socket.gettime() - from))
