-- Executions of test sets.

local deadline = require "orchestrator.deadline"
local errors = require "orchestrator.errors"
local options = require "orchestrator.options"
local pause = require "orchestrator.pause"

local test_executions = {}

local FINAL = { Passed = true, Failed = true, Cancelled = true }
local PATIENCE = 3600       -- seconds
local FIRST, MOST = 0.5, 10 -- seconds between looks

local function id_of(given)
  local id = type(given) == "table" and given.Id or given
  if math.type(id) ~= "integer" then
    errors.argument("give an execution, or its Id")
  end
  return id
end

local function wait_for(self, id, seconds)
  local again, whole = pause.schedule(FIRST, MOST, seconds)
  local in_time, row = pause.look(self.get, self, id)
  while not in_time or not FINAL[row.Status] do
    if not in_time or not again() then
      errors.raise { kind = "timeout", sent = "yes", retryable = true,
        message = ("wait: the execution %d is %s after %g s"):format(id,
          row and tostring(row.Status) or "unknown", whole),
        hint = "it goes on; wait again, or cancel it" }
    end
    in_time, row = pause.look(self.get, self, id)
  end
  return self:expand("TestCaseExecutions"):get(id)
end

---Waits for an execution to end, in whichever state.
---@param given integer|table
---@param how? { timeout?: number } seconds, default an hour
---@return table row with TestCaseExecutions
---@usage folder.TestSetExecutions:wait(execution, { timeout = 600 })
function test_executions.wait(self, given, how)
  how = options.check(how, { timeout = "positive" }, "wait")
  local id, seconds = id_of(given), how.timeout or PATIENCE
  return deadline.within(seconds, "TestSetExecutions:wait", wait_for, self, id,
    seconds)
end

---Cancels an execution (CancelTestSetExecution).
---@param given integer|table
---@return true
---@usage folder.TestSetExecutions:cancel(execution)
function test_executions.cancel(self, given)
  return self.owner.TestAutomation:CancelTestSetExecution{
    testSetExecutionId = id_of(given) }
end

return test_executions
