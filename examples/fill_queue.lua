-- Adds the rows of a CSV file to a queue, each once however often this runs:
-- the first column is the item's Reference. Without a file it makes up rows.
--
--   bin/orch run examples/fill_queue.lua [FOLDER QUEUE FILE]

local orchestrator = require "orchestrator"

local path = arg and arg[1] or "Shared/Finance"
local name = arg and arg[2] or "Import"
local file = arg and arg[3]
local tenant = orchestrator.connect() -- as the UIPATH_ variables say
local folder = tenant:folder(path)

local queue = folder.QueueDefinitions:ensure { Name = name,
  EnforceUniqueReference = true }

local lines = file and io.lines(file)
local n = 0
local function next_line()
  if lines then return lines() end
  n = n + 1
  return n <= 2500 and ("INV-%05d,%d.00"):format(n, n) or nil
end

local result = queue:add_many(function()
  local line = next_line()
  if not line then return nil end
  local reference, amount = line:match "^([^,]+),(.*)$"
  return { Reference = reference,
    SpecificContent = { Invoice = reference, Amount = amount } }
end, { on_failed = "return" })

local known = 0
for _, failure in ipairs(result.failed) do
  if failure.code == "DuplicateReference" then
    known = known + 1
  else
    print(failure.row and failure.row.Reference, failure.message)
  end
end
print(("%d added, %d were there already"):format(result.added, known))
for state, count in pairs(queue:status()) do
  if count > 0 then print(("%-12s %6d"):format(state, count)) end
end
tenant:close()
