local calendar = require "orchestrator.time.calendar"

describe("calendar", function()
  it("counts days from 1970", function()
    assert.equal(0, calendar.days(1970, 1, 1))
    assert.equal(-1, calendar.days(1969, 12, 31))
    assert.equal(11016, calendar.days(2000, 2, 29))
    assert.equal(20778, calendar.days(2026, 11, 21))
  end)

  it("goes back and forth over four centuries", function()
    for days = calendar.days(1799, 1, 1), calendar.days(2201, 1, 1), 17 do
      assert.equal(days, calendar.days(calendar.date(days)))
    end
  end)

  it("agrees with the system's calendar", function()
    for _, epoch in ipairs { 0, 951782400, 1795219200, 4102444800 } do
      local y, m, d = calendar.date(epoch // 86400)
      assert.equal(os.date("!%Y-%m-%d", epoch),
        ("%04d-%02d-%02d"):format(y, m, d))
    end
  end)

  it("knows which dates there are", function()
    assert.is_true(calendar.exists(2024, 2, 29))
    assert.is_false(calendar.exists(2026, 2, 29))
    assert.is_false(calendar.exists(1900, 2, 29))
    assert.is_true(calendar.exists(2000, 2, 29))
    assert.is_false(calendar.exists(2026, 13, 1))
    assert.is_false(calendar.exists(2026, 4, 31))
    assert.is_false(calendar.exists(2026, 4, 0))
  end)

  it("tells the year of a moment", function()
    assert.equal(2025, calendar.year(calendar.days(2026, 1, 1) * 86400 - 1))
    assert.equal(2026, calendar.year(calendar.days(2026, 1, 1) * 86400))
  end)
end)
