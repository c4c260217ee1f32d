-- Quartz's expressions, as time triggers have them: second, minute, hour, day
-- of month, month, day of week and perhaps year ("0 0 9 ? * MON-FRI").

local calendar = require "orchestrator.time.calendar"
local errors = require "orchestrator.errors"
local time = require "orchestrator.time"
local zone = require "orchestrator.time.zone"

local cron = {}

local DAY = 86400
local FAR = 366 * 12 -- days that are looked at before there is none

local function names(list)
  local out, n = {}, 0
  for name in list:gmatch "%a+" do
    n = n + 1
    out[name] = n
  end
  return out
end

local FIELDS = {
  { "second", 0, 59 }, { "minute", 0, 59 }, { "hour", 0, 23 },
  { "day", 1, 31 },
  { "month", 1, 12, names "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC" },
  { "weekday", 1, 7, names "SUN MON TUE WED THU FRI SAT" },
  { "year", 1970, 2099 },
}

local function refuse(text, why)
  errors.argument(("%q is no cron expression: %s"):format(text, why),
    'Quartz writes it like "0 0 9 ? * MON-FRI"')
end

local function number(field, word)
  local value = field[4] and field[4][word] or math.tointeger(tonumber(word))
  return value and value >= field[2] and value <= field[3] and value or nil
end

-- From, to and step of "5", "5-9", "*", "5/10", "5-9/2".
local function span(field, part)
  local range, step = part:match "^([^/]+)/(%d+)$"
  range, step = range or part, math.tointeger(tonumber(step or 1))
  if step == 0 then return nil end
  if range == "*" then return field[2], field[3], step end
  local from, to = range:match "^(%w+)%-(%w+)$"
  local first = number(field, from or range)
  local last = to and number(field, to)
    or not to and (part:find("/", 1, true) and field[3] or first)
  if not first or not last then return nil end
  return first, last, step
end

local function add_span(field, set, first, last, step)
  if last < first then last = last + field[3] - field[2] + 1 end -- FRI-MON
  for value = first, last, step do
    local at = value > field[3] and value - field[3] + field[2] - 1 or value
    set[at] = true
  end
end

-- What only days have: { last = n }, { workday = n }, { nth = … }.
local function day_rule(field, part)
  if field[1] == "day" then
    if part == "L" then return { last = 0 } end
    if part == "LW" then return { last = 0, workday = true } end
    local back, day = part:match "^L%-(%d+)$", part:match "^(%d+)W$"
    if back then return { last = math.tointeger(tonumber(back)) } end
    if day then
      return { day = math.tointeger(tonumber(day)), workday = true }
    end
  elseif field[1] == "weekday" then
    if part == "L" then return { weekday = 7 } end
    local name, nth = part:match "^(%w+)#([1-5])$"
    name = name or part:match "^(%w+)L$"
    local weekday = name and number(field, name)
    if weekday then
      return { weekday = weekday, nth = nth and math.tointeger(tonumber(nth)),
        last = not nth and 0 or nil, of_month = true }
    end
  end
end

local function read_field(text, field, words)
  local set = { rules = {} }
  if words == "?" then
    if field[1] ~= "day" and field[1] ~= "weekday" then
      refuse(text, "? stands for days only")
    end
    set.any = true
    return set
  end
  set.any = words == "*"
  for part in (words .. ","):gmatch "([^,]*)," do
    local rule = day_rule(field, part)
    local first, last, step = span(field, part)
    if rule then
      set.rules[#set.rules + 1] = rule
    elseif first then
      add_span(field, set, first, last, step)
    else
      refuse(text, ("%q is no %s"):format(part, field[1]))
    end
  end
  return set
end

---Reads an expression.
---@param text string
---@return table by the fields' names
function cron.parse(text)
  if type(text) ~= "string" then
    errors.argument("cron: give an expression, not a " .. type(text))
  end
  local words, out = {}, {}
  for word in text:upper():gmatch "%S+" do words[#words + 1] = word end
  if #words ~= 6 and #words ~= 7 then
    refuse(text, ("it has %d fields and not 6 or 7"):format(#words))
  end
  for i, field in ipairs(FIELDS) do
    out[field[1]] = read_field(text, field, words[i] or "*")
  end
  if not out.day.any and not out.weekday.any then
    refuse(text, "either the day or the weekday must be ?")
  end
  return out
end

---------------------------------------------------------------------------

local function weekday_of(days) return (days + 4) % 7 + 1 end -- 1: Sunday

local function month_length(year, month)
  local next_year, next_month = year, month + 1
  if next_month > 12 then next_year, next_month = year + 1, 1 end
  return calendar.days(next_year, next_month, 1)
    - calendar.days(year, month, 1)
end

-- The workday nearest to a day, in the same month.
local function nearest_workday(first, day, length)
  local weekday = weekday_of(first + day - 1)
  if weekday == 7 then return day > 1 and day - 1 or day + 2 end
  if weekday == 1 then return day < length and day + 1 or day - 2 end
  return day
end

local function fits_day(rule, days, day, first, length)
  local wanted = rule.day or rule.last and length - rule.last
  if rule.weekday then
    if weekday_of(days) ~= rule.weekday then return false end
    if rule.nth then return (day - 1) // 7 + 1 == rule.nth end
    return not rule.of_month or day + 7 > length
  end
  if rule.workday and wanted <= length then
    wanted = nearest_workday(first, wanted, length)
  end
  return day == wanted
end

local function is_day(of, days)
  local year, month, day = calendar.date(days)
  if not of.year[year] or not of.month[month] then return false end
  local field, value = of.day, day
  if of.day.any then field, value = of.weekday, weekday_of(days) end
  if field.any or field[value] then return true end
  local first, length = days - day + 1, month_length(year, month)
  for _, rule in ipairs(field.rules) do
    if fits_day(rule, days, day, first, length) then return true end
  end
  return false
end

local function date_text(days)
  return ("%04d-%02d-%02d"):format(calendar.date(days))
end

-- Adds a day's moments; true when there are enough.
local function add_day(of, days, where, given, out)
  for hour = 0, 23 do
    for minute = 0, of.hour[hour] and 59 or -1 do
      for second = 0, of.minute[minute] and 59 or -1 do
        if of.second[second] then
          local epoch = zone.moment(where, days * DAY + hour * 3600
            + minute * 60 + second)
          if given.before and epoch > given.before then return true end
          if epoch > (out.last or given.after) then
            out.last = epoch
            out[#out + 1] = time.at(epoch)
          end
          if #out >= given.count then return true end
        end
      end
    end
  end
  return false
end

---The next moments of an expression.
---@param text string
---@param given { after: integer, count: integer, zone: string,
---  before?: integer, excluded?: table<string, boolean> } after, before:
---  seconds since 1970. excluded: dates ("2026-12-24") that are passed over
---@return orchestrator.Time[]
function cron.next(text, given)
  local of, where, out = cron.parse(text), zone.get(given.zone), {}
  local today = (given.after + zone.offset(where, given.after)) // DAY
  for days = today, today + FAR do
    if is_day(of, days) and not (given.excluded
      and given.excluded[date_text(days)])
      and add_day(of, days, where, given, out) then break end
  end
  out.last = nil
  return out
end

return cron
