--- Walks by time over a log that a server keeps as it likes.

local logs = require "support.logs"

describe("a walk by time", function()
  local tenant, folder
  setup(function()
    logs.start()
    tenant = logs.tenant()
    folder = tenant:folder(1)
  end)
  teardown(logs.stop)

  -- Rows by their message, as often as they came.
  local function walk(query)
    local count, order, n = {}, {}, 0
    for row in (query or folder.RobotLogs):each() do
      count[row.Message] = (count[row.Message] or 0) + 1
      order[#order + 1], n = row.TimeStamp, n + 1
    end
    return count, n, order
  end

  local function fails(kind, pattern, query)
    local ok, err = pcall(walk, query)
    assert.is_false(ok)
    assert.equal(kind, err.kind)
    assert.matches(pattern, err.message)
  end

  local function once(count, first, last)
    for i = first, last do assert.equal(1, count["m" .. i], "m" .. i) end
  end

  -- n rows, `step` ticks apart.
  local function rows(n, step, more)
    logs.have(([[
      for i = 1, %d do
        state.rows[i] = { i * %d, "m" .. i }
      end
    ]]):format(n, step) .. (more or ""))
  end

  it("takes three requests for a small log", function()
    rows(50, 7000000)
    local count, n = walk()
    once(count, 1, 50)
    assert.equal(50, n)
    local seen = logs.seen()
    assert.equal(3, #seen)
    assert.equal("/odata/RobotLogs?$orderby=TimeStamp asc&$top=1000", seen[1])
    assert.matches("GetTotalCount%?$filter=TimeStamp ge "
      .. "2026%-11%-01T00:00:35Z$", seen[3])
  end)

  it("ends with no rows", function()
    logs.have ""
    assert.same({}, (walk()))
  end)

  for digits = 0, 7 do
    for _, down in ipairs { false, true } do
      it(("has every row once with %d digits of a second%s"):format(digits,
        down and ", downwards" or ""), function()
        rows(2500, 1234567, ("state.cap, state.digits = 100, %d"):format(
          digits))
        local query = folder.RobotLogs:orderby("TimeStamp "
          .. (down and "desc" or "asc"))
        local count, n, order = walk(query)
        once(count, 1, 2500)
        assert.equal(2500, n)
        for i = 2, n do
          local a, b = order[i - 1], order[i]
          if a:sub(1, 19) ~= b:sub(1, 19) then assert.equal(down, a > b) end
        end
      end)
    end
  end

  it("keeps the number of rows that are alike", function()
    logs.have [[
      for i = 1, 2300 do
        state.rows[i] = { i // 7 * 1000000, "m" .. i % 3 }
      end
      state.cap, state.shuffle = 10, true
    ]]
    local count, n = walk()
    assert.equal(2300, n)
    assert.same({ m0 = 766, m1 = 767, m2 = 767 }, count)
  end)

  it("reads an instant with more rows than a page by skip", function()
    for _, order in ipairs { "asc", "desc" } do
      logs.have [[
        for i = 1, 40 do state.rows[i] = { i * 10000, "m" .. i } end
        for i = 41, 140 do state.rows[i] = { 990000, "m" .. (41 + i % 2) } end
        for i = 141, 180 do state.rows[i] = { i * 10000, "m" .. i } end
        state.cap = 30
      ]]
      local count = walk(folder.RobotLogs:orderby("TimeStamp " .. order))
      once(count, 1, 40)
      once(count, 141, 180)
      assert.equal(50, count.m41)
      assert.equal(50, count.m42)
    end
  end)

  it("raises drift when such an instant changes meanwhile", function()
    logs.have [[
      for i = 1, 100 do state.rows[i] = { 990000, "m" .. i } end
      state.cap = 30
      state.grow = function(s)
        if s.requests == 4 then table.remove(s.rows, 1) end
      end
    ]]
    fails("drift", "counts 100 rows with the TimeStamp "
      .. "2026%-11%-01T00:00:00.099Z, but 99 came")
  end)

  it("says so when an instant has more rows than can be read", function()
    logs.have [[
      for i = 1, 10001 do state.rows[i] = { 5000000, "m" .. i } end
    ]]
    fails("protocol", "10001 rows have the TimeStamp "
      .. "2026%-11%-01T00:00:00.5Z, and the server lets only 10000")
  end)

  it("reads an instant of exactly as many rows as can be read", function()
    logs.have [[
      for i = 1, 10000 do state.rows[i] = { 5000000, "m" .. i } end
      state.rows[10001] = { 90000000, "m10001" }
    ]]
    local count, n = walk()
    assert.equal(10001, n)
    once(count, 1, 10001)
  end)

  it("never skips but within an instant, past row 10,000", function()
    rows(23000, 10000)
    local count, n = walk()
    assert.equal(23000, n)
    once(count, 1, 23000)
    local seen = logs.seen()
    for _, line in ipairs(seen) do assert.is_nil(line:find "skip") end
    assert.is_true(#seen < 30, #seen)
  end)

  it("joins the user's filter, with and without bounds", function()
    logs.have [[
      for i = 1, 300 do
        state.rows[i] = { i * 1000000, i % 2 == 0 and "Error" .. i or "x" .. i }
      end
      state.cap = 20
    ]]
    local query = folder.RobotLogs:filter { Level = "Error" }
    local _, n = walk(query)
    assert.equal(150, n)
    assert.matches("(Level eq 'Error') and TimeStamp ge ", logs.seen()[2], 1,
      true)
    _, n = walk(query:filter("TimeStamp ge ? and TimeStamp lt ?",
      "2026-11-01T00:00:10Z", "2026-11-01T00:00:20Z"))
    assert.equal(50, n)
  end)

  it("stops at top, however many rows come again", function()
    for _, top in ipairs { 1, 99, 100, 101, 250 } do
      logs.have [[
        for i = 1, 400 do state.rows[i] = { i // 9 * 10000, "m" .. i } end
        state.cap = 50
      ]]
      local count, n = walk(folder.RobotLogs:top(top):paging("time",
        { page = 50 }))
      assert.equal(top, n)
      once(count, 1, top)
    end
  end)

  it("ends although the log grows faster than it is read", function()
    rows(100, 1000000, [[
      state.cap = 10
      state.grow = function(s)
        for _ = 1, 20 do
          local n = #s.rows + 1
          if n < 5000 then s.rows[n] = { n * 1000000, "m" .. n } end
        end
      end
    ]])
    local count, n = walk()
    once(count, 1, 100)
    assert.is_true(n < 1000, n)
  end)

  -- Bad input.

  it("notices a page that is empty too early", function()
    for at = 1, 4 do
      rows(100, 1000000, "state.cap, state.empty_at = 20, " .. at)
      local count, n = walk()
      assert.equal(100, n)
      once(count, 1, 100)
    end
  end)

  it("does not believe a count that is too low", function()
    rows(100, 1000000, "state.cap, state.count = 20, 0")
    local count, n = walk()
    assert.equal(100, n)
    once(count, 1, 100)
  end)

  it("says so when a count is too high", function()
    rows(100, 1000000, "state.cap, state.count = 20, 50")
    fails("drift", "counts 50 rows with the TimeStamp .*, but 1 came")
  end)

  it("takes a page larger than was asked for", function()
    rows(100, 1000000, "state.larger = 30")
    local count, n = walk(folder.RobotLogs:paging("time", { page = 10 }))
    assert.equal(100, n)
    once(count, 1, 100)
  end)

  it("copes with pages that shrink", function()
    rows(300, 1000000, [[
      state.cap = 60
      state.grow = function(s) s.cap = s.cap > 2 and s.cap - 5 or 2 end
    ]])
    local count, n = walk()
    assert.equal(300, n)
    once(count, 1, 300)
  end)

  it("raises when the server ignores the filter", function()
    rows(100, 1000000, "state.cap, state.no_filter = 20, true")
    fails("protocol", "although rows were asked for in the order of TimeStamp")
  end)

  it("raises when the server ignores the order", function()
    logs.have [[
      for i = 1, 50 do state.rows[i] = { (51 - i) * 1000000, "m" .. i } end
      state.no_order = true
    ]]
    fails("protocol", "although rows were asked for in the order of TimeStamp")
  end)

  it("raises when a row has no time", function()
    rows(50, 1000000, 'state.without = "m30"')
    fails("protocol", "row 30 of the walk has no usable TimeStamp")
  end)

  -- Cursors.

  it("goes on where a cursor was, also within an instant", function()
    for _, down in ipairs { false, true } do
      for stop = 1, 60, 7 do
        logs.have [[
          for i = 1, 60 do state.rows[i] = { i // 8 * 10000, "m" .. i % 29 } end
          state.cap = 20
        ]]
        local query = folder.RobotLogs:orderby(down and "TimeStamp desc"
          or "TimeStamp")
        local count, n, cursor = {}, 0, nil
        for row, walking in query:each() do
          count[row.Message] = (count[row.Message] or 0) + 1
          n = n + 1
          cursor = walking:cursor()
          if n == stop then break end
        end
        assert.matches("^[%w.:%-]+$", cursor)
        for row in query:each { cursor = cursor } do
          count[row.Message] = (count[row.Message] or 0) + 1
          n = n + 1
        end
        assert.equal(60, n)
        for i = 3, 28 do assert.equal(2, count["m" .. i]) end
      end
    end
  end)

  -- Following.

  it("follows a log as it grows, with what comes late", function()
    rows(30, 10000000)
    local got = {}
    logs.change [[
      local looks = 0
      local batches = {
        [5] = { { 310000000, "new0" } },
        [7] = { { 295000000, "late" }, { 295000000, "late" } },
        [9] = { { 340000000, "new1" } },
      }
      state.grow = function(s)
        looks = looks + 1
        for _, row in ipairs(batches[looks] or {}) do
          s.rows[#s.rows + 1] = row
        end
      end
    ]]
    for row in folder.RobotLogs:select "Message":follow {
      lag = 30, every = 0.01 } do
      got[#got + 1] = row.Message
      assert.is_nil(row.TimeStamp)
      if #got == 4 then break end
    end
    assert.same({ "new0", "late", "late", "new1" }, got)
  end)
end)
