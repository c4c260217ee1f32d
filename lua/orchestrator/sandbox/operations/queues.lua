-- The definitions of queues, and sharing them with further folders. What
-- happens to items is in orchestrator.sandbox.flows.

local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"

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
  context.database:run(
    [[DELETE FROM _links WHERE "set" = 'QueueDefinitions' AND key = ?]],
    context.args.key)
  return reply
end

local function integers(given, name)
  local list = given[name]
  if list == nil or list == json.null then return {} end
  if type(list) ~= "table" then problem.null_argument "model" end
  for _, value in ipairs(list) do
    if math.type(value) ~= "integer" then problem.null_argument "model" end
  end
  return list
end

local function must_exist(context, set, noun, ids)
  for _, id in ipairs(ids) do
    if not context.database:row(('SELECT 1 FROM "%s" WHERE Id = ?')
      :format(set), id) then
      problem.not_found(noun)
    end
  end
end

---Links queues into further folders, or takes such links away.
function queues.QueueDefinitions_ShareToFolders(context)
  local given = json.decode(context.request.body)
  if type(given) ~= "table" then problem.null_argument "model" end
  local ids = integers(given, "QueueIds")
  local added = integers(given, "ToAddFolderIds")
  must_exist(context, "QueueDefinitions", "QueueDefinition", ids)
  must_exist(context, "Folders", "Folder", added)
  for _, id in ipairs(ids) do
    for _, folder in ipairs(added) do
      context.database:run([[INSERT OR IGNORE INTO _links
        SELECT 'QueueDefinitions', Id, ?2 FROM "QueueDefinitions"
        WHERE Id = ?1 AND _folder <> ?2]], id, folder)
    end
    for _, folder in ipairs(integers(given, "ToRemoveFolderIds")) do
      context.database:run([[DELETE FROM _links WHERE
        "set" = 'QueueDefinitions' AND key = ? AND folder = ?]], id, folder)
    end
  end
  return respond.empty(204)
end

---The folders a queue is in: its own, and those it is linked into.
function queues.QueueDefinitions_GetFoldersForQueueById(context)
  local rows, count = context.database:objects([[SELECT json_object(
    'DisplayName', f."DisplayName", 'FullyQualifiedName',
    f."FullyQualifiedName", 'Id', f.Id) FROM "Folders" f WHERE f.Id IN (
      SELECT _folder FROM "QueueDefinitions" WHERE Id = ?1 UNION
      SELECT folder FROM _links WHERE "set" = 'QueueDefinitions'
      AND key = ?1) ORDER BY f.Id]], context.args.id)
  if count == 0 then problem.not_found "QueueDefinition" end
  return respond.object(context,
    "UiPath.Application.Dto.AccessibleFoldersDto", json.object(
    "AccessibleFolders", json.raw("[" .. rows .. "]"), "TotalFoldersCount",
    count).text)
end

return queues
