-- Writing: create, replace, patch, delete, and what is refused.

local cjson = require "cjson"
local tenant = require "sandbox.tenant"

local SHARED = { folder = 1001 }

describe("an entity", function()
  local server

  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)

  local function with(json, options)
    local all = { json = json }
    for name, value in pairs(options or {}) do all[name] = value end
    return all
  end

  local function refused(status, code, words, answer)
    assert.equal(status, answer.status, answer.body)
    assert.equal(code, answer.json.errorCode)
    assert.truthy(answer.json.message:find(words, 1, true),
      answer.json.message)
  end

  local queues = 0

  local function new_queue(fields)
    queues = queues + 1
    local row = { Name = "Queue " .. queues, MaxNumberOfRetries = 1 }
    for name, value in pairs(fields or {}) do row[name] = value end
    local answer = server:call("POST", "/odata/QueueDefinitions",
      with(row, SHARED))
    assert.equal(201, answer.status, answer.body)
    return answer.json
  end

  local function read(path)
    local answer = server:get("/odata/" .. path, SHARED)
    assert.equal(200, answer.status, answer.body)
    return answer.json
  end

  it("is created with 201, its body and what the server fills in", function()
    local row = new_queue { Name = "Bills", Description = "é" }
    assert.equal("Bills", row.Name)
    assert.equal("é", row.Description)
    assert.truthy(row.Key:match "^%x+%-")
    assert.truthy(row.CreationTime:match "Z$")
    assert.equal(1001, row.OrganizationUnitId)
    assert.truthy(row["@odata.context"]:find
      "%$metadata#QueueDefinitions/%$entity$")
    assert.same(row.Key, read(("QueueDefinitions(%d)"):format(row.Id)).Key)
  end)

  it("keeps its int64 values exactly", function()
    local answer = server:call("POST", "/odata/QueueDefinitions", {
      folder = 1001, headers = { ["Content-Type"] = "application/json" },
      body = [[{"Name":"Exact","ProcessScheduleId":9007199254740993}]] })
    assert.equal(201, answer.status)
    assert.truthy(answer.body:find('"ProcessScheduleId":9007199254740993', 1,
      true))
  end)

  -- facts 4.4.11
  it("is replaced by PUT with 200 and no body; what is left out is null "
    .. "(facts 4.4)", function()
    local row = new_queue { Description = "old" }
    local path = ("/odata/QueueDefinitions(%d)"):format(row.Id)
    local answer = server:call("PUT", path, with({ Id = row.Id,
      Name = row.Name, MaxNumberOfRetries = 3 }, SHARED))
    assert.equal(200, answer.status, answer.body)
    assert.equal("", answer.body)
    local now = read(path:sub(8))
    assert.equal(3, now.MaxNumberOfRetries)
    assert.equal(cjson.null, now.Description)
    assert.equal(row.Key, now.Key)
    assert.equal(row.CreationTime, now.CreationTime)
  end)

  it("is changed in part by PATCH (facts 4.4)", function()
    local machine = server:call("POST", "/odata/Machines", with {
      Name = "VM", Description = "old", UnattendedSlots = 2 }).json
    local path = ("/odata/Machines(%d)"):format(machine.Id)
    local answer = server:call("PATCH", path, with {
      Description = "new", UnattendedSlots = cjson.null })
    assert.equal(200, answer.status, answer.body)
    local now = read(path:sub(8))
    assert.equal("new", now.Description)
    assert.equal(cjson.null, now.UnattendedSlots)
    assert.equal("VM", now.Name)
  end)

  it("has no PATCH where the API declares none", function()
    local row = new_queue()
    assert.equal(405, server:call("PATCH", ("/odata/QueueDefinitions(%d)")
      :format(row.Id), with({ Name = "x" }, SHARED)).status)
  end)

  it("is deleted with 204, and is not found then (facts 6.2)", function()
    local row = new_queue()
    local path = ("/odata/QueueDefinitions(%d)"):format(row.Id)
    assert.equal(204, server:call("DELETE", path, SHARED).status)
    refused(404, 1002, "does not exist", server:get(path, SHARED))
    refused(404, 1002, "does not exist", server:call("DELETE", path, SHARED))
    refused(404, 1002, "does not exist", server:call("PUT", path,
      with({ Name = "x" }, SHARED)))
  end)

  it("never gets the key of a deleted one", function()
    local row = new_queue()
    server:call("DELETE", ("/odata/QueueDefinitions(%d)"):format(row.Id),
      SHARED)
    assert.is_true(new_queue().Id > row.Id)
  end)

  -- facts 8.1.1
  it("with a name in use is 409 with errorCode 1001, case aside "
    .. "(facts 6.2, 8.1)", function()
    new_queue { Name = "Taken" }
    refused(409, 1001, "The name TAKEN is already used.",
      server:call("POST", "/odata/QueueDefinitions",
        with({ Name = "TAKEN" }, SHARED)))
    local other = new_queue()
    refused(409, 1001, "already used", server:call("PUT",
      ("/odata/QueueDefinitions(%d)"):format(other.Id),
      with({ Name = "Taken" }, SHARED)))
  end)

  it("keeps its own name when it is replaced", function()
    local row = new_queue { Name = "Mine" }
    assert.equal(200, server:call("PUT", ("/odata/QueueDefinitions(%d)")
      :format(row.Id), with({ Name = "MINE" }, SHARED)).status)
    assert.equal("MINE", read(("QueueDefinitions(%d)"):format(row.Id)).Name)
  end)

  describe("whose body does not bind (facts 4.4)", function()
    -- facts 4.4.8, 6.2.2
    it("is refused: the whole argument must not be null", function()
      for _, body in ipairs { [[{"Name":"A","Colour":"red"}]], "[]", "null",
        "", "{", '{"Name":5}', '{"Name":"A","MaxNumberOfRetries":"1"}',
        '{"Name":"A","MaxNumberOfRetries":1.5}', '{"Name":{"a":1}}',
        '{"Name":"A","CreationTime":"yesterday"}',
        '{"Name":"A","Key":"no guid"}', '{"Name":"A","Encrypted":1}',
        '{"Name":"A","Tags":{}}', '{"Name":"A","Tags":[{"Nome":"x"}]}',
        '{"Name":"\255"}', '{"Name":"A"}x' } do
        local answer = server:call("POST", "/odata/QueueDefinitions", {
          folder = 1001, body = body })
        assert.equal(400, answer.status, body)
        assert.equal(0, answer.json.errorCode)
        assert.equal("queueDefinitionDto must not be null",
          answer.json.message)
      end
    end)

    it("is named after the set", function()
      refused(400, 0, "release must not be null", server:call("POST",
        "/odata/Releases", with({ X = 1 }, SHARED)))
      refused(400, 0, "roleDto must not be null", server:call("POST",
        "/odata/Roles", with { X = 1 }))
      refused(400, 0, "assetDto must not be null", server:call("POST",
        "/odata/Assets", with({ X = 1 }, SHARED)))
    end)

    it("does bind with annotations and read-only members", function()
      local answer = server:call("POST", "/odata/QueueDefinitions",
        with({ ["@odata.type"] = "#QueueDefinitionDto", Name = "Annotated",
          ["Name@odata.type"] = "#String", FoldersCount = 3 }, SHARED))
      assert.equal(201, answer.status, answer.body)
    end)
  end)

  describe("with a value out of bounds", function()
    -- facts 6.2.10, 8.1.1
    it("is refused with errorCode 1009", function()
      local function post(row)
        return server:call("POST", "/odata/QueueDefinitions",
          with(row, SHARED))
      end
      refused(400, 1009, "Name field is required", post { Encrypted = true })
      refused(400, 1009, "maximum length of '50'",
        post { Name = ("n"):rep(51) })
      refused(400, 1009, "between 0 and 50",
        post { Name = "A", MaxNumberOfRetries = 51 })
      assert.equal(201, post { Name = ("é"):rep(50),
        MaxNumberOfRetries = 50 }.status)
    end)

    it("or an unknown name of an enumeration is refused", function()
      refused(400, 0, "must not be null", server:call("POST",
        "/odata/Machines", with { Name = "M", Type = "Big" }))
      local answer = server:call("POST", "/odata/Machines",
        with { Name = "M", Type = "Template" })
      assert.equal("Template", answer.json.Type)
    end)
  end)

  -- facts 4.4.6
  it("shows its secret as bullets, and keeps it when they come back "
    .. "(facts 4.4)", function()
    local answer = server:call("POST", "/odata/Robots", with({ Name = "R",
      Type = "Unattended", HostingType = "Floating", Password = "pass" },
      SHARED))
    assert.equal(201, answer.status, answer.body)
    local bullets = ("•"):rep(20)
    assert.equal(bullets, answer.json.Password)
    local function secret()
      return server.handle:sql('SELECT "Password" AS p FROM "Robots" '
        .. "WHERE Id = ?", answer.json.Id)[1].p
    end
    local path = ("/odata/Robots(%d)"):format(answer.json.Id)
    server:call("PUT", path, with({ Name = "R2", Type = "Unattended",
      HostingType = "Floating", Password = bullets }, SHARED))
    assert.equal("pass", secret())
    server:call("PATCH", path, with({ Password = "other" }, SHARED))
    assert.equal("other", secret())
    assert.equal("R2", read(path:sub(8)).Name)
  end)

  it("in another folder is not found", function()
    local row = new_queue()
    local other = server:call("POST", "/odata/Folders",
      with { DisplayName = "Other" }).json.Id
    local path = ("/odata/QueueDefinitions(%d)"):format(row.Id)
    assert.equal(404, server:get(path, { folder = other }).status)
    assert.equal(404, server:call("DELETE", path, { folder = other }).status)
    assert.equal(200, server:get(path).status)
  end)

  it("that was refused leaves nothing behind", function()
    local before = #server:column("Id", "QueueDefinitions")
    server:call("POST", "/odata/QueueDefinitions",
      with({ Name = ("n"):rep(51) }, SHARED))
    assert.equal(before, #server:column("Id", "QueueDefinitions"))
  end)
end)

describe("queue items (facts 8.1)", function()
  local server, queue

  local ADD = "/odata/Queues/UiPathODataSvc.AddQueueItem"

  setup(function()
    server = tenant.start()
    queue = server:call("POST", "/odata/QueueDefinitions", { folder = 1001,
      json = { Name = "Unique", EnforceUniqueReference = true } }).json
  end)
  teardown(function() server:stop() end)

  local function add(item, options)
    item.Name = item.Name or "Unique"
    return server:call("POST", ADD, { folder = options and options.folder
      or 1001, json = { itemData = item } })
  end

  -- facts 4.4.1, 8.1.2, 8.1.3
  it("are added with 201, as New items", function()
    local answer = add { Reference = "A-1", Priority = "High",
      SpecificContent = { Amount = 5, Text = "x" } }
    assert.equal(201, answer.status, answer.body)
    local item = answer.json
    assert.truthy(item["@odata.context"]:find "%$metadata#Queues/%$entity$")
    assert.equal("New", item.Status)
    assert.equal("None", item.ReviewStatus)
    assert.equal(0, item.RetryNumber)
    assert.equal("High", item.Priority)
    assert.same({ Amount = 5, Text = "x" }, item.SpecificContent)
    assert.same({ DynamicProperties = { Amount = 5, Text = "x" } },
      cjson.decode(item.SpecificData))
    assert.truthy(item.RowVersion:match "^AAAAA%w+[%w+/]+=$")
    assert.equal(cjson.null, item.OrganizationUnitFullyQualifiedName)
    assert.equal(cjson.null, item.StartProcessing)
    local read = server:get(("/odata/QueueItems(%d)"):format(item.Id)).json
    assert.equal("Shared", read.OrganizationUnitFullyQualifiedName)
    assert.equal(queue.Id, read.QueueDefinitionId)
  end)

  -- facts 4.4.9
  it("keep the text of their numbers", function()
    local answer = server:call("POST", ADD, { folder = 1001, body = [[{
      "itemData":{"Name":"Unique","Reference":"N-1","SpecificContent":
      {"Big":9007199254740993,"One":1.0,"Big@odata.type":"#Int64"}}}]] })
    assert.equal(201, answer.status, answer.body)
    assert.truthy(answer.body:find(
      '"SpecificContent":{"Big":9007199254740993,"One":1.0}', 1, true))
  end)

  -- facts 6.2.12, 6.2.21, 8.1.7
  it("need a reference of their own where the queue says so", function()
    assert.equal(1850, add({}).json.errorCode)
    assert.equal(201, add({ Reference = "B-1" }).status)
    local answer = add { Reference = "B-1" }
    assert.equal(409, answer.status)
    assert.equal(1016, answer.json.errorCode)
    assert.equal("Error creating Transaction. Duplicate Reference.",
      answer.json.message)
  end)

  -- facts 8.1.7, 8.1.27
  it("give their reference free when they are deleted", function()
    local item = add({ Reference = "C-1" }).json
    local path = ("/odata/QueueItems(%d)"):format(item.Id)
    assert.equal(204, server:call("DELETE", path, { folder = 1001 }).status)
    assert.equal("Deleted", server:get(path).json.Status)
    assert.equal(201, add({ Reference = "C-1" }).status)
  end)

  -- facts 6.2.5, 8.1.6
  it("go to a queue of the folder, or to none", function()
    local answer = add { Name = "Nowhere", Reference = "D-1" }
    assert.equal(404, answer.status)
    assert.equal(1002, answer.json.errorCode)
    assert.equal("Nowhere does not exist.", answer.json.message)
  end)

  -- facts 8.1.5
  it("have flat content", function()
    assert.equal(400, add({ Reference = "E-1",
      SpecificContent = { Nested = { 1 } } }).status)
    assert.equal(400, add({ Reference = "E-2",
      SpecificContent = { ["a.b"] = 1 } }).status)
  end)

  -- facts 8.1.27
  it("change by PUT only where they may", function()
    local item = add({ Reference = "F-1", Priority = "Low",
      SpecificContent = { A = 1 } }).json
    local path = ("/odata/QueueItems(%d)"):format(item.Id)
    local answer = server:call("PUT", path, { folder = 1001,
      json = { Name = "Unique", Priority = "High", Reference = "other",
        SpecificContent = { A = 2 } } })
    assert.equal(200, answer.status, answer.body)
    local now = server:get(path).json
    assert.equal("High", now.Priority)
    assert.equal("F-1", now.Reference)
    assert.same({ A = 2 }, now.SpecificContent)
    assert.are_not.equal(item.RowVersion, now.RowVersion)
  end)

  -- facts 3.13
  it("repeat in a list without a folder, once for each folder their queue is "
    .. "linked into (facts 3)", function()
    local folder = server:call("POST", "/odata/Folders",
      { json = { DisplayName = "Second" } }).json.Id
    add { Reference = "G-1" }
    local function count()
      return server:list("QueueItems", { filter = "Reference eq 'G-1'",
        count = "true" }).json["@odata.count"]
    end
    assert.equal(1, count())
    local answer = server:call("POST", "/odata/QueueDefinitions/UiPath.Server."
      .. "Configuration.OData.ShareToFolders", { folder = 1001, json = {
        QueueIds = { queue.Id }, ToAddFolderIds = { folder } } })
    assert.equal(204, answer.status, answer.body)
    assert.equal(2, count())
    for _, one in ipairs { 1001, folder } do
      assert.same({ "G-1" }, server:column("Reference", "QueueItems",
        { filter = "Reference eq 'G-1'" }, { folder = one }))
    end
    assert.equal(201, add({ Reference = "G-2" }, { folder = folder }).status)
    assert.equal(2, server:get(("/odata/QueueDefinitions/UiPath.Server."
      .. "Configuration.OData.GetFoldersForQueue(id=%d)"):format(queue.Id),
      { folder = 1001 }).json.TotalFoldersCount)
  end)
end)
