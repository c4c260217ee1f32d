-- The definitions of queues, and sharing them with further folders. What
-- happens to items is in orchestrator.sandbox.flows.

local entities = require "orchestrator.sandbox.entities"
local problem = require "orchestrator.sandbox.problem"

local queues = {}

---------------------------------------------------------------------------
-- Definitions

function queues.QueueDefinitions_GetByKeyByIdentifier(context)
  return entities.get(context, "QueueDefinitions", 't."Key" = ?',
    context.args.identifier)
end

---Replaces a definition; whether references are unique stays as it is.
function queues.QueueDefinitions_PutById(context)
  return entities.replace(context, "QueueDefinitions", function(changes, key)
    local unique = context.database:row(
      'SELECT "EnforceUniqueReference" FROM "QueueDefinitions" WHERE Id = ?',
      key)
    local wanted = changes.EnforceUniqueReference
    if type(wanted) == "boolean" and wanted ~= (unique == 1) then
      problem.fail(400, 1000,
        "The unique reference of a queue cannot be changed.")
    end
    changes.EnforceUniqueReference = nil
  end)
end

function queues.QueueDefinitions_DeleteById(context)
  local reply = entities.delete(context, "QueueDefinitions")
  context.database:run('DELETE FROM "QueueItems" WHERE "QueueDefinitionId" = ?',
    context.args.key)
  return reply
end

return queues
