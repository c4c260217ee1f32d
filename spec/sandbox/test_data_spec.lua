-- Test data queues, notes on tasks, and statistics.

local tenant = require "sandbox.tenant"

local NS = "/UiPath.Server.Configuration.OData."
local SHARED = 1001

describe("a test data queue (facts 8.12)", function()
  local server, queue

  setup(function()
    server = tenant.start { seed = "empty" }
    local answer = server:call("POST", "/odata/TestDataQueues", {
      folder = SHARED, json = { Name = "Data", ContentJsonSchema = "{}" } })
    assert.equal(201, answer.status, answer.body)
    queue = ("/odata/TestDataQueues(%d)"):format(answer.json.Id)
  end)
  teardown(function() server:stop() end)

  local function act(method, name, body, query)
    return server:call(method, "/api/TestDataQueueActions/" .. name
      .. (query or ""), { folder = SHARED, body = body,
      headers = { ["Content-Type"] = "application/json" } })
  end

  local function next_item(consume)
    return act("POST", "GetNextItem", ('{"queueName":"Data",'
      .. '"setConsumed":%s}'):format(tostring(consume)))
  end

  local function counts()
    local row = server:get(queue, { folder = SHARED }).json
    return { row.ItemsCount, row.ConsumedItemsCount }
  end

  -- facts 8.12.1
  it("gives its items out in order, each once, and then 204", function()
    local added = act("POST", "AddItem",
      '{"queueName":"data","content":{"n":9007199254740993}}')
    assert.equal(201, added.status, added.body)
    assert.truthy(added.body:find("9007199254740993", 1, true))
    local bulk = act("POST", "BulkAddItems",
      '{"queueName":"Data","items":[{"n":2},{"n":3}]}')
    assert.equal("2", bulk.body)
    assert.same({ 3, 0 }, counts())
    assert.equal(added.json.id, next_item(false).json.id)
    assert.equal(added.json.id, next_item(true).json.id)
    assert.equal(2, next_item(true).json.content.n)
    assert.equal(3, next_item(true).json.content.n)
    assert.equal(204, next_item(true).status)
    assert.same({ 3, 3 }, counts())
  end)

  it("takes consumed items back", function()
    assert.equal(202, act("POST", "SetAllItemsConsumed",
      '{"queueName":"Data","isConsumed":false}').status)
    local id = math.tointeger(next_item(false).json.id)
    assert.equal(200, act("POST", "SetItemsConsumed",
      ('{"itemIds":[%d],"isConsumed":true}'):format(id)).status)
    assert.same({ 3, 1 }, counts())
    assert.equal(204, act("DELETE", "DeleteItems", ("[%d]"):format(id))
      .status)
    assert.same({ 2, 0 }, counts())
    assert.equal(404, act("DELETE", "DeleteItems", ("[%d]"):format(id))
      .status)
  end)

  it("is emptied, and refuses what is no queue or no list", function()
    assert.equal(202, act("DELETE", "DeleteAllItems", nil,
      "?queueName=Data").status)
    assert.same({ 0, 0 }, counts())
    assert.equal(404, act("DELETE", "DeleteAllItems", nil,
      "?queueName=Nobody").status)
    assert.equal(400, act("DELETE", "DeleteItems", '{"a":1}').status)
    assert.equal(400, act("POST", "AddItem", '{"content":{}}').status)
  end)

  it("is not seen from another folder", function()
    local other = server:call("POST", "/odata/Folders",
      { json = { DisplayName = "Other" } }).json.Id
    assert.equal(404, server:call("POST",
      "/api/TestDataQueueActions/GetNextItem", { folder =
      math.tointeger(other), json = { queueName = "Data",
      setConsumed = true } }).status)
  end)

  it("stands beside notes on tasks (facts 9)", function()
    server:insert("Tasks", { Id = 3, Title = "t", _folder = SHARED })
    local answer = server:call("POST", "/odata/TaskNotes" .. NS
      .. "CreateTaskNote", { folder = SHARED, json = { Text = "look",
      TaskId = 3 } })
    assert.equal(201, answer.status, answer.body)
    local list = server:get("/odata/TaskNotes" .. NS
      .. "GetByTaskId(taskId=3)", { folder = SHARED }).json.value
    assert.equal(1, #list)
    assert.equal("look", list[1].Text)
  end)

  -- facts 8.11.3
  it("stands beside counts of jobs by state (facts 8.11)", function()
    local function faulted()
      for _, row in ipairs(server:get "/api/Stats/GetJobsStats".json) do
        if row.title == "Faulted" then return row.count end
      end
    end
    assert.equal(0, faulted())
    server:insert("Jobs", { State = "Faulted", _folder = SHARED })
    assert.equal(1, faulted())
  end)

  -- facts 8.11.3
  it("stands beside counts of the main things (facts 8.11)", function()
    local function assets()
      for _, row in ipairs(server:get "/api/Stats/GetCountStats".json) do
        if row.title == "Assets" then return row.count end
      end
    end
    local before = assets()
    server:insert("Assets", { Name = "a", _folder = SHARED })
    assert.equal(before + 1, assets())
  end)
end)
