-- The definitions of queues, and sharing them with further folders. What
-- happens to items is in orchestrator.sandbox.flows.

local entities = require "orchestrator.sandbox.entities"
local problem = require "orchestrator.sandbox.problem"
local rules = require "orchestrator.sandbox.operations.queue_rules"

local queues = {}

---------------------------------------------------------------------------
-- Definitions

function queues.QueueDefinitions_GetByKeyByIdentifier(context)
  return entities.get(context, "QueueDefinitions", 't."Key" = ?',
    context.args.identifier)
end

function queues.QueueDefinitions_Post(context)
  return entities.create(context, "QueueDefinitions", rules.check_schemas)
end

---Replaces a definition; whether references are unique stays as it is.
function queues.QueueDefinitions_PutById(context)
  return entities.replace(context, "QueueDefinitions", rules.check_changes)
end

function queues.QueueDefinitions_DeleteById(context)
  local reply = entities.delete(context, "QueueDefinitions")
  context.database:run('DELETE FROM "QueueItems" WHERE "QueueDefinitionId" = ?',
    context.args.key)
  return reply
end

---------------------------------------------------------------------------
-- The schemas of items

local schemas = { specificdata = "SpecificDataJsonSchema",
  outputdata = "OutputDataJsonSchema",
  analyticsdata = "AnalyticsDataJsonSchema" }

---A schema that a queue's items must fit, as a file.
function
queues.QueueDefinitions_GetJsonSchemaDefinitionByIdAndJsonschematype(context)
  local key, kind = context.args.key, context.args.jsonSchemaType
  entities.must_exist(context, "QueueDefinitions", key)
  local column = schemas[kind:lower():gsub("jsonschema$", "")]
  if not column then
    problem.fail(400, 1009, ("The value '%s' is not valid."):format(kind))
  end
  local name, schema = context.database:row(('SELECT "Name", "%s" FROM '
    .. '"QueueDefinitions" WHERE Id = ?'):format(column), key)
  if not schema then problem.not_found(column) end
  return problem.reply(200, schema, "application/octet-stream",
    { ('Content-Disposition: attachment; filename="%s_%s.json"'):format(
      name:gsub('[^%w_.-]', "_"), column) })
end

return queues
