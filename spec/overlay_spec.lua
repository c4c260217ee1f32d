local catalogue = require "orchestrator.catalogue"
local cjson = require "cjson"
local orchestrator = require "orchestrator"
local overlay = require "orchestrator.catalogue.overlay"
local parse = require "orchestrator.catalogue.descriptor"
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

  local EXAMPLES = { uuid = "8f3c0000-1111-2222-3333-444455556666",
    int64 = 5, int32 = 5, string = "text", boolean = true, date = "2026-01-01" }

  -- A value for a descriptor, with what is required within it.
  local function example(text)
    local about = parse(text)
    if about.list then return {} end
    if about.enum then return catalogue:enum(about.enum)[1] end
    if not about.type then return EXAMPLES[about.kind] or {} end
    local out = {}
    for name, described in pairs(catalogue:fields(about.type)) do
      if described:find "required" then out[name] = example(described) end
    end
    return out
  end

  it("goes to its own address, all of it", function()
    start "20.0"
    local count = 0
    for _, operations in pairs(overlay.operations) do
      for _, op in pairs(operations) do
        local args, path = {}, op.at
        for name, kind in pairs(op.path or {}) do
          args[name] = example(kind)
          path = path:gsub("{" .. name .. "}", tostring(args[name]))
        end
        args.body = op.body and example(op.body)
        local line, body = sent(op.id, args)
        assert.equal(op.method .. " " .. path,
          (line:gsub("%?.*", ""):gsub("^(%u+ )identity", "%1")))
        for name, value in pairs(args.body or {}) do
          assert.same(value, body[name], op.id)
        end
        count = count + 1
      end
    end
    assert.is_true(count >= 30, count)
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
