local cjson = require "cjson"
local eventually = require "support.eventually"
local tenant = require "sandbox.tenant"

local FOLDER = 1001
local NS = "/odata/Jobs/UiPath.Server.Configuration.OData."
local KEY = "50000000-0000-4000-a000-000000000001"

-- A process, and robots and a machine for it.
local function furnish(server, robots)
  server:insert("Releases", { Id = 1, Key = KEY, Name = "Bot",
    ProcessKey = "Bot", ProcessVersion = "1.0.0", ProcessType = "Process",
    JobPriority = "Normal", EntryPointPath = "Main.xaml",
    _folder = FOLDER })
  server:insert("Machines", { Id = 1, Name = "VM", UnattendedSlots = 2 })
  for i = 1, robots or 1 do
    server:insert("Robots", { Id = i, Name = "R" .. i, Enabled = 1,
      Username = "acme\\r" .. i, _folder = FOLDER })
  end
end

local function post(server, name, body)
  return server:call("POST", NS .. name, { folder = FOLDER, json = body })
end

local function start(server, info)
  info = info or {}
  if not info.ReleaseName then info.ReleaseKey = info.ReleaseKey or KEY end
  return post(server, "StartJobs", { startInfo = info })
end

local function input(hints) return { InputArguments = cjson.encode(hints) } end

local function job(server, id)
  return server:get(("/odata/Jobs(%d)"):format(id)).json
end

local function reaches(server, id, state)
  assert.truthy(eventually(function()
    return job(server, id).State == state
  end), "the job is not " .. state)
  return job(server, id)
end

local function refused(status, code, answer)
  assert.equal(status, answer.status, answer.body)
  assert.equal(code, answer.json.errorCode)
end

describe("starting jobs (facts 8.2)", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", robots = false }
    furnish(server)
  end)
  teardown(function() server:stop() end)

  -- facts 8.2.1
  it("answers 201 with pending jobs of one batch", function()
    local answer = start(server, { JobsCount = 2,
      Strategy = "ModernJobsCount", InputArguments = '{"a":1}' })
    assert.equal(201, answer.status, answer.body)
    assert.truthy(answer.json["@odata.context"]:find "#Jobs$")
    local one, two = table.unpack(answer.json.value)
    assert.equal(2, #answer.json.value)
    assert.equal("Pending", one.State)
    assert.equal("Bot", one.ReleaseName)
    assert.equal('{"a":1}', one.InputArguments)
    assert.equal(one.BatchExecutionKey, two.BatchExecutionKey)
    assert.not_equal(one.Key, two.Key)
    assert.equal("Pending", job(server, one.Id).State)
  end)

  -- facts 8.2.1, 8.2.4
  it("finds the process by its name as well", function()
    assert.equal("Bot", start(server,
      { ReleaseName = "bot" }).json.value[1].ReleaseName)
    refused(400, 1687, start(server, { ReleaseKey = KEY,
      ReleaseName = "Other" }))
    refused(404, 1002, start(server, { ReleaseKey = KEY:gsub("1$", "9") }))
  end)

  -- facts 5.2.8, 6.2.10, 6.2.27, 8.2.2, 8.2.3
  it("refuses arguments that are wrong or too long", function()
    for _, info in ipairs {
      { InputArguments = "[]" }, { InputArguments = "{" },
      { InputArguments = cjson.encode { a = ("x"):rep(10000) } },
      { InputArguments = "{}", InputFile = KEY },
      { SpecificPriorityValue = 50, JobPriority = "High" },
      { JobsCount = 0 },
    } do
      refused(400, 1009, start(server, info))
    end
    refused(400, 2815, start(server, { Strategy = "Specific",
      RobotIds = { 1 } }))
    refused(400, 0, start(server, { Colour = "red" }))
  end)

  -- facts 8.2.3
  it("turns a number into a priority", function()
    for value, name in pairs { [30] = "Low", [60] = "Normal",
      [61] = "High" } do
      assert.equal(name, start(server,
        { SpecificPriorityValue = value }).json.value[1].JobPriority)
    end
  end)

  -- facts 6.2.20, 6.2.23, 8.2.4
  it("needs a robot and a machine in the folder", function()
    local bare = tenant.start { seed = "empty", robots = false }
    furnish(bare, 0)
    local answer = start(bare)
    refused(409, 1671, answer)
    assert.equal("Couldn't find any user with unattended robot permissions in "
      .. "the current folder.", answer.json.message)
    local checked = post(bare, "ValidateDynamicJob",
      { startInfo = { ReleaseKey = KEY } }).json
    assert.is_false(checked.IsValid)
    assert.equal(answer.json.message, checked.Errors[1])
    bare:insert("Robots", { Name = "R", Enabled = 1, _folder = FOLDER })
    bare.handle:sql 'DELETE FROM "Machines"'
    refused(409, 2818, start(bare))
    bare:stop()
  end)

  it("goes by the strategies of modern folders (facts 8.2.2)", function()
    for _, strategy in ipairs { "JobsCount", "ModernJobsCount" } do
      assert.equal(2, #start(server, { Strategy = strategy, JobsCount = 2 })
        .json.value)
    end
    for _, strategy in ipairs { "All", "Specific", "RobotCount" } do
      refused(400, 2815, start(server, { Strategy = strategy,
        RobotIds = { 1 } }))
    end
    refused(400, 0, start(server, { Strategy = "Some" }))
  end)

  -- facts 8.2.14
  it("is checked without a start", function()
    local before = #server:column("Id", "Jobs")
    local answer = post(server, "ValidateDynamicJob",
      { startInfo = { ReleaseKey = KEY } })
    assert.equal(200, answer.status)
    assert.is_true(answer.json.IsValid)
    assert.equal(before, #server:column("Id", "Jobs"))
  end)

  -- facts 5.2.7
  it("leaves large fields to the reading by id (facts 5.2)", function()
    local id = start(server, { InputArguments = '{"a":1}' }).json.value[1].Id
    local row = server:list("Jobs", { filter = "Id eq " .. id })
      .json.value[1]
    assert.is_nil(row.InputArguments)
    assert.equal('{"a":1}', job(server, id).InputArguments)
  end)

  -- facts 8.2.7
  it("stops at once what no robot has taken", function()
    local one = start(server).json.value[1].Id
    local two = start(server).json.value[1].Id
    assert.equal(200, post(server, "StopJobs",
      { jobIds = { one, two }, strategy = "SoftStop" }).status)
    assert.equal("Stopped", job(server, one).State)
    assert.string(job(server, two).EndTime)
    assert.equal(409, post(server, "StopJobs",
      { jobIds = { one }, strategy = "Kill" }).status)
    refused(404, 1002, post(server, "StopJobs",
      { jobIds = { 99999 }, strategy = "Kill" }))
  end)

  -- facts 8.2.8, 8.2.9
  it("leads from Running to Stopping, and by force to Terminating", function()
    local id = start(server).json.value[1].Id
    server.handle:sql([[UPDATE "Jobs" SET "State" = 'Running' WHERE Id = ?]],
      id)
    for _, step in ipairs { { "SoftStop", "Stopping" },
      { "Kill", "Terminating" } } do
      assert.equal(200, post(server, "StopJobs",
        { jobIds = { id }, strategy = step[1] }).status)
      assert.equal(step[2], job(server, id).State)
    end
  end)

  it("stops all of several jobs, or none", function()
    local one = start(server).json.value[1].Id
    assert.equal(404, post(server, "StopJobs",
      { jobIds = { one, 99999 }, strategy = "Kill" }).status)
    assert.equal("Pending", job(server, one).State)
  end)

  -- facts 8.2.14
  it("restarts only what has ended", function()
    local id = start(server, { InputArguments = '{"a":1}' }).json.value[1].Id
    refused(409, 1697, post(server, "RestartJob", { jobId = id }))
    server:call("POST", ("/odata/Jobs(%d)/UiPath.Server.Configuration.OData."
      .. "StopJob"):format(id), { folder = FOLDER,
      json = { strategy = "2" } })
    local answer = post(server, "RestartJob", { jobId = id })
    assert.equal(200, answer.status, answer.body)
    assert.not_equal(id, answer.json.Id)
    assert.equal("Pending", answer.json.State)
    assert.equal('{"a":1}', answer.json.InputArguments)
  end)
end)

describe("the robots (facts 8.2)", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", speed = 1000 }
    furnish(server)
  end)
  teardown(function() server:stop() end)

  -- facts 8.2.6, 8.2.10
  it("run a job to its end, with its output and logs", function()
    local id = start(server, input { sandbox_output = { Total = 5 } })
      .json.value[1].Id
    local row = reaches(server, id, "Successful")
    assert.same({ Total = 5 }, cjson.decode(row.OutputArguments))
    assert.string(row.StartTime)
    -- Zeros at the end are dropped: "Z" must not be compared with a digit.
    assert.is_true(row.EndTime:sub(1, -2) >= row.StartTime:sub(1, -2))
    assert.equal("VM", row.HostMachineName)
    local logs = server:column("Message", "RobotLogs",
      { filter = "JobKey eq " .. row.Key, orderby = "TimeStamp" },
      { folder = FOLDER })
    assert.same({ "Bot execution started", "Bot execution ended" }, logs)
  end)

  -- facts 6.2.30, 8.2.10
  it("fault where they are told to, and say why", function()
    local id = start(server, input { sandbox_fault = "No file" })
      .json.value[1].Id
    local row = reaches(server, id, "Faulted")
    assert.equal("No file", row.Info)
    assert.equal("No file", row.JobError.detail)
    assert.same({ "Robot", "Workflow" }, { row.ErrorCode,
      row.JobError.code })
    assert.same({ "No file" }, server:column("Message", "RobotLogs",
      { filter = "JobKey eq " .. row.Key .. " and Level eq 'Error'" },
      { folder = FOLDER }))
  end)

  -- facts 8.2.11, 8.2.12
  it("suspend a job, which goes on when it is resumed", function()
    local id = start(server, input { sandbox_suspend = 0 }).json.value[1].Id
    local row = reaches(server, id, "Suspended")
    assert.equal(200, post(server, "ResumeJob", { jobKey = row.Key }).status)
    reaches(server, id, "Successful")
    refused(409, 1682, post(server, "ResumeJob", { jobKey = row.Key }))
  end)

  it("resume by themselves what waits for a time", function()
    local id = start(server, input { sandbox_suspend = 5 }).json.value[1].Id
    assert.equal(1, reaches(server, id, "Successful").ResumeVersion)
  end)

  -- facts 8.2.9
  it("work on one job at a time", function()
    local slow = start(server, input { sandbox_seconds = 1000000 })
      .json.value[1].Id
    reaches(server, slow, "Running")
    local waiting = start(server).json.value[1].Id
    assert.equal("Pending", job(server, waiting).State)
    post(server, "StopJobs", { jobIds = { slow }, strategy = "Kill" })
    reaches(server, waiting, "Successful")
    assert.equal("Stopped", job(server, slow).State)
  end)

  -- facts 8.2.8
  it("end a job that is stopped softly", function()
    local id = start(server, input { sandbox_seconds = 1000000 })
      .json.value[1].Id
    reaches(server, id, "Running")
    post(server, "StopJobs", { jobIds = { id }, strategy = "SoftStop" })
    assert.equal("SoftStop", reaches(server, id, "Stopped").StopStrategy)
  end)

  it("go on after a restart with the tenant's file", function()
    local path = os.tmpname()
    os.remove(path)
    local one = tenant.start { seed = "empty", data = path, robots = false }
    furnish(one)
    local id = start(one).json.value[1].Id
    one:stop()
    local two = tenant.start { seed = "empty", data = path, speed = 1000 }
    reaches(two, id, "Successful")
    two:stop()
    for _, suffix in ipairs { "", "-wal", "-shm" } do
      os.remove(path .. suffix)
    end
  end)
end)
