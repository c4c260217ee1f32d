local time = require "orchestrator.time"

local function refused(fn, ...)
  local ok, err = pcall(fn, ...)
  assert.is_false(ok)
  assert.equal("argument", err.kind)
  return tostring(err)
end

describe("time", function()
  it("reads and writes moments", function()
    for given, shown in pairs {
      ["2026-11-01T00:00:00Z"] = "2026-11-01T00:00:00Z",
      ["2026-11-01T01:00:00+01:00"] = "2026-11-01T00:00:00Z",
      ["2026-10-31T20:30:00.1234567-0330"] = "2026-11-01T00:00:00.1234567Z",
      ["2026-11-01t00:00z"] = "2026-11-01T00:00:00Z",
      ["1969-12-31T23:59:59Z"] = "1969-12-31T23:59:59Z",
    } do
      assert.equal(shown, tostring(time.parse(given)))
    end
    assert.equal(1793491200, time.parse("2026-11-01T00:00:00Z").epoch)
  end)

  it("refuses a moment without an offset", function()
    assert.matches("no offset", refused(time.parse, "2026-11-01T00:00:00"))
    assert.matches("no offset", refused(time.parse, "2026-11-01"))
  end)

  it("refuses what there is not", function()
    for _, text in ipairs { "2026-02-30T00:00:00Z", "2026-11-01T25:00:00Z",
      "2026-11-01T00:60:00Z", "2026-11-01T00:00:00+15:00", "yesterday", "",
      "2026-11-01T00:00:00.1234567890Z", "2026-11-01T00:00:00Z or 1 eq 1" } do
      refused(time.parse, text)
    end
    refused(time.parse, nil)
    refused(time.parse, 5)
  end)

  it("compares moments, fractions included", function()
    local a = time.parse "2026-11-01T00:00:00.5Z"
    local b = time.parse "2026-11-01T00:00:00.50Z"
    local c = time.parse "2026-11-01T00:00:00.51Z"
    assert.is_true(a == b and a < c and a <= b and c > b)
    assert.is_false(c <= a)
  end)

  it("goes back by a span from now", function()
    local now = os.time()
    local function near(epoch, moment)
      assert.is_true(math.abs(moment.epoch - epoch) <= 2)
    end
    near(now - 86400, time.ago "24h")
    near(now - 90, time.ago "90s")
    near(now - 129600, time.ago "1d12h")
    near(now - 1209600, time.ago "2w")
    near(now - 30, time.ago(30))
    near(now, time.now())
  end)

  it("refuses spans that are none", function()
    for _, span in ipairs { "", "5", "2 fortnights", "h", "5x" } do
      assert.matches("is not a span", refused(time.ago, span), 1, true)
    end
    refused(time.ago, nil)
  end)

  it("knows when a day begins in a zone", function()
    local today = time.today "Asia/Tokyo"
    assert.equal(15 * 3600, today.epoch % 86400)
    local since = os.time() - today.epoch
    assert.is_true(since >= -2 and since <= 86402)
  end)

  it("makes ranges of local dates, over a change of clocks", function()
    local range = time.range("Europe/Berlin", "2026-03-29", "2026-03-30")
    assert.equal("2026-03-28T23:00:00Z", tostring(range.ge))
    assert.equal("2026-03-29T22:00:00Z", tostring(range.lt))
    range = time.range("W. Europe Standard Time", "2026-11-01T08:30",
      "2026-11-01T17:00:30")
    assert.equal("2026-11-01T07:30:00Z", tostring(range.ge))
    assert.equal("2026-11-01T16:00:30Z", tostring(range.lt))
  end)

  it("refuses ranges that are none", function()
    refused(time.range, "UTC", "2026-11-02", "2026-11-01")
    refused(time.range, "UTC", "2026-11-01", "2026-11-01")
    refused(time.range, "UTC", "2026-11-31", "2026-12-01")
    refused(time.range, "UTC", "1.11.2026", "2026-12-01")
    refused(time.range, "Mars/Olympus", "2026-11-01", "2026-12-01")
  end)

  it("makes a moment of seconds", function()
    assert.equal("1970-01-01T00:00:10Z", tostring(time.at(10)))
    assert.equal("1970-01-01T00:00:10Z", tostring(time.at(10.7)))
    refused(time.at, "10")
  end)

  it("knows its own", function()
    assert.is_true(time.is(time.now()))
    assert.is_false(time.is "2026-11-01T00:00:00Z")
  end)
end)
