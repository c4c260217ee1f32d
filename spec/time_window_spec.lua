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
end)
