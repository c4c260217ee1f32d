-- Task catalogues: made and changed by actions, not by the set itself.

local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local respond = require "orchestrator.sandbox.respond"

local catalogs = {}

local RETENTION = { RetentionAction = "Action", RetentionPeriod = "Period",
  RetentionBucketId = "BucketId" }

local function read(context)
  local of = model.type(context.op.body)
  local given = body.read(context.request.body, of, "taskCatalogRequest")
  body.require(of, given)
  local values = {}
  for name, value in pairs(given) do
    if value ~= body.null then values[name] = value end
  end
  return values
end

local function keep_retention(context, key, values)
  local changes = {}
  for from, to in pairs(RETENTION) do changes[to] = values[from] end
  entities.update(context.database, "TaskRetention", key, changes)
end

function catalogs.TaskCatalogs_CreateTaskCatalog(context)
  local values = read(context)
  local reply = entities.add(context, "TaskCatalogs", values)
  keep_retention(context, context.database:row(
    [[SELECT max(Id) FROM "TaskCatalogs"]]), values)
  return reply
end

function catalogs.TaskCatalogs_UpdateTaskCatalogById(context)
  local key = context.args.key
  entities.must_exist(context, "TaskCatalogs", key)
  local values = read(context)
  entities.change(context, "TaskCatalogs", key, values)
  keep_retention(context, key, values)
  return respond.empty(200)
end

function catalogs.TaskCatalogs_GetTaskCatalogExtendedDetailsByTaskcatalogid(
  context)
  local key = context.args.taskCatalogId
  entities.must_exist(context, "TaskCatalogs", key)
  local encrypted, id, folders, tasks = context.database:row([[SELECT
    coalesce(c."Encrypted", 0), c."Key", (SELECT count(*) + 1 FROM _links
    WHERE "set" = 'TaskCatalogs' AND key = c.Id),
    (SELECT count(*) FROM "Tasks" t WHERE t."TaskCatalogName" = c."Name"
    AND t._folder = c._folder)
    FROM "TaskCatalogs" c WHERE c.Id = ?]], key)
  return respond.object(context,
    "UiPath.Application.Dto.TaskCatalogExtendedDetailsDto", json.object(
    "AssociatedTasksCount", tasks, "IsEncrypted", encrypted == 1,
    "TotalFolderCount", folders, "Key", id).text)
end

return catalogs
