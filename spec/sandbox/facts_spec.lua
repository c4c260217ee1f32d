-- Statements of the facts that no other spec is about, in tables: each says
-- the number of its section.

local cjson = require "cjson"
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

  local function created(path, json)
    local answer = post(path, json)
    assert.equal(201, answer.status, answer.body)
    return answer.json
  end

  local function read(path)
    return server:get(path, { folder = FOLDER }).json
  end

  -- {set, property, the names of the numbers from 0 on}
  for _, case in ipairs {
    { "Jobs", "State", { "Pending", "Running", "Stopping", "Terminating",
      "Faulted", "Successful", "Stopped", "Suspended", "Resumed" } },
    { "Jobs", "Type", { "Unattended", "Attended" } },
    { "Sessions", "State", { "Available", "Busy", "Disconnected",
      "Unknown" } },
    { "QueueItems", "Status", { "New", "InProgress", "Failed", "Successful",
      "Abandoned", "Retried", "Deleted" } },
  } do
    local set, property, names = table.unpack(case)
    it(("numbers %s of %s (facts 4.3.1, 4.3.2, 4.3.3)"):format(property, set),
    function()
      for i, name in ipairs(names) do
        server:insert(set, { Id = 9000 + i, [property] = name,
          _folder = FOLDER })
      end
      for i, name in ipairs(names) do
        local filter = ("%s eq '%d' and Id gt 9000"):format(property, i - 1)
        assert.same({ name }, server:column(property, set,
          { filter = filter }, { folder = FOLDER }))
      end
      server.handle:sql(('DELETE FROM "%s" WHERE Id > 9000'):format(set))
    end)
  end

  it("answers /api and /tasks without an envelope, in camel case "
    .. "(facts 4.4.2, 4.4.3)", function()
    local stats = read "/api/Stats/GetCountStats"
    assert.is_true(#stats > 0)
    for _, name in ipairs { "title", "count", "hasPermissions" } do
      assert.is_not_nil(stats[1][name], name)
    end
    local task = created("/tasks/GenericTasks/CreateTask", { title = "t" })
    assert.is_nil(task["@odata.context"])
    assert.equal("t", task.title)
    local row = read(("/odata/Tasks(%d)"):format(task.id))
    assert.string(row["@odata.context"])
    assert.equal("t", row.Title)
    assert.same({}, post("/odata/Tasks" .. FN .. "AssignTasks",
      { taskAssignments = { { TaskId = task.id, UserId = 1 } } }).json.value)
  end)

  it("names the whole argument that does not bind (facts 4.4.8)", function()
    for path, name in pairs {
      ["/odata/Releases"] = "release", ["/odata/Roles"] = "roleDto",
      ["/odata/QueueDefinitions" .. FN .. "CreateQueue"] = "model",
      ["/odata/QueueItems/UiPathODataSvc.SetItemReviewStatus"] =
        "itemReviewStatusParameters",
    } do
      local answer = post(path, { Colour = "red" })
      assert.equal(400, answer.status, path)
      assert.equal(name .. " must not be null", answer.json.message)
    end
  end)

  -- What is named once, and a row of it.
  local named = { Assets = { ValueScope = "Global", ValueType = "Text",
    StringValue = "x" }, QueueDefinitions = {}, Releases = { ProcessKey = "p",
    ProcessVersion = "1.0.0" }, Machines = {}, Robots = { Type = "Unattended",
    HostingType = "Floating" }, ProcessSchedules = { TimeZoneId = "UTC" },
    Roles = { Type = "Tenant" }, Users = { UpdatePolicy = { Type = "None" } } }
  for set, row in pairs(named) do
    it(("has a name of %s once (facts 6.2.4)"):format(set), function()
      row[set == "Users" and "UserName" or "Name"] = "Once"
      created("/odata/" .. set, row)
      local answer = post("/odata/" .. set, row)
      assert.equal(409, answer.status, answer.body)
      assert.equal(1001, answer.json.errorCode)
      assert.equal("The name Once is already used.", answer.json.message)
    end)
  end

  it("reads no secret from a vault that is not there (facts 6.2.22, 8.4.6)",
  function()
    local store = created("/odata/CredentialStores", { Name = "vault",
      Type = "CyberArk" })
    created("/odata/Assets", { Name = "login", ValueScope = "Global",
      ValueType = "Credential", CredentialUsername = "u",
      CredentialPassword = "p", CredentialStoreId = store.Id })
    server:insert("Robots", { Id = 8, Name = "r", UserId = 1,
      LicenseKey = "robot", _folder = FOLDER })
    local answer = post("/odata/Assets" .. FN
      .. "GetRobotAssetByNameForRobotKey",
      { robotKey = "robot", assetName = "login" })
    assert.equal(500, answer.status, answer.body)
    assert.equal(2304, answer.json.errorCode)
  end)

  it("has assets of every type (facts 8.4.1)", function()
    for kind, fields in pairs { Text = { StringValue = "x" },
      Bool = { BoolValue = false }, Integer = { IntValue = 7 },
      Credential = { CredentialUsername = "u", CredentialPassword = "p" },
      Secret = { SecretValue = "s" },
      KeyValueList = { KeyValueList = { { Key = "k", Value = "v" } } },
      DBConnectionString = { StringValue = "Server=x" },
      HttpConnectionString = { StringValue = "https://x" },
      WindowsCredential = { CredentialUsername = "u",
        CredentialPassword = "p" } } do
      local row = { Name = kind, ValueScope = "Global", ValueType = kind }
      for name, value in pairs(fields) do row[name] = value end
      local made = created("/odata/Assets", row)
      local path = ("/odata/Assets(%d)"):format(made.Id)
      assert.equal(kind, read(path).ValueType)
      row.Id, row.Description = made.Id, "new"
      local answer = server:call("PUT", path, { folder = FOLDER, json = row })
      assert.same({ 200, "" }, { answer.status, answer.body })
      assert.equal(204, server:call("DELETE", path, { folder = FOLDER })
        .status)
    end
    assert.equal(400, post("/odata/Assets", { Name = "x",
      ValueScope = "Global", ValueType = "Picture" }).status)
  end)

  it("names what is too large in a bulk (facts 5.2.10)", function()
    local answer = post("/odata/Queues/UiPathODataSvc.BulkAddQueueItems",
      { queueName = "q", commitType = "ProcessAllIndependently", queueItems =
        { { SpecificContent = { a = ("x"):rep(512001) } } } })
    assert.equal(200, answer.status)
    assert.equal("QueueItemContentSizeExceeded",
      answer.json.FailedItems[1].ErrorCode)
  end)

  -- {path, a body with a text of that length, the most}
  for _, case in ipairs {
    { "/odata/Releases", 4000, function(s) return { Name = "r" .. #s,
      ProcessKey = "p", ProcessVersion = "1.0.0",
      EnvironmentVariables = s } end },
    { "/odata/Attachments", 256, function(s) return { Name = s } end },
  } do
    local path, most, row = table.unpack(case)
    it(("takes %d characters to %s, no more (facts 5.2.9)"):format(most,
      path), function()
      created(path, row(("x"):rep(most)))
      local answer = post(path, row(("x"):rep(most + 1)))
      assert.equal(400, answer.status)
      assert.equal(1009, answer.json.errorCode)
    end)
  end

  it("has queue records of three months (facts 5.4.2)", function()
    local function days(count)
      return server:get(("/odata/QueueProcessingRecords/UiPathODataSvc."
        .. "RetrieveLastDaysProcessingRecords(daysNo=%d,"
        .. "queueDefinitionId=5)"):format(count), { folder = FOLDER }).status
    end
    assert.same({ 200, 400 }, { days(92), days(93) })
  end)

  it("keeps a queue's unique references as they were (facts 8.1.1)",
  function()
    local queue = created("/odata/QueueDefinitions", { Name = "plain" })
    local answer = server:call("PUT", ("/odata/QueueDefinitions(%d)"):format(
      queue.Id), { folder = FOLDER, json = { Name = "plain",
      EnforceUniqueReference = true } })
    assert.equal(400, answer.status)
    assert.equal(1854, answer.json.errorCode)
  end)

  it("filters items by the text of their content alone (facts 8.1.26)",
  function()
    local item = created("/odata/Queues/UiPathODataSvc.AddQueueItem",
      { itemData = { Name = "q", SpecificContent = { A = "needle" } } })
    assert.same({ item.Id }, server:column("Id", "QueueItems",
      { filter = "contains(SpecificData,'needle')" }))
    for _, filter in ipairs { "SpecificContent/A eq 'needle'",
      "SpecificContent eq 'needle'" } do
      assert.equal(400, server:list("QueueItems", { filter = filter }).status)
    end
  end)

  it("takes out of an item what is put as null (facts 8.1.27)", function()
    local item = created("/odata/Queues/UiPathODataSvc.AddQueueItem",
      { itemData = { Name = "q", SpecificContent = { A = 1 },
        DueDate = "2030-01-01T00:00:00Z" } })
    local path = ("/odata/QueueItems(%d)"):format(item.Id)
    for _, status in ipairs { "Successful", "Deleted", "Retried" } do
      server.handle:sql('UPDATE "QueueItems" SET "Status" = ? WHERE Id = ?',
        status, item.Id)
      local answer = server:call("PUT", path, { folder = FOLDER,
        json = { Name = "q", Progress = status, DueDate = cjson.null,
          SpecificContent = cjson.null } })
      assert.equal(200, answer.status, answer.body)
      local now = read(path)
      assert.same({ status, status, cjson.null, cjson.null }, { now.Status,
        now.Progress, now.DueDate, now.SpecificContent })
    end
  end)

  it("knows of no PATCH of a test data queue (peers 32)", function()
    local queue = created("/odata/TestDataQueues", { Name = "patched",
      ContentJsonSchema = "{}" })
    local path = ("/odata/TestDataQueues(%d)"):format(queue.Id)
    assert.equal(404, server:call("PATCH", path, { folder = FOLDER,
      json = { Description = "d" } }).status)
    assert.equal(200, server:call("PUT", path, { folder = FOLDER,
      json = { Name = "patched", ContentJsonSchema = "{}",
        Description = "d" } }).status)
  end)

  it("shows some things by key alone (peers 21)", function()
    server:insert("TestSets", { Id = 61, Name = "s", _folder = FOLDER,
      TestCases = '[{"Id":7}]' })
    server:insert("ProcessSchedules", { Id = 61, Name = "t",
      _folder = FOLDER, ExecutorRobots = '[{"Id":7}]' })
    for set, name in pairs { TestSets = "TestCases",
      ProcessSchedules = "ExecutorRobots" } do
      assert.is_nil(server:list(set, { filter = "Id eq 61" },
        { folder = FOLDER }).json.value[1][name], set)
      assert.equal(7, read(("/odata/%s(61)?$expand=%s"):format(set, name))
        [name][1].Id)
    end
    server:insert("CredentialStores", { Id = 61, Name = "c",
      Type = "CyberArk" })
    assert.is_nil(server:list("CredentialStores", { filter = "Id eq 61" })
      .json.value[1].Type)
    assert.equal("CyberArk", read "/odata/CredentialStores(61)".Type)
  end)

  it("finds no trigger of time where one of an API is (facts 8.8.3)",
  function()
    assert.equal(201, server:call("POST", "/odata/HttpTriggers", {
      folder = FOLDER, body = '{"Name":"api","Slug":"api","Tags":[],'
        .. '"MachineRobots":[]}' }).status)
    local answer = server:call("DELETE", "/odata/ProcessSchedules(424242)",
      { folder = FOLDER })
    assert.equal(404, answer.status)
    assert.equal("ProcessSchedule does not exist.", answer.json.message)
  end)

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

  -- Ends a transaction with an exception that has a long text.
  local function thrown(name)
    return function(text)
      local id = post("/odata/Queues/UiPathODataSvc.StartTransaction",
        { transactionData = { Name = "q", SpecificContent = { a = 1 } } })
        .json.Id
      return post(("/odata/Queues(%d)/UiPathODataSvc.SetTransactionResult")
        :format(id), { transactionResult = { IsSuccessful = false,
          ProcessingException = { [name] = text,
            Type = "BusinessException" } } })
    end
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
    { "Reason", 102400, thrown "Reason", 400 },
    { "Details", 102400, thrown "Details", 400 },
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
