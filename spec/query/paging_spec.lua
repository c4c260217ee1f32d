local catalogue = require "orchestrator.catalogue"
local paging = require "orchestrator.query.paging"

local function plan(tag, spec, in_folder, concurrency)
  spec = spec or {}
  spec.tag, spec.rows = tag, catalogue:row_type(tag)
  spec.operation = catalogue:operations(tag).Get
  return paging.plan(catalogue, spec, in_folder or false, concurrency)
end

local function refused(...)
  local ok, err = pcall(plan, ...)
  assert.is_false(ok)
  assert.equal("argument", err.kind)
  return err.message
end

describe("paging", function()
  it("goes by key where a set has an integer Id", function()
    local found = plan "Jobs"
    assert.equal("key", found.strategy)
    assert.equal("Id", found.key)
    assert.equal(1000, found.page)
    assert.equal("key", plan("Jobs", { orderby = "Id desc" }).strategy)
    assert.is_true(plan("Jobs", { orderby = "Id desc" }).descending)
    assert.is_false(plan("Jobs", { orderby = "Id" }).descending)
  end)

  it("goes by skip in other orders, with skip, and without a key", function()
    assert.equal("skip", plan("Jobs", { orderby = "CreationTime" }).strategy)
    assert.equal("skip", plan("Jobs", { orderby = "Id,Key" }).strategy)
    assert.equal("skip", plan("Jobs", { skip = 5 }).strategy)
    assert.equal("skip", plan "Libraries".strategy)
    assert.equal("skip", plan "Attachments".strategy)
  end)

  it("asks for several pages at once, of busy lists for one ahead", function()
    local by_time = { orderby = "CreationTime" }
    assert.equal(4, plan("Libraries").flight)
    assert.equal(2, plan("Jobs", by_time).flight)
    assert.equal(1, plan("RobotLogs").flight)
    assert.equal(8, plan("Libraries", nil, false, 8).flight)
    assert.equal(2, plan("Jobs", by_time, false, 8).flight)
    assert.equal(1, plan("Jobs", by_time, false, 1).flight)
    assert.equal(9, plan("Jobs", { orderby = "Name", concurrency = 9 }).flight)
  end)

  it("never goes by key over Assets", function()
    assert.equal("skip", plan("Assets", nil, true).strategy)
  end)

  it("goes by key over queue items in a folder only, 100 a page", function()
    assert.equal("skip", plan "QueueItems".strategy)
    local found = plan("QueueItems", nil, true)
    assert.equal("key", found.strategy)
    assert.equal(100, found.page)
    assert.equal(100, plan("QueueItems", { page = 500 }, true).page)
  end)

  it("goes by time over logs, unless skip or an order is given", function()
    local found = plan("RobotLogs", nil, true)
    assert.equal("time", found.strategy)
    assert.equal("TimeStamp", found.key)
    assert.equal("time", plan("RobotLogs",
      { orderby = "TimeStamp desc" }).strategy)
    assert.equal("skip", plan("RobotLogs", { skip = 5 }).strategy)
    assert.equal("skip", plan("RobotLogs", { orderby = "Level" }).strategy)
  end)

  it("sends one request where one page answers", function()
    assert.equal("one", plan("RobotLogs", { top = 1000, skip = 2000 }).strategy)
    assert.equal("one", plan("Jobs", { top = 5, orderby = "Key" }).strategy)
    assert.equal("key", plan("Jobs", { top = 1001 }).strategy)
    assert.equal("key", plan("QueueItems", { top = 101 }, true).strategy)
  end)

  it("asks for the count where that is cheap", function()
    assert.is_true(plan "Folders".count)
    assert.is_false(plan "Jobs".count)
    assert.is_false(plan("QueueItems", nil, true).count)
    assert.is_false(plan("RobotLogs", { skip = 1 }).count)
    assert.is_false(plan("Folders", { top = 5 }).count)
  end)

  it("obeys a strategy that is asked for", function()
    assert.equal("skip", plan("Jobs", { paging = "skip" }).strategy)
    assert.equal("key", plan("Jobs", { paging = "key", top = 5 }).strategy)
    assert.equal(50, plan("Jobs", { page = 50 }).page)
  end)

  it("refuses a strategy that does not fit, and says why", function()
    assert.matches("cannot be walked by Id", refused("Assets",
      { paging = "key" }))
    assert.matches("outside of a folder", refused("QueueItems",
      { paging = "key" }))
    assert.matches("another order", refused("Jobs",
      { paging = "key", orderby = "Key" }))
    assert.matches("not walked by time", refused("Jobs", { paging = "time" }))
    assert.matches("skip needs", refused("Jobs",
      { paging = "key", skip = 5 }))
    assert.matches("one request needs top", refused("Jobs",
      { paging = "one" }))
  end)

  it("knows the strategies' names", function()
    assert.equal("key", paging.check "key")
    assert.is_nil(paging.check "auto")
    assert.is_nil(paging.check(nil))
    local ok, err = pcall(paging.check, "skp")
    assert.is_false(ok)
    assert.equal('did you mean "skip"?', err.hint)
  end)

  it("sends a single request to an operation without pages", function()
    local operation = catalogue:operation "Webhooks_GetEventTypes"
    assert.equal("single", paging.plan(catalogue, { tag = "Webhooks",
      operation = operation }, false).strategy)
  end)

  it("gives the sets' facts to their list only", function()
    local operation = catalogue:operation "Assets_GetAssetsAcrossFolders"
    local found = paging.plan(catalogue, { tag = "Assets",
      operation = operation,
      rows = "AssetDto" }, false)
    assert.equal("skip", found.strategy)
  end)
end)
