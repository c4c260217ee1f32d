-- Adds many items to a queue, chunk by chunk.

local deadline = require "orchestrator.deadline"
local errors = require "orchestrator.errors"
local options = require "orchestrator.options"

local queue_bulk = {}

local CHUNK = 1000
local OPTIONS = { chunk = "integer", commit = "text", on_failed = "text",
  timeout = "positive" }

local function next_of(items)
  if type(items) == "function" then return items end
  if type(items) ~= "table" then
    errors.argument("add_many: give a list of items, or a function")
  end
  local i = 0
  return function()
    i = i + 1
    return items[i]
  end
end

-- The next so many items; nil at the end.
local function take(source, size)
  local chunk = {}
  while #chunk < size do
    local item = source()
    if item == nil then break end
    if type(item) ~= "table" then
      errors.argument("add_many: an item must be a table")
    end
    chunk[#chunk + 1] = item
  end
  return #chunk > 0 and chunk or nil
end

local function post(queue, chunk, commit)
  return queue.owner.Queues:BulkAddQueueItems{ queueName = queue.row.Name,
    commitType = commit, queueItems = chunk, on_failed = "return" }
end

local function all_referenced(chunk)
  for _, item in ipairs(chunk) do
    if not item.Reference then return false end
  end
  return true
end

-- A request that may have been done is repeated only where the queue itself
-- refuses what is there already.
local function post_safely(queue, chunk, commit)
  local answer, err = errors.catch(post, queue, chunk, commit)
  if answer then return answer, false end
  if err.sent ~= "unsure" or not queue.row.EnforceUniqueReference
    or not all_referenced(chunk) then
    errors.raise(err)
  end
  return post(queue, chunk, commit), true
end

-- Ordinals count from 1. Should a server count from 0, it shows where one of
-- them is 0.
local function first_ordinal(answer)
  for _, failure in ipairs(answer.FailedItems or {}) do
    if failure.Ordinal == 0 then return 0 end
  end
  return 1
end

-- Which item of the chunk a failure is about. A reference tells more surely.
local function position(chunk, failure, first)
  local at = math.type(failure.Ordinal) == "integer"
    and failure.Ordinal + 1 - first
  if failure.Reference and not (at and chunk[at]
    and chunk[at].Reference == failure.Reference) then
    for i, item in ipairs(chunk) do
      if item.Reference == failure.Reference then return i end
    end
  end
  return at
end

local function sort_failures(result, chunk, answer, repeated, before)
  local refused, base = 0, first_ordinal(answer)
  for _, failure in ipairs(answer.FailedItems or {}) do
    local at = position(chunk, failure, base)
    local entry = { row = at and chunk[at], index = at and before + at,
      code = failure.ErrorCode, message = failure.ErrorMessage }
    local twice = repeated and failure.ErrorCode == "DuplicateReference"
    local list = twice and result.unsure or result.failed
    list[#list + 1] = entry
    refused = refused + 1
  end
  return refused
end

-- How many of a chunk are in the queue now.
local function added(commit, chunk, answer, refused)
  if refused == 0 and answer.Success ~= false then return #chunk end
  if commit == "AllOrNothing" then return 0 end
  if commit == "ProcessAllIndependently" then return #chunk - refused end
  local first = answer.FailedItems and answer.FailedItems[1]
  return math.max((first and position(chunk, first,
    first_ordinal(answer)) or 1) - 1, 0)
end

local function fail(queue, result)
  local first = result.failed[1]
  errors.raise {
    kind = "partial", sent = "yes", failed = result.failed, result = result,
    message = ("add_many: %d of %d items were not added to %q%s"):format(
      #result.failed, #result.failed + result.added, queue.row.Name,
      first.message and ": " .. first.message or ""),
    hint = "the error's `failed` has each with its row; on_failed = "
      .. "\"return\" does not raise",
  }
end

local function add_all(queue, items, given)
  local commit = given.commit or "ProcessAllIndependently"
  local size = given.chunk or CHUNK
  if size < 1 then errors.argument "add_many: chunk must be at least 1" end
  local result = { added = 0, failed = {}, unsure = {} }
  local source, before = next_of(items), 0
  local chunk = take(source, size)
  while chunk do
    local answer, repeated = post_safely(queue, chunk, commit)
    local refused = sort_failures(result, chunk, answer, repeated, before)
    result.added = result.added + added(commit, chunk, answer, refused)
    before = before + #chunk
    if refused > 0 and commit ~= "ProcessAllIndependently" then break end
    chunk = take(source, size)
  end
  if #result.failed > 0 and given.on_failed ~= "return" then
    fail(queue, result)
  end
  return result
end

---@param queue orchestrator.Queue
---@param items table[]|fun(): table|nil
---@param given? table
---@return { added: integer, failed: table[], unsure: table[] }
function queue_bulk.add_many(queue, items, given)
  given = options.check(given, OPTIONS, "add_many")
  return deadline.given(given.timeout, "queue:add_many", add_all, queue, items,
    given)
end

return queue_bulk
