-- A function run over many things at the same time, in one thread: each in a
-- task of its own, results in the order of the things.

local core = require "orchestrator.core"
local deadline = require "orchestrator.deadline"
local engine = require "orchestrator.engine"
local errors = require "orchestrator.errors"
local loop = require "orchestrator.loop"
local options = require "orchestrator.options"

local map = {}

local WORKERS, MOST = 8, 256
local AHEAD = 2 -- results per worker that may wait for their turn

---@class orchestrator.Pool
---@field ended boolean no further items are taken
---@field taken integer items so far
---@field handed integer results handed out so far
local Pool = { __name = "orchestrator.pool" }
Pool.__index = Pool

---@param take fun(): any, any the next item and what goes with it; nil ends
---@param fn fun(item: any, index: integer, more: any): any
---@param workers integer
---@param ahead integer|nil results that may wait; nil: any number
---@param limit orchestrator.Deadline|nil
---@return orchestrator.Pool
local function new_pool(take, fn, workers, ahead, limit)
  return setmetatable({ driver = engine.get(), take = take, fn = fn,
    workers = workers, limit = limit,
    ahead = ahead or math.huge, running = {}, busy = 0, taken = 0,
    handed = 0, done = {}, ended = false }, Pool)
end

local fill

-- Under orchestrator.safe a failed call is an answer, `nil, err`.
local function outcome_of(ok, result, err)
  if not ok then return { err = result } end
  if result == nil and errors.is(err) then return { err = err } end
  return { result = result }
end

local function run_one(pool, index, item, more)
  pool.done[index] = outcome_of(pcall(pool.fn, item, index, more))
  pool.running[index], pool.busy = nil, pool.busy - 1
  fill(pool)
end

local function has_room(pool)
  return not pool.ended and pool.busy < pool.workers
    and pool.taken - pool.handed < pool.ahead
end

local function take_one(pool)
  deadline.check()
  return pool.take()
end

local function start_all(pool)
  while has_room(pool) do
    local ok, item, more = pcall(take_one, pool)
    if not ok then pool.ended, pool.fault = true, { item } end
    if pool.ended then return end
    if item == nil then
      pool.ended = true
      return
    end
    local index = pool.taken + 1
    pool.taken, pool.busy = index, pool.busy + 1
    pool.running[index] = true
    local task = loop.go(run_one, pool, index, item, more)
    if not task.done then pool.running[index] = task end
  end
end

-- Taking an item may wait, too, so it is a task, and there is one of it.
function fill(pool)
  if pool.filling or not has_room(pool) then return end
  pool.filling = true
  local task = loop.go(function()
    start_all(pool)
    pool.filling = nil
  end)
  if pool.filling then pool.filling = task end
end

local function next_outcome(self)
  deadline.check()
  local index = self.handed + 1
  if self.closed then return nil end
  if engine.get() ~= self.driver then
    errors.refuse("closed", "map: it belongs to the parent process: the "
      .. "process has forked since it began", "begin it in the child process")
  end
  fill(self)
  loop.await(function()
    return self.done[index] ~= nil or self.closed
      or self.ended and index > self.taken and self.busy == 0
  end)
  if self.closed then
    errors.refuse("closed", "map: it was closed while it was waited for")
  end
  local outcome = self.done[index]
  if outcome then
    self.done[index], self.handed = nil, index
    fill(self)
  elseif self.fault then
    error(self.fault[1], 0)
  end
  return outcome
end

---The next result in the order of the items.
---@return table|nil { result } or { err }; nil: there are no more, or it was
---  closed; raises kind "closed" when that happened meanwhile, and kind
---  "timeout", closed, when the time is up
function Pool:next()
  if not self.limit then return next_outcome(self) end
  local ok, outcome = pcall(deadline.under, self.limit, next_outcome, self)
  if ok then return outcome end
  self:close()
  error(outcome, 0)
end

---Ends it: no further item is taken, and what is under way is cancelled.
function Pool:close()
  self.ended, self.closed, self.fault = true, true, nil
  if type(self.filling) == "table" then loop.cancel(self.filling) end
  for _, task in pairs(self.running) do
    if type(task) == "table" then loop.cancel(task) end
  end
  self.running, self.busy = {}, 0
  local left = self.done
  self.done = {}
  if self.source then self.source:close() end
  return left
end

Pool.__close = Pool.close

---------------------------------------------------------------------------
-- What there is to take items from.

local function from_list(list)
  local i = 0
  return function()
    i = i + 1
    return list[i]
  end
end

-- A query, a set of folders, or what else has each().
local function from_each(object)
  local step, state, control, closing = object:each()
  return function()
    local row, more = step(state, control)
    control = row
    return row, more
  end, closing
end

local function taker(items)
  if type(items) == "function" then return items end
  if type(items) ~= "table" then
    errors.argument("map: give a list, a query or an iterator, not a "
      .. type(items))
  elseif getmetatable(items) == nil or getmetatable(items) == core.array_mt
    or type(items.each) ~= "function" then
    return from_list(items)
  end
  return from_each(items)
end

local KNOWN = { workers = "integer", timeout = "positive" }

---@param items any
---@param fn function
---@param given table|nil
---@param ahead? integer how many results per worker may wait for their turn;
---  nil: any number
---@return orchestrator.Pool
function map.pool(items, fn, given, ahead)
  given = options.check(given, KNOWN, "map")
  local workers = given.workers or WORKERS
  if workers < 1 or workers > MOST then
    errors.argument(("map: workers must be from 1 to %d"):format(MOST))
  elseif type(fn) ~= "function" then
    errors.argument("map: give a function, not a " .. type(fn))
  end
  local take, source = taker(items)
  local pool = new_pool(take, fn, workers, ahead and workers * ahead,
    given.timeout and deadline.new(given.timeout, "map"))
  pool.source = source
  return pool
end

---@param items any
---@param fn function
---@param given table|nil
---@return table results, table errors, integer n
function map.run(items, fn, given)
  local pool = map.pool(items, fn, given)
  local results, faults = {}, {}
  local ok, err = pcall(function()
    local outcome = pool:next()
    while outcome do
      results[pool.handed], faults[pool.handed] = outcome.result, outcome.err
      outcome = pool:next()
    end
  end)
  if not ok then
    pool:close()
    error(err, 0)
  end
  return results, faults, pool.handed
end

local function step(pool)
  local outcome = pool:next()
  if outcome then return pool.handed, outcome.result, outcome.err end
end

---@param items any
---@param fn function
---@param given table|nil
---@return function, orchestrator.Pool, nil, orchestrator.Pool
function map.each(items, fn, given)
  local pool = map.pool(items, fn, given, AHEAD)
  return step, pool, nil, pool
end

return map
