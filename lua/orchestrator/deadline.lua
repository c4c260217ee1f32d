-- Deadlines: a moment by which all that a coroutine does for somebody has to
-- be done. Made once, and passed down: what is called within gets what is
-- left, and a task has that of the coroutine that started it.

local engine = require "orchestrator.engine"
local errors = require "orchestrator.errors"
local coroutine = require("orchestrator.host").coroutine

local deadline = {}

---@class orchestrator.Deadline
---@field at number on the engine's clock
---@field seconds number that there were at first
---@field what? string what is to be done by then, "Assets:value"

-- coroutine -> the deadline that is nearest
local current = setmetatable({}, { __mode = "k" })

---The running coroutine's deadline; nil: there is none.
---@return orchestrator.Deadline|nil
function deadline.current() return current[(coroutine.running())] end

---A coroutine has the deadline of the running one.
---@param co thread that was not resumed yet
function deadline.inherit(co) current[co] = deadline.current() end

-- Leaves what was entered, whichever way.
local function leave(co, before, ok, ...)
  current[co] = before
  if not ok then error(..., 0) end
  return ...
end

---A deadline in so many seconds.
---@param seconds number
---@param what? string what is to be done by then, for messages
---@return orchestrator.Deadline
function deadline.new(seconds, what)
  return { at = engine.get():now() + seconds, seconds = seconds, what = what }
end

local function enter(limit, fn, ...)
  local co = coroutine.running()
  local before = current[co]
  current[co] = limit
  return leave(co, before, pcall(fn, ...))
end

---Calls a function under a deadline, or under the one that there is where that
---comes before.
---@param limit orchestrator.Deadline
---@param fn function
---@param ... any its arguments
---@return any ... its results
function deadline.under(limit, fn, ...)
  local outer = deadline.current()
  if outer and outer.at <= limit.at then return fn(...) end
  return enter(limit, fn, ...)
end

---Calls a function that may take so long, or until an earlier deadline.
---@param seconds number
---@param what string|nil what it does, for messages
---@param fn function
---@param ... any
---@return any ...
function deadline.within(seconds, what, fn, ...)
  return deadline.under(deadline.new(seconds, what), fn, ...)
end

---The same; without seconds only the deadline that there is counts.
---@param seconds number|nil
---@param what string
---@param fn function
---@param ... any
---@return any ...
function deadline.given(seconds, what, fn, ...)
  if not seconds then return fn(...) end
  return deadline.within(seconds, what, fn, ...)
end

---The same, whatever deadline there is: for what has to be done when time is
---up already.
---@param seconds number
---@param what string
---@param fn function
---@param ... any
---@return any ...
function deadline.apart(seconds, what, fn, ...)
  return enter(deadline.new(seconds, what), fn, ...)
end

---The error of who is late.
---@param limit orchestrator.Deadline
---@param fields? table further ones: method, url …
---@return orchestrator.Error
function deadline.error(limit, fields)
  local err = { kind = "timeout", sent = "no", retryable = true }
  for name, value in pairs(fields or {}) do err[name] = value end
  err.message = ("%s%s within %g s%s"):format(
    limit.what and limit.what .. ": " or "",
    err.url and "no answer" or "not done", limit.seconds,
    limit.what and "" or ", which were for all of it")
  return errors.new(err)
end

---Is the running coroutine's time up?
---@return orchestrator.Deadline|nil limit the deadline that has passed
function deadline.passed()
  local limit = deadline.current()
  if limit and limit.at <= engine.get():now() then return limit end
end

---Raises when the running coroutine's time is up.
function deadline.check()
  local limit = deadline.passed()
  if limit then errors.raise(deadline.error(limit)) end
end

---The moment in so many seconds, or the deadline where that comes before.
---@param seconds number
---@return number at on the engine's clock
---@return orchestrator.Deadline|nil limit when it is the deadline
function deadline.by(seconds)
  local at, limit = engine.get():now() + seconds, deadline.current()
  if limit and limit.at <= at then return limit.at, limit end
  return at
end

---A method of something that has a connection, whose timeout is for all that
---the method does.
---@param name string
---@param fn function
---@return function
function deadline.method(name, fn)
  return function(self, ...)
    local spec = self.spec
    return deadline.within(self.connection.timeout,
      spec and spec.tag .. ":" .. name or name, fn, self, ...)
  end
end

-- What a loop waits for counts, its body does not.
local function spend(budget, begun, ok, ...)
  budget.left = budget.left - (engine.get():now() - begun)
  if not ok then error(..., 0) end
  return ...
end

---Calls a function that takes from a budget of seconds, as the steps of a walk
---do.
---@param budget { left: number, seconds: number, what: string }
---@param fn function
---@param ... any
---@return any ...
function deadline.step(budget, fn, ...)
  local limit = deadline.new(math.max(budget.left, 0), budget.what)
  local begun = limit.at - limit.seconds
  limit.seconds = budget.seconds
  return spend(budget, begun, pcall(deadline.under, limit, fn, ...))
end

---A budget for deadline.step, or nil without seconds.
---@param seconds number|nil
---@param what string
---@return table|nil
function deadline.budget(seconds, what)
  return seconds and { left = seconds, seconds = seconds, what = what }
end

return deadline
