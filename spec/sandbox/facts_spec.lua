-- Statements of the facts that no other spec is about, in tables: each says
-- the number of its section.

local tenant = require "sandbox.tenant"

local FOLDER = 1001
local FN = "/UiPath.Server.Configuration.OData."

describe("the sandbox keeps to the facts", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", robots = false,
      transactions = "anyone" }
    server:insert("QueueDefinitions", { Id = 5, Name = "q",
      _folder = FOLDER })
  end)
  teardown(function() server:stop() end)

  local function post(path, json)
    return server:call("POST", path, { folder = FOLDER, json = json })
  end

  -- Section 4.4: what a body may be called.
  for _, media in ipairs { "application/json",
    "application/json;odata.metadata=minimal;odata.streaming=true",
    "application/json;odata.metadata=full", "application/json;charset=utf-8",
    "application/json;IEEE754Compatible=true" } do
    -- facts 4.4.7
    it("takes a body as " .. media .. " (facts 4.4)", function()
      local answer = server:call("POST", "/odata/Machines", {
        body = '{"Name":"' .. media:gsub("%W", "-") .. '"}',
        headers = { ["Content-Type"] = media } })
      assert.equal(201, answer.status, answer.body)
    end)
  end

  -- Section 4.4: PATCH exists on six sets, and is 405 elsewhere.
  for set, status in pairs { Machines = 404, Releases = 404, Robots = 404,
    Users = 404, Webhooks = 404, QueueDefinitions = 405, Assets = 405,
    Buckets = 405, Calendars = 405, Jobs = 405 } do
    -- facts 4.4.11
    it(("answers %d to PATCH of %s (facts 4.4)"):format(status, set),
    function()
      assert.equal(status, server:call("PATCH", ("/odata/%s(987654)"):format(
        set), { folder = FOLDER, body = "{}" }).status)
    end)
  end

  -- Section 5.2: what is too long, and by how much it may be.
  local limits = {
    { "SpecificContent", 500 * 1024, function(s)
      return post("/odata/Queues/UiPathODataSvc.AddQueueItem", { itemData =
        { Name = "q", SpecificContent = { a = s } } })
    end, 400 },
    { "Reference", 128, function(s)
      return post("/odata/Queues/UiPathODataSvc.AddQueueItem",
        { itemData = { Name = "q", Reference = s } })
    end, 400 },
    { "Progress", 104857, function(s)
      local id = post("/odata/Queues/UiPathODataSvc.StartTransaction",
        { transactionData = { Name = "q", SpecificContent = { a = 1 } } })
        .json.Id
      return post(("/odata/QueueItems(%d)/UiPathODataSvc"
        .. ".SetTransactionProgress"):format(id), { progress = s })
    end, 400 },
    { "Reason", 102400, function(s)
      local id = post("/odata/Queues/UiPathODataSvc.StartTransaction",
        { transactionData = { Name = "q", SpecificContent = { a = 1 } } })
        .json.Id
      return post(("/odata/Queues(%d)/UiPathODataSvc.SetTransactionResult")
        :format(id), { transactionResult = { IsSuccessful = false,
          ProcessingException = { Reason = s,
            Type = "BusinessException" } } })
    end, 400 },
  }
  for _, limit in ipairs(limits) do
    local name, most, send, status = table.unpack(limit)
    -- facts 5.2.1, 5.2.4, 5.2.5, 5.2.9
    it(("refuses a %s of more than %d (facts 5.2)"):format(name, most),
    function()
      assert.is_true(send(("x"):rep(most - 20)).status < 300)
      assert.equal(status, send(("x"):rep(most + 1)).status)
    end)
  end

  -- facts 4.2.7, 6.2.10; peers 7
  it("takes at most 1,000 folders at once (facts 4.2)", function()
    assert.equal(200, server:get(
      "/api/Folders/GetAllForCurrentUser?take=1000").status)
    local answer = server:get "/api/Folders/GetAllForCurrentUser?take=1001"
    assert.equal(400, answer.status)
    assert.equal(1009, answer.json.errorCode)
  end)

  -- facts 8.7.2
  it("has folders seven deep (facts 8.7)", function()
    local parent
    for depth = 1, 8 do
      local answer = post("/odata/Folders", { DisplayName = "d" .. depth,
        ParentId = parent })
      assert.equal(depth < 8 and 201 or 400, answer.status, answer.body)
      parent = answer.json.Id
    end
  end)

  -- facts 4.3.13
  it("takes a function with and without empty parentheses (facts 4.3)",
  function()
    for _, form in ipairs { "GetLicense", "GetLicense()" } do
      assert.equal(200, server:get("/odata/Settings" .. FN .. form).status)
    end
  end)

  -- facts 8.2.13
  it("stops a job by the name of a strategy or its number (facts 8.2)",
  function()
    for i, strategy in ipairs { "SoftStop", "Kill", "1", "2" } do
      server:insert("Jobs", { Id = 100 + i, State = "Running",
        _folder = FOLDER })
      local answer = post("/odata/Jobs" .. FN .. "StopJobs",
        { jobIds = { 100 + i }, strategy = strategy })
      assert.equal(200, answer.status, answer.body)
      assert.equal(i % 2 == 1 and "Stopping" or "Terminating", server:get(
        ("/odata/Jobs(%d)"):format(100 + i), { folder = FOLDER }).json.State)
    end
  end)

  -- facts 6.2.25, 8.12.1; peers 32
  it("keeps a test data queue to its schema, all or none (facts 8.12)",
  function()
    post("/odata/TestDataQueues", { Name = "t", ContentJsonSchema =
      '{"type":"object","required":["a"]}' })
    local answer = post("/api/TestDataQueueActions/AddItem",
      { queueName = "t", content = { b = 1 } })
    assert.equal(409, answer.status, answer.body)
    assert.equal(3219, answer.json.errorCode)
    local many = post("/api/TestDataQueueActions/BulkAddItems",
      { queueName = "t", items = { { a = 1 }, { b = 1 } } })
    assert.equal(409, many.status)
    assert.equal(204, post("/api/TestDataQueueActions/GetNextItem",
      { queueName = "t", setConsumed = true }).status)
  end)
end)
