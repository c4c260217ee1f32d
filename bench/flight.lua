--- How much several pages at once save: walks over the demo tenant with 100 ms
-- of latency before each answer, as a table for docs/paging.md.
--
--   lua5.4 bench/flight.lua        (after `make build`; takes half a minute)

package.path = "lua/?.lua;lua/?/init.lua;spec/?.lua;" .. package.path
package.cpath = "build/5.4/?.so;" .. package.cpath

local orchestrator = require "orchestrator"
local socket = require "socket"

local LATENCY = 0.1

local server = require "orchestrator.sandbox".start { seed = "demo" }
local folder = orchestrator.connect(server:options()):folder "Shared/Finance"

local WALKS = {
  { "skip, pages of 50", "Jobs", function(query, n)
    return query:orderby "CreationTime":paging("skip",
      { page = 50, concurrency = n })
  end },
  { "time", "RobotLogs", function(query, n)
    return query:paging("time", { concurrency = n })
  end },
}

-- Rows, requests and seconds of one walk.
local function measure(set, query)
  server:reset()
  server:fault { path = "/odata/" .. set, times = 1000000, delay = LATENCY }
  local from, rows = socket.gettime(), 0
  for _ in query:each() do rows = rows + 1 end
  local seconds = socket.gettime() - from
  return rows, #server:requests { path = "/odata/" .. set }, seconds
end

print "| walk | at once | rows | requests | seconds | of one at a time |"
print "|---|---|---|---|---|---|"
for _, walk in ipairs(WALKS) do
  local name, set, query_of = table.unpack(walk)
  local alone
  for _, n in ipairs { 1, 2, 4, 8, 16 } do
    local rows, requests, seconds = measure(set, query_of(folder[set], n))
    alone = alone or seconds
    print(("| %s | %d | %d | %d | %.2f | %.2f |"):format(name, n, rows,
      requests, seconds, seconds / alone))
  end
end
server:stop()
