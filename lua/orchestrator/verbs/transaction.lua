-- The loop over a queue's transactions, and one transaction of it.

local errors = require "orchestrator.errors"
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

---Says how far the work is.
---@param text string
---@return true
function Transaction:progress(text)
  if self.done then refuse_done(self) end
  return self.owner.QueueItems:SetTransactionProgress(self.item.Id,
    { progress = text })
end

---The item is done.
---@param output? table
---@return true
function Transaction:succeed(output)
  return give(self, { IsSuccessful = true, Output = output })
end

---The item has failed.
---@param reason string
---@param given? { type?: "ApplicationException"|"BusinessException",
---  details?: string } a BusinessException is not retried
---@return true
function Transaction:fail(reason, given)
  given = given or {}
  return give(self, { IsSuccessful = false, ProcessingException = {
    Reason = reason, Details = given.details,
    Type = given.type or "ApplicationException",
  } })
end

---Puts the item off: it is New again, and given out after that moment.
---@param moment string|orchestrator.Time
---@return true
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
  local again = pause.schedule(FIRST, MOST, pause.now() + loop.wait)
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

-- The loop was left early: what it left undone has failed. Never raises: it
-- would hide the error that ended the loop.
function Loop.__close(loop, err)
  local open = loop.current
  loop.current = nil
  if not open or open.done then return end
  local reason = err ~= nil and tostring(err)
    or "the loop ended before this item had a result"
  pcall(open.fail, open, reason)
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
