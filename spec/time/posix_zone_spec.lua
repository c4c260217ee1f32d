local calendar = require "orchestrator.time.calendar"
local posix_zone = require "orchestrator.time.posix_zone"

local function at(y, m, d, hour)
  return calendar.days(y, m, d) * 86400 + math.tointeger(hour * 3600)
end

local function offset(text, ...)
  return posix_zone.offset(posix_zone.read(text), at(...))
end

describe("posix_zone", function()
  it("takes nothing for a rule that has no day or time", function()
    for _, text in ipairs { "CET-1CEST,M3.5.0,M10.5.0/.0",
                            "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.5.0",
                            "CET-1CEST,M3.0.0,M10.5.0", "CET-168",
                            "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J1,366",
                            "CET-1CEST,M3.5.0/999,M10.5.0",
                            "CET-1:99999", "CET-1:00:60" } do
      assert.is_nil(posix_zone.read(text), text)
    end
  end)

  it("reads a zone without summer time", function()
    assert.equal(9 * 3600, offset("JST-9", 2040, 7, 1, 0))
    assert.equal(5 * 3600 + 2700, offset("<+0545>-5:45", 2040, 1, 1, 0))
  end)

  it("changes at the last Sunday of March and October", function()
    local rule = "CET-1CEST,M3.5.0,M10.5.0/3"
    assert.equal(3600, offset(rule, 2040, 3, 25, 0.99))
    assert.equal(7200, offset(rule, 2040, 3, 25, 1))
    assert.equal(7200, offset(rule, 2040, 10, 28, 0.99))
    assert.equal(3600, offset(rule, 2040, 10, 28, 1))
  end)

  it("knows the southern half of the world", function()
    local rule = "AEST-10AEDT,M10.1.0,M4.1.0/3"
    assert.equal(11 * 3600, offset(rule, 2040, 1, 15, 0))
    assert.equal(10 * 3600, offset(rule, 2040, 7, 15, 0))
  end)

  it("reads days of the year, with and without the leap day", function()
    assert.equal(3600, offset("AAA0BBB,J60,J70", 2040, 3, 1, 12))
    assert.equal(0, offset("AAA0BBB,J60,J70", 2040, 2, 29, 12))
    assert.equal(3600, offset("AAA0BBB,59,70", 2040, 2, 29, 12))
  end)

  it("reads hours below zero and beyond a day", function()
    local rule = "<-02>2<-01>,M3.5.0/-1,M10.5.0/0"
    assert.equal(-7200, offset(rule, 2040, 3, 25, 0.99))
    assert.equal(-3600, offset(rule, 2040, 3, 25, 1))
    rule = "<-02>2<-01>,M3.4.4/50,M10.4.4/50"
    assert.equal(-7200, offset(rule, 2040, 3, 24, 3.99))
    assert.equal(-3600, offset(rule, 2040, 3, 24, 4))
  end)

  it("refuses what is no rule", function()
    assert.is_nil(posix_zone.read "")
    assert.is_nil(posix_zone.read "CET")
    assert.is_nil(posix_zone.read "CET-1CEST,M3.5")
  end)
end)
