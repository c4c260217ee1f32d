-- Test sets.

local deadline = require "orchestrator.deadline"
local options = require "orchestrator.options"
local which = require "orchestrator.verbs.which"

local test_sets = {}

local RUN = { timeout = "positive", wait = "boolean" }

local function run(self, set, given)
  local id = self.owner.TestAutomation:StartTestSetExecution{
    testSetId = which.id(self, set, "run"), triggerType = "ExternalTool" }
  if given.wait == false then return { Id = id } end
  return self.owner.TestSetExecutions:wait(id, { timeout = given.timeout })
end

---Runs a test set and waits for its end (StartTestSetExecution).
---@param set integer|string|table its Id, name or row
---@param given? { timeout?: number, wait?: boolean } timeout: seconds, default
---  an hour. wait = false: return at once
---@return table execution with TestCaseExecutions; without waiting its Id only
---@usage folder.TestSets:run("Regression", { timeout = 3600 })
function test_sets.run(self, set, given)
  given = options.check(given, RUN, "run")
  return deadline.given(given.timeout, "TestSets:run", run, self, set, given)
end

return test_sets
