local demo = require "support.demo"
local orchestrator = require "orchestrator"

describe("query", function()
  local server, tenant, finance
  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options())
    finance = tenant:folder "Shared/Finance"
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function refused(fn, ...)
    local ok, err = pcall(fn, ...)
    assert.is_false(ok)
    assert.equal("argument", err.kind)
    assert.equal(0, #demo.requests(server))
    return tostring(err)
  end

  it("is a value: every step gives a new one", function()
    local all = finance.Jobs
    local faulted = all:filter{ State = "Faulted" }
    local first = faulted:top(3):orderby("Id desc")
    assert.is_true(#all:list() > #faulted:list())
    assert.equal(3, #first:list())
    assert.equal(3, #first:list())
    assert.equal(finance.Jobs, all)
    assert.is_false(pcall(function() all.other = 5 end))
  end)

  it("joins chained filters with and", function()
    finance.Jobs:filter{ State = "Faulted" }
      :filter("Id gt ? or Id lt ?", 5, 3):top(1):list()
    assert.same({ "GET /odata/Jobs?$filter=State%20eq%20'Faulted'%20and%20"
      .. "(Id%20gt%205%20or%20Id%20lt%203)&$top=1" }, demo.lines(server))
  end)

  it("is sent as written where one page answers", function()
    local rows = finance.RobotLogs:top(1000):skip(2000):list()
    assert.equal(1000, #rows)
    assert.same({ "GET /odata/RobotLogs?$top=1000&$skip=2000" },
      demo.lines(server))
    local request = demo.requests(server)[1]
    assert.equal("$top=1000&$skip=2000", request.query)
    assert.equal("Shared/Finance", request.headers["x-uipath-folderpath"])
    assert.matches("^Bearer ", request.headers.authorization)
  end)

  it("is sent with order, selection and expansion", function()
    finance.Jobs:orderby("EndTime desc", "Id"):select { "Id", "State" }
      :expand("Robot"):top(2):list()
    assert.same({ "GET /odata/Jobs?$select=Id,State&$expand=Robot"
      .. "&$orderby=EndTime%20desc,Id&$top=2" }, demo.lines(server))
  end)

  it("gives first row, or nil when there is none", function()
    local job = finance.Jobs:orderby("Id"):first()
    assert.equal("integer", math.type(job.Id))
    assert.is_nil(finance.Jobs:filter{ Id = -1 }:first())
    assert.matches("%$top=1$", demo.lines(server)[1])
  end)

  it("counts by the server, less what skip and top leave out", function()
    local n = #finance.Jobs:list()
    server:reset()
    assert.equal(n, finance.Jobs:count())
    assert.same({ "GET /odata/Jobs?$count=true&$top=0" }, demo.lines(server))
    assert.equal(n - 100, finance.Jobs:skip(100):count())
    assert.equal(7, finance.Jobs:top(7):count())
    assert.equal(0, finance.Jobs:skip(1000000):count())
  end)

  it("counts logs beyond the window", function()
    assert.is_true(finance.RobotLogs:count() > 10000)
    assert.same({ "GET /odata/RobotLogs/"
      .. "UiPath.Server.Configuration.OData.GetTotalCount" },
      demo.lines(server))
  end)

  it("shows its address, its strategy and its page", function()
    assert.matches("odata/Jobs?$filter=State%20eq%20'Faulted'&$orderby=Id%20asc"
      .. "&$top=1000 (strategy key: each page goes on behind the last Id; "
      .. "1000 rows a page)", tostring(finance.Jobs:filter{ State =
      "Faulted" }), 1, true)
    assert.matches("$top=1000&$skip=2000 (strategy one",
      tostring(finance.RobotLogs:top(1000):skip(2000)), 1, true)
    assert.matches("matches nothing",
      tostring(finance.Jobs:filter{ State = {} }))
    assert.matches("has no list", tostring(tenant.Stats))
    assert.matches("100 rows a page", tostring(finance.QueueItems))
    assert.equal(0, #server:requests())
  end)

  it("explains what it will take", function()
    local found = finance.QueueItems:explain()
    assert.equal("key", found.strategy)
    assert.equal(100, found.page)
    assert.equal(finance.QueueItems:count(), found.rows)
    assert.equal(found.rows // 100 + 2, found.requests)
    assert.equal(0, found.seconds)
    assert.matches("rows in %d+ requests", tostring(found))
    local one = finance.Jobs:top(5):explain()
    assert.equal(1, one.requests)
    assert.equal(5, one.rows)
    assert.equal(0, finance.Jobs:filter{ State = {} }:explain().requests)
  end)

  it("says how long the rate limit makes it at least", function()
    local paced = orchestrator.connect(server:options("access_token",
      { pace = true })) -- as on Automation Cloud: 80 % of 100 a minute
    local items = paced:folder "Shared/Finance".QueueItems
    server:fault { path = "QueueItems", status = 200, content_type =
      "application/json", body = '{"@odata.count":30000,"value":[]}' }
    local found = items:explain()
    assert.equal(301, found.requests)
    assert.equal(180, found.seconds)
  end)

  it("obeys a strategy and a page size", function()
    local jobs = finance.Jobs:paging("skip", { page = 300 })
    local n = #jobs:list()
    assert.matches("strategy skip", tostring(jobs))
    assert.equal(n, finance.Jobs:count())
    for _, line in ipairs(demo.lines(server)) do
      if line:match "%$top=%d%d" then assert.matches("$top=300", line, 1, true)
      end
    end
    assert.same(tostring(finance.Jobs), tostring(jobs:paging "auto"))
    assert.matches("5 rows a page", tostring(finance.Jobs:paging { page = 5 }))
  end)

  it("refuses strategies that do not fit at once", function()
    refused(tenant.Assets.paging, tenant.Assets, "key")
    refused(tenant.Jobs.paging, tenant.Jobs, "keys")
    refused(tenant.Jobs.paging, tenant.Jobs, "key", { page = 0 })
    refused(tenant.Jobs.paging, tenant.Jobs, "key", { pages = 5 })
  end)

  it("refuses what makes no sense, by name", function()
    local jobs = tenant.Jobs
    refused(jobs.top, jobs, -1)
    refused(jobs.top, jobs, "5")
    refused(jobs.skip, jobs, 1.5)
    refused(jobs.skip, jobs, nil)
    refused(jobs.orderby, jobs)
    refused(jobs.orderby, jobs, "Id; drop")
    refused(jobs.orderby, jobs, "Id", nil, "Key")
    refused(jobs.select, jobs, "Id&$top=5")
    refused(jobs.select, jobs, {})
    refused(jobs.expand, jobs, "a\nb")
    refused(jobs.filter, jobs, {})
    refused(jobs.filter, jobs, "Id eq ?", nil)
    refused(jobs.filter, jobs, { CreationTime = { ge = "2026-11-01" } })
    refused(jobs.each, nil)
    assert.matches('did you mean "filter"', refused(function()
      return jobs:fliter {}
    end), 1, true)
    assert.matches('unknown option "timeuot"', refused(jobs.list, jobs,
      { timeuot = 5 }), 1, true)
  end)

  it("refuses lists beside or that are too long, at once", function()
    local many = {}
    for i = 1, 200 do many[i] = i end
    refused(tenant.Jobs.filter, tenant.Jobs, "Id in ? or Id eq 0", many)
  end)

  it("finds what typed literals describe", function()
    local job = finance.Jobs:first()
    assert.equal(job.Id, finance.Jobs:filter{ Key = job.Key }:first().Id)
    assert.equal(job.Id, finance.Jobs:filter("Key eq ? and CreationTime le ?",
      job.Key, "2100-01-01T00:00:00+02:00"):first().Id)
    local ran = finance.Jobs:expand("Robot"):filter("Robot/Id ge ?", 1)
    assert.is_true(ran:count() > 0)
    local id = ran:first().Robot.Id
    assert.is_true(finance.Jobs:filter{ Robot = { Id = id } }:count() > 0)
    assert.equal(0, finance.Jobs:filter{ ReleaseName = "O'Brien" }:count())
  end)

  it("keeps nulls in rows when asked", function()
    local pending = finance.Jobs:filter{ EndTime = orchestrator.null }
    local job = pending:first() or finance.Jobs:first()
    for row in finance.Jobs:nulls():top(1):each() do
      local found = false
      for _, value in pairs(row) do
        found = found or value == orchestrator.null
      end
      assert.is_true(found)
    end
    for _, value in pairs(job) do
      assert.not_equal(orchestrator.null, value)
    end
  end)
end)
