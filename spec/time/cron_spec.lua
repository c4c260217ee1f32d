local cron = require "orchestrator.time.cron"
local time = require "orchestrator.time"

describe("a cron expression", function()
  local function nexts(text, after, count, zone, more)
    local given = { after = time.parse(after).epoch, count = count or 1,
      zone = zone or "UTC" }
    for name, value in pairs(more or {}) do given[name] = value end
    local out = {}
    for i, moment in ipairs(cron.next(text, given)) do
      out[i] = tostring(moment):gsub(":00Z", "Z")
    end
    return table.concat(out, " ")
  end

  it("fires on days, hours and minutes", function()
    local monday = "2026-11-23T08:00:00Z"
    assert.equal("2026-11-23T09:00Z 2026-11-24T09:00Z",
      nexts("0 0 9 ? * MON-FRI", monday, 2))
    assert.equal("2026-11-28T09:00Z", nexts("0 0 9 ? * SAT", monday))
    assert.equal("2026-11-23T08:15Z 2026-11-23T08:30Z 2026-11-23T08:45Z "
      .. "2026-11-23T09:00Z", nexts("0 0/15 * * * ?", monday, 4))
    assert.equal("2026-11-23T08:00:30Z", nexts("30 * * * * ?", monday))
    assert.equal("2026-12-01T00:00Z 2026-12-15T00:00Z",
      nexts("0 0 0 1,15 * ?", monday, 2))
    assert.equal("2027-01-01T00:00Z", nexts("0 0 0 1 JAN ? 2027", monday))
    assert.equal("", nexts("0 0 0 1 1 ? 2020", monday))
    assert.equal("2028-02-29T00:00Z", nexts("0 0 0 29 2 ?", monday))
  end)

  it("knows last days, workdays and the third Friday", function()
    local start = "2026-11-01T00:00:00Z"
    assert.equal("2026-11-30T00:00Z 2026-12-31T00:00Z",
      nexts("0 0 0 L * ?", start, 2))
    assert.equal("2026-11-28T00:00Z", nexts("0 0 0 L-2 * ?", start))
    assert.equal("2026-11-20T00:00Z", nexts("0 0 0 ? * FRI#3", start))
    assert.equal("2026-11-27T00:00Z", nexts("0 0 0 ? * 6L", start))
    assert.equal("2026-11-07T00:00Z", nexts("0 0 0 ? * L", start))
    -- The 15th is a Sunday, and the 1st of August 2026 a Saturday.
    assert.equal("2026-11-16T00:00Z", nexts("0 0 0 15W * ?", start))
    assert.equal("2026-08-03T00:00Z",
      nexts("0 0 0 1W * ?", "2026-07-20T00:00:00Z"))
    assert.equal("2027-01-29T00:00Z",
      nexts("0 0 0 LW * ?", "2027-01-02T00:00:00Z"))
    assert.equal("2026-11-06T00:00Z 2026-11-07T00:00Z 2026-11-08T00:00Z "
      .. "2026-11-09T00:00Z 2026-11-13T00:00Z",
      nexts("0 0 0 ? * FRI-MON", "2026-11-05T00:00:00Z", 5))
  end)

  it("means the local time of its zone, also when clocks change", function()
    assert.equal("2026-03-28T08:00Z 2026-03-29T07:00Z",
      nexts("0 0 9 * * ?", "2026-03-28T00:00:00Z", 2, "Europe/Berlin"))
    assert.equal("2026-11-02T00:00Z", nexts("0 0 9 2 * ?",
      "2026-11-01T00:00:00Z", 1, "Tokyo Standard Time"))
    -- 02:30 does not come on the 29th, and comes twice on the 25th.
    assert.equal(3, select(2, nexts("0 30 2 * * ?", "2026-10-24T00:00:00Z", 3,
      "Europe/Berlin"):gsub("Z", "")))
    assert.equal("2026-10-25T00:30Z 2026-10-26T01:30Z", nexts("0 30 2 * * ?",
      "2026-10-24T12:00:00Z", 2, "Europe/Berlin"))
  end)

  it("passes over the days of a calendar, and ends", function()
    assert.equal("2026-12-27T00:00Z", nexts("0 0 0 * * ?",
      "2026-12-24T12:00:00Z", 1, "UTC", { excluded = {
        ["2026-12-25"] = true, ["2026-12-26"] = true } }))
    assert.equal("2026-12-25T00:00Z", nexts("0 0 0 * * ?",
      "2026-12-24T12:00:00Z", 9, "UTC",
      { before = time.parse("2026-12-25T12:00:00Z").epoch }))
  end)

  it("is refused with what is wrong with it", function()
    for text, why in pairs {
      ["0 9 * * 1-5"] = "5 fields", ["0 0 25 * * ?"] = '"25" is no hour',
      ["0 0 9 ? * FOO"] = '"FOO" is no weekday', ["? 0 9 * * ?"] = "days only",
      ["0 0 9 1 * MON"] = "must be ?", ["0 0/0 9 * * ?"] = "no minute",
      ["0 0 9 , * ?"] = "no day",
    } do
      local ok, err = pcall(cron.parse, text)
      assert.is_false(ok, text)
      assert.matches(why, err.message, 1, true)
    end
    assert.is_false(pcall(cron.parse, nil))
  end)
end)
