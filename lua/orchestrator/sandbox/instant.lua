-- Instants as the sandbox stores them: UTC, always 27 characters and a Z,
-- "2026-11-01T09:30:00.1234567Z", so that text order is time order. The wire
-- has 3 digits of the 7, as the server's has.

local instant = {}

-- Days since 1970-01-01 of a date of the Gregorian calendar.
local function days_from_civil(year, month, day)
  if month <= 2 then year = year - 1 end
  local era = year // 400
  local of_era = year - era * 400
  local of_year = (153 * (month + (month > 2 and -3 or 9)) + 2) // 5 + day - 1
  return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year
    - 719468
end

local function civil_from_days(days)
  days = days + 719468
  local era = days // 146097
  local day_of_era = days - era * 146097
  local of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524
    - day_of_era // 146096) // 365
  local of_year = day_of_era - (365 * of_era + of_era // 4 - of_era // 100)
  local mp = (5 * of_year + 2) // 153
  local month = mp < 10 and mp + 3 or mp - 9
  local year = of_era + era * 400 + (month <= 2 and 1 or 0)
  return year, month, of_year - (153 * mp + 2) // 5 + 1
end

local month_days = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function offset_minutes(zone)
  if zone == "Z" or zone == "z" then return 0 end
  local sign, hours, minutes = zone:match "^([+-])(%d%d):?(%d%d)$"
  if not sign then return nil end
  local offset = tonumber(hours) * 60 + tonumber(minutes)
  return sign == "-" and -offset or offset
end

local function format(seconds, fraction)
  local days = seconds // 86400
  local year, month, day = civil_from_days(days)
  local rest = seconds - days * 86400
  return ("%04d-%02d-%02dT%02d:%02d:%02d.%sZ"):format(year, month, day,
    rest // 3600, rest // 60 % 60, rest % 60, fraction)
end

---Reads ISO 8601 with an offset and 0 to 7 digits of a second.
---@param s string
---@return string|nil instant in the stored form; nil when it is no instant
function instant.parse(s)
  local date, zone = s:match "^([%dT:%-.]-)([Zz])$"
  if not date then date, zone = s:match "^([%dT:%-.]+)([+-]%d%d:?%d%d)$" end
  if not date then return nil end
  local y, mo, d, h, mi, rest =
    date:match "^(%d%d%d%d)%-(%d%d)%-(%d%d)T(%d%d):(%d%d)(.*)$"
  if not y then return nil end
  local sec, fraction = rest:match "^:(%d%d)%.?(%d*)$"
  if rest == "" then sec, fraction = "00", "" end
  local offset = offset_minutes(zone)
  if not sec or #fraction > 7 or not offset then return nil end
  y, mo, d = tonumber(y), tonumber(mo), tonumber(d)
  h, mi, sec = tonumber(h), tonumber(mi), tonumber(sec)
  if mo < 1 or mo > 12 or d < 1 or d > month_days[mo] or h > 23 or mi > 59
    or sec > 59 then
    return nil
  end
  local seconds = days_from_civil(y, mo, d) * 86400 + h * 3600
    + (mi - offset) * 60 + sec
  return format(seconds, fraction .. ("0"):rep(7 - #fraction))
end

---The date of a day: year, month, day of the month.
---@param days integer since 1970-01-01
instant.date = civil_from_days

---The day of a date, since 1970-01-01.
instant.day = days_from_civil

---The instant of a time in seconds since 1970, with its fraction.
---@param time number
---@return string
function instant.from_time(time)
  local seconds = math.floor(time)
  return format(seconds, ("%07d"):format(math.floor((time - seconds) * 1e7)))
end

---SQL for the wire form of a stored column: 3 digits, trailing zeros dropped.
---@param column string
---@return string
function instant.wire_sql(column)
  return ("rtrim(rtrim(substr(%s,1,23),'0'),'.')||'Z'"):format(column)
end

return instant
