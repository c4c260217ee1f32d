local catalogue = require "orchestrator.catalogue"
local parse = require "orchestrator.catalogue.descriptor"
local interpreter = require "support.interpreter"

describe("catalogue", function()
  it("has every operation of both definitions", function()
    local counts = {}
    for _, api in ipairs { "orchestrator", "identity" } do
      counts[api] = 0
      for _, tag in ipairs(catalogue:tags(api)) do
        for name in pairs(catalogue:operations(tag)) do
          if not catalogue:is_extra(tag, name) then
            counts[api] = counts[api] + 1
          end
        end
      end
    end
    assert.same({ orchestrator = 418, identity = 33 }, counts)
  end)

  it("finds each operation by its operationId and by its name", function()
    for _, api in ipairs { "orchestrator", "identity" } do
      for _, tag in ipairs(catalogue:tags(api)) do
        for name, operation in pairs(catalogue:operations(tag)) do
          local found, of_tag, of_api = catalogue:operation(operation.id)
          assert.equal(operation, found)
          assert.equal(tag, of_tag)
          assert.equal(api, of_api)
          assert.equal(operation, catalogue:method(tag, name))
        end
      end
    end
  end)

  it("knows every type and enumeration that it names", function()
    for _, api in ipairs { "orchestrator", "identity" } do
      for _, tag in ipairs(catalogue:tags(api)) do
        local row = catalogue:row_type(tag)
        if row then assert.is_table(catalogue:fields(row), row) end
        for _, operation in pairs(catalogue:operations(tag)) do
          local body = operation.body and parse(operation.body)
          if body and body.type then
            assert.is_table(catalogue:fields(body.type), operation.id)
          end
        end
      end
    end
    assert.same({ "SoftStop", "Kill" }, catalogue:enum "StopStrategy")
  end)

  it("describes places, bodies and answers", function()
    local start = catalogue:operation "Jobs_StartJobs"
    assert.equal("POST", start.method)
    assert.equal("/odata/Jobs/UiPath.Server.Configuration.OData.StartJobs",
      start.at)
    assert.equal("@StartJobsRequest", start.body)
    assert.equal("list @JobDto", start.answer)
    assert.is_true(start.folder)
    local move = catalogue:method("Folders", "MoveFolder")
    assert.same({ folderId = "int64" }, move.path)
    assert.equal("octets",
      catalogue:operation "Processes_DownloadPackageByKey".answer)
    assert.equal("OR.Jobs OR.Jobs.Write", start.scopes)
  end)

  it("tells what properties are, through types and in any case", function()
    assert.equal("int64", catalogue:property("JobDto", "Id").kind)
    assert.equal("uuid", catalogue:property("JobDto", "key").kind)
    assert.equal("int64", catalogue:property("JobDto", "Robot/Id").kind)
    assert.equal("date", catalogue:property("LogDto", "TimeStamp").kind)
    local state = catalogue:property("JobDto", "State")
    assert.equal("Faulted", catalogue:enum(state.enum)[5])
    assert.is_nil(catalogue:property("JobDto", "Nonsense"))
    assert.is_nil(catalogue:property("JobDto", "Id/Nonsense"))
    assert.is_nil(catalogue:property("NoSuchDto", "Id"))
    assert.is_nil(catalogue:property(nil, "Id"))
  end)

  it("reads descriptors", function()
    assert.same({ kind = "string", required = true, maxlength = 128 },
      parse "string required maxlength=128")
    assert.same({ kind = "@JobDto", type = "JobDto", list = true },
      parse "[]@JobDto")
    assert.same({ kind = "int64", map = true }, parse "{}int64")
    assert.same({ kind = "int32", min = -5, max = 5 },
      parse "int32 min=-5 max=5")
  end)

  it("has live operations that the definitions lack", function()
    for _, id in ipairs { "QueueDefinitions_CreateQueue",
      "QueueDefinitions_EditQueue", "QueueDefinitions_GetQueueById",
      "Releases_CreateRelease", "Releases_ListReleases",
      "Releases_GetReleaseById", "HttpTriggers_Get", "ApiTriggers_PutById",
      "Jobs_GetByKeyByIdentifier", "Buckets_GetByKeyByIdentifier",
      "Users_GetCurrentUserExtended", "Folders_AssignDirectoryUser",
      "PackageFeeds_GetLibraryFeeds", "JobAttachments_GetByJobKey",
      "Status_Version", "UpdateServer_GetAvailableVersions",
      "Releases_GetResourcesByKeyAndProcesskey",
      "Folders_GetMachineRobotsByFolderidAndMachineid",
      "Folders_SetMachineRobots", "Folders_GetEntitiesSummaryByFolderid",
      "Sessions_GetUserRobots", "TestCaseDefinitions_BulkDelete",
      "TestSets_GetForEditByKey", "Settings_GetConnectionString",
      "Users_GetPrivileges", "Clients_GetSecrets" } do
      local _, _, api = catalogue:operation(id)
      assert.equal("orchestrator", api, id)
    end
    for _, id in ipairs { "ExternalClient_Create", "Directory_Search",
      "ExternalApiResource_Get", "AuditLog_Get", "Rule_Get",
      "AuthenticationSetting_GetAll", "ExternalIdentityProvider_Get",
      "UserPartition_GetUsers" } do
      assert.equal("identity", (select(3, catalogue:operation(id))), id)
    end
    assert.equal("ReleaseDto", catalogue:row_type "Releases")
    assert.is_nil(catalogue:row_type "HttpTriggers")
  end)

  it("has fields that the definitions lack, and since when there are some",
    function()
      local account = catalogue:fields "identity.CreateRobotAccountCommand"
      assert.equal("[]uuid", account.groupIDsToRemove)
      assert.is_string(account.name)
      local queue = catalogue:fields "QueueWithRetention"
      assert.equal("string required maxlength=50", queue.Name)
      assert.equal("string", queue.RetentionAction)
      assert.equal(14, catalogue:since("QueueWithRetention", "Tags"))
      assert.equal(18, catalogue:since("QueueDefinitionDto",
        "RetryAbandonedItems"))
      assert.is_nil(catalogue:since("QueueDefinitionDto", "Name"))
    end)

  it("does not know what there is not", function()
    assert.is_nil(catalogue:operation "Jobs_Nonsense")
    assert.is_nil(catalogue:operation "Nonsense")
    assert.is_nil(catalogue:operation "Nonsense_Get")
    assert.is_false(catalogue:has("Nonsense", "orchestrator"))
    assert.is_false(catalogue:has("RobotAccount", "orchestrator"))
    assert.is_false(catalogue:has(nil, "orchestrator"))
  end)

  it("stays small with what one script uses", function()
    local code = [[
      package.path = "lua/?.lua;" .. package.path
      local catalogue = require "orchestrator.catalogue"
      local parse = require "orchestrator.catalogue.descriptor"
      collectgarbage() collectgarbage()
      local before = collectgarbage "count"
      for _, tag in ipairs { "Jobs", "RobotLogs", "QueueItems", "Folders" } do
        for name in pairs(catalogue:fields(catalogue:row_type(tag))) do
          catalogue:property(catalogue:row_type(tag), name)
        end
        for _, operation in pairs(catalogue:operations(tag)) do
          local body = operation.body and parse(operation.body)
          if body and body.type then catalogue:fields(body.type) end
        end
      end
      catalogue:enum "WaitJobState"
      local tags = 0
      for name in pairs(package.loaded) do
        if name:find "^orchestrator%.catalogue%.operations%." then
          tags = tags + 1
        end
      end
      assert(tags == 4, "loaded: " .. tags)
      collectgarbage() collectgarbage()
      print((collectgarbage "count" - before) // 1 | 0)]]
    local process = require "support.process"
    local result = process.run { interpreter.name, "-e", code }
    assert.equal(0, result.code, result.stderr)
    assert.is_true(tonumber(result.stdout) < 256, result.stdout)
  end)
end)
