-- Operations that stand alone: what each does is seen by another's answer.

local cjson = require "cjson"
local eventually = require "support.eventually"
local tenant = require "sandbox.tenant"

local FOLDER = 1001
local FN = "/UiPath.Server.Configuration.OData."
local P = "6e0d5c2a-41b7-4c58-9a3e-0d1f5b7a9c11"
local RELEASE = "90000000-0000-4000-8000-000000000001"

describe("an operation of its own kind", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", speed = 100 }
    server:insert("Processes", { Key = "Pack:1.0.0", Id = "Pack",
      Version = "1.0.0" })
    server:insert("Processes", { Key = "Pack:2.0.0", Id = "Pack",
      Version = "2.0.0", IsLatestVersion = 1 })
    server:insert("Machines", { Id = 7, Name = "host",
      UnattendedSlots = 2 })
    server.handle:sql "INSERT INTO _folder_machines VALUES (1001, 7, 0)"
    server:insert("Releases", { Id = 9, Name = "p", ProcessKey = "Pack",
      ProcessVersion = "1.0.0", Key = RELEASE, _folder = FOLDER,
      ProcessSettings = '{"ErrorRecordingEnabled":true}' })
  end)
  teardown(function() server:stop() end)

  local function get(path) return server:get(path, { folder = FOLDER }) end

  local function post(path, json, status)
    local answer = server:call("POST", path, { folder = FOLDER, json = json })
    assert.equal(status, answer.status, answer.body)
    return answer.json
  end

  it("tells what a credential store keeps (facts 8.4)", function()
    local store = post("/odata/CredentialStores", { Name = "vault",
      Type = "CyberArk", ProxyId = 4 }, 201)
    post("/odata/Assets", { Name = "key", ValueScope = "Global",
      ValueType = "Credential", CredentialUsername = "u",
      CredentialPassword = "p", CredentialStoreId = store.Id }, 201)
    local function resources(call)
      return get("/odata/CredentialStores" .. FN .. call).json.value
    end
    local id = math.tointeger(store.Id)
    assert.equal("key", resources(("GetResourcesForCredentialStoreTypes(key="
      .. "%d,resourceType='AssetCredential')"):format(id))[1].Name)
    assert.equal(0, #resources(("GetResourcesForCredentialStoreTypes(key="
      .. "%d,resourceType='RobotCredential')"):format(id)))
    assert.equal("vault", resources("GetResourcesForCredentialsProxyResource"
      .. "Types(key=4,resourceType='AssetCredential')")[1]
      .CredentialStoreName)
    assert.equal("vault", resources("GetResourcesForCredentialsProxyResource"
      .. "Types(key=4,resourceType='CredentialStore')")[1].Name)
  end)

  -- facts 8.3.3
  it("gives the feed of a folder, or null (facts 8.3)", function()
    local folder = post("/odata/Folders", { DisplayName = "own",
      FeedType = "FolderHierarchy" }, 201)
    local path = "/api/PackageFeeds/GetFolderFeed?folderId="
    assert.truthy(get(path .. math.tointeger(folder.Id)).json:match
      "^%x+%-%x+%-%x+%-%x+%-%x+$")
    assert.equal(cjson.null, get(path .. FOLDER).json)
    assert.equal(404, get(path .. 5).status)
  end)

  it("says which machines a moved folder gets (facts 8.6)", function()
    local from = post("/odata/Folders", { DisplayName = "from" }, 201)
    local to = post("/odata/Folders", { DisplayName = "to" }, 201)
    post("/odata/Folders" .. FN .. "AssignMachines", { assignments = {
      MachineIds = { 7 }, FolderIds = { to.Id } } }, 204)
    local path = ("/odata/Folders%sGetMoveFolderMachinesChanges?folderId=%d"
      .. "&targetParentId=%d"):format(FN, from.Id, to.Id)
    assert.same({}, get(path).json.value)
    post("/odata/Folders" .. FN .. "ToggleFolderMachineInherit", {
      FolderId = to.Id, MachineId = 7, InheritEnabled = true }, 200)
    assert.same({ { MachineId = 7, MachineName = "host",
      OldMachineFolderState = "NotAssigned",
      NewMachineFolderState = "Inherited" } }, get(path).json.value)
  end)

  it("makes a folder of a workspace (facts 8.7)", function()
    server:insert("PersonalWorkspaces", { Id = 50, Name = "Ada's" })
    local path = "/odata/PersonalWorkspaces(50)" .. FN .. "ConvertToFolder"
    post(path, { folderName = "Shared" }, 409)
    post(path, { folderName = "Team" }, 204)
    local folder = server:list("Folders",
      { filter = "DisplayName eq 'Team'" }).json.value[1]
    assert.equal("Standard", folder.FolderType)
    post(path, { folderName = "Team2" }, 404)
  end)

  -- facts 8.1.1
  it("gives the schema of a queue's items (facts 8.1)", function()
    local queue = post("/odata/QueueDefinitions", { Name = "q",
      OutputDataJsonSchema = '{"type":"object"}' }, 201)
    local path = ("/odata/QueueDefinitions(%d)/UiPathODataSvc."
      .. "GetJsonSchemaDefinition(jsonSchemaType='%%s')"):format(queue.Id)
    local answer = get(path:format "OutputData")
    assert.equal('{"type":"object"}', answer.body)
    assert.equal("application/octet-stream", answer.headers["content-type"])
    assert.equal(404, get(path:format "SpecificData").status)
    assert.equal(400, get(path:format "Other").status)
  end)

  -- facts 8.3.4
  it("changes and deletes a process by its key (facts 8.3)", function()
    post("/odata/Releases" .. FN .. "UpdateByKey", { releaseKey = RELEASE,
      processVersion = "2.0.0", inputArgs = '{"a":1}' }, 200)
    local release = get "/odata/Releases(9)".json
    assert.equal("2.0.0", release.ProcessVersion)
    assert.equal('{"a":1}', release.InputArguments)
    post("/odata/Releases" .. FN .. "UpdateByKey", { releaseKey = P }, 404)
    local extra = "90000000-0000-4000-8000-000000000002"
    server:insert("Releases", { Id = 10, Name = "gone", Key = extra,
      _folder = FOLDER })
    local path = "/api/Releases/DeleteByKey?key=" .. extra
    assert.equal(204, server:call("DELETE", path).status)
    assert.equal(404, get "/odata/Releases(10)".status)
    assert.equal(404, server:call("DELETE", path).status)
  end)

  it("gives the recording of a job that failed (facts 8.2)", function()
    server:insert("Robots", { Id = 3, Name = "r", Enabled = 1,
      _folder = FOLDER })
    local jobs = post("/odata/Jobs" .. FN .. "StartJobs", { startInfo = {
      ReleaseKey = RELEASE, Strategy = "ModernJobsCount", JobsCount = 1,
      InputArguments = '{"sandbox_fault":"oh"}' } }, 201).value
    local path = ("/odata/ExecutionMedia%sDownloadMediaByJobId(jobId=%d)")
      :format(FN, jobs[1].Id)
    local answer
    eventually(function()
      answer = get(path)
      return answer.status == 200
    end)
    assert.truthy(answer.body:find(jobs[1].Key, 1, true))
    assert.is_true(get(("/odata/Jobs(%d)"):format(jobs[1].Id)).json
      .HasMediaRecorded)
    post("/odata/ExecutionMedia" .. FN .. "DeleteMediaByJobId",
      { jobId = jobs[1].Id }, 204)
    assert.equal(404, get(path).status)
  end)

  it("changes a user's language (facts 8.7)", function()
    post("/odata/Users" .. FN .. "ChangeCulture", { culture = "ja" }, 200)
    local function culture()
      return server:call("GET", "/acme/identity_/api/Setting?key=Abp."
        .. "Localization.DefaultLanguageName&partitionGlobalId=" .. P
        .. "&userId=10000000-0000-4000-a000-000000000001",
        { absolute = true }).json[1].value
    end
    assert.equal("ja", culture())
    post("/odata/Users(1)" .. FN .. "ChangeUserCulture", { culture = "de" },
      200)
    assert.equal("de", culture())
    post("/odata/Users(1)" .. FN .. "ChangeUserCulture", { culture = "xx" },
      400)
    post("/odata/Users(99)" .. FN .. "ChangeUserCulture", { culture = "de" },
      404)
  end)

  it("completes and changes several forms at once (facts 8.12)", function()
    local first = post("/forms/TaskForms/CreateFormTask", { title = "a",
      formLayout = { x = 1 } }, 201)
    local second = post("/forms/TaskForms/CreateFormTask", { title = "b",
      formLayout = { x = 1 } }, 201)
    local ids = { first.id, second.id }
    local changed = server:call("PUT", "/forms/TaskForms/BulkUpdateTasks",
      { folder = FOLDER, json = { taskIds = ids, data = { n = 2 },
        title = "both" } })
    assert.same({}, changed.json)
    local read = get("/forms/TaskForms/GetTaskDataById?taskId="
      .. math.tointeger(first.id)).json
    assert.equal("both", read.title)
    assert.equal(2, read.data.n)
    local function complete()
      return post("/forms/TaskForms/BulkCompleteTasks", { taskIds = ids,
        data = { n = 3 }, action = "ok" }, 200)
    end
    assert.same({}, complete())
    assert.equal("Completed", get("/forms/TaskForms/GetTaskDataById?taskId="
      .. math.tointeger(second.id)).json.status)
    local failed = complete()
    assert.equal(2, #failed)
    assert.equal(1000, failed[1].errorCode)
  end)

  it("tells who may do what with tasks (facts 8.12)", function()
    local rights = get("/odata/Tasks" .. FN .. "GetTaskPermissions").json.value
    assert.equal("Tasks.View", rights[1].Name)
    assert.is_true(rights[1].IsGranted)
    post("/odata/Users", { UserName = "bob", Type = "User",
      IsActive = true, UpdatePolicy = { Type = "None" } }, 201)
    post("/odata/Users", { UserName = "rob", Type = "DirectoryRobot",
      DirectoryIdentifier = P, IsActive = true,
      UpdatePolicy = { Type = "None" } }, 201)
    local users = get("/odata/Tasks" .. FN
      .. "GetTaskUsers(organizationUnitId=1001)").json.value
    assert.equal(2, #users)
    assert.equal("bob", users[2].userName)
  end)
end)

describe("what the vendor's own clients call (facts 8.2, 8.5, 8.12)", function()
  local server

  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)

  -- facts 8.2.5, 8.5.5
  it("reads jobs and buckets by their GUID, quoted or not", function()
    server:insert("Jobs", { Id = 70, Key = RELEASE, State = "Pending",
      _folder = FOLDER })
    server:insert("Buckets", { Id = 80, Identifier = RELEASE, Name = "b",
      _folder = FOLDER })
    for set, id in pairs { Jobs = 70, Buckets = 80 } do
      for _, form in ipairs { "%s", "'%s'" } do
        local answer = server:get(("/odata/%s%sGetByKey(identifier=%s)")
          :format(set, FN, form:format(RELEASE)), { folder = FOLDER })
        assert.equal(id, answer.json and answer.json.Id, answer.body)
      end
      assert.equal(404, server:get(("/odata/%s%sGetByKey(identifier=%s)")
        :format(set, FN, P), { folder = FOLDER }).status)
    end
  end)

  it("assigns tasks of any folder", function()
    local task = server:call("POST", "/tasks/GenericTasks/CreateTask",
      { folder = FOLDER, json = { title = "t" } }).json
    local answer = server:call("POST", "/odata/Tasks" .. FN .. "AssignTasks",
      { json = { taskAssignments = { { TaskId = task.id, UserId = 1 } } } })
    assert.same({}, answer.json.value, answer.body)
    local id = math.tointeger(task.id)
    assert.equal("Pending", server:get(("/odata/Tasks(%d)"):format(id),
      { folder = FOLDER }).json.Status)
    local done = server:get("/odata/TaskActivities" .. FN
      .. ("GetByTaskId(taskId=%d)"):format(id), { folder = FOLDER }).json.value
    assert.equal(2, #done)
  end)

  it("may send tasks more than they take, and OData not", function()
    local function create(path, body)
      return server:call("POST", path, { folder = FOLDER, json = body }).status
    end
    assert.equal(201, create("/tasks/GenericTasks/CreateTask",
      { title = "t", nobodyKnows = 1, tags = { { name = "a", more = 2 } } }))
    assert.equal(400, create("/odata/Tasks" .. FN .. "UnassignTasks",
      { taskIds = {}, nobodyKnows = 1 }))
  end)
end)
