-- Waiting without blocking: tasks of our own, and the one descriptor that a
-- host's event loop watches.
--
-- A wait inside a task yields, so other tasks go on; so does one in a
-- coroutine that an adapter knows (orchestrator.loop.luv, .cqueues). Anywhere
-- else it blocks, and never resumes anybody's coroutine.

local engine = require "orchestrator.engine"
local errors = require "orchestrator.errors"

local loop = {}

---@class orchestrator.Task
---@field done boolean
---@field results table|nil with n, of a task that returned
---@field err any of a task that raised
local Task = { __name = "orchestrator.task" }
Task.__index = Task

local tasks = {}   -- coroutine -> its task, while it lives
local waiting = {} -- coroutine -> the moment at which its wait is over
local until_ = {}  -- coroutines that wait for what other tasks do
local known        -- an adapter's: may this coroutine be parked?
local wait_in      -- an adapter's: how its coroutines wait, nil: not its own
local arm          -- an adapter's: somebody waits, so timeout() has changed
local stepping = false

-- Something is as it was not before: those who wait for that look again.
local function stir()
  for co in pairs(until_) do
    if waiting[co] then waiting[co] = 0 end
  end
end

local function settle(task, co, ok, ...)
  if coroutine.status(co) ~= "dead" then return end
  tasks[co], task.done, task.thread = nil, true, nil
  if ok then task.results = table.pack(...) else task.err = ... end
  stir()
end

local function resume(co, ...)
  local task = tasks[co]
  if task then
    settle(task, co, coroutine.resume(co, ...))
  else
    local ok, err = coroutine.resume(co, ...)
    if not ok then error(err, 0) end
  end
end

---Starts a function as a task: it runs at once, up to its first wait.
---@param fn function
---@param ... any its arguments
---@return orchestrator.Task
function loop.go(fn, ...)
  local co = coroutine.create(fn)
  local task = setmetatable({ done = false, thread = co }, Task)
  tasks[co] = task
  resume(co, ...)
  return task
end

---Ends a task where it waits; what it has under way is cancelled.
---@param task orchestrator.Task
function loop.cancel(task)
  local co = task.thread
  if task.done or coroutine.status(co) ~= "suspended" then return end
  tasks[co], waiting[co], until_[co] = nil, nil, nil
  task.done, task.thread = true, nil
  -- Lua 5.3 has no closing values; there the collector cancels.
  if coroutine.close then pcall(coroutine.close, co) end
end

---The descriptor to watch for reading; it stays the same.
---@return integer
function loop.fd() return engine.get():fd() end

---Seconds until `step` is needed without the descriptor being readable; nil:
---only then.
---@return number|nil
function loop.timeout()
  local driver = engine.get()
  local least = driver:timeout()
  local now = driver:now()
  for _, at in pairs(waiting) do
    local left = math.max(0, at - now)
    if not least or left < least then least = left end
  end
  return least
end

---Does what can be done now and lets those who wait look. Never sleeps.
function loop.step()
  local _, err = engine.get():step()
  if err then errors.raise(err) end
  local list = {}
  for co in pairs(waiting) do list[#list + 1] = co end
  stepping = true
  for _, co in ipairs(list) do
    if waiting[co] then
      waiting[co] = nil
      resume(co)
    end
  end
  stepping = false
end

-- Waits for something to happen in the engine, at most so long. For await.
function loop.wait(seconds)
  local driver = engine.get()
  local co, main = coroutine.running()
  if not main and coroutine.isyieldable() then
    local own = wait_in and wait_in()
    if own then return own(seconds) end
    if tasks[co] or known and known(co) then
      waiting[co] = driver:now() + seconds
      if arm and not stepping then arm() end
      coroutine.yield()
      waiting[co] = nil
      return true
    end
  end
  return driver:wait(seconds)
end

---Tells how a host's coroutines wait. For adapters.
---@param adapter { known?: fun(co: thread): boolean,
---  arm?: fun(), wait?: fun(): function|nil }
---  known: loop.step may resume that coroutine; arm: somebody began to wait
---  outside of step, so the host's timer is to be set by `timeout` anew; wait:
---  the running coroutine's own way to wait for loop.fd, at most so many
---  seconds, or nil
function loop.adopt(adapter)
  known, wait_in, arm = adapter.known, adapter.wait, adapter.arm
end

local HOST = 1 -- seconds after which a coroutine of a host's looks anyway

-- Lets others go on, once. Something may have come for them while this
-- coroutine waited for something else, so they look before it waits.
local function turn(co, main, condition)
  local own = not main and coroutine.isyieldable() and wait_in and wait_in()
  if own then
    own(HOST)
  elseif not main and coroutine.isyieldable()
    and (tasks[co] or known and known(co)) then
    loop.wait(60)
  else
    loop.step()
    if condition() then return end
    local _, err = engine.get():wait(loop.timeout() or 60)
    if err then errors.raise(err) end
    loop.step()
  end
end

---Waits until a condition holds that tasks bring about.
---@param condition fun(): boolean
function loop.await(condition)
  local co, main = coroutine.running()
  while not condition() do
    until_[co] = true
    local ok, err = pcall(turn, co, main, condition)
    until_[co] = nil
    if not ok then error(err, 0) end
  end
end

local function all_done(list)
  for _, task in ipairs(list) do
    if not task.done then return false end
  end
  return true
end

---Waits until all tasks are done; raises the first error there was, in the
---order of the list, after all have ended.
---@param list orchestrator.Task[]
function loop.join(list)
  loop.await(function() return all_done(list) end)
  for _, task in ipairs(list) do
    if task.err ~= nil then error(task.err, 0) end
  end
end

---Runs functions at the same time in this one thread, until all have ended.
---@param ... function
---@return any ... the first result of each
function loop.run(...)
  local list, results = {}, { n = select("#", ...) }
  for i = 1, results.n do list[i] = loop.go((select(i, ...))) end
  loop.join(list)
  for i, task in ipairs(list) do results[i] = task.results[1] end
  return table.unpack(results, 1, results.n)
end

return loop
