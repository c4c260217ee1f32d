-- The loop over a queue's transactions, and one transaction of it.

local deadline = require "orchestrator.deadline"
local errors = require "orchestrator.errors"
local options = require "orchestrator.options"
local pause = require "orchestrator.pause"

local FIRST, MOST = 0.5, 15 -- seconds between looks at an empty queue

---@class orchestrator.Transaction
---@field item table
local Transaction = { __name = "orchestrator.transaction" }
Transaction.__index = Transaction

local function refuse_done(self)
  errors.argument(("the transaction of item %d has its result already")
    :format(self.item.Id))
end

local function give(self, result)
  if self.done then refuse_done(self) end
  self.owner.Queues:SetTransactionResult(self.item.Id,
    { transactionResult = result })
  self.done = true
  return true
end

---Says how far the work is (SetTransactionProgress).
---@param text string
---@return true
---@usage transaction:progress "half way"
function Transaction:progress(text)
  if self.done then refuse_done(self) end
  return self.owner.QueueItems:SetTransactionProgress(self.item.Id,
    { progress = text })
end

---The item is done (SetTransactionResult).
---@param output? table
---@return true
---@usage transaction:succeed { Total = 5 }
function Transaction:succeed(output)
  return give(self, { IsSuccessful = true, Output = output })
end

local FAIL = { type = "text", details = "text" }

---The item has failed (SetTransactionResult).
---@param reason string
---@param given? { type?: "ApplicationException"|"BusinessException",
---  details?: string } a BusinessException is not retried
---@return true
---@usage transaction:fail("no such vendor", { type = "BusinessException" })
function Transaction:fail(reason, given)
  given = options.check(given, FAIL, "fail")
  self.failed = true
  return give(self, { IsSuccessful = false, ProcessingException = {
    Reason = reason, Details = given.details,
    Type = given.type or "ApplicationException",
  } })
end

---Puts the item off: it is New again, and given out after that moment.
---@param moment string|orchestrator.Time
---@return true
---@usage transaction:defer "2026-12-01T00:00:00Z"
function Transaction:defer(moment)
  return give(self, { IsSuccessful = false, DeferDate = moment })
end

---------------------------------------------------------------------------

local Loop = { __name = "orchestrator.transactions" }
Loop.__index = Loop

local function start(loop)
  local item = loop.owner.Queues:StartTransaction{ transactionData = {
    Name = loop.name, RobotIdentifier = loop.robot,
    Reference = loop.reference,
    ReferenceFilterOption = loop.reference and "Equals" or nil,
  } }
  return type(item) == "table" and item.Id and item or nil
end

local function next_item(loop)
  local item = start(loop)
  if item or not loop.wait then return item end
  local again = pause.schedule(FIRST, MOST, loop.wait)
  while not item and again() do item = start(loop) end
  return item
end

---The next item and its transaction. The one before is successful unless it
---was given another result.
function Transaction.step(loop)
  local before = loop.current
  if before and not before.done then before:succeed() end
  loop.current = nil
  local item = next_item(loop)
  if not item then return nil end
  item["@odata.context"] = nil
  loop.current = setmetatable({ owner = loop.owner, item = item },
    Transaction)
  return item, loop.current
end

local LAST = 5 -- seconds that the end of a loop may take

---Ends the loop early: the item whose turn it was has failed, unless it has a
---result. A `break` and an error do this; in Lua 5.3 it takes a call.
---
---This is the one closing value that waits. Only to mark the item and to tell
---the queue at the next step was weighed: a script that leaves its loop seldom
---takes another step, often it ends, and then nobody tells: the item would stay
---InProgress for a day, and nothing retries it before. So it is told at once,
---waits for seconds only, and never raises, which would hide the error that
---ended the loop. Who must not wait uses `work`, or gives a result first.
---@param loop table
---@param err any what ended it
function Loop.close(loop, err)
  local open = loop.current
  loop.current = nil
  if not open or open.done then return end
  local reason = err ~= nil and tostring(err)
    or "the loop ended before this item had a result"
  pcall(deadline.apart, LAST, "the end of a queue's loop", open.fail, open,
    reason)
end

Loop.__close = Loop.close

-- Tells the queue what became of an item, also when the time is up: nobody
-- else would, and the item would be worked again.
local function tell(transaction, give_result, what)
  if transaction.done then return end
  deadline.apart(transaction.owner.connection.timeout, "Queue:work",
    give_result, transaction, what)
end

-- One item's turn; true when it went well.
local function turn(fn, item, transaction)
  local ok, result = pcall(fn, item, transaction)
  if not ok then
    tell(transaction, transaction.fail, tostring(result))
    return false, result
  end
  tell(transaction, transaction.succeed,
    type(result) == "table" and result or nil)
  return not transaction.failed
end

---Gives every item to a function.
---@param loop table
---@param fn fun(item: table, transaction: orchestrator.Transaction): table|nil
---@param most integer|nil
---@return { succeeded: integer, failed: integer, errors: table[] }
function Transaction.work(loop, fn, most)
  local result = { succeeded = 0, failed = 0, errors = {} }
  while not most or result.succeeded + result.failed < most do
    local item, transaction = Transaction.step(loop)
    if not item then break end
    local good, err = turn(fn, item, transaction)
    local name = good and "succeeded" or "failed"
    result[name] = result[name] + 1
    if err ~= nil then
      result.errors[#result.errors + 1] = { item = item, error = err }
    end
  end
  return result
end

---@param owner table a folder whose methods raise
---@param name string
---@param robot string|nil
---@param given { wait?: number, reference?: string }
---@return table
function Transaction.loop(owner, name, robot, given)
  return setmetatable({ owner = owner, name = name, robot = robot,
    wait = given.wait, reference = given.reference }, Loop)
end

return Transaction
