-- Answers with status 200 or 207 that tell of failures inside. Each of the
-- API's shapes becomes a list of what failed.

local errors = require "orchestrator.errors"

local outcome = {}

-- Statuses as UploadPackage names them.
local FINE = { OK = true, Created = true, Accepted = true, NoContent = true }

-- { Success = false, Message = …, FailedItems = { … } }
local function bulk(value)
  if value.Success == false or type(value.FailedItems) == "table"
    and #value.FailedItems > 0 then
    return value.FailedItems or {}, value.Message
  end
end

-- Each item has a status of its own: { Key = …, Status = "Conflict", … }
local function items(value)
  local failed = {}
  for _, item in ipairs(value) do
    if item.Status and not FINE[item.Status] then
      failed[#failed + 1] = item
    end
  end
  return #failed > 0 and failed or nil, failed[1] and failed[1].Body
end

-- A list of failures only.
local function all(value)
  return #value > 0 and value or nil, value[1] and (value[1].ErrorMessage
    or value[1].errorMessage or value[1].message)
end

-- { isSuccess = false } and identity's { succeeded = false }
local function license(value)
  if value.isSuccess == false then return {}, value.errorCode end
end

local function identity(value)
  local result = type(value.result) == "table" and value.result or value
  if result.succeeded ~= false then return nil end
  local first = type(result.errors) == "table" and result.errors[1]
  return result.errors or {}, first and first.description
end

local READERS = {
  { "^@BulkOperationResponseDto", bulk }, { "^list @BulkItemDto", items },
  { "TaskOperationErrorResponse$", all },
  { "BulkOperationErrorResponse$", all }, { "^@LicenseResultDto$", license },
  { "^@identity%..*IdentityResult", identity },
  { "^@identity%.BulkCreate", identity },
}

-- A 207 whose body is an error.
local function multi_status(value)
  if value.errorCode or value.ErrorCode then
    return {}, value.message or value.Message
  end
end

local function first_of(failed)
  local item = failed[1]
  if type(item) ~= "table" then return item and tostring(item) end
  return item.ErrorMessage or item.errorMessage or item.ErrorCode
end

---What an answer says has failed; nil when nothing has.
---@param op orchestrator.Operation
---@param status integer
---@param value any the answer
---@return table|nil failed
---@return string|nil message in the server's words
function outcome.failed(op, status, value)
  if type(value) ~= "table" then return nil end
  for _, reader in ipairs(READERS) do
    if (op.answer or ""):find(reader[1]) then return reader[2](value) end
  end
  if status == 207 then return multi_status(value) end
end

---Raises `partial` when an answer tells of failures.
---@param op orchestrator.Operation
---@param status integer
---@param value any
---@param spec orchestrator.Request
function outcome.check(op, status, value, spec)
  local failed, message = outcome.failed(op, status, value)
  if not failed then return end
  local words = message or first_of(failed)
  errors.raise {
    kind = "partial", status = status, method = spec.method,
    url = spec.url:match "^[^?]*", attempts = 1, sent = "yes",
    message = ("%s: %s failed%s"):format(op.id, #failed == 1 and "an item"
      or #failed == 0 and "it" or #failed .. " items",
      type(words) == "string" and words ~= "" and ": " .. words or ""),
    hint = "the error's `failed` lists them; on_failed = \"return\" gives the "
      .. "answer instead",
    failed = failed, result = value,
  }
end

return outcome
