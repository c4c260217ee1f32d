--- One process of the soak: several clients as tasks, each signed in by itself
-- with tokens of its own, each doing one thing after another until the time is
-- over. Started by tools/soak.lua with all it must know in a Lua table on
-- standard input's stead: the file named by its argument.
--
-- It prints its process id, and at the end writes what it did, and what must
-- be in the sandbox's database now, as a Lua table to `report`.

package.path = "lua/?.lua;lua/?/init.lua;tools/?.lua;" .. package.path

local pause = require "orchestrator.pause"
local orchestrator = require "orchestrator"
local account = require "soak.account"
local engine = require "orchestrator.engine"
local work = require "soak.work"

local task = dofile((...))
print((io.open "/proc/self/stat":read "n"))
io.stdout:flush()

local started = pause.now()
local deadline = started + task.seconds
local mine = account.new(task)

-- The tenth of the time that it is now; latencies are kept for each.
local function tenth()
  return math.min(10, 1 + (pause.now() - started) * 10 // task.seconds)
end

-- What happened last to a client, for a finding.
local EVENTS = 20

local function told(event, at)
  return ("%.1f %s %s %s"):format(at - started, event.event,
    event.status or event.reason or "", event.url or "")
end

local function connect(number, events)
  local options = number % 2 == 0 and task.application or task.user
  local copy = { cache = false, pace = false, on_event = function(event)
    events.n = events.n + 1
    events[events.n % EVENTS] = told(event, pause.now())
    if event.event == "request" then
      mine:latency(tenth(), event.seconds)
    elseif event.event == "retry" then
      mine:count("retry: " .. event.reason)
    end
  end }
  for name, value in pairs(options) do copy[name] = value end
  return orchestrator.connect(copy)
end

-- What the last events were, oldest first.
local function recent(events)
  local lines = {}
  for i = math.max(1, events.n - EVENTS + 1), events.n do
    lines[#lines + 1] = events[i % EVENTS]
  end
  return table.concat(lines, "\n    ")
end

-- A client thinks a little between two things, as scripts do.
local function live(number)
  local events = { n = 0 }
  local client = work.client(connect(number, events), task, mine, number)
  pause.sleep(client.dice(0, math.floor(task.think * 1000)) / 1000)
  while pause.now() < deadline do
    local name = client:choose()
    local ok, err = pcall(client[name], client)
    mine:count((ok and "done: " or "failed: ") .. name)
    if not ok then mine:failure(name, err, recent(events)) end
    pause.sleep(client.dice(0, math.floor(task.think * 2000)) / 1000)
  end
  client.tenant:close()
end

local clients = {}
for i = 1, task.clients do
  clients[i] = function() live(task.first + i) end
end
orchestrator.run(table.unpack(clients))
mine:save(engine.get():stats())
