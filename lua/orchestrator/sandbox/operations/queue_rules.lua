-- What a queue's definition may be, and what may not be changed of it.

local json_schema = require "orchestrator.sandbox.json_schema"
local problem = require "orchestrator.sandbox.problem"

local rules = {}

-- QueueDefinitionParametersCannotChange, InvalidQueueSchemaDefinition
local CANNOT_CHANGE, INVALID_SCHEMA = 1854, 1857

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
    problem.fail(400, CANNOT_CHANGE,
      "The unique reference of a queue cannot be changed.")
  end
  changes.EnforceUniqueReference = nil
end

local schemas = { "SpecificDataJsonSchema", "OutputDataJsonSchema",
  "AnalyticsDataJsonSchema" }

---Raises when a schema among the values is none.
---@param values table of the row
function rules.check_schemas(values)
  for _, name in ipairs(schemas) do
    local schema = values[name]
    local wrong = type(schema) == "string" and schema ~= ""
      and json_schema.invalid(schema)
    if wrong then
      problem.fail(400, INVALID_SCHEMA, ("The %s is no JSON schema: %s.")
        :format(name, wrong))
    end
  end
end

---What a replacement of a definition may not do.
---@param changes table of the row
---@param key integer
---@param context table
function rules.check_changes(changes, key, context)
  rules.keep_unique(changes, key, context)
  rules.check_schemas(changes)
end

return rules
