-- When a cron expression of Quartz is next; the answers were reckoned by hand
-- from a calendar.

local cron = require "orchestrator.sandbox.cron"
local instant = require "orchestrator.sandbox.instant"

local function seconds(text)
  local y, mo, d, h, mi, s = text:match
    "(%d+)-(%d+)-(%d+) (%d+):(%d+):(%d+)"
  return instant.day(math.tointeger(tonumber(y)), math.tointeger(tonumber(mo)),
    math.tointeger(tonumber(d))) * 86400 + math.tointeger(tonumber(h)) * 3600
    + math.tointeger(tonumber(mi)) * 60 + math.tointeger(tonumber(s))
end

-- 2026-11-22 is a Sunday.
local cases = {
  { "0 0 9 ? * MON-FRI", "2026-11-22 12:00:00", "2026-11-23 09:00:00" },
  { "0 0 9 ? * MON-FRI", "2026-11-23 08:59:59", "2026-11-23 09:00:00" },
  { "0 0 9 ? * MON-FRI", "2026-11-23 09:00:00", "2026-11-24 09:00:00" },
  { "0 0/15 * * * ?", "2026-11-22 12:01:00", "2026-11-22 12:15:00" },
  { "30 5/20 8-10 * * ?", "2026-11-22 10:45:30", "2026-11-23 08:05:30" },
  { "0 0 0 1 1 ? *", "2026-11-22 00:00:00", "2027-01-01 00:00:00" },
  { "0 0 0 L * ?", "2026-11-30 00:00:00", "2026-12-31 00:00:00" },
  { "0 0 0 L-2 2 ?", "2026-11-22 00:00:00", "2027-02-26 00:00:00" },
  { "0 0 0 LW * ?", "2027-01-01 00:00:00", "2027-01-29 00:00:00" },
  { "0 0 0 15W * ?", "2026-11-01 00:00:00", "2026-11-16 00:00:00" },
  { "0 0 0 1W 8 ?", "2026-11-22 00:00:00", "2027-08-02 00:00:00" },
  { "0 0 0 1W 5 ?", "2026-11-22 00:00:00", "2027-05-03 00:00:00" },
  { "0 0 0 29 2 ?", "2026-11-22 00:00:00", "2028-02-29 00:00:00" },
  { "0 0 12 ? * 6L", "2026-11-22 00:00:00", "2026-11-27 12:00:00" },
  { "0 0 12 ? * MON#2", "2026-11-22 00:00:00", "2026-12-14 12:00:00" },
  { "0 0 12 ? * L", "2026-11-22 00:00:00", "2026-11-28 12:00:00" },
  { "0 0 12 ? * SAT-MON", "2026-11-23 13:00:00", "2026-11-28 12:00:00" },
  { "0 0 22-2 * * ?", "2026-11-22 02:30:00", "2026-11-22 22:00:00" },
  { "0 0 0 1,15 JAN,JUN ?", "2026-11-22 00:00:00", "2027-01-01 00:00:00" },
  { "0 0 0 1 1 ? 2030", "2026-11-22 00:00:00", "2030-01-01 00:00:00" },
}

describe("a cron expression", function()
  for _, case in ipairs(cases) do
    it(("%s is next after %s"):format(case[1], case[2]), function()
      assert.is_nil(cron.problem(case[1]))
      local found = cron.next(case[1], seconds(case[2]))
      assert.equal(case[3], (instant.from_time(found):sub(1, 19):gsub("T",
        " ")))
    end)
  end

  it("of years that are over is never", function()
    assert.is_nil(cron.next("0 0 0 1 1 ? 2020", seconds "2026-11-22 00:00:00"))
    assert.is_nil(cron.next("0 0 0 30 2 ?", seconds "2026-11-22 00:00:00"))
  end)
end)
