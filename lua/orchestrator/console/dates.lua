-- Moments of the API as people read them.

local calendar = require "orchestrator.time.calendar"
local time = require "orchestrator.time"
local zone = require "orchestrator.time.zone"

local dates = {}

local function local_time(epoch) return os.date("%Y-%m-%d %H:%M:%S", epoch) end

local function in_zone(epoch, name)
  local shown = epoch + zone.offset(zone.get(name), epoch)
  local year, month, day = calendar.date(shown // 86400)
  local second = shown % 86400
  return ("%04d-%02d-%02d %02d:%02d:%02d"):format(year, month, day,
    second // 3600, second // 60 % 60, second % 60)
end

---Does a text look like a moment of the API?
---@param text any
---@return boolean
function dates.is(text)
  return type(text) == "string" and #text <= 40
    and text:find "^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d[%d.]*[Z+-]" ~= nil
end

---A moment without what nobody reads; what is none stays as it is.
---@param text string "2026-11-01T10:00:00.1234567Z"
---@param where? string "local" (default), "utc", or a zone's name
---@return string "2026-11-01 11:00:00"
function dates.text(text, where)
  -- Years without a date in them are the API's way to say "never".
  local moment = time.read(text)
  if not moment then return text end
  if where == "utc" or where == "UTC" then where = "UTC" end
  if not where or where == "local" then return local_time(moment.epoch) end
  return in_zone(moment.epoch, where)
end

return dates
