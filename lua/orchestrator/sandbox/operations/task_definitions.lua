-- Task definitions: each update makes a version.

local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"

local definitions = {}

local function read(context)
  local of = model.type(context.op.body)
  local values = {}
  for name, value in pairs(body.read(context.request.body, of,
    "taskDefinitionRequest")) do
    if value ~= body.null then values[name] = value end
  end
  if not values.Name or values.Name == "" then
    problem.fail(400, 1009, "The Name field is required.")
  end
  return values
end

local function versions(database, key)
  local count = database:row([[SELECT CAST(value AS INTEGER) FROM _values
    WHERE name = 'task_definition:' || ?]], key)
  return count or 1
end

function definitions.TaskDefinitions_CreateTaskDefinition(context)
  return entities.add(context, "TaskDefinitions", read(context))
end

function definitions.TaskDefinitions_UpdateTaskDefinitionById(context)
  local key = context.args.key
  entities.must_exist(context, "TaskDefinitions", key)
  entities.change(context, "TaskDefinitions", key, read(context))
  context.database:run([[INSERT OR REPLACE INTO _values
    VALUES ('task_definition:' || ?, ?)]], key,
    versions(context.database, key) + 1)
  return respond.empty(200)
end

function definitions.TaskDefinitions_GetTaskDefinitionVersionsById(context)
  local key = context.args.id
  entities.must_exist(context, "TaskDefinitions", key)
  local name, created, changed = context.database:row([[SELECT "Name",
    "CreationTime", coalesce("LastModificationTime", "CreationTime")
    FROM "TaskDefinitions" WHERE Id = ?]], key)
  return respond.object(context,
    "UiPath.Application.Dto.TaskDefintionVersionDto", json.object(
    "TaskDefinitionName", name, "TaskDefintionCurrentVersion",
    versions(context.database, key), "TaskDefintionCreationDate", created,
    "TaskDefintionUpdationTime", changed, "TaskDefintionVersions",
    setmetatable({}, json.array_mt)).text)
end

return definitions
