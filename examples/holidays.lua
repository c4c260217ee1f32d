-- Puts public holidays into a calendar, so that its triggers pass over them,
-- and says how the year looks then. Can be run again: no day comes twice.
--
--   bin/orch run examples/holidays.lua [CALENDAR DATE…]

local orchestrator = require "orchestrator"

local name = arg and arg[1] or "Public holidays"
local dates = {}
for i = 2, arg and #arg or 0 do dates[#dates + 1] = arg[i] end
if #dates == 0 then
  dates = { "2027-01-01", "2027-04-05", "2027-12-25", "2027-12-26" }
end

local tenant = orchestrator.connect() -- as the UIPATH_ variables say
local calendar, made = tenant.Calendars:ensure { Name = name,
  TimeZoneId = "UTC" }
local all = tenant.Calendars:exclude(calendar, dates)

print(("%s: %s, %d days"):format(name, made and "made" or "was there", #all))
for _, date in ipairs(all) do
  local year, month, day = date:match "^(%d+)-(%d+)-(%d+)"
  print("  " .. os.date("%a %d %B %Y", os.time { year = year, month = month,
    day = day, hour = 12 }))
end
tenant:close()
