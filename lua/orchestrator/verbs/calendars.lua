-- Calendars: the days on which triggers do not fire.

local errors = require "orchestrator.errors"
local which = require "orchestrator.verbs.which"

local calendars = {}

local function day_of(date)
  local day = type(date) == "string" and date:match "^%d%d%d%d%-%d%d%-%d%d"
  if not day then
    errors.argument(("%q is no date"):format(tostring(date)),
      'write it like "2026-12-24"')
  end
  return day
end

-- The calendar's dates with some more or fewer.
local function change(self, calendar, dates, keep)
  if type(dates) == "string" then dates = { dates } end
  local id = which.id(self, calendar, "calendar")
  local row, days, list = self:get(id), {}, {}
  for _, date in ipairs(row.ExcludedDates or {}) do
    days[day_of(date)] = true
  end
  for _, date in ipairs(dates) do days[day_of(date)] = keep end
  for day in pairs(days) do list[#list + 1] = day .. "T00:00:00Z" end
  table.sort(list)
  self:update(id, { ExcludedDates = list })
  return list
end

---Adds days on which nothing is triggered (ExcludedDates).
---@param calendar integer|string|table its Id, name or row
---@param dates string|string[] "2026-12-24"
---@return string[] all of its dates
---@usage tenant.Calendars:exclude("Holidays", { "2026-12-24" })
function calendars.exclude(self, calendar, dates)
  return change(self, calendar, dates, true)
end

---Takes days out of a calendar.
---@param calendar integer|string|table its Id, name or row
---@param dates string|string[] "2026-12-24"
---@return string[] all of its dates
---@usage tenant.Calendars:include("Holidays", "2026-12-24")
function calendars.include(self, calendar, dates)
  return change(self, calendar, dates, nil)
end

return calendars
