-- Time zones by their Windows names: how far each is ahead of UTC, and by
-- which of three rules it has daylight saving, which is an hour everywhere.

local instant = require "orchestrator.sandbox.instant"

local zones = {}

local HOUR, DAY = 3600, 86400

-- Hours ahead of UTC, and the rule.
local known = {
  ["UTC"] = { 0 },
  ["GMT Standard Time"] = { 0, "EU" },
  ["Greenwich Standard Time"] = { 0 },
  ["W. Europe Standard Time"] = { 1, "EU" },
  ["Romance Standard Time"] = { 1, "EU" },
  ["Central Europe Standard Time"] = { 1, "EU" },
  ["Central European Standard Time"] = { 1, "EU" },
  ["GTB Standard Time"] = { 2, "EU" },
  ["FLE Standard Time"] = { 2, "EU" },
  ["Russian Standard Time"] = { 3 },
  ["Turkey Standard Time"] = { 3 },
  ["Arabian Standard Time"] = { 4 },
  ["India Standard Time"] = { 5.5 },
  ["China Standard Time"] = { 8 },
  ["Singapore Standard Time"] = { 8 },
  ["Korea Standard Time"] = { 9 },
  ["Tokyo Standard Time"] = { 9 },
  ["AUS Eastern Standard Time"] = { 10, "AU" },
  ["SA Pacific Standard Time"] = { -5 },
  ["Eastern Standard Time"] = { -5, "US" },
  ["Central Standard Time"] = { -6, "US" },
  ["US Mountain Standard Time"] = { -7 },
  ["Mountain Standard Time"] = { -7, "US" },
  ["Pacific Standard Time"] = { -8, "US" },
}

---The names, sorted.
zones.names = {}
for name in pairs(known) do zones.names[#zones.names + 1] = name end
table.sort(zones.names)

-- The nth Sunday from a date on, as a day since 1970, which was a Thursday.
local function sunday(year, month, day, nth)
  local from = instant.day(year, month, day)
  return from + (3 - from) % 7 + 7 * (nth - 1)
end

-- When daylight saving begins and ends in a year, on the clock of the zone's
-- standard time; EU's is at one moment everywhere.
local rules = {
  EU = function(year, ahead)
    return sunday(year, 3, 25, 1) * DAY + HOUR + ahead,
      sunday(year, 10, 25, 1) * DAY + HOUR + ahead
  end,
  US = function(year)
    return sunday(year, 3, 1, 2) * DAY + 2 * HOUR,
      sunday(year, 11, 1, 1) * DAY + HOUR
  end,
  AU = function(year)
    return sunday(year, 10, 1, 1) * DAY + 2 * HOUR,
      sunday(year, 4, 1, 1) * DAY + 2 * HOUR
  end,
}

-- Seconds that a zone's clock is ahead at a moment.
local function ahead_at(zone, utc)
  local ahead = math.floor(zone[1] * HOUR)
  if not zone[2] then return ahead end
  local standard = utc + ahead
  local year = instant.date(standard // DAY)
  local from, to = rules[zone[2]](year, ahead)
  local summer = standard >= from and standard < to
  if from > to then summer = standard >= from or standard < to end
  return summer and ahead + HOUR or ahead
end

---What a zone's clock shows.
---@param name string a Windows name
---@param utc integer seconds since 1970
---@return integer|nil seconds nil: the zone is not known
function zones.clock(name, utc)
  local zone = known[name]
  return zone and utc + ahead_at(zone, utc)
end

---When a zone's clock shows a time: the first moment of two; a time that the
---clock skips is as much later.
---@param name string a zone that clock() knows
---@param shown integer seconds since 1970, as on the zone's clock
---@return integer utc
function zones.moment(name, shown)
  local zone = known[name]
  local standard = shown - math.floor(zone[1] * HOUR)
  local summer = standard - HOUR
  if zone[2] and summer + ahead_at(zone, summer) == shown then return summer
  end
  return standard
end

return zones
