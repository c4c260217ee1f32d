-- Rows that a tenant in memory makes when they are first asked for.

local Database = require "orchestrator.sandbox.database"
local tenant = require "sandbox.tenant"

describe("rows that are put off", function()
  local database, made

  before_each(function()
    database, made = assert(Database.open()), 0
    database:exec 'CREATE TABLE "Jobs" (x); CREATE TABLE "JobTriggers" (x)'
    database:put_off("Jobs", function()
      made = made + 1
      database:run 'INSERT INTO "Jobs" VALUES (1)'
    end)
    database:after("Jobs", function()
      database:run 'UPDATE "Jobs" SET x = x + 1'
    end)
  end)
  after_each(function() database:close() end)

  it("are made once, by the first statement that names their set", function()
    database:run 'INSERT INTO "JobTriggers" VALUES (1)'
    assert.equal(0, made)
    assert.equal(2, (database:row 'SELECT x FROM "Jobs"'))
    assert.equal(1, (database:row "SELECT count(*) FROM jobs"))
    assert.equal(1, made)
  end)

  it("are there after an undone transaction made them", function()
    assert.has_error(function()
      database:transaction(function()
        database:run 'DELETE FROM "Jobs"'
        error("no", 0)
      end)
    end, "no")
    assert.equal(2, made)
    assert.equal(2, (database:row 'SELECT x FROM "Jobs"'))
  end)

  it("are not put off in a file", function()
    local path = os.tmpname()
    local file = assert(Database.open(path))
    local done
    file:put_off("Jobs", function() done = true end)
    file:close()
    os.remove(path)
    assert.is_true(done)
  end)
end)

describe("a demo tenant in memory", function()
  local server

  setup(function()
    server = tenant.start { seed = "demo", tenants = { "acme/Test" } }
  end)
  teardown(function() server:stop() end)

  it("has its items after a first write that was refused", function()
    local answer = server:call("POST",
      "/odata/Queues/UiPathODataSvc.AddQueueItem", { folder = 1002,
      json = { itemData = { Name = "no such queue" } } })
    assert.equal(404, answer.status, answer.body)
    assert.equal(20000, server.handle:sql(
      'SELECT count(*) AS n FROM "QueueItems"')[1].n)
  end)

  it("has rows of its own beside another's", function()
    for path, least in pairs { QueueItems = 20000, RobotLogs = 1 } do
      local answer = server:call("GET", "/acme/Test/orchestrator_/odata/"
        .. path .. "?$top=1&$count=true", { absolute = true,
        token = server.handle.tenants[1].access_token,
        folder = path == "RobotLogs" and 1003 or nil })
      assert.equal(200, answer.status, answer.body)
      assert.is_true(answer.json["@odata.count"] >= least)
    end
  end)
end)
