-- One request: sent, awaited, and its answer read.

local await = require "orchestrator.await"
local core = require "orchestrator.core"
local errors = require "orchestrator.errors"

local request = {}

local READS = { GET = true, HEAD = true, OPTIONS = true }

---@class orchestrator.Request
---@field method string
---@field url string absolute, escaped
---@field headers? string[] "Name: value"
---@field body? string
---@field read? boolean changes nothing, whatever its method

local function without_query(url) return (url:match "^[^?#]*") end

local function refuse_dry(spec)
  errors.refuse("config", ("dry_run: %s %s was not sent, because it would "
    .. "change something"):format(spec.method, without_query(spec.url)),
    "connect without dry_run to send it")
end

-- Polls a call and tells what happened in it, as it happens.
local function polling(connection)
  if not connection.on_event then
    return function(call, deadline) return call:poll(deadline) end
  end
  local before = connection:stats().renewals
  return function(call, deadline)
    local done, err = call:poll(deadline)
    local now = connection:stats().renewals
    if now > before then
      before = now
      connection:tell("renewal", { way = connection.way })
    end
    connection:tell_all()
    return done, err
  end
end

---Sends a request and waits for its answer.
---@param connection orchestrator.Connection
---@param spec orchestrator.Request
---@return userdata call the core's, done, with a 2xx status
function request.send(connection, spec)
  local client = connection:open()
  local read = spec.read or READS[spec.method] or false
  if connection.dry_run and not read then refuse_dry(spec) end
  local call, err = client:call {
    method = spec.method, url = spec.url, headers = spec.headers,
    body = spec.body, read = read,
  }
  if not call then errors.raise(err) end
  local ok, done, failure = pcall(await.poll, polling(connection), call,
    connection.timeout,
    { method = spec.method, url = without_query(spec.url), read = read,
      connection = connection })
  if not ok then -- a function of the user's raised
    connection:drop(call, done)
    error(done, 0)
  end
  connection:warn()
  if not done then
    connection:drop(call, failure)
    errors.raise(failure)
  end
  return call
end

---What an answer holds: its JSON, or true when it is empty.
---@param call userdata
---@param nulls boolean keep JSON nulls
---@return any value a JSON null alone is nil
function request.value(call, nulls)
  if call:body() == "" then return true end
  local value, err = call:json(nulls)
  if err then errors.raise(err) end
  if value == core.null and not nulls then return nil end
  return value
end

return request
