-- Queues: items are added, taken by robots, and given back with a result.

local action = require "orchestrator.sandbox.flows.action"
local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"
local store = require "orchestrator.sandbox.flows.queue_store"

local queues = {}

-- Characters, and bytes of JSON.
local MAX_PROGRESS, MAX_OUTPUT, MAX_ANALYTICS, MAX_REASON =
  104857, 100 * 1024, 10 * 1024, 102400

---------------------------------------------------------------------------
-- In

---Adds one item. Its folder's path is null in this answer only, as the
---server's is.
function queues.Queues_AddQueueItem(context)
  local given = action.entity(action.parameters(context, "itemData"),
    "itemData", "QueueItemDataDto")
  if not given.Name then problem.null_argument "itemData" end
  local queue = store.queue(context, given.Name)
  local id = store.add(context, queue, given)
  local row = context.database:row(
    "SELECT json_set(?, '$.OrganizationUnitFullyQualifiedName', NULL)",
    store.json(context, id))
  return respond.object(context, "Queues/$entity", row, 201)
end

local names = {}
for name, code in pairs(store.errors) do names[code] = name end

-- A refusal as the entry of a list; the first item's ordinal is 1.
local function failed(ordinal, reply)
  if not problem.is_reply(reply) then error(reply, 0) end
  local told = json.decode(reply.body)
  return json.object("Ordinal", ordinal, "ErrorCode",
    names[told.errorCode] or "Unknown", "ErrorMessage", told.message)
end

local commits = {}

-- One by one, until one fails or to the end; answers the refusals.
local function add_each(context, queue, items, stop)
  local failures = setmetatable({}, json.array_mt)
  for i, item in ipairs(items) do
    local ok, reply = pcall(store.add, context, queue, item)
    if not ok then
      failures[#failures + 1] = failed(i, reply)
      if stop then break end
    end
  end
  return failures
end

function commits.AllOrNothing(context, queue, items)
  context.database:exec "SAVEPOINT bulk"
  local failures = add_each(context, queue, items)
  if #failures > 0 then context.database:exec "ROLLBACK TO bulk" end
  context.database:exec "RELEASE bulk"
  return failures
end

function commits.StopOnFirstFailure(context, queue, items)
  return add_each(context, queue, items, true)
end

function commits.ProcessAllIndependently(context, queue, items)
  return add_each(context, queue, items)
end

local function bulk_items(given)
  local list, items = given.queueItems, {}
  if not list or list.type ~= "array" then
    problem.null_argument "bulkAddQueueItemsParameters"
  end
  for i, member in ipairs(json.elements(list.value)) do
    if member.type ~= "object" then
      problem.null_argument "bulkAddQueueItemsParameters"
    end
    items[i] = action.columns(member.value, "QueueItemDataDto",
      "bulkAddQueueItemsParameters")
  end
  return items
end

---Adds many items to one queue, under one of three promises.
function queues.Queues_BulkAddQueueItems(context)
  local given = action.parameters(context, "bulkAddQueueItemsParameters")
  local commit = given.commitType and commits[given.commitType.value]
  if not commit or not given.queueName or given.queueName.type ~= "text" then
    problem.null_argument "bulkAddQueueItemsParameters"
  end
  local items = bulk_items(given)
  local queue = store.queue(context, given.queueName.value)
  local failures = commit(context, queue, items)
  local message = #failures > 0
    and ("%d of %d queue items were refused."):format(#failures, #items)
    or "All items processed successfully"
  return respond.object(context, "UiPath.Server.Configuration.OData."
    .. "BulkOperationResponseDtoOfFailedQueueItemDto",
    json.object("Success", #failures == 0, "Message", message,
      "FailedItems", failures).text)
end

---------------------------------------------------------------------------
-- Out

-- A call is a robot's, or the sandbox takes everyone for one.
local function is_robot(context)
  return context.tenant.anyone_processes or action.is_robot(context)
end

-- Items with a deadline come first, then by priority; the oldest wins.
local NEXT = [[SELECT Id FROM "QueueItems" WHERE "QueueDefinitionId" = ?1
  AND "Status" = 'New' AND ("DeferDate" IS NULL OR "DeferDate" <= ?2)
  AND (?3 IS NULL OR "Reference" = ?3 OR ?4 AND
    substr("Reference", 1, length(?3)) = ?3)
  ORDER BY "DueDate" IS NULL, CASE "Priority" WHEN 'High' THEN 0
    WHEN 'Normal' THEN 1 ELSE 2 END, "DueDate", Id LIMIT 1]]

---Gives the next item to a robot, or makes one and gives that.
function queues.Queues_StartTransaction(context)
  local given = action.entity(action.parameters(context, "transactionData"),
    "transactionData", "TransactionDataDto")
  if not given.Name then problem.null_argument "transactionData" end
  local queue = store.queue(context, given.Name)
  if not is_robot(context) then return respond.empty(204) end
  local id
  if given.SpecificContent then
    id = store.add(context, queue, given)
  else
    id = context.database:row(NEXT, queue.id, store.now(), given.Reference,
      given.ReferenceFilterOption == "StartsWith")
    if not id then return respond.empty(204) end
  end
  store.change(context, id, { Status = "InProgress",
    StartProcessing = store.now() })
  store.begin(context, id)
  return respond.object(context, "Queues/$entity", store.json(context, id))
end

local function must_find(context)
  entities.must_exist(context, "QueueItems", context.args.key)
  return store.find(context, context.args.key)
end

---Says how far a robot has come.
function queues.QueueItems_SetTransactionProgressById(context)
  local given = action.values(context, "setTransactionProgressParameters")
  local item = must_find(context)
  if item.Status ~= "InProgress" then
    store.fail(400, "InvalidTransactionProgressStatus",
      "The progress can be set only while the item is in progress.")
  end
  store.limit(given.progress, MAX_PROGRESS,
    "QueueItemProgressDataSizeExceeded", "The progress")
  store.change(context, item.Id, { Progress = given.progress or body.null },
    "Edit")
  return respond.empty(200)
end

-- What a result says beside the state.
local function result_columns(context, given)
  local changes = { EndProcessing = store.now(), Progress = given.Progress,
    OperationId = given.OperationId }
  store.limit(given.Progress, MAX_PROGRESS,
    "QueueItemProgressDataSizeExceeded", "The progress")
  store.limit(given.Output, MAX_OUTPUT, "QueueItemOutputDataSizeExceeded",
    "The output")
  store.limit(given.Analytics, MAX_ANALYTICS,
    "QueueItemAnalyticsDataSizeExceeded", "The analytics")
  for column, data in pairs { Output = "OutputData",
    Analytics = "AnalyticsData" } do
    if given[column] then
      local shown, kept = store.content(context.database, given[column])
      changes[column], changes[data] = shown, kept
    end
  end
  return changes
end

local function exception_columns(context, given, changes)
  local thrown = given.ProcessingException
    and json.decode(given.ProcessingException) or {}
  for name, value in pairs(thrown) do
    if value == json.null then thrown[name] = nil end
  end
  store.limit(thrown.Reason, MAX_REASON,
    "QueueProcessingExceptionFieldSizeExceeded", "The exception's reason")
  store.limit(thrown.Details, MAX_REASON,
    "QueueProcessingExceptionFieldSizeExceeded", "The exception's details")
  thrown.Type = thrown.Type or "ApplicationException"
  changes.ProcessingExceptionType = thrown.Type
  changes.ProcessingException = context.database:row([[SELECT json_object(
    'Reason', ?, 'Details', ?, 'Type', ?, 'AssociatedImageFilePath', ?,
    'CreationTime', ?)]], thrown.Reason, thrown.Details, thrown.Type,
    thrown.AssociatedImageFilePath, store.now():sub(1, 23) .. "Z")
  return thrown.Type
end

local function postpone(context, item, given, changes)
  changes.Status, changes.EndProcessing = "New", nil
  changes.StartProcessing = body.null
  changes.DeferDate, changes.DueDate = given.DeferDate, given.DueDate
  store.change(context, item.Id, changes)
end

-- An application's fault is tried again while the queue allows it.
local function fail(context, item, given, changes)
  local kind = exception_columns(context, given, changes)
  local again = kind == "ApplicationException" and item._retry == 1
    and item.RetryNumber < (item._retries or 0)
  changes.Status = again and "Retried" or "Failed"
  store.change(context, item.Id, changes)
  if again then store.retry(context, store.find(context, item.Id)) end
end

---Ends a transaction.
function queues.Queues_SetTransactionResultById(context)
  local given = action.entity(action.parameters(context,
    "setTransactionResultParameters"), "transactionResult",
    "TransactionResultDto")
  local item = must_find(context)
  if item.Status == "New" then
    store.fail(409, "TransactionNotStarted",
      "The transaction was not started.")
  elseif item.Status ~= "InProgress" then
    store.fail(409, "QueueItemInvalidTransitionFromFinalStatus",
      ("The item's status %s is final."):format(item.Status))
  end
  for _, kind in ipairs { "Output", "Analytics" } do
    store.check_schema(context, item.QueueDefinitionId, kind, given[kind])
  end
  local changes = result_columns(context, given)
  if given.DeferDate then
    postpone(context, item, given, changes)
  elseif given.IsSuccessful then
    changes.Status = "Successful"
    store.change(context, item.Id, changes)
  else
    fail(context, item, given, changes)
  end
  return respond.empty(200)
end

return queues
