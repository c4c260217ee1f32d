-- Single items by hand: changed, deleted, reviewed, commented on; and what
-- happened to them.

local action = require "orchestrator.sandbox.flows.action"
local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"
local store = require "orchestrator.sandbox.flows.queue_store"

local items = {}

local editable = { "Progress", "Priority", "DueDate", "DeferDate",
  "RiskSlaDate" }

---Changes what may be changed of an item; what is null or empty is removed.
function items.QueueItems_PutById(context)
  local key = context.args.key
  entities.must_exist(context, "QueueItems", key)
  local given = body.read(context.request.body,
    model.type "QueueItemDataDto", "queueItemDataDto")
  local changes = {}
  for _, name in ipairs(editable) do
    local value = given[name]
    if value == nil or value == "" then value = body.null end
    changes[name] = value
  end
  local shown, kept = store.content(context.database, given.SpecificContent)
  changes.SpecificContent = shown or body.null
  changes.SpecificData = kept or body.null
  store.change(context, key, changes, "Edit")
  return respond.empty(200)
end

---Deletes an item: it stays, with the status Deleted.
function items.QueueItems_DeleteById(context)
  entities.must_exist(context, "QueueItems", context.args.key)
  store.change(context, context.args.key, { Status = "Deleted" }, "Delete")
  return respond.empty(204)
end

---------------------------------------------------------------------------
-- Several at once

-- Calls `act` with each item whose version is the one given; the others are
-- the failures of the answer.
local function each_version(context, given, act)
  local failures = setmetatable({}, json.array_mt)
  for _, wanted in ipairs(given.queueItems or {}) do
    local id = math.type(wanted.Id) == "integer" and wanted.Id or 0
    local item = entities.exists(context, "QueueItems", id)
      and store.find(context, id)
    if not item or item.RowVersion ~= wanted.RowVersion
      or act(item) == false then
      failures[#failures + 1] = id
    end
  end
  local message = #failures > 0 and "Some items were changed meanwhile, or "
    .. "cannot be changed so." or nil
  return respond.object(context, "UiPath.Server.Configuration.OData."
    .. "BulkOperationResponseDtoOfInt64", json.object("Success",
    #failures == 0, "Message", message, "FailedItems", failures).text)
end

function items.QueueItems_DeleteBulk(context)
  local given = action.values(context, "deleteBulkParameters")
  return each_version(context, given, function(item)
    store.change(context, item.Id, { Status = "Deleted" }, "Delete")
  end)
end

-- What a review may come to, and what else it does to an item.
local reviews = {
  None = function() end, InReview = function() end, Verified = function() end,
  Retried = function(context, item)
    if item.Status ~= "Failed" and item.Status ~= "Abandoned" then
      return false
    end
    store.change(context, item.Id, { Status = "Retried" })
    store.retry(context, item, true)
  end,
}

function items.QueueItems_SetItemReviewStatus(context)
  local given = action.values(context, "itemReviewStatusParameters")
  local review = reviews[given.status]
  if not review then
    problem.fail(400, store.errors.InvalidArgument,
      ("There is no review status %s."):format(given.status))
  end
  return each_version(context, given, function(item)
    if review(context, item) == false then return false end
    store.change(context, item.Id, { ReviewStatus = given.status }, "Edit")
  end)
end

function items.QueueItems_SetItemReviewer(context)
  local given = action.values(context, "itemReviewerParameters")
  if not context.database:row(
    'SELECT 1 FROM "Users" WHERE Id = ? AND "IsActive"', given.userId) then
    store.fail(400, "ReviewerNotAvailable", "The reviewer is not available.")
  end
  return each_version(context, given, function(item)
    store.change(context, item.Id, { ReviewerUserId = given.userId }, "Edit")
  end)
end

function items.QueueItems_UnsetItemReviewer(context)
  local given = action.values(context, "itemReviewerParameters")
  return each_version(context, given, function(item)
    store.change(context, item.Id, { ReviewerUserId = body.null }, "Edit")
  end)
end

function items.QueueItems_GetReviewers(context)
  return entities.list(context, "Users", { sql = 't."IsActive" = 1' })
end

---------------------------------------------------------------------------
-- What happened

local function last_retry(context, key, id)
  query.options(context, "QueueItems", model.type "QueueItemDto")
  local last = key and context.database:row([[SELECT max(Id) FROM "QueueItems"
    WHERE "Key" = ?]], key)
  if not last or last == id then problem.not_found "QueueItem" end
  return respond.object(context, "QueueItems/$entity",
    store.json(context, last))
end

function items.QueueItems_GetItemLastRetryById(context)
  entities.must_exist(context, "QueueItems", context.args.key)
  local item = store.find(context, context.args.key)
  return last_retry(context, item.Key, item.Id)
end

function items.QueueItems_GetItemLastRetryByKey(context)
  local key = context.args.key
  local first = context.database:row(
    'SELECT min(Id) FROM "QueueItems" WHERE "Key" = ?', key)
  return last_retry(context, key, first)
end

---The attempts at an item, the first one first.
function items.QueueItems_GetItemProcessingHistoryById(context)
  entities.must_exist(context, "QueueItems", context.args.key)
  local item = store.find(context, context.args.key)
  return entities.list(context, "QueueItems",
    { sql = 't."Key" = ?', value = item.Key })
end

-- Of all attempts at an item.
local ATTEMPTS = [[t."QueueItemId" IN (SELECT b.Id FROM "QueueItems" a
  JOIN "QueueItems" b ON b."Key" = a."Key" WHERE a.Id = ?)]]

function items.QueueItemEvents_GetQueueItemEventsHistoryByQueueitemid(context)
  return entities.list(context, "QueueItemEvents",
    { sql = ATTEMPTS, value = context.args.queueItemId })
end

---------------------------------------------------------------------------
-- Comments

function
  items.QueueItemComments_GetQueueItemCommentsHistoryByQueueitemid(context)
  return entities.list(context, "QueueItemComments",
    { sql = ATTEMPTS, value = context.args.queueItemId })
end

function items.QueueItemComments_Post(context)
  return entities.create(context, "QueueItemComments", function(values)
    if values.QueueItemId and not store.find(context, values.QueueItemId) then
      problem.not_found "QueueItem"
    end
    local actor = action.actor(context)
    values.UserId, values.UserName = actor.id, actor.name
  end)
end

-- Only who wrote a comment changes it.
local function check_author(context)
  local id, name = context.database:row([[SELECT "UserId", "UserName"
    FROM "QueueItemComments" WHERE Id = ?]], context.args.key)
  local actor = action.actor(context)
  if id ~= actor.id or name ~= actor.name then
    problem.fail(403, 1007, "Only its author may change a comment.")
  end
  return id, name
end

function items.QueueItemComments_PutById(context)
  return entities.replace(context, "QueueItemComments", function(changes)
    changes.UserId, changes.UserName = check_author(context)
    changes.QueueItemId = nil
  end)
end

function items.QueueItemComments_DeleteById(context)
  entities.must_exist(context, "QueueItemComments", context.args.key)
  check_author(context)
  return entities.delete(context, "QueueItemComments")
end

return items
