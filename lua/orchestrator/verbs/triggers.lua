-- Triggers (the API's ProcessSchedules) by their names.

local errors = require "orchestrator.errors"
local named = require "orchestrator.verbs.named"

local triggers = {}

local function id_of(self, trigger)
  if math.type(trigger) == "integer" then return trigger end
  if type(trigger) == "table" and trigger.Id then return trigger.Id end
  return named.one(self, trigger).Id
end

local function set(self, given, enabled)
  if type(given) ~= "table" or given.Id then given = { given } end
  local ids = {}
  for i, trigger in ipairs(given) do ids[i] = id_of(self, trigger) end
  if #ids == 0 then errors.argument "the list of triggers is empty" end
  return self:SetEnabled{ scheduleIds = ids, enabled = enabled }
end

---The trigger of that name.
---@param name string
---@return table row
function triggers.named(self, name) return named.one(self, name) end

---Enables triggers.
---@param given string|integer|table a name, an Id, a row, or a list of them
---@return boolean
function triggers.enable(self, given) return set(self, given, true) end

---Disables triggers.
---@param given string|integer|table a name, an Id, a row, or a list of them
---@return boolean
function triggers.disable(self, given) return set(self, given, false) end

return triggers
