-- Waits for what the core does, with one deadline per wait; how, is the
-- loop's part: blocking, or yielding where somebody else can go on.

local deadlines = require "orchestrator.deadline"
local engine = require "orchestrator.engine"
local errors = require "orchestrator.errors"
local loop = require "orchestrator.loop"

local await = {}

-- What failed before says more than that time is up. `limit`: the deadline of
-- more than this wait, where it came first.
local function timed_out(seconds, about, object, limit)
  local err
  if object and object.before then err = select(2, object:before()) end
  if err then
    err.message = ("%s (given up after %g s%s)"):format(err.message,
      limit and limit.seconds or seconds,
      limit and limit.what and ": " .. limit.what or "")
    return err
  end
  local unsent = object and object.sent and object:sent() == "no"
  local fields = { kind = "timeout", retryable = about.read or unsent,
    method = about.method, url = about.url,
    sent = unsent and "no" or about.read and "yes" or "unsure" }
  if limit then return deadlines.error(limit, fields) end
  fields.message = ("no answer within %g s"):format(seconds)
  return errors.new(fields)
end

local function failed(about, err)
  if about.connection then err = about.connection:explain(err) end
  return nil, err
end

---Polls until there is something else than "again".
---@param poll fun(object: any, deadline: number): any, any false means again
---@param object any what it is called with
---@param seconds number how long this may take
---@param about table method, url and read of what is waited for, and its
---  connection, which may have to bring a token of the host's
---@return any what poll answered, any
function await.poll(poll, object, seconds, about)
  local driver = engine.get()
  local deadline, limit = deadlines.by(seconds)
  local traced = about.connection and about.connection.trace
  local caches = about.connection and about.connection.host_cache
  local times = about.connection and about.connection.times
  while true do
    local first, second = poll(object, deadline)
    local ran = caches and about.connection:run_errands()
    if traced then about.connection:show_trace() end
    if first == nil and second then return failed(about, second) end
    if first ~= false then return first, second end
    local left = deadline - driver:now()
    if left <= 0 then
      return nil, timed_out(seconds, about, object, limit)
    end
    -- No event tells of a token that was brought.
    local brought = about.connection and about.connection:supply() or ran
    local begun = driver:now()
    local _, err = loop.wait(brought and 0 or left)
    if times then times.waited = times.waited + driver:now() - begun end
    if err then return nil, err end
  end
end

---Lets time pass; what is under way moves on meanwhile. Raises when the
---coroutine's deadline comes before the end.
---@param seconds number
---@param over? fun(): boolean ends it early; engine.wake makes it be asked
function await.sleep(seconds, over)
  local driver = engine.get()
  local at, limit = deadlines.by(seconds)
  while driver:now() < at and not (over and over()) do
    local _, err = loop.wait(at - driver:now())
    if err then errors.raise(err) end
  end
  if limit and not (over and over()) then
    errors.raise(deadlines.error(limit))
  end
end

return await
