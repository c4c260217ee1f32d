-- Queues and their items, as far as single items go: adding one, changing it,
-- deleting it, and sharing a queue with further folders.

local body = require "orchestrator.sandbox.body"
local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"
local text = require "orchestrator.sandbox.text"

local queues = {}

---------------------------------------------------------------------------
-- Items

local function find_queue(context, name)
  local id, unique, home = context.database:row([[SELECT q.Id,
    q."EnforceUniqueReference", q._folder FROM "QueueDefinitions" q
    WHERE q."Name" = ?1 COLLATE NOCASE AND (q._folder = ?2 OR EXISTS (
      SELECT 1 FROM _links l WHERE l."set" = 'QueueDefinitions'
      AND l.key = q.Id AND l.folder = ?2))]], name, context.folder_id)
  if not id then problem.not_found(name) end
  return { id = id, unique = unique == 1, folder = home }
end

local function check_reference(database, queue, reference)
  if not queue.unique then return end
  if not reference or reference == body.null or reference == "" then
    problem.fail(400, 1850, "A reference is required for this queue.")
  end
  if database:row([[SELECT 1 FROM "QueueItems" WHERE "QueueDefinitionId" = ?
    AND "Reference" = ? AND "Status" NOT IN ('Deleted', 'Retried')]],
    queue.id, reference) then
    problem.fail(409, 1016, "Error creating Transaction. Duplicate Reference.")
  end
end

-- The content is flat; type annotations are taken and not kept.
local function check_content(database, content)
  if not content or content == body.null then return content end
  for _, member in ipairs(json.members(content)) do
    if member.key:find("@odata.", 1, true) then
      content = database:row("SELECT json_remove(?, ?)", content,
        ('$."%s"'):format(member.key))
    elseif member.type == "object" or member.type == "array"
      or member.key:find "[.#@:]" then
      problem.fail(400, 1000, ("The specific content's '%s' is not allowed: "
        .. "values must be flat, and names without . # @ :"):format(
        member.key))
    end
  end
  return content
end

local function dynamic(content)
  if not content or content == body.null then return content end
  return ('{"DynamicProperties":%s}'):format(content)
end

-- "itemData" of the body, as columns.
local function item_data(context)
  local members = json.members(context.request.body)
  for _, member in ipairs(members or {}) do
    if member.key == "itemData" and member.type == "object" then
      return body.read(member.value, model.type "QueueItemDataDto", "itemData")
    end
  end
  problem.null_argument "itemData"
end

-- A version of a row: 8 bytes in Base64, each different.
local function row_version(database)
  local n = database:row [[INSERT INTO _tenant VALUES ('row_version', 200001)
    ON CONFLICT (name) DO UPDATE SET value = value + 1
    RETURNING CAST(value AS INTEGER)]]
  local packed = text.base64url(string.pack(">I8", n))
  return (packed:gsub("-", "+"):gsub("_", "/")) .. "="
end

local function new_item(context, queue, given)
  local content = check_content(context.database, given.SpecificContent)
  local item = {
    QueueDefinitionId = queue.id, Status = "New", ReviewStatus = "None",
    Priority = "Normal", Key = text.guid(), UniqueKey = text.guid(),
    RetryNumber = 0, ManualRetryNumber = 0, SecondsInPreviousAttempts = 0,
    Encrypted = false, HasVideoRecorded = false,
    CreationTime = instant.from_time(core.now()),
    RowVersion = row_version(context.database), _folder = queue.folder,
    SpecificContent = content or "{}", SpecificData = dynamic(content or "{}"),
  }
  for _, name in ipairs { "Priority", "DeferDate", "DueDate", "RiskSlaDate",
    "Reference", "Progress", "ParentOperationId" } do
    if given[name] ~= nil and given[name] ~= body.null then
      item[name] = given[name]
    end
  end
  return item
end

---Adds one item. Its folder's path is null in this answer only, as the
---server's is.
function queues.Queues_AddQueueItem(context)
  local given = item_data(context)
  local name = given.Name
  if type(name) ~= "string" then problem.null_argument "itemData" end
  local queue = find_queue(context, name)
  check_reference(context.database, queue, given.Reference)
  local key = entities.insert(context.database, "QueueItems",
    new_item(context, queue, given))
  local row = query.one({ database = context.database }, { set = "QueueItems",
    of = model.type "QueueItemDto", order = {}, expand = {} }, "t.Id = ?", key)
  row = context.database:row(
    "SELECT json_set(?, '$.OrganizationUnitFullyQualifiedName', NULL)", row)
  return respond.object(context, "Queues/$entity", row, 201)
end

local editable = { "Progress", "Priority", "DueDate", "DeferDate",
  "RiskSlaDate" }

---Changes what may be changed of an item; what is null or empty is removed.
function queues.QueueItems_PutById(context)
  local key = context.args.key
  entities.must_exist(context, "QueueItems", key)
  local given = body.read(context.request.body,
    model.type "QueueItemDataDto", "queueItemDataDto")
  local changes = { RowVersion = row_version(context.database) }
  for _, name in ipairs(editable) do
    local value = given[name]
    if value == nil or value == "" then value = body.null end
    changes[name] = value
  end
  local content = check_content(context.database, given.SpecificContent)
  changes.SpecificContent = content or body.null
  changes.SpecificData = dynamic(content) or body.null
  entities.update(context.database, "QueueItems", key, changes)
  return respond.empty(200)
end

---Deletes an item: it stays, with the status Deleted.
function queues.QueueItems_DeleteById(context)
  entities.must_exist(context, "QueueItems", context.args.key)
  entities.update(context.database, "QueueItems", context.args.key,
    { Status = "Deleted", RowVersion = row_version(context.database) })
  return respond.empty(204)
end

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
