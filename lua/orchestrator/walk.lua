-- A walk over a query's rows: one source after the other, one per filter.

local errors = require "orchestrator.errors"

---@class orchestrator.Walk
---@field rows integer handed out so far
local Walk = { __name = "orchestrator.walk" }
Walk.__index = Walk

---@param open fun(i: integer, left: integer|nil): table|nil the source of
---  filter i, for at most `left` rows; nil: there are no more filters
---@param top integer|nil rows wanted
---@param drop string|nil a member to take out of the rows: it was fetched for
---  paging only
---@return orchestrator.Walk
function Walk.new(open, top, drop)
  return setmetatable({ open = open, left = top, drop = drop, at = 0,
    rows = 0 }, Walk)
end

-- The source in hand; the next filter's where one has ended.
local function source_of(walk)
  if walk.left == 0 then walk:close() end
  if walk.source or walk.closed then return walk.source end
  walk.at = walk.at + 1
  walk.source = walk.open(walk.at, walk.left)
  return walk.source
end

---The next row, or nil when there are no more. Raises when it fails; then it
---is closed.
---@return any
function Walk:next()
  local source = source_of(self)
  while source do
    local row = source:next()
    if row ~= nil then
      self.rows = self.rows + 1
      if self.left then self.left = self.left - 1 end
      if self.drop and type(row) == "table" then row[self.drop] = nil end
      return row
    end
    source:close()
    self.source = nil
    source = source_of(self)
  end
  self.closed = true
end

---Ends it and cancels what is under way. Twice is fine. Lua 5.3, which has no
---closing values, needs it after a `break`.
function Walk:close()
  local source = self.source
  self.closed, self.source = true, nil
  if source then source:close() end
end

Walk.__close = Walk.close

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
