-- Works a queue off. What raises an error fails its item, and the next one has
-- its turn; the queue itself decides about retries.
--
--   bin/orch run examples/work_queue.lua [FOLDER QUEUE ROBOT-KEY]

local orchestrator = require "orchestrator"

local path = arg and arg[1] or "Shared/Finance"
local name = arg and arg[2] or "Receipts"
local robot = arg and arg[3]
local tenant = orchestrator.connect() -- as the UIPATH_ variables say
local queue, made = tenant:folder(path).QueueDefinitions:ensure { Name = name }

if made then -- something to work on
  for i = 1, 20 do
    queue:add { Reference = ("R%03d"):format(i),
      SpecificContent = { Amount = i % 7 == 0 and -1 or i * 10 } }
  end
end

local result = queue:work(function(item, transaction)
  local amount = item.SpecificContent.Amount
  if amount == nil then error "the item has no Amount" end
  if amount < 0 then -- nothing that a retry would help
    transaction:fail("the amount is negative", { type = "BusinessException" })
    return
  end
  transaction:progress "booking"
  return { Booked = amount }
end, { robot = robot })

print(("%d done, %d failed"):format(result.succeeded, result.failed))
for _, entry in ipairs(result.errors) do
  print("  " .. (entry.item.Reference or entry.item.Id), entry.error)
end
for state, count in pairs(queue:status()) do
  if count > 0 then print(("%-12s %6d"):format(state, count)) end
end
tenant:close()
