local catalogue = require "orchestrator.catalogue"
local cjson = require "cjson"
local orchestrator = require "orchestrator"
local process = require "support.process"

local NS = "UiPath.Server.Configuration.OData."

describe("what the definitions lack", function()
  local old, site

  -- A server that says which versions of the API it has.
  local function start(versions)
    old = process.start { "lua5.4", "spec/support/recorder.lua", versions }
    site = orchestrator.connect { url = "http://127.0.0.1:" .. old:line(),
      organization = "acme", tenant = "T", access_token = "token",
      organization_id = "8f3c0000-1111-2222-3333-444455556666",
      edition = "cloud" }
    site:request("GET", "/first") -- tells the version
    old:line()
  end

  after_each(function()
    site:close()
    old:stop()
  end)

  -- The request that a call makes.
  local function sent(id, args)
    site:call(id, args)
    local request = cjson.decode(old:line())
    return request.method .. " " .. request.target:gsub("^/acme/T/"
      .. "orchestrator_", ""):gsub("^/acme/identity_", "identity"),
      request.body ~= "" and cjson.decode(request.body) or nil
  end

  it("is called by name all the same", function()
    start "20.0"
    local _, body
    assert.equal("GET /odata/Releases(5)/" .. NS
      .. "GetResources(processKey='A%3A1.0')", (sent(
      "Releases_GetResourcesByKeyAndProcesskey",
      { key = 5, processKey = "A:1.0" })))
    assert.matches("^GET /odata/Folders/" .. NS:gsub("%.", "%%.")
      .. "GetMachineRobots%(folderId=5,machineId=6%)", (sent(
      "Folders_GetMachineRobotsByFolderidAndMachineid",
      { folderId = 5, machineId = 6 })))
    _, body = sent("Folders_SetMachineRobots",
      { MachineId = 6, FolderId = 5, AddedRobotIds = { 7 } })
    assert.same({ MachineId = 6, FolderId = 5, AddedRobotIds = { 7 } }, body)
    assert.equal("GET /odata/Folders/" .. NS
      .. "GetEntitiesSummary(folderId=5)?includeShared=true", (sent(
      "Folders_GetEntitiesSummaryByFolderid",
      { folderId = 5, includeShared = true })))
    assert.matches("GetUserRobots", (sent("Sessions_GetUserRobots")))
    _, body = sent("TestCaseDefinitions_BulkDelete",
      { testCaseDefinitionIds = { 1, 2 } })
    assert.same({ testCaseDefinitionIds = { 1, 2 } }, body)
    assert.equal("GET /odata/TestSets(5)/" .. NS .. "GetForEdit()",
      (sent("TestSets_GetForEditByKey", { key = 5 })))
    assert.matches("GetConnectionString$",
      (sent("Settings_GetConnectionString")))
    for id, path in pairs { AuditLog_Get = "auditLog/",
      AuthenticationSetting_GetAll = "AuthenticationSetting/getAll/",
      ExternalIdentityProvider_Get =
        "ExternalIdentityProvider?partitionGlobalId=",
      Rule_Get = "Rule/", UserPartition_GetUsers = "UserPartition/users/" }
    do
      assert.equal("GET identity/api/" .. path
        .. "8f3c0000-1111-2222-3333-444455556666", (sent(id)))
    end
  end)

  local function refused(words, id, args)
    local ok, err = pcall(site.call, site, id, args)
    assert.is_false(ok)
    assert.equal("argument", err.kind)
    assert.matches(words, err.message, 1, true)
  end

  it("is refused below the version that brought it, and its name told",
    function()
      start "11.0, 13.0"
      for id, version in pairs { QueueDefinitions_CreateQueue = 16,
        QueueDefinitions_EditQueue = 16, Releases_CreateRelease = 17 } do
        refused(("%s needs API version %d, and this server has 13"):format(
          id, version), id, { Name = "x" })
      end
      refused("needs API version 19", "QueueDefinitions_GetQueueById",
        { id = 5 })
      refused("needs API version 19", "Releases_GetReleaseById", { key = 5 })
      refused("needs API version 17", "ReleaseRetention_Get", {})
      refused("SpecificPriorityValue needs API version 14",
        "Jobs_StartJobs", { startInfo = { SpecificPriorityValue = 5 } })
      refused("Tags needs API version 14", "QueueDefinitions_Post",
        { Name = "x", Tags = {} })
      refused("EntryPointId needs API version 15", "Releases_Post",
        { Name = "x", ProcessKey = "x", ProcessVersion = "1",
        EntryPointId = 5 })
      assert.matches("Status/Version", (sent("Status_Version")))
    end)

  it("is known by an answer's own list of versions, the newest last",
    function()
      start "9.0, 10.0, 19.0"
      assert.equal("19.0", site:api_version())
      assert.matches("GetQueue%(id=5%)$",
        (sent("QueueDefinitions_GetQueueById", { id = 5 })))
    end)

  it("tells POSTs that only read", function()
    start "20.0"
    for _, id in ipairs { "Calendars_CalendarExists", "Jobs_Export",
      "ProcessSchedules_ValidateProcessSchedule" } do
      assert.is_true(catalogue:operation(id).reads)
    end
    assert.is_nil(catalogue:operation "Jobs_StartJobs".reads)
  end)
end)
