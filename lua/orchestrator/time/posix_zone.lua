-- The rule at the end of a zone file, for the years after its last entry:
-- "CET-1CEST,M3.5.0,M10.5.0/3" (POSIX TZ, with RFC 8536's longer hours).

local calendar = require "orchestrator.time.calendar"

local posix_zone = {}

local function read_name(text, at)
  local _, stop = text:find("^%b<>", at)
  if not stop then _, stop = text:find("^%a+", at) end
  return stop and stop + 1
end

-- "5", "-3:30", "+02:00:00" as seconds.
local function read_span(text, at)
  local sign, h, m, s, stop = text:match("^([+-]?)(%d+):?(%d*):?(%d*)()", at)
  -- 167 hours are a week; no zone and no change of one is further away.
  if not h or tonumber(h) > 167 then return nil, at end
  m, s = tonumber(m) or 0, tonumber(s) or 0
  if m > 59 or s > 59 then return nil, at end
  local seconds = tonumber(h) * 3600 + m * 60 + s
  return math.tointeger(sign == "-" and -seconds or seconds), stop
end

-- The standard's ranges.
local function is_day(rule)
  if not rule.month then return rule.count <= 365 end
  return rule.month >= 1 and rule.month <= 12 and rule.week >= 1
    and rule.week <= 5 and rule.day <= 6
end

local function read_rule(text, at)
  local m, w, d, stop = text:match("^,M(%d+)%.(%d+)%.(%d+)()", at)
  local rule
  if m then
    rule = { month = tonumber(m), week = tonumber(w), day = tonumber(d) }
  else
    local julian, n
    julian, n, stop = text:match("^,(J?)(%d+)()", at)
    if not n then return nil, at end
    rule = { julian = julian == "J", count = tonumber(n) }
  end
  rule.time = 7200
  if text:sub(stop, stop) == "/" then
    rule.time, stop = read_span(text, stop + 1)
  end
  if not (rule.time and is_day(rule)) then return nil, at end
  return rule, stop
end

---Reads a rule; nil when it is not one.
---@param text string
---@return table|nil rule
function posix_zone.read(text)
  local at = read_name(text, 1)
  if not at then return nil end
  local west, rest = read_span(text, at)
  if not west then return nil end
  local rule = { offset = -west }
  at = read_name(text, rest)
  if not at then return rule end
  rule.summer_offset = rule.offset + 3600
  west, rest = read_span(text, at)
  if west then rule.summer_offset = -west end
  rule.starts, rest = read_rule(text, rest)
  rule.ends = read_rule(text, rest)
  if not (rule.starts and rule.ends) then return nil end
  return rule
end

local function month_end(year, month)
  if month == 12 then return calendar.days(year + 1, 1, 1) end
  return calendar.days(year, month + 1, 1)
end

local function days_of(rule, year)
  if rule.month then
    local first = calendar.days(year, rule.month, 1)
    local weekday = (first + 4) % 7 -- 1970-01-01 was a Thursday
    local day = first + (rule.day - weekday) % 7 + 7 * (rule.week - 1)
    return day < month_end(year, rule.month) and day or day - 7
  end
  local n = rule.count
  if rule.julian then
    n = n - 1
    if calendar.is_leap(year) and n >= 59 then n = n + 1 end
  end
  return calendar.days(year, 1, 1) + n
end

local function moment(rule, year, offset)
  return days_of(rule, year) * 86400 + rule.time - offset
end

---Seconds east of UTC at a moment.
---@param rule table from `read`
---@param epoch integer
---@return integer
function posix_zone.offset(rule, epoch)
  if not rule.starts then return rule.offset end
  local year = calendar.year(epoch + rule.offset)
  local starts = moment(rule.starts, year, rule.offset)
  local ends = moment(rule.ends, year, rule.summer_offset)
  local summer
  if starts < ends then
    summer = epoch >= starts and epoch < ends
  else -- the southern half of the world
    summer = epoch >= starts or epoch < ends
  end
  return summer and rule.summer_offset or rule.offset
end

return posix_zone
