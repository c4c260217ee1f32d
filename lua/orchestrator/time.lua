-- Moments for filters: `orchestrator.time`.

local calendar = require "orchestrator.time.calendar"
local errors = require "orchestrator.errors"
local zone = require "orchestrator.time.zone"

local time = {}

---@class orchestrator.Time
---@field epoch integer seconds since 1970-01-01T00:00:00Z
---@field digits string digits of the fraction of a second, "" for none

local Time = { __name = "orchestrator.time" }

function Time:__tostring()
  local year, month, day = calendar.date(self.epoch // 86400)
  local second = self.epoch % 86400
  return ("%04d-%02d-%02dT%02d:%02d:%02d%sZ"):format(year, month, day,
    second // 3600, second // 60 % 60, second % 60,
    self.digits == "" and "" or "." .. self.digits)
end

local function fraction(moment) return moment.digits .. ("0"):rep(9) end

function Time.__eq(a, b)
  return a.epoch == b.epoch
    and fraction(a):sub(1, 9) == fraction(b):sub(1, 9)
end

function Time.__lt(a, b)
  if a.epoch ~= b.epoch then return a.epoch < b.epoch end
  return fraction(a):sub(1, 9) < fraction(b):sub(1, 9)
end

function Time.__le(a, b) return a < b or a == b end

local function new(epoch, digits)
  return setmetatable({ epoch = epoch, digits = digits or "" }, Time)
end

---Is this a moment of ours?
---@param value any
---@return boolean
function time.is(value) return getmetatable(value) == Time end

---The moment so many whole seconds after 1970-01-01T00:00:00Z.
---@param epoch integer
---@return orchestrator.Time
function time.at(epoch)
  local whole = math.type(epoch) and math.tointeger(epoch // 1)
  if not whole then errors.argument("time.at: not a number of seconds") end
  return new(whole)
end

-- The offset of "Z", "+01:00" or "-0330" in seconds; nil and why not.
local function read_offset(text)
  if text == "Z" or text == "z" then return 0 end
  if text == "" then
    return nil, "it has no offset from UTC, so it would mean another moment "
      .. "on another machine"
  end
  local sign, h, m = text:match "^([+-])(%d%d):?(%d%d)$"
  if not sign or tonumber(h) > 14 or tonumber(m) > 59 then
    return nil, "its offset is malformed"
  end
  local seconds = tonumber(h) * 3600 + tonumber(m) * 60
  return math.tointeger(sign == "-" and -seconds or seconds)
end

-- Seconds from midnight UTC and the digits behind them; nil and why not.
local function read_clock(rest)
  local h, m, more = rest:match "^[Tt ](%d%d):(%d%d)(.*)$"
  if not h then
    return nil, "it has no time of day and no offset from UTC"
  end
  local s, digits = "0", ""
  if more:match "^:%d%d" then s, more = more:match "^:(%d%d)(.*)$" end
  if more:match "^%.%d" then digits, more = more:match "^%.(%d+)(.*)$" end
  if tonumber(h) > 23 or tonumber(m) > 59 or tonumber(s) > 59 then
    return nil, "there is no such time of day"
  elseif #digits > 9 then
    return nil, "it has more than 9 digits of a second"
  end
  local offset, why = read_offset(more)
  if not offset then return nil, why end
  return math.tointeger(h * 3600 + m * 60 + s) - offset, digits
end

---Reads an ISO 8601 moment, which has to have an offset from UTC.
---@param text any
---@return orchestrator.Time|nil
---@return string|nil why it is none
function time.read(text)
  if type(text) ~= "string" then return nil, "it is a " .. type(text) end
  local y, m, d, rest = text:match "^(%d%d%d%d)-(%d%d)-(%d%d)(.*)$"
  if not y then return nil, "it does not begin with a date" end
  y, m, d = math.tointeger(tonumber(y)), math.tointeger(tonumber(m)),
    math.tointeger(tonumber(d))
  if not calendar.exists(y, m, d) then return nil, "there is no such date" end
  local second, digits = read_clock(rest)
  if not second then return nil, digits end
  return new(calendar.days(y, m, d) * 86400 + second, digits)
end

time.HINT = 'write it like "2026-11-01T00:00:00Z" or '
  .. '"2026-11-01T01:00:00+01:00"'

---Reads an ISO 8601 moment. One without an offset is refused, because it would
---mean another moment on another machine.
---@param text string e.g. "2026-11-01T00:00:00Z"
---@return orchestrator.Time
function time.parse(text)
  local moment, why = time.read(text)
  if not moment then
    errors.argument(("%q is not a moment: %s"):format(tostring(text), why),
      time.HINT)
  end
  return moment
end

---The present moment, in whole seconds.
---@return orchestrator.Time
function time.now() return new(os.time()) end

local UNITS = { s = 1, m = 60, h = 3600, d = 86400, w = 604800 }

local function read_span(span)
  if math.type(span) then return span end
  local total, at = 0, 1
  while type(span) == "string" and at <= #span do
    local n, unit, stop = span:match("^%s*(%d+)%s*([smhdw])()", at)
    if not n then break end
    total, at = total + tonumber(n) * UNITS[unit], stop
  end
  if at == 1 or at <= #span then
    errors.argument(("time.ago: %q is not a span"):format(tostring(span)),
      'write it like "90s", "24h", "1d12h" or "2w", or give seconds')
  end
  return total
end

---The moment that lies so far in the past.
---@param span string|number "24h", "1d12h", units s m h d w, or seconds
---@return orchestrator.Time
function time.ago(span) return new(os.time() - read_span(span) // 1 | 0) end

local function midnight(of, days)
  return new(zone.moment(of, days * 86400))
end

---The beginning of the present day in a zone.
---@param name string IANA or Windows name
---@return orchestrator.Time
function time.today(name)
  local of = zone.get(name)
  local now = os.time()
  return midnight(of, (now + zone.offset(of, now)) // 86400)
end

-- A date ("2026-11-01") or a local time ("2026-11-01T08:30") in a zone.
local function read_local(of, text)
  local y, m, d, rest = tostring(text):match "^(%d+)-(%d%d)-(%d%d)(.*)$"
  local days = y and calendar.exists(tonumber(y), tonumber(m), tonumber(d))
    and calendar.days(math.tointeger(tonumber(y)),
      math.tointeger(tonumber(m)), math.tointeger(tonumber(d)))
  local h, min, s = "0", "0", "0"
  if days and rest ~= "" then
    h, min, s = rest:match "^[T ](%d%d):(%d%d):?(%d*)$"
  end
  if not days or not h then
    errors.argument(("time.range: %q is not a date or a local time")
      :format(tostring(text)), 'write "2026-11-01" or "2026-11-01T08:30"')
  end
  local second = math.tointeger(h * 3600 + min * 60 + (tonumber(s) or 0))
  return new(zone.moment(of, days * 86400 + second))
end

---The moments from one local date or time to another, the last left out. It is
---a condition for a filter: `filter{ TimeStamp = time.range(zone, a, b) }`.
---@param name string IANA or Windows name of a zone
---@param from string "2026-11-01" or "2026-11-01T08:30"
---@param to string likewise
---@return { ge: orchestrator.Time, lt: orchestrator.Time }
function time.range(name, from, to)
  local of = zone.get(name)
  local range = { ge = read_local(of, from), lt = read_local(of, to) }
  if range.ge >= range.lt then
    errors.argument(("time.range: %s is not before %s"):format(from, to))
  end
  return range
end

return time
