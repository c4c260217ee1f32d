-- Triggers (the API's ProcessSchedules).

local core = require "orchestrator.core"
local cron = require "orchestrator.time.cron"
local errors = require "orchestrator.errors"
local options = require "orchestrator.options"
local time = require "orchestrator.time"
local which = require "orchestrator.verbs.which"

local triggers = {}

local function set(self, given, enabled, what)
  return self:SetEnabled{ enabled = enabled,
    scheduleIds = which.ids(self, given, what) }
end

---Enables triggers (SetEnabled).
---@param given integer|string|table a name, an Id, a row, or a list of them
---@return boolean
---@usage folder.ProcessSchedules:enable "Mornings"
function triggers.enable(self, given)
  return set(self, given, true, "enable")
end

---Disables triggers (SetEnabled).
---@param given integer|string|table a name, an Id, a row, or a list of them
---@return boolean
---@usage folder.ProcessSchedules:disable { "Mornings", "Evenings" }
function triggers.disable(self, given)
  return set(self, given, false, "disable")
end

-- The days on which a trigger does not fire, as its calendar has them.
local function excluded(self, row)
  local days = {}
  if not row.UseCalendar or not row.CalendarId then return days end
  local calendar = self.owner.Calendars:get(row.CalendarId)
  for _, date in ipairs(calendar.ExcludedDates or {}) do
    days[date:sub(1, 10)] = true
  end
  return days
end

-- The expression may stand in the details only, which are for the UI.
local function expression_of(row)
  if row.StartProcessCron and row.StartProcessCron ~= "" then
    return row.StartProcessCron
  end
  local details = core.decode(row.StartProcessCronDetails or "")
  return type(details) == "table" and details.advancedCron or nil
end

local NEXT = { after = "string|table" }

---When a time trigger fires next, as computed here of its expression, its zone
---and its calendar; without an expression, the one moment that the API tells
---(StartProcessNextOccurrence). A disabled trigger never fires.
---@param trigger integer|string|table its Id, name or row
---@param count? integer how many moments, 1 unless told
---@param given? { after?: string|orchestrator.Time } now unless told
---@return orchestrator.Time[]
---@usage folder.ProcessSchedules:next_runs("Mornings", 5)
function triggers.next_runs(self, trigger, count, given)
  given = options.check(given, NEXT, "next_runs")
  local row = which.row(self, trigger, "next_runs")
  if row.Enabled == false then return {} end
  local text = expression_of(row)
  if not text then
    local told = time.read(row.StartProcessNextOccurrence)
    return { told }
  end
  local after = given.after or time.now()
  if type(after) == "string" then after = time.parse(after) end
  local stop = row.StopProcessDate and time.read(row.StopProcessDate)
  local ok, moments = pcall(cron.next, text, {
    zone = row.TimeZoneIana or row.TimeZoneId or "UTC", count = count or 1,
    after = after.epoch, before = stop and stop.epoch,
    excluded = excluded(self, row) })
  if ok then return moments end
  if not errors.is(moments) then error(moments, 0) end
  moments.message = ("the trigger %q: %s"):format(row.Name, moments.message)
  error(moments, 0)
end

return triggers
