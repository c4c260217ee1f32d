-- The sandbox's time zones against the system's own: what `date` says of the
-- same moments, by the names that the zones have there.

local process = require "support.process"
local zones = require "orchestrator.sandbox.zones"

local iana = { ["UTC"] = "UTC", ["GMT Standard Time"] = "Europe/London",
  ["W. Europe Standard Time"] = "Europe/Berlin",
  ["GTB Standard Time"] = "Europe/Bucharest",
  ["India Standard Time"] = "Asia/Kolkata",
  ["AUS Eastern Standard Time"] = "Australia/Sydney",
  ["Eastern Standard Time"] = "America/New_York",
  ["Pacific Standard Time"] = "America/Los_Angeles" }

-- Around every change of 2026 and 2027, and in between: seconds since 1970.
local moments = {}
for _, date in ipairs { 1767225600, 1772953200, 1773000000, 1774746000,
  1775319300, 1783000000, 1791043200, 1792890000, 1793512800, 1793600000,
  1805000000, 1806195600 } do
  for hours = -12, 12, 3 do
    for _, off in ipairs { -1, 0 } do
      moments[#moments + 1] = date + hours * 3600 + off
    end
  end
end

-- What the clock of a zone shows at all the moments.
local function system_clock(zone)
  local lines = {}
  for i, moment in ipairs(moments) do lines[i] = "@" .. moment end
  local result = process.run({ "date", "-f", "-", "+%:z" }, {
    env = { TZ = zone, PATH = os.getenv "PATH" },
    stdin = table.concat(lines, "\n") .. "\n" })
  assert.equal(0, result.code, result.stderr)
  local shown = {}
  for sign, hours, minutes in result.stdout:gmatch "([+-])(%d+):(%d+)" do
    local ahead = (tonumber(hours) * 60 + tonumber(minutes)) * 60
    shown[#shown + 1] = moments[#shown + 1] + (sign == "-" and -ahead or ahead)
  end
  return shown
end

describe("the sandbox's time zones", function()
  for name, zone in pairs(iana) do
    it(("have %s as %s is"):format(name, zone), function()
      for i, shown in ipairs(system_clock(zone)) do
        assert.equal(shown, zones.clock(name, moments[i]), moments[i])
        local moment = zones.moment(name, shown)
        assert.equal(shown, zones.clock(name, moment))
        assert.is_true(moment == moments[i] or moment == moments[i] - 3600)
      end
    end)
  end

  it("go on after a time that the clock skips", function()
    -- 2026-03-29 02:30 in Berlin, which is not: 03:30 there.
    assert.equal(1774747800, zones.moment("W. Europe Standard Time",
      1774751400))
  end)

  it("do not know every name", function()
    assert.is_nil(zones.clock("Mars Standard Time", 0))
  end)
end)
