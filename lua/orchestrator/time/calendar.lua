-- Days and seconds of the proleptic Gregorian calendar, in integers.

local calendar = {}

---Days from 1970-01-01 to that date.
---@param year integer
---@param month integer 1 to 12
---@param day integer
---@return integer
function calendar.days(year, month, day)
  if month <= 2 then year = year - 1 end
  local era = year // 400
  local of_era = year - era * 400
  local shifted = (month + 9) % 12
  local of_year = (153 * shifted + 2) // 5 + day - 1
  return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year
    - 719468
end

---The date so many days after 1970-01-01.
---@param days integer
---@return integer year
---@return integer month
---@return integer day
function calendar.date(days)
  days = days + 719468
  local era = days // 146097
  local of_era = days - era * 146097
  local year = (of_era - of_era // 1460 + of_era // 36524
    - of_era // 146096) // 365
  local of_year = of_era - (365 * year + year // 4 - year // 100)
  local shifted = (5 * of_year + 2) // 153
  local day = of_year - (153 * shifted + 2) // 5 + 1
  local month = shifted < 10 and shifted + 3 or shifted - 9
  return year + era * 400 + (month <= 2 and 1 or 0), month, day
end

---@param year integer
---@return boolean
function calendar.is_leap(year)
  return year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
end

local LENGTHS = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

---Is there such a date?
---@param year integer
---@param month integer
---@param day integer
---@return boolean
function calendar.exists(year, month, day)
  if month < 1 or month > 12 or day < 1 then return false end
  local leap = month == 2 and calendar.is_leap(year)
  return day <= LENGTHS[month] + (leap and 1 or 0)
end

---The year in which a moment lies, UTC.
---@param epoch integer seconds
---@return integer
function calendar.year(epoch) return (calendar.date(epoch // 86400)) end

return calendar
