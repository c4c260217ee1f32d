local core = require "orchestrator.core"
local demo = require "support.demo"
local orchestrator = require "orchestrator"

describe("listing", function()
  local server, tenant, finance
  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options())
    finance = tenant:folder "Shared/Finance"
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function ids(rows)
    local seen, n = {}, 0
    for _, row in ipairs(rows) do
      assert.is_nil(seen[row.Id], "twice")
      seen[row.Id], n = true, n + 1
    end
    return n
  end

  -- What SQLite says of a set in a folder.
  local function stored(set)
    return server:sql(("SELECT count(*) AS n FROM %s WHERE _folder = 1002")
      :format(set))[1].n
  end

  it("walks a set by key, every row once", function()
    local rows = finance.Jobs:list()
    assert.equal(stored "Jobs", ids(rows))
    assert.equal(core.array_mt, getmetatable(rows))
    local lines = demo.lines(server)
    assert.equal("GET /odata/Jobs?$orderby=Id%20asc&$top=1000", lines[1])
    assert.matches("%$filter=Id%%20gt%%20" .. rows[1000].Id, lines[2])
  end)

  it("walks a set backwards by key", function()
    local rows = finance.Jobs:orderby "Id desc":list()
    assert.equal(stored "Jobs", ids(rows))
    assert.is_true(rows[1].Id > rows[#rows].Id)
    assert.matches("Id%%20lt%%20", demo.lines(server)[2])
  end)

  it("walks a set by skip in another order", function()
    local rows = finance.Jobs:orderby("CreationTime desc"):list()
    assert.equal(stored "Jobs", ids(rows))
    assert.matches("%$skip=999", demo.lines(server)[2])
  end)

  it("needs one request for a small set whose count comes along", function()
    assert.is_true(#tenant.Folders:list() > 5)
    assert.equal(1, #demo.lines(server))
  end)

  it("hands out as many rows as top says over several pages", function()
    assert.equal(1200, ids(finance.Jobs:top(1200):list()))
    assert.equal(250, ids(finance.QueueItems:top(250):list()))
    assert.same({}, finance.Jobs:top(0):list())
  end)

  it("passes over rows that skip says", function()
    local rows = finance.Jobs:orderby("Id"):list()
    local later = finance.Jobs:orderby("Id"):skip(1100):list()
    assert.equal(#rows - 1100, #later)
    assert.equal(rows[1101].Id, later[1].Id)
  end)

  it("fetches the key and drops it again where select leaves it out",
    function()
      local rows = finance.Jobs:select("State"):list()
      assert.equal(stored "Jobs", #rows)
      assert.same({ "State" },
        require "orchestrator.nearest".names(rows[1]))
      assert.matches("$select=State,Id", demo.lines(server)[1], 1, true)
    end)

  it("walks all logs of a folder although skip ends at row 10,000",
    function()
      local seen, most, n = {}, 0, 0
      for log in finance.RobotLogs:select("TimeStamp", "Message", "JobKey",
        "RawMessage"):each() do
        local text = core.encode(log)
        seen[text] = (seen[text] or 0) + 1
        most, n = math.max(most, seen[text]), n + 1
      end
      assert.equal(stored "RobotLogs", n)
      assert.is_true(n > 20000)
      assert.is_true(most > 1) -- rows that are alike keep their number
    end)

  it("walks logs in the order asked for", function()
    local last = "9999"
    local n = 0
    for log in finance.RobotLogs:orderby("TimeStamp desc"):top(2500):each() do
      assert.is_true(log.TimeStamp <= last)
      last, n = log.TimeStamp, n + 1
    end
    assert.equal(2500, n)
  end)

  it("filters logs within its windows", function()
    local n = 0
    for log in finance.RobotLogs:filter{ Level = { "Error", "Fatal" } }:each()
    do
      assert.is_true(log.Level == "Error" or log.Level == "Fatal")
      n = n + 1
    end
    assert.equal(n,
      finance.RobotLogs:filter{ Level = { "Error", "Fatal" } }:count())
    assert.is_true(n > 0)
  end)

  it("gives pages as lists of rows", function()
    local sizes = {}
    for page, walk in finance.Jobs:pages() do
      sizes[#sizes + 1] = #page
      assert.is_function(walk.close)
    end
    assert.equal(1000, sizes[1])
    assert.equal(stored "Jobs" - 1000, sizes[2])
    assert.is_nil(sizes[3])
    for _ in finance.Jobs:filter{ Id = -1 }:pages() do error "a page" end
  end)

  it("sends nothing for an empty list", function()
    local none = finance.Jobs:filter{ State = {} }
    assert.same({}, none:list())
    assert.equal(0, none:count())
    assert.is_nil(none:first())
    for _ in none:each() do error "a row" end
    assert.equal(0, #server:requests())
  end)

  it("splits a long list into requests and joins their rows", function()
    local all = finance.Jobs:orderby("Id"):list()
    local keys = {}
    for i = 1, 120 do keys[i] = all[i].Key end
    keys[121] = keys[1]
    server:reset()
    local some = finance.Jobs:filter{ Key = keys }
    assert.equal(120, ids(some:list()))
    assert.equal(120, some:count())
    for _, request in ipairs(demo.requests(server)) do
      local _, commas = request.params["$filter"]:gsub(",", "")
      assert.is_true(commas < 50)
    end
    assert.equal(70, ids(some:top(70):list()))
  end)

  it("refuses an order over several requests", function()
    local many = {}
    for i = 1, 200 do many[i] = i end
    local query = finance.Jobs:filter{ Id = many }:orderby "State"
    local ok, err = pcall(query.list, query)
    assert.is_false(ok)
    assert.matches("cannot be put in order", err.message)
  end)

  it("ends its requests when the loop is left", function()
    for row in finance.QueueItems:each() do
      if row then break end
    end
    local before = #demo.requests(server)
    assert.is_true(before <= 3)
    assert.is_table(finance.QueueItems:first())
  end)

  it("fails in mid-walk with an error and leaves the tenant usable",
    function()
      server:fault { path = "/odata/Jobs", after = 1, status = 403,
        content_type = "application/json", body =
        '{"message":"no more","errorCode":1000,"traceId":"t"}' }
      local n = 0
      local ok, err = pcall(function()
        for _ in finance.Jobs:each() do n = n + 1 end
      end)
      assert.is_false(ok)
      assert.equal("forbidden", err.kind)
      assert.equal("no more", err.message)
      assert.equal(1000, n)
      assert.is_true(#finance.Jobs:list() > 1000)
    end)

  it("waits no longer for a row than it is told", function()
    server:fault { path = "/odata/Jobs", delay = 3 }
    local ok, err = pcall(finance.Jobs.list, finance.Jobs, { timeout = 0.3 })
    assert.is_false(ok)
    assert.equal("timeout", err.kind)
  end)

  it("keeps memory flat however many rows it walks", function()
    local highest, n = 0, 0
    collectgarbage()
    local before = collectgarbage "count"
    for _ in finance.RobotLogs:each() do
      n = n + 1
      if n % 1000 == 0 then
        collectgarbage()
        highest = math.max(highest, collectgarbage "count" - before)
      end
    end
    assert.is_true(n > 20000)
    assert.is_true(highest < 300, highest .. " KB")
  end)

  it("loses nothing to a loop body that is slower than the timeout",
    function()
      local slow = orchestrator.connect(server:options("user_key",
        { timeout = 0.4 }))
      local n = 0
      for _ in slow:folder(1002).QueueItems:top(350):each() do
        n = n + 1
        if n == 50 or n == 150 then
          local until_ = require "socket".gettime() + 1
          while require "socket".gettime() < until_ do end -- luacheck: ignore
        end
      end
      assert.equal(350, n)
    end)
end)
