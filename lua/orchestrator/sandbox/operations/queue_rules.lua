-- What may not be changed of a queue's definition.

local problem = require "orchestrator.sandbox.problem"

local rules = {}

---Raises when changes would make references unique, or no longer so.
---@param changes table of the row; the switch is taken out
---@param key integer
---@param context table
function rules.keep_unique(changes, key, context)
  local unique = context.database:row(
    'SELECT "EnforceUniqueReference" FROM "QueueDefinitions" WHERE Id = ?',
    key)
  local wanted = changes.EnforceUniqueReference
  if type(wanted) == "boolean" and wanted ~= (unique == 1) then
    problem.fail(400, 1000,
      "The unique reference of a queue cannot be changed.")
  end
  changes.EnforceUniqueReference = nil
end

return rules
