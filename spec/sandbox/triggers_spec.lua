-- Triggers: of time, of queues, and what suspended jobs wait for (facts 8.8,
-- 8.2).

local eventually = require "support.eventually"
local furnish = require "sandbox.furnish"
local raw_http = require "sandbox.raw_http"
local tenant = require "sandbox.tenant"

local FOLDER, NS = furnish.FOLDER, furnish.NS
local SET = "/odata/ProcessSchedules"

local function call(server, method, path, body)
  return server:call(method, path, { folder = FOLDER, json = body })
end

local function create(server, fields)
  local trigger = { Name = "nightly", TimeZoneId = "UTC",
    ReleaseId = furnish.PROCESS, StartProcessCron = "0 0 3 ? * MON-FRI" }
  for name, value in pairs(fields or {}) do trigger[name] = value end
  return call(server, "POST", SET, trigger)
end

local function jobs_of(server, trigger)
  return server:list("Jobs", { filter = "StartingScheduleId eq " .. trigger,
    orderby = "Id" }).json.value
end

describe("triggers of time (facts 8.8)", function()
  local server

  before_each(function()
    server = tenant.start { seed = "empty", robots = false }
    furnish.fill(server, 2)
  end)
  after_each(function() server:stop() end)

  local function activate(id)
    return call(server, "POST", ("%s(%d)/%sActivate"):format(SET, id, NS))
  end

  it("stores one with what follows from its process", function()
    local answer = create(server)
    assert.equal(201, answer.status, answer.body)
    local row = server:get(("%s(%d)"):format(SET, answer.json.Id),
      { folder = FOLDER }).json
    assert.is_true(row.Enabled)
    assert.equal("Bot", row.ReleaseName)
    assert.equal(furnish.KEY, row.ReleaseKey)
    assert.equal(1001, create(server).json.errorCode)
  end)

  it("tells when one is next, in its own zone, while it is enabled",
    function()
      local function next_of(fields)
        local id = create(server, fields).json.Id
        return server:get(("%s(%d)"):format(SET, id), { folder = FOLDER })
          .json.StartProcessNextOccurrence
      end
      local cron = "0 0 3 1 1 ? 2199"
      assert.is_true(next_of { Name = "a", Enabled = false,
        StartProcessCron = cron } == require("cjson").null)
      cron = "0 0 3 1 1 ? 2050"
      assert.equal("2050-01-01T03:00:00Z", next_of { Name = "b",
        StartProcessCron = cron })
      assert.equal("2049-12-31T18:00:00Z", next_of { Name = "c",
        StartProcessCron = cron, TimeZoneId = "Tokyo Standard Time" })
      assert.equal("2050-06-01T01:00:00Z", next_of { Name = "e",
        StartProcessCron = "0 0 3 1 6 ? 2050",
        TimeZoneId = "W. Europe Standard Time" })
      assert.is_true(next_of { Name = "d", StartProcessCron =
        "0 0 3 1 1 ? 2020" } == require("cjson").null)
    end)

  -- facts 8.8.1
  it("answers a PUT with 204", function()
    local id = create(server).json.Id
    assert.equal(204, call(server, "PUT", ("%s(%d)"):format(SET, id), {
      Id = id, Name = "daily", TimeZoneId = "UTC",
      StartProcessCron = "0 30 6 1/1 * ? *" }).status)
    assert.equal("daily", server:get(("%s(%d)"):format(SET, id),
      { folder = FOLDER }).json.Name)
  end)

  -- facts 8.8.1
  it("refuses what is no cron expression of Quartz", function()
    for _, text in ipairs { "* * * * *", "0 0 25 ? * MON", "0 0 3 * * *",
      "0 0 3 ? * ?", "0 0 3 ? * FOO", "0 60 3 ? * MON", "0 0 3 32 * ?",
      "0 0/0 3 ? * MON", "0 0 3 ? * MON 1800", "1- 0 3 ? * MON" } do
      local answer = create(server, { StartProcessCron = text })
      assert.equal(400, answer.status, text)
      assert.equal(1009, answer.json.errorCode)
    end
    for i, text in ipairs { "0 0 9 ? * MON-FRI", "0 0/15 8-17 ? * 2,4,6",
      "0 0 0 L * ?", "0 0 0 15W JAN-MAR ? 2027", "*/5 * * ? * FRI#2" } do
      assert.equal(201, create(server, { StartProcessCron = text,
        Name = "ok" .. i }).status, text)
    end
  end)

  it("is validated without being stored", function()
    local path = SET .. "/" .. NS .. "ValidateProcessSchedule"
    local trigger = { Name = "x", TimeZoneId = "UTC",
      ReleaseId = furnish.PROCESS, StartProcessCron = "0 0 3 ? * MON" }
    local answer = call(server, "POST", path, { processSchedule = trigger })
    assert.is_true(answer.json.IsValid, answer.body)
    trigger.StartProcessCron = "never"
    server.handle:sql 'DELETE FROM "Robots"'
    local refused = call(server, "POST", path, { processSchedule = trigger })
      .json
    assert.is_false(refused.IsValid)
    assert.equal(2, #refused.Errors)
    assert.equal("RobotNotAssignedToFolder", refused.ErrorCodes[1])
    assert.same({}, server:column("Id", "ProcessSchedules", {},
      { folder = FOLDER }))
  end)

  it("fires at once on request", function()
    local id = create(server, { StartStrategy = 0, InputArguments = '{"a":1}' })
      .json.Id
    assert.equal(200, activate(id).status)
    local jobs = jobs_of(server, id)
    assert.equal(2, #jobs)
    assert.equal("Schedule", jobs[1].SourceType)
    assert.equal("nightly", jobs[1].Source)
    assert.equal('{"a":1}', server:get(("/odata/Jobs(%d)"):format(jobs[1].Id))
      .json.InputArguments)
  end)

  -- facts 8.2.4
  it("answers 1670 while its jobs are pending (facts 8.2)", function()
    local id = create(server).json.Id
    assert.equal(200, activate(id).status)
    local answer = activate(id)
    assert.equal(409, answer.status)
    assert.equal(1670, answer.json.errorCode)
    assert.equal(1, #jobs_of(server, id))
  end)

  -- facts 8.8.2
  it("does not fire what is switched off, or not there", function()
    local id = create(server).json.Id
    local path = SET .. "/" .. NS .. "SetEnabled"
    local answer = call(server, "POST", path,
      { scheduleIds = { id }, enabled = false })
    assert.is_true(answer.json.value, answer.body)
    assert.equal(409, activate(id).status)
    assert.equal(404, activate(99999).status)
    assert.equal(404, call(server, "POST", path,
      { scheduleIds = { 99999 }, enabled = true }).status)
    local several = call(server, "POST", path, { enabled = true,
      scheduleIds = { id, 99999 }, multistatusEnabled = true })
    assert.equal(207, several.status)
    assert.equal(1002, several.json[1].errorCode)
    assert.equal(200, activate(id).status)
  end)

  it("needs a robot and a machine to fire", function()
    local id = create(server).json.Id
    server.handle:sql 'DELETE FROM "Robots"'
    local answer = activate(id)
    assert.equal(409, answer.status)
    assert.equal(1671, answer.json.errorCode)
  end)

  it("tells the robots it names", function()
    local id = create(server, { StartStrategy = -1,
      ExecutorRobots = { { Id = 2, Name = "R2" } } }).json.Id
    assert.same({ 2 }, server:get(("%s/%sGetRobotIdsForSchedule(key=%d)")
      :format(SET, NS, id), { folder = FOLDER }).json.value)
  end)
end)

describe("triggers of queues (facts 8.8)", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", robots = false, speed = 500 }
    furnish.fill(server)
  end)
  teardown(function() server:stop() end)

  -- facts 8.8.1
  it("start jobs as items come, up to a number", function()
    local queue = call(server, "POST", "/odata/QueueDefinitions",
      { Name = "Orders" }).json.Id
    local id = create(server, { Name = "of Orders", QueueDefinitionId = queue,
      ItemsActivationThreshold = 2, ItemsPerJobActivationTarget = 2,
      MaxJobsForActivation = 2 }).json.Id
    local function add(count)
      local items = {}
      for i = 1, count do items[i] = { SpecificContent = { n = i } } end
      call(server, "POST", "/odata/Queues/UiPathODataSvc.BulkAddQueueItems",
        { queueName = "Orders", commitType = "AllOrNothing",
          queueItems = items })
    end
    local function reaches(count)
      return eventually(function() return #jobs_of(server, id) == count end)
    end
    add(1)
    create(server, { Name = "seen", QueueDefinitionId = queue })
    assert.truthy(eventually(function()
      return #server:column("Id", "Jobs") == 1
    end), "the other trigger has not looked")
    assert.equal(0, #jobs_of(server, id))
    add(1)
    assert.truthy(reaches(1), "no job for two items")
    assert.equal("Queue", jobs_of(server, id)[1].SourceType)
    add(2)
    assert.truthy(reaches(2), "no second job for four items")
    add(20)
    server.handle:sql([[UPDATE "Jobs" SET "State" = 'Successful'
      WHERE Id = ?]], jobs_of(server, id)[1].Id)
    assert.truthy(reaches(3), "no job in the place of one that ended")
    assert.equal(2, #server:list("Jobs", { filter =
      ("StartingScheduleId eq %d and State eq 'Pending'"):format(id) })
      .json.value)
  end)
end)

describe("what suspended jobs wait for (facts 8.2)", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", speed = 100 }
    furnish.fill(server)
  end)
  teardown(function() server:stop() end)

  local function suspended(input)
    local job = call(server, "POST", "/odata/Jobs/" .. NS .. "StartJobs", {
      startInfo = { ReleaseKey = furnish.KEY, InputArguments = input } })
      .json.value[1]
    assert.truthy(eventually(function()
      return #server:get(("/odata/JobTriggers/%sGetByJobKey(jobKey=%s)")
        :format(NS, job.Key), { folder = FOLDER }).json.value == 1
    end), "the job waits for nothing")
    return job
  end

  local function state(job)
    return server:get(("/odata/Jobs(%d)"):format(job.Id)).json.State
  end

  -- facts 8.2.15
  it("is a payload, taken once and read by anybody", function()
    local job = suspended '{"sandbox_seconds":1,"sandbox_suspend":0}'
    local wait = server:get(("/odata/JobTriggers/%sGetWithWaitEvents(jobId=%d)")
      :format(NS, job.Id), { folder = FOLDER }).json.value[1]
    assert.equal("Inbox", wait.TriggerType)
    assert.equal("New", wait.Status)
    assert.string(wait.CreationTime)
    local get = server.base .. "/api/JobTriggers/GetPayload/" .. wait.ItemKey
    assert.equal(404, raw_http.request(server.port, "GET", get, {}).status)
    local path = "/api/JobTriggers/DeliverPayload/" .. wait.ItemKey
    assert.equal("Suspended", state(job))
    assert.equal(202, call(server, "POST", path, { answer = 42 }).status)
    assert.equal(208, call(server, "POST", path, { answer = 43 }).status)
    assert.equal(42, raw_http.request(server.port, "GET", get, {}).json.answer)
    assert.truthy(eventually(function() return state(job) == "Successful" end))
    assert.equal("Fired", server:list("JobTriggers", { filter = "JobId eq "
      .. job.Id }, { folder = FOLDER }).json.value[1].Status)
  end)

  it("is a time", function()
    local job = suspended '{"sandbox_seconds":1,"sandbox_suspend":30}'
    local wait = server:list("JobTriggers", { filter = "JobId eq " .. job.Id },
      { folder = FOLDER }).json.value[1]
    assert.equal("Timer", wait.TriggerType)
    assert.string(wait.Timer)
    assert.truthy(eventually(function() return state(job) == "Successful" end))
  end)
end)
