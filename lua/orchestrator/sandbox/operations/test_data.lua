-- Test data queues: items go in by the queue's name and are consumed once.

local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local json_schema = require "orchestrator.sandbox.json_schema"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"

local test_data = {}

local function given(context)
  return body.action(context.request.body, model.type(context.op.body),
    "model", not context.op.path:find "^/odata/")
end

local function find_queue(context, name)
  local id = context.database:row([[SELECT Id FROM "TestDataQueues"
    WHERE "Name" = ? COLLATE NOCASE AND _folder = ?]], name,
    context.folder_id)
  return id or problem.not_found(name or "TestDataQueue")
end

-- The queue counts its items, and those that are consumed.
local function recount(database, queue)
  database:run([[UPDATE "TestDataQueues" SET ("ItemsCount",
    "ConsumedItemsCount") = (SELECT count(*), coalesce(sum("IsConsumed"), 0)
    FROM "TestDataQueueItems" WHERE "TestDataQueueId" = ?1) WHERE Id = ?1]],
    queue)
end

-- TestDataQueueContentJsonSchemaInvalid,
-- TestDataQueueItemViolatesContentJsonSchema
local INVALID_SCHEMA, VIOLATION = 3217, 3219

local function check_schema(values)
  local schema = values.ContentJsonSchema
  local wrong = type(schema) == "string" and json_schema.invalid(schema)
  if wrong then
    problem.fail(400, INVALID_SCHEMA,
      ("The ContentJsonSchema is no JSON schema: %s."):format(wrong))
  end
end

function test_data.TestDataQueues_Post(context)
  return entities.create(context, "TestDataQueues", check_schema)
end

function test_data.TestDataQueues_PutById(context)
  return entities.replace(context, "TestDataQueues", check_schema)
end

local function add(context, queue, content)
  local schema = context.database:row(
    'SELECT "ContentJsonSchema" FROM "TestDataQueues" WHERE Id = ?', queue)
  local wrong = schema
    and json_schema.problem(json.encode(content or {}), schema)
  if wrong then
    problem.fail(409, VIOLATION, "The item violates the queue's schema: "
      .. wrong)
  end
  return entities.insert(context.database, "TestDataQueueItems", {
    TestDataQueueId = queue, ContentJson = json.encode(content or {}),
    IsConsumed = false, _folder = context.folder_id })
end

-- An item as /api answers it.
local function item(database, id)
  return json.raw((database:row([[SELECT json_object('id', Id,
    'testDataQueueId', "TestDataQueueId", 'isConsumed',
    json(iif("IsConsumed", 'true', 'false')), 'content', json("ContentJson"))
    FROM "TestDataQueueItems" WHERE Id = ?]], id)))
end

function test_data.TestDataQueueActions_AddItem(context)
  local wanted = given(context)
  local queue = find_queue(context, wanted.queueName)
  local id = add(context, queue, wanted.content)
  recount(context.database, queue)
  return respond.plain(item(context.database, id), 201)
end

---The answer is how many were added.
function test_data.TestDataQueueActions_BulkAddItems(context)
  local wanted = given(context)
  local queue = find_queue(context, wanted.queueName)
  for _, content in ipairs(wanted.items) do add(context, queue, content) end
  recount(context.database, queue)
  return respond.plain(#wanted.items)
end

---The oldest item that is not consumed, or 204.
function test_data.TestDataQueueActions_GetNextItem(context)
  local wanted, database = given(context), context.database
  local queue = find_queue(context, wanted.queueName)
  local id = database:row([[SELECT Id FROM "TestDataQueueItems" WHERE
    "TestDataQueueId" = ? AND NOT "IsConsumed" ORDER BY Id LIMIT 1]], queue)
  if not id then return respond.empty(204) end
  if wanted.setConsumed then
    entities.update(database, "TestDataQueueItems", id, { IsConsumed = true })
    recount(database, queue)
  end
  return respond.plain(item(database, id))
end

function test_data.TestDataQueueActions_SetAllItemsConsumed(context)
  local wanted = given(context)
  local queue = find_queue(context, wanted.queueName)
  context.database:run([[UPDATE "TestDataQueueItems" SET "IsConsumed" = ?
    WHERE "TestDataQueueId" = ?]], wanted.isConsumed, queue)
  recount(context.database, queue)
  return respond.empty(202)
end

-- Does something to items by their keys, all or none, and counts again.
local function each(context, ids, act)
  local queues = {}
  for _, id in ipairs(ids) do
    entities.must_exist(context, "TestDataQueueItems", id)
    queues[context.database:row([[SELECT "TestDataQueueId"
      FROM "TestDataQueueItems" WHERE Id = ?]], id) or 0] = true
  end
  for _, id in ipairs(ids) do act(id) end
  for queue in pairs(queues) do recount(context.database, queue) end
end

function test_data.TestDataQueueActions_SetItemsConsumed(context)
  local wanted = given(context)
  each(context, wanted.itemIds, function(id)
    entities.update(context.database, "TestDataQueueItems", id,
      { IsConsumed = wanted.isConsumed })
  end)
  return respond.empty(200)
end

function test_data.TestDataQueueActions_DeleteItems(context)
  local ids = json.decode(context.request.body)
  if getmetatable(ids) ~= json.array_mt then
    problem.null_argument "testDataQueueItemIds"
  end
  for _, id in ipairs(ids) do
    if math.type(id) ~= "integer" then
      problem.null_argument "testDataQueueItemIds"
    end
  end
  each(context, ids, function(id)
    entities.remove(context.database, "TestDataQueueItems", id)
  end)
  return respond.empty(204)
end

function test_data.TestDataQueueActions_DeleteAllItems(context)
  local queue = find_queue(context, context.params.queueName)
  context.database:run([[DELETE FROM "TestDataQueueItems"
    WHERE "TestDataQueueId" = ?]], queue)
  recount(context.database, queue)
  return respond.empty(202)
end

return test_data
