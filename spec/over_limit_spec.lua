--- Walks by skip on servers that let skip reach so many rows only.

local odd = require "support.odd"
local logs = require "support.logs"

describe("a walk by skip that may skip no further", function()
  setup(function()
    odd.start()
    logs.start()
  end)
  teardown(function()
    odd.stop()
    logs.stop()
  end)

  local function skip(query, concurrency)
    return query:paging("skip", { page = 20, concurrency = concurrency })
  end

  local function collect(query, options)
    local list, strategies = {}, {}
    for row, walk in query:each(options) do
      list[#list + 1] = row.No
      strategies[walk.source.pager:strategy()] = true
    end
    return list, strategies
  end

  local function is_run(list, first, last)
    local step = first <= last and 1 or -1
    assert.equal(math.abs(last - first) + 1, #list)
    for i, n in ipairs(list) do assert.equal(first + step * (i - 1), n) end
  end

  for _, concurrency in ipairs { 1, 4 } do
    it(("goes on by the key or time it is in the order of; %d at once")
      :format(concurrency), function()
      local jobs, rows = odd.folder.Jobs, odd.folder.RobotLogs
      for query, last in pairs { [jobs:orderby "Id"] = 90,
        [jobs:orderby "Id desc"] = 1, [rows:orderby "TimeStamp"] = 90,
        [rows:orderby "TimeStamp desc"] = 1,
        [jobs:orderby "Id":select "No"] = 90 } do
        odd.have "state.limit = 50"
        local list, strategies = collect(skip(query, concurrency))
        is_run(list, 91 - last, last)
        assert.is_true(strategies.skip)
        assert.is_true(strategies.key or strategies.time)
      end
    end)
  end

  it("passes over what an explicit skip says, once", function()
    odd.have "state.limit = 50"
    is_run(collect(odd.folder.Jobs:orderby "Id":skip(30):paging {
      page = 20 }), 31, 90)
  end)

  it("takes the key out of rows again that did not ask for it", function()
    odd.have "state.limit = 50"
    for row in skip(odd.folder.Jobs:orderby "Id":select "No"):each() do
      assert.is_nil(row.Id)
    end
  end)

  it("can be taken up again before and behind that place", function()
    for stop = 35, 65, 5 do
      odd.have "state.limit = 50"
      local query = skip(odd.folder.Jobs:orderby "Id")
      local list, cursor = {}, nil
      for row, walk in query:each() do
        list[#list + 1] = row.No
        if #list == stop then cursor = walk:cursor() break end
      end
      for row in query:each { cursor = cursor } do list[#list + 1] = row.No end
      is_run(list, 1, 90)
    end
  end)

  local function fails(pattern, hint, query)
    local ok, err = pcall(query.list, query)
    assert.is_false(ok)
    assert.matches(pattern, err.message)
    assert.matches(hint, err.hint)
  end

  it("says why it cannot, and what to try", function()
    odd.have "state.limit = 50"
    fails("window is too large", "no further than row %d+ here, and this "
      .. "order has no key to go on by: narrow the filter",
      skip(odd.folder.Jobs:orderby "No"))
    odd.have "state.limit, state.backward = 50, 10" -- that is not its order
    fails("window is too large", "no key to go on by",
      skip(odd.folder.Jobs:orderby "Id"))
  end)

  it("knows the limit of logs, and keeps the number of equal rows", function()
    for _, order in ipairs { "TimeStamp", "TimeStamp desc" } do
      logs.have [[for i = 1, 12000 do
        state.rows[i] = { i // 5 * 10000, "m" .. i % 3 } end]]
      local n = 0
      for _ in logs.tenant():folder(1).RobotLogs:orderby(order):skip(7)
        :paging { concurrency = 4 }:each() do n = n + 1 end
      assert.equal(11993, n)
      for _, line in ipairs(logs.seen()) do
        local top = line:match "$top=(%d+)" or 0
        assert.is_true((line:match "$skip=(%d+)" or 0) + top <= 10000, line)
      end
    end
  end)

  it("says of logs in another order that 10,000 is the end", function()
    logs.have [[for i = 1, 12000 do state.rows[i] = { i * 10000, "m" } end]]
    fails("lets skip reach 10000 rows only", "logs: by TimeStamp",
      logs.tenant():folder(1).RobotLogs:orderby "Level")
  end)
end)
