-- Counts rows as they come, in memory that grows with the buckets and not
-- with the rows.

local calendar = require "orchestrator.time.calendar"
local dates = require "orchestrator.console.dates"
local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"
local source = require "orchestrator.console.source"
local progress = require "orchestrator.console.progress"
local time = require "orchestrator.time"
local zone = require "orchestrator.time.zone"

local buckets = {}

local MOST_BUCKETS = 20000
local MOST_VALUES = 5000 -- different values that are told apart
local OTHERS = "(others)"

local SECONDS = { minute = 60, hour = 3600, day = 86400, week = 604800 }
local MONDAY = 4 * 86400 -- the first one, from 1970-01-01
local SHOWN = { minute = "%04d-%02d-%02d %02d:%02d",
  hour = "%04d-%02d-%02d %02d:00", day = "%04d-%02d-%02d",
  week = "%04d-%02d-%02d", month = "%04d-%02d" }

local function field_of(row, path)
  for name in path:gmatch "[^/]+" do
    if type(row) ~= "table" then return nil end
    row = row[name]
  end
  return row
end

-- Only the field that is counted, where the query leaves it open.
local function narrowed(given, path)
  if not source.is_query(given) then return given end
  local spec = rawget(given, "spec")
  if spec and not spec.select and not spec.expand
    and not path:find("/", 1, true) then
    return given:select(path)
  end
  return given
end

-- Calls `take` with each row's value.
local function each_value(given, path, take)
  local rows = source.open(narrowed(given, path))
  local shown = progress.start(path)
  local ok, err = xpcall(function()
    local row = rows:next()
    while row ~= nil do
      take(field_of(row, path))
      shown:step()
      row = rows:next()
    end
  end, function(err) return err end)
  shown:finish()
  rows:close()
  if not ok then error(err, 0) end
end

---Counts the values of a field.
---@param given table a query or a list of rows
---@param path string a field, or one within a field ("Robot/Name")
---@return { [1]: string, [2]: integer }[] values and counts, the largest first
function buckets.values(given, path)
  local counts, kinds = {}, 0
  each_value(given, path, function(found)
    local name = found == nil and "(none)" or tostring(found)
    if not counts[name] and kinds >= MOST_VALUES then name = OTHERS end
    if not counts[name] then kinds = kinds + 1 end
    counts[name] = (counts[name] or 0) + 1
  end)
  local list = {}
  for name, count in pairs(counts) do list[#list + 1] = { name, count } end
  table.sort(list, function(a, b)
    return a[2] > b[2] or a[2] == b[2] and a[1] < b[1]
  end)
  return list
end

local function local_offset(epoch)
  local shown = os.date("!*t", epoch)
  local here = os.date("*t", epoch)
  local days = calendar.days(here.year, here.month, here.day)
    - calendar.days(shown.year, shown.month, shown.day)
  return days * 86400 + (here.hour - shown.hour) * 3600
    + (here.min - shown.min) * 60
end

local function offset_at(where)
  if where == "local" then return local_offset end
  local of = zone.get(where == "utc" and "UTC" or where)
  return function(epoch) return zone.offset(of, epoch) end
end

-- The number of the bucket that a local time is in, and its first second.
local UNITS = {}
for name, seconds in pairs(SECONDS) do
  local shift = name == "week" and MONDAY or 0
  UNITS[name] = {
    number = function(at) return (at - shift) // seconds end,
    start = function(number) return number * seconds + shift end,
  }
end
UNITS.month = {
  number = function(at)
    local year, month = calendar.date(at // 86400)
    return year * 12 + month - 1
  end,
  start = function(number)
    return calendar.days(number // 12, number % 12 + 1, 1) * 86400
  end,
}

local function label_of(unit, number)
  local at = UNITS[unit].start(number)
  local year, month, day = calendar.date(at // 86400)
  return SHOWN[unit]:format(year, month, day, at // 3600 % 24, at // 60 % 60)
end

local function reader_of(what, unit, where)
  if math.type(unit) and unit > 0 then
    return function(found)
      return math.type(found) and math.floor(found / unit)
    end, function(number) return ("%.14g"):format(number * unit) end
  elseif not UNITS[unit] then
    errors.argument(("%s: %q is no unit"):format(what, tostring(unit)),
      "give a number, or: " .. table.concat(nearest.names(UNITS), ", "))
  end
  local offset = offset_at(where)
  return function(found)
    local moment = dates.is(found) and time.read(found)
    return moment and UNITS[unit].number(moment.epoch + offset(moment.epoch))
  end, function(number) return label_of(unit, number) end
end

---Counts rows by moments or numbers.
---@param what string the caller's name, for messages
---@param given table a query or a list of rows
---@param path string field
---@param unit string|number minute, hour, day, week or month; or the width of
---  a bucket of numbers
---@param where string the zone: "local", "utc" or a name
---@return { [1]: string, [2]: integer }[] all buckets from the first to the
---  last, empty ones included
---@return integer without rows that have no such value
function buckets.spans(what, given, path, unit, where)
  local read, label = reader_of(what, unit, where)
  local counts, without, low, high = {}, 0, nil, nil
  each_value(given, path, function(found)
    local number = read(found)
    if not number then
      without = without + 1
      return
    end
    counts[number] = (counts[number] or 0) + 1
    low = math.min(low or number, number)
    high = math.max(high or number, number)
    if high - low >= MOST_BUCKETS then
      errors.argument(("%s: more than %d buckets"):format(what, MOST_BUCKETS),
        "take a larger unit, or a filter")
    end
  end)
  local list = {}
  for number = low or 1, high or 0 do
    list[#list + 1] = { label(number), counts[number] or 0 }
  end
  return list, without
end

return buckets
