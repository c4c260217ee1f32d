-- Walks RobotLogs beyond the 10,000 rows that skip can reach: by windows of
-- time, each small enough to be paged by skip, and checked against its count.
--
-- Stands here until the core's pager does it (strategy "time").

local errors = require "orchestrator.errors"
local time = require "orchestrator.time"

local LogWalk = {}
LogWalk.__index = LogWalk

local MILLISECOND = 10000 -- in ticks of 100 ns, which the server keeps

-- Moments as ticks, so that windows can be halved exactly.
local function ticks_of(text)
  local moment = time.parse(text)
  local digits = (moment.digits .. "0000000"):sub(1, 7)
  return moment.epoch * 10000000 + math.tointeger(tonumber(digits))
end

local function text_of(ticks)
  local moment = time.at(ticks // 10000000)
  moment.digits = ("%07d"):format(ticks % 10000000)
  return tostring(moment)
end

---@class orchestrator.LogAccess
---@field count fun(filter: string): integer rows that match, all of them
---@field rows fun(filter: string, orderby: string, top: integer|nil): table a
---  source paged by skip
---@field property string the time, e.g. "TimeStamp"
---@field filter string the query's own
---@field descending boolean
---@field window integer most rows of a window

---@param access orchestrator.LogAccess
---@param top integer|nil rows wanted
---@return table source
function LogWalk.new(access, top)
  return setmetatable({ access = access, top = top, taken = 0 }, LogWalk)
end

local function both(a, b)
  if a == "" then return b end
  return ("(%s) and %s"):format(a, b)
end

-- The filter of the rows from one moment to another, the last left out.
local function between(access, from, to)
  return both(access.filter, ("%s ge %s and %s lt %s"):format(access.property,
    text_of(from), access.property, text_of(to)))
end

-- The earliest or latest moment that any row has.
local function extreme(access, order)
  local source = access.rows(access.filter,
    access.property .. " " .. order, 1)
  local row = source:next()
  source:close()
  return row and ticks_of(row[access.property])
end

-- What is to be walked: fixed at the start, so that rows that come in
-- meanwhile do not move it.
local function begin(self)
  local access = self.access
  local first = extreme(access, "asc")
  local last = first and extreme(access, "desc")
  if not last then return false end
  self.from, self.to = first, last + MILLISECOND
  local total = access.count(between(access, self.from, self.to))
  local span = self.to - self.from
  self.width = span
  if total > access.window then
    self.width = math.max(1,
      math.tointeger(span * (0.8 * access.window / total) // 1))
  else
    self.known = total
  end
  return true
end

-- A window at the near end of what is left that skip can reach to its end.
local function next_window(self)
  local access = self.access
  while true do
    local from, to = self.from, self.to
    if access.descending then
      from = math.max(from, to - self.width)
    else
      to = math.min(to, from + self.width)
    end
    local count = self.known or access.count(between(access, from, to))
    if count <= access.window then return from, to, count end
    if to - from <= 1 then
      errors.refuse("protocol", ("%d rows have the time %s, and the server "
        .. "lets only %d be read"):format(count, text_of(from),
        access.window), "narrow the filter")
    end
    self.width = math.max(1, (to - from) // 2)
  end
end

local function open_window(self)
  if self.from >= self.to or self.top and self.taken >= self.top then
    return false
  end
  local access = self.access
  local from, to, count = next_window(self)
  if access.descending then self.to = from else self.from = to end
  if count < access.window // 4 then self.width = (to - from) * 2 end
  if count > 0 then
    self.source = access.rows(between(access, from, to),
      access.property .. (access.descending and " desc" or " asc"))
  end
  self.expected, self.seen = count, 0
  return true
end

local function check_window(self)
  self.source:close()
  self.source = nil
  if self.seen ~= self.expected then
    errors.refuse("drift", ("a window of the log had %d rows, and %d came"):
      format(self.expected, self.seen),
      "rows arrived or went meanwhile: walk again, or filter by time")
  end
end

---The next row, or nil at the end; raises when it fails.
---@return any
function LogWalk:next()
  if not self.from and not begin(self) then return nil end
  while true do
    if self.source then
      local row = self.source:next()
      if row ~= nil then
        self.seen, self.taken = self.seen + 1, self.taken + 1
        return row
      end
      check_window(self)
    end
    if not open_window(self) then return nil end
  end
end

function LogWalk:close()
  local source = self.source
  self.source = nil
  if source then source:close() end
end

return LogWalk
