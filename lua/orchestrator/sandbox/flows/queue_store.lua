-- Queue items as rows: made, copied for a retry, moved from state to state,
-- and the events that tell of it.

local action = require "orchestrator.sandbox.flows.action"
local body = require "orchestrator.sandbox.body"
local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local events = require "orchestrator.sandbox.events"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local json_schema = require "orchestrator.sandbox.json_schema"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local text = require "orchestrator.sandbox.text"

local store = {}

-- The server's error numbers: they follow each other in the order in which
-- the definitions list the names, from TransactionReferenceRequired on.
store.errors = {
  DuplicateReference = 1016, TransactionReferenceRequired = 1850,
  InvalidTransactionProgressStatus = 1851, TransactionNotStarted = 1852,
  ReviewerNotAvailable = 1853, QueueItemContentSizeExceeded = 1864,
  QueueItemInvalidTransitionFromFinalStatus = 1865,
  QueueItemOutputDataSizeExceeded = 1867,
  QueueItemAnalyticsDataSizeExceeded = 1868,
  QueueProcessingExceptionFieldSizeExceeded = 1869,
  QueueItemProgressDataSizeExceeded = 1870,
  QueueItemSchemaViolationException = 1856,
  InvalidRequest = 1000, InvalidArgument = 1009,
}

-- Bytes of content.
local MAX_CONTENT = 500 * 1024

---Raises a queue's error by its name.
function store.fail(status, name, message)
  problem.fail(status, store.errors[name], message)
end

---Raises when a text is longer than its limit.
function store.limit(value, most, name, what)
  if value and #value > most then
    store.fail(400, name, ("%s is larger than %d."):format(what, most))
  end
end

---The queue of a name in the request's folder; raises 1002.
---@return table queue {id, unique, folder, retry, retries, sla, risk}
function store.queue(context, name)
  local id, unique, home, retry, retries, sla, risk = context.database:row(
    [[SELECT q.Id, q."EnforceUniqueReference", q._folder,
    q."AcceptAutomaticallyRetry", q."MaxNumberOfRetries", q."SlaInMinutes",
    q."RiskSlaInMinutes" FROM "QueueDefinitions" q
    WHERE q."Name" = ?1 COLLATE NOCASE AND (q._folder = ?2 OR EXISTS (
      SELECT 1 FROM _links l WHERE l."set" = 'QueueDefinitions'
      AND l.key = q.Id AND l.folder = ?2))]], name, context.folder_id)
  if not id then problem.not_found(name) end
  return { id = id, unique = unique == 1, folder = home, retry = retry == 1,
    retries = retries or 0, sla = sla or 0, risk = risk or 0 }
end

local function check_reference(database, queue, reference)
  if not queue.unique then return end
  if not reference or reference == "" then
    store.fail(400, "TransactionReferenceRequired",
      "A reference is required for this queue.")
  end
  if database:row([[SELECT 1 FROM "QueueItems" WHERE "QueueDefinitionId" = ?
    AND "Reference" = ? AND "Status" NOT IN ('Deleted', 'Retried')]],
    queue.id, reference) then
    store.fail(409, "DuplicateReference",
      "Error creating Transaction. Duplicate Reference.")
  end
end

-- A date with zeros at its end, as the server writes it again; nil for any
-- other text.
local function rewritten_date(value)
  local head, digits = value:match
    "^(%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d)%.(%d+)Z$"
  if not head or not instant.parse(value) then return nil end
  digits = digits:gsub("0+$", "")
  return head .. (digits ~= "" and "." .. digits or "") .. "Z"
end

-- The content is flat; type annotations are taken and not kept.
local function flat_content(database, content)
  for _, member in ipairs(json.members(content) or {}) do
    if member.key:find("@odata.", 1, true) then
      content = database:row("SELECT json_remove(?, ?)", content,
        ('$."%s"'):format(member.key))
    elseif member.type == "object" or member.type == "array"
      or member.key:find "[.#@:]" then
      store.fail(400, "InvalidRequest", ("The specific content's '%s' is not "
        .. "allowed: values must be flat, and names without . # @ :"):format(
        member.key))
    end
  end
  store.limit(content, MAX_CONTENT, "QueueItemContentSizeExceeded",
    "The specific content")
  return content
end

local function with_dates(database, content)
  for _, member in ipairs(json.members(content)) do
    local date = member.type == "text" and rewritten_date(member.value)
    if date then
      content = database:row("SELECT json_set(?, ?, ?)", content,
        ('$."%s"'):format(member.key), date)
    end
  end
  return content
end

---The two forms of an item's content: as shown, and as a text that keeps
---what was sent.
---@param content string|nil JSON
---@return string|nil shown
---@return string|nil kept
function store.content(database, content)
  if not content or content == body.null then return content, content end
  content = flat_content(database, content)
  return with_dates(database, content),
    ('{"DynamicProperties":%s}'):format(content)
end

---A version of a row: 8 bytes in Base64, each different.
function store.row_version(database)
  local n = database:row [[INSERT INTO _tenant VALUES ('row_version', 200001)
    ON CONFLICT (name) DO UPDATE SET value = value + 1
    RETURNING CAST(value AS INTEGER)]]
  return text.base64(string.pack(">I8", n))
end

function store.now() return instant.from_time(core.now()) end

---Writes down that something happened to an item.
---@param what string "Create" | "Edit" | "Delete" | "Status" | "Retry"
function store.event(context, id, what, data)
  local actor = action.actor(context)
  context.database:run([[INSERT INTO "QueueItemEvents" ("QueueItemId",
    "Timestamp", "Action", "Data", "UserId", "UserName", "ExternalClientId",
    "Status", "ReviewStatus", "ReviewerUserId", "ReviewerUserName", _folder)
    SELECT i.Id, ?2, ?3, ?4, ?5, ?6, ?7, i."Status", i."ReviewStatus",
      i."ReviewerUserId", (SELECT "UserName" FROM "Users" u
      WHERE u.Id = i."ReviewerUserId"), i._folder
    FROM "QueueItems" i WHERE i.Id = ?1]], id, store.now(), what, data,
    actor.id, actor.name, actor.client)
end

local taken_over = { "Priority", "DeferDate", "DueDate", "RiskSlaDate",
  "Reference", "Progress", "ParentOperationId" }

-- A queue with a deadline for its items puts them first.
local function add_deadline(queue, item)
  if queue.sla > 0 and not item.DueDate then
    item.DueDate = instant.from_time(core.now() + queue.sla * 60)
    item.Priority = "High"
  end
  if queue.risk > 0 and not item.RiskSlaDate then
    item.RiskSlaDate = instant.from_time(core.now() + queue.risk * 60)
  end
end

---Raises when an item's data do not fit the schema its queue has for them.
---@param queue integer
---@param kind string "Specific" | "Output" | "Analytics"
---@param data string|nil JSON
function store.check_schema(context, queue, kind, data)
  local schema = data and context.database:row(([[SELECT "%sDataJsonSchema"
    FROM "QueueDefinitions" WHERE Id = ?]]):format(kind), queue)
  local wrong = schema and json_schema.problem(data, schema)
  if wrong then
    store.fail(400, "QueueItemSchemaViolationException",
      ("The item's %s data do not fit the queue's schema: it %s."):format(
      kind:lower(), wrong))
  end
end

---Adds an item; raises when the queue does not take it.
---@param queue table of queue()
---@param given table columns of QueueItemDataDto
---@return integer id
function store.add(context, queue, given)
  check_reference(context.database, queue, given.Reference)
  store.check_schema(context, queue.id, "Specific",
    given.SpecificContent or "{}")
  local shown, kept = store.content(context.database, given.SpecificContent
    or "{}")
  local item = {
    QueueDefinitionId = queue.id, Status = "New", ReviewStatus = "None",
    Priority = "Normal", Key = text.guid(), UniqueKey = text.guid(),
    RetryNumber = 0, ManualRetryNumber = 0, SecondsInPreviousAttempts = 0,
    Encrypted = false, HasVideoRecorded = false, CreationTime = store.now(),
    RowVersion = store.row_version(context.database), _folder = queue.folder,
    SpecificContent = shown, SpecificData = kept,
  }
  for _, name in ipairs(taken_over) do
    item[name] = given[name] or item[name]
  end
  add_deadline(queue, item)
  local id = entities.insert(context.database, "QueueItems", item)
  store.event(context, id, "Create")
  events.item(context.database, "queueItem.added", id)
  return id
end

-- What webhooks are told of an item that has come into a status.
local told = { InProgress = "queueItem.transactionStarted",
  Successful = "queueItem.transactionCompleted",
  Failed = "queueItem.transactionFailed",
  New = "queueItem.deferred",
  Deleted = "queueItem.deleted",
  Abandoned = "queueItem.transactionAbandoned" }

---An item is in progress no more, or about to be: see begin.
function store.finish(context, id)
  context.database:run("DELETE FROM _transactions WHERE item = ?", id)
end

---Changes an item, and its version with it.
---@param what string|nil the event's action: "Status" unless given
function store.change(context, id, changes, what)
  changes.RowVersion = store.row_version(context.database)
  entities.update(context.database, "QueueItems", id, changes)
  if changes.Status then store.finish(context, id) end
  store.event(context, id, what or "Status")
  local failed = changes.ProcessingException and "queueItem.transactionFailed"
  events.item(context.database, failed or told[changes.Status]
    or changes.ReviewStatus and "queueItem.reviewStatusChanged"
    or "queueItem.updated", id)
end

-- Seconds of the sandbox's time until a transaction is given up.
local DAY = 86400

---A robot has begun with an item.
function store.begin(context, id)
  context.database:run("INSERT OR REPLACE INTO _transactions VALUES (?, ?)",
    id, core.now() + DAY / context.tenant.speed)
end

---An item's columns that the flows look at, or nil.
---@return table|nil
function store.find(context, id)
  return context.database:rows([[SELECT i.*, q."AcceptAutomaticallyRetry"
    AS _retry, q."MaxNumberOfRetries" AS _retries,
    q."RetryAbandonedItems" AS _abandoned FROM "QueueItems" i
    LEFT JOIN "QueueDefinitions" q ON q.Id = i."QueueDefinitionId"
    WHERE i.Id = ?]], id)[1]
end

---Copies an item as a new attempt.
---@param item table of find()
---@param manual boolean|nil true: a user asked for it
function store.retry(context, item, manual)
  local seconds = context.database:row([[SELECT CAST(round((julianday(
    coalesce("EndProcessing", "StartProcessing")) -
    julianday("StartProcessing")) * 86400) AS INTEGER)
    FROM "QueueItems" WHERE Id = ?]], item.Id) or 0
  local copy = { Status = "New", ReviewStatus = "None", Key = item.Key,
    UniqueKey = text.guid(), CreationTime = store.now(),
    AncestorId = item.Id, AncestorUniqueKey = item.UniqueKey,
    RetryNumber = item.RetryNumber + (manual and 0 or 1),
    ManualRetryNumber = item.ManualRetryNumber + (manual and 1 or 0),
    SecondsInPreviousAttempts = item.SecondsInPreviousAttempts + seconds,
    Encrypted = false, HasVideoRecorded = false, _folder = item._folder,
    RowVersion = store.row_version(context.database) }
  if manual then
    copy.ManualAncestorId, copy.ManualAncestorUniqueKey = item.Id,
      item.UniqueKey
  end
  for _, name in ipairs { "QueueDefinitionId", "Priority", "Reference",
    "DueDate", "RiskSlaDate", "SpecificContent", "SpecificData",
    "ParentOperationId" } do
    copy[name] = item[name]
  end
  local id = entities.insert(context.database, "QueueItems", copy)
  store.event(context, id, "Retry")
  events.item(context.database, "queueItem.retried", id)
  return id
end

---An item as the actions on queues answer it.
function store.json(context, id)
  return query.one({ database = context.database }, { set = "QueueItems",
    of = model.type "QueueItemDto", order = {}, expand = {} }, "t.Id = ?", id)
end

return store
