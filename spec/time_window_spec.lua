--- Walks by time with several windows at once.

local logs = require "support.logs"

describe("windows of time", function()
  local folder
  setup(function()
    logs.start()
    folder = logs.tenant():folder(1)
  end)
  teardown(logs.stop)

  -- Kinds of logs: rows of { ticks, text }.
  local LOGS = {
    even = "for i = 1, 1000 do rows[i] = { i * 1234567, 'm' .. i } end",
    ["with gaps of days"] = [[for i = 1, 1000 do
      rows[i] = { i * 70000 + i // 90 * 860000000000, "m" .. i } end]],
    ["in bursts"] = [[for i = 1, 1000 do
      rows[i] = { i // 40 * 600000000 + i % 40 * 20000, "m" .. i } end]],
    ["of rows that are alike"] = [[for i = 1, 1000 do
      rows[i] = { i // 7 * 1000000, "m" .. i % 3 } end]],
    ["with long instants"] = [[for i = 1, 1000 do
      rows[i] = { (i < 300 and i or i < 520 and 300 or i) * 3000000,
        "m" .. i % 400 } end]],
    ["all at once"] = [[for i = 1, 1000 do
      rows[i] = { 50000000, "m" .. i } end]],
  }

  -- Rows by their message, and whether the order was right.
  local function walk(down, concurrency, page, top)
    local query = folder.RobotLogs:orderby(down and "TimeStamp desc"
      or "TimeStamp"):paging("time", { page = page or 50,
      concurrency = concurrency })
    if top then query = query:top(top) end
    local count, n, last = {}, 0, nil
    for row in query:each() do
      count[row.Message], n = (count[row.Message] or 0) + 1, n + 1
      local at = row.TimeStamp:gsub("Z", "") -- "05" comes before "05.1"
      if last then assert.is_true(down and at <= last or at >= last, at) end
      last = at
    end
    return count, n
  end

  for name, chunk in pairs(LOGS) do
    for _, down in ipairs { false, true } do
      it(("have each row once of a log %s%s"):format(name,
        down and ", downwards" or ""), function()
        for _, more in ipairs { "", "state.cap = 20", "state.digits = 7",
          "state.shuffle = true" } do
          local mixed = name:find "instant" or name:find "once"
          if not (more:find "shuffle" and mixed) then -- that is drift
            logs.have("local rows = state.rows " .. chunk .. " " .. more)
            local expected, total = walk(down, 1)
            for _, concurrency in ipairs { 2, 8 } do
              local count, n = walk(down, concurrency)
              assert.equal(total, n)
              assert.same(expected, count)
            end
          end
        end
      end)
    end
  end

  -- Requests for windows, as { from, to }; several arrive in any order.
  local function windows()
    local list, other = {}, 0
    for _, line in ipairs(logs.seen()) do
      local from, to =
        line:match "ge ([%w:.%-]+) and TimeStamp lt (%S+)&.*count"
      if from then list[#list + 1] = { from, to } else other = other + 1 end
    end
    table.sort(list, function(a, b) return a[1] < b[1] end)
    return list, other
  end

  local EVEN = "local rows = state.rows " .. LOGS.even .. " "

  it("ask for each stretch of time once, and for little besides", function()
    logs.have(EVEN)
    walk(false, 4)
    local list, other = windows()
    for i = 2, #list do assert.equal(list[i - 1][2], list[i][1]) end
    assert.is_true(#list >= 20 and #list <= 30, #list)
    assert.is_true(other <= 7, other)
  end)

  it("are not made unless several pages at once are asked for", function()
    logs.have(EVEN)
    walk(false, 1)
    assert.equal(0, #windows())
    logs.have(EVEN)
    assert.equal(1000, #folder.RobotLogs:paging { page = 50 }:list())
    assert.equal(0, #windows())
  end)

  it("are not made for what one page holds", function()
    logs.have(EVEN)
    walk(false, 8, 1001)
    assert.equal(0, #windows())
  end)

  it("cross a long time without rows in few requests", function()
    logs.have [[for i = 1, 400 do state.rows[i] = { i * 100000
      + (i > 200 and 8640000000000 or 0), "m" .. i } end]]
    local _, n = walk(false, 4)
    assert.equal(400, n)
    assert.is_true(#logs.seen() < 40, #logs.seen())
  end)

  it("stop at top and ask little beyond", function()
    for _, top in ipairs { 49, 50, 51, 120, 500 } do
      logs.have(EVEN)
      local count, n = walk(false, 8, 50, top)
      assert.equal(top, n)
      for i = 1, top do assert.equal(1, count["m" .. i]) end
      assert.is_true(#logs.seen() <= top // 37 + 12, #logs.seen())
    end
  end)

  it("join the user's filter", function()
    logs.have(EVEN)
    local n = 0
    for _ in folder.RobotLogs:filter("Level eq ?", "m1")
      :paging("time", { page = 20, concurrency = 3 }):each() do n = n + 1 end
    assert.equal(112, n)
    assert.matches("(Level eq 'm1') and TimeStamp ge", logs.seen()[4], 1, true)
  end)

  it("end although the log grows faster than it is read", function()
    logs.have(EVEN .. [[
      state.grow = function(s)
        for _ = 1, 60 do
          local n = #s.rows + 1
          if n < 9000 then s.rows[n] = { n * 1234567, "m" .. n } end
        end
      end
    ]])
    local count, n = walk(false, 4)
    for i = 1, 1000 do assert.equal(1, count["m" .. i]) end
    assert.is_true(n < 3000, n)
  end)

  it("are given up where counts are refused, missing or wrong", function()
    for _, chunk in ipairs { 'state.refuse = "count=true"',
      "state.page_count = false", "state.page_count = 0",
      "state.page_count = 9999" } do
      for _, down in ipairs { false, true } do
        logs.have(EVEN .. chunk)
        local count, n = walk(down, 4)
        assert.equal(1000, n)
        for i = 1, 1000 do assert.equal(1, count["m" .. i]) end
      end
    end
  end)

  it("are not made where the log's total is too low", function()
    logs.have(EVEN .. "state.count = 0")
    local _, n = walk(false, 4)
    assert.equal(1000, n)
  end)

  it("go on where a cursor was", function()
    for stop = 40, 400, 120 do
      logs.have("local rows = state.rows " .. LOGS["of rows that are alike"])
      local query = folder.RobotLogs:paging("time",
        { page = 30, concurrency = 4 })
      local n, cursor = 0, nil
      for _, walking in query:each() do
        n = n + 1
        if n == stop then cursor = walking:cursor() break end
      end
      for _ in query:each { cursor = cursor } do n = n + 1 end
      assert.equal(1000, n)
    end
  end)
end)

describe("windows of time on a server that answers late", function()
  local server, folder
  setup(function()
    server = require "support.demo".start()
    folder = require "orchestrator".connect(server:options())
      :folder "Shared/Finance"
  end)
  teardown(function() server:stop() end)

  it("are under way together", function()
    server:fault { path = "$count=true", times = 100, delay = 0.2 }
    local n = 0
    for _ in folder.RobotLogs:paging("time", { page = 100, concurrency = 6 })
      :each() do
      n = n + 1
      if n == 101 then break end -- the first row of the first window
    end
    local asked = 0
    for _, request in ipairs(server:requests()) do
      if request.query:find("count=true", 1, true) then asked = asked + 1 end
    end
    assert.equal(6, asked)
  end)
end)
