-- A walk over a query's rows: one source after the other, one per filter.

local cursor = require "orchestrator.query.cursor"
local deadline = require "orchestrator.deadline"
local errors = require "orchestrator.errors"

---@class orchestrator.Walk
---@field rows integer handed out so far
local Walk = { __name = "orchestrator.walk" }
Walk.__index = Walk

---@param open fun(i: integer, left: integer|nil, place: string|nil): table|nil
---  the source of filter i, for at most `left` rows, behind `place`; nil:
---  there are no more filters
---@param top integer|nil rows wanted
---@param identity string|nil of the query, for cursors
---@param from table|nil where to go on: a cursor that was read
---@param budget table|nil of deadline.budget: what all of it may take, without
---  the loop's body
---@return orchestrator.Walk
function Walk.new(open, top, identity, from, budget)
  from = from or { at = 1, rows = 0 }
  return setmetatable({ open = open, identity = identity, budget = budget,
    left = top and math.max(0, top - from.rows), before = from.rows,
    at = from.at - 1, place = from.place, rows = 0 }, Walk)
end

-- The place of a source that goes, for a cursor that is asked for later.
local function leave(walk)
  local source = walk.source
  walk.source = nil
  if not source then return end
  if source.place then walk.place, walk.fault = source:place() end
  source:close()
end

-- The source in hand; the next filter's where one has ended.
local function source_of(walk)
  if walk.left == 0 then walk:close() end
  if walk.source or walk.closed then return walk.source end
  local place = walk.place
  local source = walk.open(walk.at + 1, walk.left, place)
  if source then
    walk.at, walk.place, walk.source = walk.at + 1, nil, source
  end
  return source
end

local function next_row(self)
  local source = self.source
  if not source or self.left == 0 then source = source_of(self) end
  while source do
    local row = source:next()
    if row ~= nil then
      self.rows = self.rows + 1
      if self.left then self.left = self.left - 1 end
      return row
    end
    leave(self)
    self.ended = self.place
    self.place = nil
    source = source_of(self)
  end
  self.place = self.place or self.ended
  self.closed = true
end

local function next_in_time(self)
  local ok, row = pcall(next_row, self)
  if ok then return row end
  self:close()
  error(row, 0)
end

---The next row, or nil when there are no more. Raises when it fails; then it
---is closed.
---@return any
function Walk:next()
  if not self.budget then return next_row(self) end
  return deadline.step(self.budget, next_in_time, self)
end

---Where to go on behind the last row: a printable text that survives the
---process, for `each{ cursor = … }` of the same query. Also after the end,
---for what has come since, and after a `break`. Raises where the strategy has
---no such place (link, token).
---@return string
function Walk:cursor()
  if not self.identity then
    errors.argument "cursor: this walk has none"
  end
  local place, err = self.place, self.fault
  if self.source then place, err = self.source:place() end
  if err then errors.raise(err) end
  return cursor.write(self.identity, math.max(self.at, 1),
    self.before + self.rows, place or "")
end

---What the last row is known by, of a walk by time.
---@return integer mark
---@return integer ticks its time, in 100 ns since 1970
function Walk:mark() return self.source:mark() end

---Ends it and cancels what is under way. Twice is fine. Lua 5.3, which has no
---closing values, needs it after a `break`.
function Walk:close()
  self.closed = true
  leave(self)
end

Walk.__close = Walk.close
Walk.__gc = Walk.close

---The step of a generic `for`.
---@param walk orchestrator.Walk
function Walk.step(walk)
  if getmetatable(walk) ~= Walk then
    errors.argument "each: the loop's state is not a walk"
  end
  local row = walk:next()
  if row ~= nil then return row, walk end
end

return Walk
