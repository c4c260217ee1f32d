local calendar = require "orchestrator.time.calendar"
local process = require "support.process"
local zone = require "orchestrator.time.zone"

local function at(y, m, d, hour)
  return calendar.days(y, m, d) * 86400 + (hour or 0) * 3600
end

-- What date(1) says of an offset, in seconds.
local function system_offset(name, epoch)
  local shown = process.run({ "date", "-d", "@" .. epoch, "+%z" },
    { env = { TZ = name } }).stdout
  local sign, h, m = shown:match "([+-])(%d%d)(%d%d)"
  local seconds = h * 3600 + m * 60
  return math.tointeger(sign == "-" and -seconds or seconds)
end

describe("zone", function()
  it("agrees with the system, in the past and in the future", function()
    for _, name in ipairs { "Europe/Berlin", "America/New_York",
      "Australia/Sydney", "Asia/Kathmandu" } do
      local of = zone.get(name)
      for _, year in ipairs { 1955, 1999, 2026, 2045 } do
        for _, month in ipairs { 1, 7 } do
          local epoch = at(year, month, 1, 12)
          assert.equal(system_offset(name, epoch), zone.offset(of, epoch),
            name .. " " .. year)
        end
      end
    end
  end)

  it("takes Windows names", function()
    assert.equal(9 * 3600, zone.offset(zone.get "Tokyo Standard Time", 0))
    assert.equal(3600,
      zone.offset(zone.get "W. Europe Standard Time", at(2026, 1, 1)))
  end)

  it("has every zone of the Windows table", function()
    for name in pairs(require "orchestrator.time.windows_zones") do
      assert.has_no_error(function() zone.get(name) end)
    end
  end)

  it("knows UTC", function()
    assert.equal(0, zone.offset(zone.get "UTC", at(2026, 7, 1)))
  end)

  it("finds the moment of a local time, also where clocks change", function()
    local berlin = zone.get "Europe/Berlin"
    assert.equal(at(2026, 7, 1, 10), zone.moment(berlin, at(2026, 7, 1, 12)))
    -- 02:30 does not exist on that day, and is twice on the other
    assert.equal(at(2026, 3, 29, 1) + 1800,
      zone.moment(berlin, at(2026, 3, 29, 2) + 1800))
    assert.equal(at(2026, 10, 25, 0) + 1800,
      zone.moment(berlin, at(2026, 10, 25, 2) + 1800))
  end)

  it("refuses names that no zone has, and paths", function()
    for _, name in ipairs { "Europe/Berlim", "../../../etc/passwd", "",
      "Europe", "/etc/localtime", "Europe//Berlin" } do
      local ok, err = pcall(zone.get, name)
      assert.is_false(ok, name)
      assert.equal("argument", err.kind)
      assert.matches("is not known", err.message, 1, true)
    end
    assert.is_false(pcall(zone.get, nil))
  end)
end)
