-- A queue: items added, worked off in a loop, retried, deleted and counted.
-- Items are rows in the API's own spelling: SpecificContent, Reference,
-- Priority, DueDate and so on.

local errors = require "orchestrator.errors"
local handle = require "orchestrator.verbs.handle"
local options = require "orchestrator.options"
local queue_bulk = require "orchestrator.queue.bulk"
local Transaction = require "orchestrator.queue.transaction"
local verbs = require "orchestrator.verbs"

---@class orchestrator.Queue
---@field row table its definition
local Queue, methods, method = handle.class "queue"

local function item_data(queue, item)
  if type(item) ~= "table" then
    errors.argument("a queue item must be a table",
      'like { SpecificContent = { Invoice = "4711" }, Reference = "4711" }')
  end
  local data = { Name = queue.row.Name }
  for name, value in pairs(item) do data[name] = value end
  return data
end

---Adds one item (AddQueueItem).
---@param item table SpecificContent, Reference, Priority, DueDate, …
---@return table item as the server has it
---@usage queue:add { Reference = "4711", SpecificContent = { Amount = 5 } }
methods.add = method(function(self, item)
  return self.owner.Queues:AddQueueItem{ itemData = item_data(self, item) }
end, "add")

---Adds any number of items, in chunks (BulkAddQueueItems).
---@param items table[]|fun(): table|nil a list, or a function that gives the
---  next item and nil at the end
---@param given? { chunk?: integer, commit?: string, on_failed?: string,
---  timeout?: number } chunk: items a request, 1000. commit:
---  "ProcessAllIndependently" (default), "AllOrNothing" or
---  "StopOnFirstFailure", for each chunk. on_failed = "return": failed items do
---  not raise. timeout: seconds for all of them; without it each request has
---  the connection's
---@return { added: integer, failed: table[], unsure: table[] } failed: { row,
---  index, code, message }; unsure: rows whose request was not answered, and
---  which are there already now
---@usage queue:add_many(items, { on_failed = "return" })
methods.add_many = method(function(self, items, given)
  return queue_bulk.add_many(self, items, given)
end)

---Its items, as a query.
---@return orchestrator.Query
---@usage queue:items():filter{ Status = "Failed" }:list()
methods.items = method(function(self)
  return self.owner.QueueItems:filter{ QueueDefinitionId = self.row.Id }
end)

local STATES = { "New", "InProgress", "Failed", "Successful", "Abandoned",
  "Retried", "Deleted" }

---How many items have which status; one request for each.
---@return table<string, integer>
---@usage print(queue:status().New)
methods.status = method(function(self)
  local counts = {}
  for _, state in ipairs(STATES) do
    counts[state] = self:items():filter{ Status = state }:count()
  end
  return counts
end, "status")

local TRANSACTIONS = { wait = "positive", reference = "text" }

local WORK = { robot = "text", wait = "positive", reference = "text",
  most = "integer" }

---Works the queue off (StartTransaction, SetTransactionResult): each item goes
---to a function, whose table is the item's output. An item whose function
---raises has failed (ApplicationException, so that the queue may retry it), and
---the next has its turn. `transaction:fail(reason, { type =
---"BusinessException" })` gives another result.
---@param fn fun(item: table, transaction: orchestrator.Transaction): table|nil
---@param given? { robot?: string, wait?: number, reference?: string,
---  most?: integer } robot: its key (GUID); only robots are given items. wait:
---  seconds to wait for further items. reference: items with it only. most:
---  items
---@return { succeeded: integer, failed: integer, errors: { item: table,
---  error: any }[] }
---@usage queue:work(function(item) return { Total = 5 } end)
methods.work = method(function(self, fn, given)
  given = options.check(given, WORK, "work")
  if type(fn) ~= "function" then
    errors.argument("work: give a function that takes an item")
  end
  return Transaction.work(Transaction.loop(self.owner, self.row.Name,
    given.robot, given), fn, given.most)
end)

---Works the queue off: `for item, transaction in queue:transactions(robot)`.
---Give the result with `transaction:succeed{…}` or `transaction:fail(…)`; an
---item whose turn ends without one is successful, and one whose turn ends by
---an error or a `break` has failed (ApplicationException), so that the queue
---may retry it: telling it may take five seconds, after which the item stays
---InProgress until the server gives it up. Lua 5.3 has no closing values: call
---`loop:close()` of `local step, loop = queue:transactions(…)` there after a
---`break`, or use `work`. Raises when a request fails, also under
---orchestrator.safe.
---@param robot? string the robot's key (GUID); only robots are given items
---@param given? { wait?: number, reference?: string } wait: seconds to wait
---  for further items before the loop ends. reference: items with it only
---@return fun(): table|nil, table
---@usage for item, transaction in queue:transactions(robot) do work(item) end
function methods.transactions(self, robot, given)
  given = options.check(given, TRANSACTIONS, "transactions")
  local owner = verbs.raising(self.owner)
  local loop = Transaction.loop(owner, self.row.Name, robot, given)
  return Transaction.step, loop, nil, loop
end

local function versioned(self, items)
  local out = {}
  for i, item in ipairs(items) do
    local row = item
    if math.type(item) then row = self.owner.QueueItems:get(item) end
    if type(row) ~= "table" or not row.Id or not row.RowVersion then
      errors.argument("give rows of QueueItems with Id and RowVersion, or Ids")
    end
    out[i] = { Id = row.Id, RowVersion = row.RowVersion }
  end
  return out
end

local function list_of(items)
  if type(items) ~= "table" or items.Id ~= nil then return { items } end
  return items
end

local ON_FAILED = { on_failed = "text" }

---Retries failed or abandoned items: each gets a copy that is New
---(SetItemReviewStatus).
---@param items table[]|table|integer rows of QueueItems, or Ids
---@param given? { on_failed?: "return"|"raise" }
---@return table answer
---@usage queue:retry(queue:items():filter{ Status = "Failed" }:list())
methods.retry = method(function(self, items, given)
  given = options.check(given, ON_FAILED, "retry")
  return self.owner.QueueItems:SetItemReviewStatus{ status = "Retried",
    queueItems = versioned(self, list_of(items)),
    on_failed = given.on_failed }
end)

---Deletes items, unless they were changed since they were read (DeleteBulk).
---@param items table[]|table|integer rows of QueueItems, or Ids
---@param given? { on_failed?: "return"|"raise" }
---@return table answer
---@usage queue:delete_many(queue:items():filter{ Status = "New" }:list())
methods.delete_many = method(function(self, items, given)
  given = options.check(given, ON_FAILED, "delete_many")
  return self.owner.QueueItems:DeleteBulk{
    queueItems = versioned(self, list_of(items)),
    on_failed = given.on_failed }
end)

return Queue
