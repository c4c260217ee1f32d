-- Follows a log as it grows, like tail -f.
--
-- Robots upload logs late and in batches, so each look reads again from some
-- seconds before the newest row seen. Rows have nothing unique: of those that
-- are alike, as many are passed over as were handed out before.

local await = require "orchestrator.await"
local engine = require "orchestrator.engine"
local errors = require "orchestrator.errors"
local listing = require "orchestrator.query.listing"
local options = require "orchestrator.options"
local time = require "orchestrator.time"

---@class orchestrator.Follow
---@field rows integer handed out so far
local Follow = { __name = "orchestrator.follow" }
Follow.__index = Follow

local OPTIONS = { lag = "positive", every = "positive", timeout = "positive",
  nulls = "boolean" }
local LAG, EVERY = 60, 5 -- seconds
local SECOND = 10000000  -- in ticks of 100 ns, which the server keeps

-- Rows that are told apart at once: those within the lag.
Follow.most = 1000000

local function text_of(ticks)
  local moment = time.at(ticks // SECOND)
  moment.digits = ("%07d"):format(ticks % SECOND)
  return tostring(moment)
end

---@param query orchestrator.Query
---@param given table|nil
---@param over? fun(): boolean asked before each look; once it is true, that
---  look is the last. With it the rows that exist already are handed out too
---@return orchestrator.Follow
function Follow.new(query, given, over)
  given = options.check(given, OPTIONS, "follow")
  local plan = listing.plan(query)
  local property = plan.facts.time
  if not property then
    errors.argument(("follow: %s is not walked by time"):format(
      query.spec.tag), "walk it again and again with each{ cursor = … }")
  elseif query.spec.top or query.spec.skip or query.spec.orderby then
    errors.argument("follow: rows come as they arrive",
      "leave out top, skip and orderby")
  end
  return setmetatable({ query = query, property = property,
    lag = math.ceil((given.lag or LAG) * SECOND),
    every = given.every or EVERY, rows = 0, seen = {}, kept = 0,
    over = over,
    begun = over ~= nil,
    options = { timeout = given.timeout, nulls = given.nulls } }, Follow)
end

-- The newest row's time; nil: the log is empty.
local function newest(self)
  local query = self.query:orderby(self.property .. " desc"):top(1)
  local walk, ticks = listing.walk(query:paging "time", self.options), nil
  self.walk = walk
  if walk:next() ~= nil then ticks = select(2, walk:mark()) end
  walk:close()
  self.walk = nil
  return ticks
end

-- A look at everything that may have changed.
local function look(self)
  local query = self.query
  if self.newest then
    query = query:filter(self.property .. " ge ?",
      text_of(self.newest - self.lag))
  end
  self.now = {}
  self.walk = listing.walk(query:paging "time", self.options)
end

-- What lies before the lag does not come again.
local function finish_look(self)
  self.walk = nil
  local edge = self.newest and self.newest - self.lag
  for mark, entry in pairs(self.seen) do
    if entry.ticks < edge then
      self.seen[mark], self.kept = nil, self.kept - 1
    end
  end
end

local function too_many(self)
  errors.refuse("too_large", ("follow: more than %d rows came within its lag "
    .. "of %g s"):format(Follow.most, self.lag / SECOND),
    "narrow the query, or give a smaller lag")
end

-- The next row of this look that was not in one before; nil: none.
local function next_new(self)
  local row = self.walk:next()
  while row ~= nil do
    local mark, ticks = self.walk:mark()
    local entry = self.seen[mark]
    if not entry then
      entry = { count = 0, ticks = ticks }
      self.seen[mark], self.kept = entry, self.kept + 1
      if self.kept > Follow.most then too_many(self) end
    end
    self.now[mark] = (self.now[mark] or 0) + 1
    if not self.newest or ticks > self.newest then self.newest = ticks end
    if self.now[mark] > entry.count then
      entry.count = self.now[mark]
      return row
    end
    row = self.walk:next()
  end
  finish_look(self)
end

-- What is there already is not handed out.
local function begin(self)
  self.begun = true
  self.newest = newest(self)
  if self.newest then
    look(self)
    while self.walk and next_new(self) ~= nil do end
  end
end

local function next_row(self)
  if not self.closed and not self.begun then begin(self) end
  while not self.closed do
    if not self.walk then
      if self.last then return nil end
      if self.looked or not self.over then
        await.sleep(self.every, function() return self.closed end)
      end
      if self.closed then return nil end -- by another task meanwhile
      self.looked, self.last = true, self.over and self.over()
      look(self)
    end
    local row = next_new(self)
    if row ~= nil then
      self.rows = self.rows + 1
      return row
    end
  end
end

---The next row, as soon as there is one; nil once it is closed, be it by
---another coroutine meanwhile.
---@return any
function Follow:next()
  local ok, row = pcall(next_row, self)
  if ok then return row end
  if self.closed and errors.is(row) and row.kind == "closed" then return nil end
  self:close()
  error(row, 0)
end

---Ends it and cancels what is under way; whoever waits in it wakes. Twice is
---fine.
function Follow:close()
  if not self.closed then engine.get():wake() end
  self.closed = true
  local walk = self.walk
  self.walk = nil
  if walk then walk:close() end
end

Follow.__close = Follow.close

---The step of a generic `for`.
---@param follow orchestrator.Follow
function Follow.step(follow)
  if getmetatable(follow) ~= Follow then
    errors.argument "follow: the loop's state is not a follower"
  end
  local row = follow:next()
  if row ~= nil then return row, follow end
end

return Follow
