-- Waiting for time to pass, as calls wait for answers.

local await = require "orchestrator.await"
local deadlines = require "orchestrator.deadline"
local engine = require "orchestrator.engine"
local errors = require "orchestrator.errors"

local pause = {}

-- What is kept for the last look: a part of the time, and seconds at most.
local PART, MOST = 0.1, 1

---Waits so many seconds. Raises when the coroutine's deadline comes before.
---@param seconds number
function pause.sleep(seconds) await.sleep(seconds) end

---The engine's clock, in seconds.
---@return number
function pause.now() return engine.get():now() end

---A schedule of polls: soon at first, then less and less often, the last one
---shortly before the end.
---@param first number seconds before the second poll
---@param most number seconds
---@param seconds number that it may take, unless the coroutine's deadline
---  comes before
---@return fun(): boolean wait false when the time is up
---@return number seconds that there are
function pause.schedule(first, most, seconds)
  local step = first
  local at, limit = deadlines.by(seconds)
  at = at - math.min(MOST, PART * (at - pause.now()))
  return function()
    local left = at - pause.now()
    if left <= 0 then return false end
    pause.sleep(math.min(step, left))
    step = math.min(step * 1.5, most)
    return true
  end, limit and limit.seconds or seconds
end

local function in_time(ok, ...)
  if ok then return true, ... end
  local err = ...
  local late = errors.is(err) and err.kind == "timeout" and deadlines.passed()
  if late then return false end
  error(err, 0)
end

---Looks, as often as a schedule says: who waits has more to say than that the
---last look took too long.
---@param fn function
---@param ... any its arguments
---@return boolean in_time false: the coroutine's deadline came first
---@return any ... the function's results
function pause.look(fn, ...) return in_time(pcall(fn, ...)) end

return pause
