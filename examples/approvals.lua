-- Tasks that wait for a person: hands out those that nobody has, in turn, and
-- raises the priority of what has waited for long.
--
--   bin/orch run examples/approvals.lua [FOLDER DAYS USER…]

local orchestrator = require "orchestrator"
local time = orchestrator.time

local path = arg and arg[1] or "Shared/Finance"
local days = math.tointeger(tonumber(arg and arg[2] or 3))
local people = arg and arg[3] and { table.unpack(arg, 3) }
  or { "grace", "henrik" }
local tenant = orchestrator.connect() -- as the UIPATH_ variables say
local tasks = tenant:folder(path).Tasks

if not arg or not arg[1] then -- nobody named a folder: something to look at
  tasks:add("Approve invoice 4711", { data = { Amount = 950 } })
  tasks:add("Approve invoice 4712", { data = { Amount = 12000 } })
end

local turn = 0
for task in tasks:filter { Status = "Unassigned" }:orderby("Id"):each() do
  local who = people[turn % #people + 1]
  turn = turn + 1
  tasks:assign(task, who)
  print(("%-40s goes to %s"):format(tostring(task.Title):sub(1, 40), who))
end

local late = 0
for task in tasks:filter("Status eq ? and CreationTime lt ?", "Pending",
  time.ago(("%dd"):format(days))):each() do
  if task.Priority ~= "Critical" then
    tasks:change(task, { Priority = "Critical" })
    late = late + 1
  end
end
print(("%d handed out, %d made critical"):format(turn, late))
tenant:close()
