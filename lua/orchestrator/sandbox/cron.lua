-- Quartz's cron expressions, checked, and the time that is next by one: six
-- or seven fields, of which either the day of the month or that of the week
-- is "?".

local instant = require "orchestrator.sandbox.instant"

local cron = {}

local function numbers(names)
  local set, n = {}, 0
  for name in names:gmatch "%u+" do
    n = n + 1
    set[name] = n
  end
  return set
end

local months = numbers "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"
local days = numbers "SUN MON TUE WED THU FRI SAT"

local fields = {
  { name = "seconds", low = 0, high = 59 },
  { name = "minutes", low = 0, high = 59 },
  { name = "hours", low = 0, high = 23 },
  { name = "day of the month", low = 1, high = 31,
    special = { "^%?$", "^L$", "^LW$", "^L%-%d+$", "^%d+W$" } },
  { name = "month", low = 1, high = 12, names = months },
  { name = "day of the week", low = 1, high = 7, names = days,
    special = { "^%?$", "^L$", "^%w+L$", "^%w+#[1-5]$" } },
  { name = "year", low = 1970, high = 2199 },
}

local function value(field, text)
  local number = text:match "^%d+$" and math.tointeger(tonumber(text))
    or field.names and field.names[text]
  return number and number >= field.low and number <= field.high and number
end

-- "*", "5", "1-5", and any of them with "/15".
local function is_part(field, part)
  local range, step = part:match "^([^/]+)/(%d+)$"
  if step and tonumber(step) == 0 then return false end
  range = range or part
  if range == "*" then return true end
  for _, pattern in ipairs(field.special or {}) do
    if range:match(pattern) and not step then return true end
  end
  local from, to = range:match "^(%w+)%-(%w+)$"
  if from then return value(field, from) and value(field, to) end
  return value(field, range)
end

---What is wrong with an expression; nil: nothing.
---@param text string
---@return string|nil message
function cron.problem(text)
  local list = {}
  for word in text:upper():gmatch "%S+" do list[#list + 1] = word end
  if #list < 6 or #list > 7 then
    return "a cron expression has 6 or 7 fields"
  end
  for i, word in ipairs(list) do
    for part in (word .. ","):gmatch "([^,]*)," do
      if not is_part(fields[i], part) then
        return ("'%s' is no %s"):format(part, fields[i].name)
      end
    end
  end
  if (list[4] == "?") == (list[6] == "?") then
    return "either the day of the month or that of the week must be '?'"
  end
end

---------------------------------------------------------------------------
-- The next time

local DAY = 86400

-- Days that are looked at: Quartz's years end before.
local HORIZON = 366 * 30

local lengths = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function length_of(year, month)
  local leap = month == 2 and year % 4 == 0
    and (year % 100 ~= 0 or year % 400 == 0)
  return lengths[month] + (leap and 1 or 0)
end

-- 1970-01-01 was a Thursday; Sunday is 1.
local function weekday(day) return (day + 4) % 7 + 1 end

-- Whether a number is in "*", "5", "1-5", "0/15", "MON-FRI"; a range that
-- ends before it begins goes round.
local function in_part(field, part, number)
  local range, step = part:match "^([^/]+)/(%d+)$"
  range, step = range or part, tonumber(step)
  local from, to = range:match "^(%w+)%-(%w+)$"
  local low, high = value(field, from or range), to and value(field, to)
  if range == "*" then low, high = field.low, field.high end
  high = high or step and field.high or low
  if not low then return false end
  local offset, all = number - low, field.high - field.low + 1
  if high < low then offset, high = offset % all, high + all end
  return offset >= 0 and offset <= high - low and offset % (step or 1) == 0
end

-- The day of the month that is the working day nearest to one.
local function nearest(date, wanted)
  local first = date.day - date.of_month
  local kind = weekday(first + wanted)
  if kind == 7 then return wanted > 1 and wanted - 1 or 3 end
  if kind == 1 then
    return wanted < date.length and wanted + 1 or wanted - 2
  end
  return wanted
end

local function special_day(date, part)
  if part == "?" then return true end
  if part == "L" then return date.of_month == date.length end
  if part == "LW" then return date.of_month == nearest(date, date.length) end
  local before = part:match "^L%-(%d+)$"
  if before then return date.of_month == date.length - tonumber(before) end
  local near = part:match "^(%d+)W$"
  return near and date.of_month == nearest(date, math.min(tonumber(near),
    date.length))
end

local function special_weekday(date, part)
  if part == "?" then return true end
  if part == "L" then return date.weekday == 7 end
  local last = part:match "^(%w+)L$"
  local name, nth = part:match "^(%w+)#(%d)$"
  local wanted = value(fields[6], last or name or "")
  if wanted ~= date.weekday then return false end
  if last then return date.of_month + 7 > date.length end
  return (date.of_month - 1) // 7 + 1 == tonumber(nth)
end

local function matches(index, text, number, special, date)
  for part in (text .. ","):gmatch "([^,]*)," do
    if special and special(date, part)
      or in_part(fields[index], part, number) then
      return true
    end
  end
  return false
end

local function is_day(list, day)
  local year, month, of_month = instant.date(day)
  local date = { day = day, of_month = of_month, weekday = weekday(day),
    length = length_of(year, month) }
  return matches(5, list[5], month)
    and (not list[7] or matches(7, list[7], year))
    and matches(4, list[4], of_month, special_day, date)
    and matches(6, list[6], date.weekday, special_weekday, date)
end

-- The first second of a day, from one on, that fits; or nil.
local function in_day(list, from)
  for hour = from // 3600, 23 do
    if matches(3, list[3], hour) then
      for minute = 0, 59 do
        local base = hour * 3600 + minute * 60
        if base + 59 >= from and matches(2, list[2], minute) then
          for second = math.max(0, from - base), 59 do
            if matches(1, list[1], second) then return base + second end
          end
        end
      end
    end
  end
end

---The first time after another that an expression means, in its own zone.
---@param text string an expression without problem()
---@param after integer seconds since 1970, on the zone's clock
---@return integer|nil seconds nil: it is never again
function cron.next(text, after)
  local list, from = {}, after + 1
  for word in text:upper():gmatch "%S+" do list[#list + 1] = word end
  local first = from // DAY
  for day = first, first + HORIZON do
    if is_day(list, day) then
      local found = in_day(list, day == first and from % DAY or 0)
      if found then return day * DAY + found end
    end
  end
end

return cron
