-- Found by churn: a walk by time stands at a whole second, whose text has no
-- fraction, with more rows than a page; rows in the middle of that second
-- follow, and raised an error. More than 10,000 rows in the second did too.

local logs = require "support.logs"

describe("times in the middle of a second", function()
  setup(logs.start)
  teardown(logs.stop)

  local function walk(query, stop)
    local list, cursor = {}, nil
    for row, walking in query:each() do
      list[#list + 1] = row.Message
      if #list == stop then cursor = walking:cursor() break end
    end
    if cursor then
      for row in query:each { cursor = cursor } do
        list[#list + 1] = row.Message
      end
    end
    table.sort(list)
    return table.concat(list, " ")
  end

  it("have each row once", function()
    local folder = logs.tenant():folder(1)
    for _, order in ipairs { "TimeStamp", "TimeStamp desc" } do
      for page = 2, 5 do
        for stop = 0, 11 do
          logs.have [[
            local at = { 30, 40, 50, 50, 50, 51, 52.5, 52.5, 55, 60, 70 }
            for i, tenths in ipairs(at) do
              state.rows[i] = { math.floor(tenths * 1000000),
                ("m%02d"):format(i) }
            end
          ]]
          assert.equal("m01 m02 m03 m04 m05 m06 m07 m08 m09 m10 m11",
            walk(folder.RobotLogs:orderby(order):paging("time",
              { page = page, concurrency = stop % 2 + 1 }), stop))
        end
      end
    end
  end)

  it("may be more than 10,000, if no instant has that many", function()
    for _, order in ipairs { "TimeStamp", "TimeStamp desc" } do
      logs.have [[for i = 1, 12000 do
        state.rows[i] = { 50000000 + (i > 1500 and i * 500 or 0), "m" .. i }
      end]]
      local n = 0
      for _ in logs.tenant():folder(1).RobotLogs:orderby(order):each() do
        n = n + 1
      end
      assert.equal(12000, n)
    end
  end)
end)
