-- Waiting without blocking: tasks of our own, and the one descriptor that a
-- host's event loop watches.
--
-- A wait inside a task yields, so other tasks go on; so does one in a
-- coroutine that an adapter knows (orchestrator.loop.luv, .cqueues). Anywhere
-- else it blocks, and never resumes anybody's coroutine.

local deadlines = require "orchestrator.deadline"
local engine = require "orchestrator.engine"
local errors = require "orchestrator.errors"
local host = require "orchestrator.host"

local coroutine = host.coroutine
local loop = {}

---@class orchestrator.Task
---@field done boolean
---@field results table|nil with n, of a task that returned
---@field err any of a task that raised, or was cancelled
---@field cancelled? orchestrator.Error what its waits fail with
---@field told? boolean a wait of it has failed so
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

-- Ends a task that goes on waiting though it was told that it is cancelled, or
-- that waits for something that is not ours.
local function drop(task, co)
  tasks[co], waiting[co], until_[co] = nil, nil, nil
  task.done, task.thread, task.err = true, nil, task.cancelled
  -- Lua 5.3 has no closing values; there the collector cleans up.
  if coroutine.close then pcall(coroutine.close, co) end
  stir()
end

local function settle(task, co, ok, ...)
  if coroutine.status(co) ~= "dead" then
    if task.told then drop(task, co) end
    return
  end
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

---Starts a function as a task: it runs at once, up to its first wait. It has
---the deadline of who starts it (orchestrator.within).
---@param fn function
---@param ... any its arguments
---@return orchestrator.Task
function loop.go(fn, ...)
  local co = coroutine.create(fn)
  deadlines.inherit(co)
  local task = setmetatable({ done = false, thread = co }, Task)
  tasks[co] = task
  resume(co, ...)
  return task
end

---Ends a task, now if it waits: the call that it waits in is cancelled and
---raises kind "cancelled" there. A task that runs is told so by its next wait;
---one that waits once more although it was told is dropped. Twice is fine.
---@param task orchestrator.Task
function loop.cancel(task)
  local co = task.thread
  if task.done then return end
  task.cancelled = task.cancelled or errors.new { kind = "cancelled",
    message = "this task was cancelled" }
  if coroutine.status(co) ~= "suspended" then return end
  if waiting[co] then
    waiting[co] = nil
    resume(co)
  end
  if not task.done then drop(task, co) end
end

Task.cancel = loop.cancel

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

-- A cancelled task hears of it once; after that it waits in vain.
local function tell(task)
  if task.told then coroutine.yield() end
  task.told = true
  return nil, task.cancelled
end

-- Waits for something to happen in the engine, at most so long. For await.
function loop.wait(seconds)
  local driver = engine.get()
  local co, main = coroutine.running()
  local task = tasks[co]
  if task and task.cancelled then return tell(task) end
  if not main and coroutine.isyieldable() then
    local own = wait_in and wait_in()
    if own then return own(seconds) end
    if task or known and known(co) then
      waiting[co] = driver:now() + seconds
      if arm and not stepping then arm() end
      coroutine.yield()
      waiting[co] = nil
      if task and task.cancelled then return tell(task) end
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

local HOST = 1  -- seconds after which a coroutine of a host's looks anyway
local LONG = 60 -- and after which everybody does

-- Lets others go on, once. Something may have come for them while this
-- coroutine waited for something else, so they look before it waits.
local function turn(co, main, condition)
  local own = not main and coroutine.isyieldable() and wait_in and wait_in()
  local left = math.max(0, deadlines.by(LONG) - engine.get():now())
  if own then
    own(math.min(HOST, left))
  elseif not main and coroutine.isyieldable()
    and (tasks[co] or known and known(co)) then
    local _, err = loop.wait(left)
    if err then errors.raise(err) end
  else
    loop.step()
    if condition() then return end
    local _, err = engine.get():wait(math.min(loop.timeout() or LONG, left))
    if err then errors.raise(err) end
    loop.step()
  end
end

---Waits until a condition holds that tasks bring about. Raises when the
---coroutine's deadline comes before.
---@param condition fun(): boolean
function loop.await(condition)
  local co, main = coroutine.running()
  while not condition() do
    deadlines.check()
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
  local ok, err = pcall(loop.join, list)
  if not ok then
    for _, task in ipairs(list) do loop.cancel(task) end
    error(err, 0)
  end
  for i, task in ipairs(list) do results[i] = task.results[1] end
  return table.unpack(results, 1, results.n)
end

-- In a child process nobody else goes on: not the parent's tasks, and not the
-- host's loop, which has to adopt the new descriptor.
engine.after_fork(function()
  local fault = errors.new { kind = "closed", message = "this task belongs to "
    .. "the parent process: the process has forked since it began",
    hint = "start it again in the child process" }
  local left = {}
  for co, task in pairs(tasks) do
    if coroutine.status(co) == "suspended" then
      task.done, task.err = true, fault
    else
      left[co] = task
    end
  end
  tasks, waiting, until_ = left, {}, {}
  loop.adopt {}
end)

return loop
