-- What the live server answers and no definition lists (facts 9.5).

local extras = require "orchestrator.sandbox.operations.extras"
local overlay = require "orchestrator.catalogue.overlay"
local tenant = require "sandbox.tenant"

local FOLDER, OTHER = 1001, 1002
local NS = "/UiPath.Server.Configuration.OData."
local GUID = "8f3c0000-1111-2222-3333-444455556666"
local ORGANIZATION = "6e0d5c2a-41b7-4c58-9a3e-0d1f5b7a9c11"

local handlers = {}
for _, module in ipairs { "operations", "identity" } do
  for id, handler in pairs(require("orchestrator.sandbox." .. module)) do
    handlers[id] = handler
  end
end

describe("what no definition lists", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", robots = false }
    server:insert("Folders", { Id = OTHER, DisplayName = "Other",
      FullyQualifiedName = "Other", Key = GUID })
  end)
  teardown(function() server:stop() end)

  -- A body that is a text is sent as it is.
  local function call(method, path, json)
    local raw = type(json) == "string"
    return server:call(method, path, { folder = FOLDER,
      json = not raw and json or nil, body = raw and json or nil })
  end

  local function get(path)
    local answer = call("GET", path)
    assert.equal(200, answer.status, answer.body)
    return answer.json
  end

  local function post(path, json, status)
    local answer = call("POST", path, json)
    assert.equal(status or 201, answer.status, answer.body)
    return answer.json
  end

  local samples = { uuid = GUID, int64 = "987654", string = "x",
    ["string?"] = "x" }

  -- The target of an operation of the client's list.
  local function target(tag, op)
    local at = op.at:gsub("{([%w_]+)}", function(name)
      if name == "partitionGlobalId" then return ORGANIZATION end
      if name == "identifier" then return GUID end
      return samples[op.path[name]]
    end)
    return (overlay.tags[tag] == "identity" and "/acme/identity_"
      or server.base) .. at
  end

  -- An answer is an operation's: it is a page only where none was found.
  for tag, operations in pairs(overlay.operations) do
    for _, op in pairs(operations) do
      it("reaches " .. op.id, function()
        local answer = server:call(op.method, target(tag, op), {
          absolute = true, folder = FOLDER, body = op.body and "{}" })
        assert.falsy((answer.headers["content-type"] or ""):find(
          "html", 1, true), answer.body)
        assert.is_not.equal(405, answer.status)
        assert.equal(not handlers[op.id], answer.status == 501, answer.body)
        if answer.status == 501 then
          assert.truthy(answer.json.message:find(op.id, 1, true))
        end
      end)
    end
  end

  -- facts 1.3.2
  it("is refused without a token, but for the version", function()
    for _, op in ipairs(extras.operations) do
      if op.method == "GET" and not op.path:find "{" then
        local path = op.path:gsub("/ns%.", NS)
        local answer = server:get(path, { folder = FOLDER, token = "none" })
        assert.equal(op.anonymous and 200 or 401, answer.status, op.id)
      end
    end
  end)

  describe("API triggers", function()
    local trigger

    before_each(function()
      server.handle:sql('DELETE FROM "HttpTriggers"')
      trigger = post("/odata/HttpTriggers",
        '{"Name":"t","Slug":"run","Tags":[],"MachineRobots":[]}')
    end)

    it("are made, listed, read, switched and deleted", function()
      assert.equal("Post", trigger.Method)
      local list = get("/odata/HttpTriggers?$filter=Slug%20eq%20'run'").value
      assert.equal(1, #list)
      local path = ("/odata/HttpTriggers(%s)"):format(trigger.Id)
      assert.is_true(get(path).Enabled)
      assert.is_true(post("/odata/HttpTriggers" .. NS .. "SetEnabled",
        { enabled = false, triggerIds = { trigger.Id } }, 200).value)
      assert.is_false(get(path).Enabled)
      assert.equal(204, call("DELETE", path).status)
      assert.equal(404, call("GET", path).status)
    end)

    -- peers 20
    it("answer a replacement without a body (peers 20)", function()
      local answer = call("PUT", ("/odata/HttpTriggers(%s)"):format(
        trigger.Id), { Name = "renamed", Slug = "run" })
      assert.equal(200, answer.status)
      assert.equal("", answer.body)
      assert.equal("renamed", get("/odata/HttpTriggers").value[1].Name)
    end)

    for name, given in pairs {
      Tags = '{"Name":"u","Slug":"u","MachineRobots":[]}',
      MachineRobots = '{"Name":"u","Slug":"u","Tags":[]}',
      Slug = '{"Name":"u","Tags":[],"MachineRobots":[]}',
    } do
      -- facts 8.8.3; peers 27
      it(("fail with 500 without %s (peers 27)"):format(name), function()
        post("/odata/HttpTriggers", given, 500)
      end)
    end

    -- facts 4.3.12; peers 13
    it("refuse $expand=Release (peers 13)", function()
      local answer = call("GET", "/odata/HttpTriggers?$expand=Release")
      assert.equal(400, answer.status)
      assert.equal(1000, answer.json.errorCode)
    end)

    -- facts 4.4.8; peers 26
    it("refuse a field that is not known by the name httpTrigger (facts 4.4)",
      function()
        assert.truthy(post("/odata/HttpTriggers", { Nonsense = 1 }, 400)
          .message:find("httpTrigger must not be null", 1, true))
      end)

    it("name the process that is there", function()
      post("/odata/ApiTriggers", { Name = "e", ReleaseKey = GUID }, 404)
      assert.equal("e", post("/odata/ApiTriggers", { Name = "e" }).Name)
    end)
  end)

  describe("queues with their retention (facts 8.1)", function()
    -- facts 8.1.1
    it("are made, read and changed in one call", function()
      local queue = post("/odata/QueueDefinitions" .. NS .. "CreateQueue",
        { Name = "kept", RetentionAction = "Delete", RetentionPeriod = 45,
          StaleRetentionPeriod = 90 })
      local path = ("/odata/QueueDefinitions%sGetQueue(id=%d)"):format(NS,
        queue.Id)
      local found = get(path)
      assert.same({ 45, "Delete", 90, "Delete" }, { found.RetentionPeriod,
        found.RetentionAction, found.StaleRetentionPeriod,
        found.StaleRetentionAction })
      assert.equal(45, get(("/odata/QueueRetention(%d)"):format(queue.Id))
        .Period)
      post("/odata/QueueDefinitions" .. NS .. "EditQueue", { Id = queue.Id,
        Name = "kept", Description = "more", RetentionPeriod = 60 }, 200)
      found = get(path)
      assert.same({ "more", 60, 90 }, { found.Description,
        found.RetentionPeriod, found.StaleRetentionPeriod })
    end)

    -- facts 5.4.6; peers 28
    it("need a period on the Cloud (peers 28), and cannot be kept for ever "
      .. "(facts 5.4)", function()
        local path = "/odata/QueueDefinitions" .. NS .. "CreateQueue"
        assert.truthy(post(path, { Name = "x" }, 400).message:find
          "RetentionPeriod")
        post(path, { Name = "x", RetentionPeriod = 1,
          RetentionAction = "None" }, 400)
      end)

    it("keep their unique references", function()
      local queue = post("/odata/QueueDefinitions" .. NS .. "CreateQueue",
        { Name = "unique", RetentionPeriod = 1,
          EnforceUniqueReference = true })
      post("/odata/QueueDefinitions" .. NS .. "EditQueue", { Id = queue.Id,
        Name = "unique", EnforceUniqueReference = false }, 400)
    end)
  end)

  -- facts 8.3.4
  it("makes, lists and reads a process with its retention (facts 8.3)",
    function()
      local release = post("/odata/Releases" .. NS .. "CreateRelease",
        { Name = "p", ProcessKey = "P", ProcessVersion = "1.0.0",
          RetentionPeriod = 20 })
      assert.matches("^%x+%-", release.Key)
      local found = get(("/odata/Releases(%d)%sGetRelease"):format(release.Id,
        NS))
      assert.same({ 20, 180 }, { found.RetentionPeriod,
        found.StaleRetentionPeriod })
      assert.equal("p", get("/odata/Releases" .. NS .. "ListReleases?$filter="
        .. "ProcessKey%20eq%20'P'").value[1].Name)
    end)

  -- facts 2.6.3, 8.6.1
  it("makes a machine's secrets, and tells each once (facts 2.6)", function()
    local machine = server:call("POST", "/odata/Machines",
      { json = { Name = "M" } }).json
    assert.equal(32, #machine.ClientSecret)
    local path = "/api/clientsecrets/" .. machine.LicenseKey
    local made = post(path)
    assert.equal(32, #made.secret)
    local list = get(path)
    assert.equal(made.id, list[2].id)
    assert.is_not.equal(made.secret, list[2].secret)
    local read = get(("/odata/Machines(%d)"):format(machine.Id))
    assert.is_not.equal(machine.ClientSecret, read.ClientSecret)
    assert.equal(204, call("DELETE", "/api/clientsecrets/" .. made.id).status)
    assert.equal(1, #get(path))
    assert.equal(404, call("DELETE", "/api/clientsecrets/" .. made.id).status)
    assert.equal(404, call("POST", "/api/clientsecrets/" .. GUID).status)
  end)

  it("leaves a machine its key when it is replaced (facts 8.6)", function()
    local machine = server:call("POST", "/odata/Machines",
      { json = { Name = "N" } }).json
    local path = ("/odata/Machines(%d)"):format(machine.Id)
    call("PUT", path, { Id = machine.Id, Name = "N2" })
    assert.same({ "N2", machine.LicenseKey }, { get(path).Name,
      get(path).LicenseKey })
  end)

  it("maps accounts to a machine in a folder", function()
    server:insert("Machines", { Id = 61, Name = "mapped" })
    server:insert("Robots", { Id = 62, Name = "r", _folder = FOLDER })
    local path = ("/odata/Folders%sGetMachineRobots(folderId=%d,"
      .. "machineId=61)"):format(NS, FOLDER)
    assert.equal(0, #get(path).value)
    post("/odata/Folders" .. NS .. "SetMachineRobots", { MachineId = 61,
      FolderId = FOLDER, AddedRobotIds = { 62 } }, 204)
    assert.equal(62, get(path).value[1].Id)
    assert.equal(0, #get((path:gsub("=1001", "=1002"))).value)
    post("/odata/Folders" .. NS .. "SetMachineRobots", { MachineId = 61,
      FolderId = FOLDER, RemovedRobotIds = { 62 } }, 204)
    assert.equal(0, #get(path).value)
  end)

  it("counts what a folder has, shared rows when asked", function()
    local path = ("/odata/Folders%sGetEntitiesSummary(folderId=%d)"):format(
      NS, OTHER)
    server:insert("QueueDefinitions", { Id = 71, Name = "shared",
      _folder = FOLDER })
    server.handle:sql("INSERT INTO _links VALUES ('QueueDefinitions', 71, ?)",
      OTHER)
    assert.equal(0, get(path).Queues)
    assert.equal(1, get(path .. "?includeShared=true").Queues)
  end)

  it("ties attachments to jobs", function()
    server:insert("Jobs", { Id = 81, Key = GUID, _folder = FOLDER })
    server:insert("Attachments", { Id = ORGANIZATION, Name = "a.txt",
      _folder = FOLDER })
    local path = "/api/JobAttachments/GetByJobKey?jobKey=" .. GUID
    assert.equal(0, #get(path))
    post("/api/JobAttachments/Post", { attachmentId = ORGANIZATION,
      jobKey = GUID, category = "Output" })
    local row = get(path)[1]
    assert.same({ "a.txt", "Output", ORGANIZATION }, { row.attachmentName,
      row.category, row.attachmentId })
    post("/api/JobAttachments/Post", { attachmentId = GUID, jobKey = GUID },
      404)
  end)

  -- facts 7.3.1; peers 31
  it("puts somebody of the directory into a folder (peers 31)", function()
    post("/odata/Folders" .. NS .. "AssignDirectoryUser", { assignment = {
      UserName = "dora", Domain = "autogen", DirectoryIdentifier = GUID,
      UserType = "DirectoryUser",
      RolesPerFolder = { { FolderId = FOLDER, RoleIds = { 3 } } } } }, 204)
    local list = get(("/odata/Folders%sGetUsersForFolder(key=%d,"
      .. "includeInherited=false)"):format(NS, FOLDER)).value
    assert.equal("dora", list[#list].UserEntity.UserName)
  end)

  -- peers 22
  it("deletes test cases but those in use, and does not tell (peers 22)",
    function()
      server:insert("TestCaseDefinitions", { Id = 91, Name = "free" })
      server:insert("TestCaseDefinitions", { Id = 92, Name = "used" })
      server:insert("TestSets", { Id = 93, Name = "s", _folder = FOLDER,
        TestCases = '[{"Id":1,"DefinitionId":92}]' })
      post("/odata/TestCaseDefinitions" .. NS .. "BulkDelete",
        { testCaseDefinitionIds = { 91, 92, 94 } }, 204)
      assert.same({ 92 }, server:column("Id", "TestCaseDefinitions"))
      assert.equal("s", get(("/odata/TestSets(93)%sGetForEdit()"):format(NS))
        .Name)
    end)

  it("says what a user may do", function()
    local list = get("/api/Users/GetPrivileges?userId=1").permissions
    assert.truthy(#list > 0)
    assert.equal(404, call("GET", "/api/Users/GetPrivileges?userId=99999")
      .status)
  end)

  -- facts 7.2.23, 7.2.24
  it("has the identity server's older reads under their names (facts 7.2)",
    function()
      local function identity(path)
        local answer = server:get("/acme/identity_/api/" .. path .. "/"
          .. ORGANIZATION, { absolute = true })
        assert.equal(200, answer.status, answer.body)
        return answer.json
      end
      assert.same(identity "User/users", identity "UserPartition/users")
      assert.same(identity "AuditQuery", identity "auditLog")
    end)
end)
