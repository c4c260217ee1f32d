-- Schedules of test sets.

local which = require "orchestrator.verbs.which"

local test_schedules = {}

local function set(self, given, enabled, what)
  return self:SetEnabled{ enabled = enabled,
    testSetScheduleIds = which.ids(self, given, what) }
end

---Enables schedules (SetEnabled).
---@param given integer|string|table Ids, names or rows
---@return boolean
---@usage folder.TestSetSchedules:enable "Nightly"
function test_schedules.enable(self, given)
  return set(self, given, true, "enable")
end

---Disables schedules (SetEnabled).
---@param given integer|string|table Ids, names or rows
---@return boolean
---@usage folder.TestSetSchedules:disable "Nightly"
function test_schedules.disable(self, given)
  return set(self, given, false, "disable")
end

return test_schedules
