-- Hosts, robots and what they send: facts 8.6 and 8.10.

local tenant = require "sandbox.tenant"

local FOLDER = 1001
local FN = "/UiPath.Server.Configuration.OData."

describe("sessions and robots (facts 8.6)", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", robots = false }
    server:insert("Machines", { Id = 7, Name = "host", Type = "Standard",
      UnattendedSlots = 2, HeadlessSlots = 1, LicenseKey = "machine-key" })
    server:insert("Sessions", { Id = 5, MachineId = 7, _folder = FOLDER,
      State = "Available", HostMachineName = "host" })
    server:insert("Robots", { Id = 3, Name = "r", MachineId = 7,
      Username = "corp\\r", Type = "Attended", HostingType = "Standard",
      Enabled = 1, UserId = 1, _folder = FOLDER })
    server:insert("Releases", { Id = 9, Name = "p", ProcessKey = "Pack",
      Key = "90000000-0000-4000-8000-000000000001", _folder = FOLDER })
  end)
  teardown(function() server:stop() end)

  local function get(path) return server:get(path, { folder = FOLDER }) end

  -- facts 8.6.3
  it("show the runtimes of a machine by their kind", function()
    local list = get("/odata/Sessions" .. FN
      .. "GetMachineSessionRuntimes?$count=true").json
    assert.equal(2, list["@odata.count"])
    list = get("/odata/Sessions" .. FN
      .. "GetMachineSessionRuntimes?runtimeType=Unattended").json.value
    assert.equal(2, list[1].Runtimes)
    assert.equal("Default", list[1].MaintenanceMode)
    assert.equal(0, #get("/odata/Sessions" .. FN .. "GetMachineSessionRuntimes"
      .. "ByFolderId(folderId=1001)").json.value)
    server:call("POST", "/odata/Folders" .. FN .. "AssignMachines",
      { json = { assignments = { MachineIds = { 7 },
        FolderIds = { FOLDER } } } })
    assert.equal(2, #get("/odata/Sessions" .. FN .. "GetMachineSession"
      .. "RuntimesByFolderId(folderId=1001)").json.value)
    assert.same({ "corp\\r" }, get("/odata/Sessions" .. FN
      .. "GetUsernames").json.value)
  end)

  -- facts 8.6.3
  it("can be taken out of use, and their jobs stopped", function()
    server:insert("Jobs", { Id = 70, State = "Running", _Machine = 7,
      _Robot = 3, RuntimeType = "Unattended", _folder = FOLDER })
    assert.is_true(get("/odata/Users" .. FN .. "Validate(userIds=[1])")
      .json["1"])
    assert.equal(204, server:call("POST", "/odata/Sessions" .. FN
      .. "SetMaintenanceMode", { json = { sessionId = 5,
        maintenanceMode = "Enabled", stopJobsStrategy = "Kill" } }).status)
    assert.equal("Enabled", get("/odata/Sessions" .. FN
      .. "GetMachineSessionRuntimes").json.value[1].MaintenanceMode)
    assert.equal("Terminating", get("/odata/Jobs(70)").json.State)
    server.handle:sql 'DELETE FROM "Jobs"'
    assert.is_false(get("/odata/Users" .. FN .. "Validate(userIds=[1])")
      .json["1"])
  end)

  it("find robots by machine and by process", function()
    assert.equal("r", get("/odata/Robots" .. FN .. "GetFolderRobots("
      .. "folderId=1001,machineId=7)").json.value[1].Name)
    assert.equal(1, #get("/odata/Robots" .. FN
      .. "GetRobotsForProcess(processId='Pack')").json.value)
    assert.equal(0, #get("/odata/Robots" .. FN
      .. "GetRobotsForProcess(processId='none')").json.value)
  end)

  -- facts 8.6.2
  it("let a robot float once", function()
    local function convert()
      return server:call("POST", "/odata/Robots" .. FN .. "ConvertToFloating",
        { folder = FOLDER, json = { robotId = 3 } }).status
    end
    assert.equal(200, convert())
    assert.equal("Floating", get("/odata/Robots(3)").json.HostingType)
    assert.equal(409, convert())
  end)
end)

describe("logs that robots send (facts 8.10)", function()
  local server
  local JOB = "8066c309-cef8-4b47-9163-b273fc14cc43"

  setup(function()
    server = tenant.start { seed = "empty", robots = false }
    server:insert("Jobs", { Id = 70, Key = JOB, State = "Running",
      _folder = FOLDER })
    server:insert("Machines", { Id = 7, Name = "host", LicenseKey = "k" })
  end)
  teardown(function() server:stop() end)

  local function entry(message)
    return ('{"message":"%s","level":"Information","timeStamp":'
      .. '"2026-01-18T14:46:07.4152893+02:00","processName":"TTT",'
      .. '"jobId":"%s"}'):format(message, JOB)
  end

  -- facts 8.2.16
  it("arrive one by one and in lists, in the folder of their job", function()
    assert.equal(200, server:call("POST", "/api/Logs", { body = entry "one",
      headers = { ["Content-Type"] = "application/json" } }).status)
    assert.equal(200, server:call("POST", "/api/Logs/SubmitLogs",
      { json = { entry "two", entry "three" } }).status)
    local rows = server:list("RobotLogs",
      { filter = "JobKey eq " .. JOB }, { folder = FOLDER }).json.value
    assert.equal(3, #rows)
    assert.equal("Info", rows[1].Level)
    assert.equal("2026-01-18T12:46:07.415Z", rows[1].TimeStamp)
    assert.truthy(rows[2].RawMessage:find("two", 1, true))
  end)

  -- facts 8.2.16
  it("are refused whole when one is no entry", function()
    assert.equal(400, server:call("POST", "/api/Logs/SubmitLogs",
      { json = { entry "four", "rubbish" } }).status)
    assert.equal(400, server:call("POST", "/api/Logs",
      { body = '{"message":"x"}' }).status)
    assert.equal(3, #server:list("RobotLogs", {},
      { folder = FOLDER }).json.value)
  end)

  it("come with the key of a machine in place of a token", function()
    local raw_http = require "sandbox.raw_http"
    local function submit(key)
      return raw_http.request(server.port, "POST", server.base
        .. "/api/Logs/SubmitLogs", { headers = { ["X-ROBOT-LICENSE"] = key,
          ["Content-Type"] = "application/json" }, body = "[]" }).status
    end
    assert.equal(200, submit "k")
    assert.equal(401, submit "other")
  end)
end)
