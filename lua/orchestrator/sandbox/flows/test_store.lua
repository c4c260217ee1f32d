-- Executions of test sets: a job for each test case, whose end decides
-- whether the case has passed; and the files that a run leaves behind.

local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local jobs = require "orchestrator.sandbox.flows.job_store"
local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"
local text = require "orchestrator.sandbox.text"

local store = {}

local CASES, SETS = "TestCaseExecutions", "TestSetExecutions"

-- A picture of one pixel.
local SCREENSHOT = text.base64_decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAA"
  .. "AAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")

---------------------------------------------------------------------------
-- Starting

-- Makes the execution of one case, and its job.
---@param given table set (the execution's id), case, release, version, run,
---input, order, folder, batch, runtime
---@return integer id
function store.add_case(database, given)
  local job = jobs.add(database, given.release, {
    RuntimeType = given.runtime or "TestAutomation", Source = "TestSet",
    InputArguments = given.input or given.release.InputArguments,
    BatchExecutionKey = given.batch })
  jobs.appoint(database, job, core.now())
  return entities.insert(database, CASES, { JobId = job,
    JobKey = jobs.find(database, "Id = ?", job).Key,
    TestSetExecutionId = given.set, TestCaseId = given.case,
    VersionNumber = given.version, Status = "Pending", HasAssertions = false,
    EntryPointPath = given.release.EntryPointPath, RunId = given.run,
    InputArguments = given.input, ExecutionOrder = given.order,
    RuntimeType = given.runtime or "TestAutomation", _folder = given.folder })
end

---The process a test case runs; raises when it is not there.
function store.release(database, id)
  return jobs.release(database, "Id = ?", id) or problem.not_found "Release"
end

---Starts a test set.
---@param set table its row
---@param given table cases (of the set: those that run), trigger, batch,
---runtime
---@return integer id of the execution
function store.start(database, set, given)
  jobs.check_runtime(database, set._folder)
  local batch = given.batch or text.guid()
  local id = entities.insert(database, SETS, { Name = set.Name,
    TestSetId = set.Id, Status = "Pending", TriggerType = given.trigger
    or "Manual", BatchExecutionKey = batch, CoverageStatus =
    set.EnableCoverage == 1 and "Pending" or "Disabled", RunId = 1,
    EnforceExecutionOrder = false, CreationTime = jobs.now(),
    OrganizationUnitId = set._folder, _folder = set._folder })
  for i, case in ipairs(given.cases) do
    store.add_case(database, { set = id, case = case.Id, run = 1, order = i,
      release = store.release(database, case.ReleaseId), batch = batch,
      version = case.VersionNumber, input = case.input,
      runtime = given.runtime, folder = set._folder })
  end
  return id
end

---------------------------------------------------------------------------
-- What a run leaves behind

local function add_file(database, kind, owner, name, mime, content)
  return select(2, database:run([[INSERT INTO _test_files (kind, owner, name,
    mime, tags, content, created) VALUES (?, ?, ?, ?, ?, ?, ?)]], kind, owner,
    name, mime, '["log"]', content, jobs.now()))
end

-- A log of a case's job, and an assertion with a picture.
local function leave_files(database, case, job, passed)
  local lines = {}
  for i, row in ipairs(database:rows([[SELECT "TimeStamp" || ' ' || "Level"
    || ' ' || "Message" AS line FROM "RobotLogs" WHERE "JobKey" = ?
    ORDER BY _id]], job.Key)) do
    lines[i] = row.line .. "\n"
  end
  add_file(database, "case", case.Id, "execution.log", "text/plain",
    table.concat(lines))
  local picture = add_file(database, "assertion", case.Id, "screenshot.png",
    "image/png", SCREENSHOT)
  return "[" .. json.object("Id", picture, "TestCaseExecutionId", case.Id,
    "Message", passed and "The result is as expected." or job.Info,
    "Succeeded", passed, "HasScreenshot", true, "CreationTime",
    jobs.now():sub(1, 23) .. "Z").text .. "]"
end

---------------------------------------------------------------------------
-- Following the jobs

local statuses = { Pending = "Pending", Running = "Running",
  Suspended = "Running", Resumed = "Running", Stopping = "Cancelling",
  Terminating = "Cancelling", Successful = "Passed", Faulted = "Failed",
  Stopped = "Cancelled" }

-- The last run of each case counts.
local COUNTS = [[SELECT c."Status" AS status, count(*) AS n
  FROM "TestCaseExecutions" c WHERE c."TestSetExecutionId" = ?1
  AND c."RunId" = (SELECT max(l."RunId") FROM "TestCaseExecutions" l
    WHERE l."TestSetExecutionId" = ?1 AND l."TestCaseId" = c."TestCaseId")
  GROUP BY 1]]

local function set_status(database, id)
  local has = {}
  for _, row in ipairs(database:rows(COUNTS, id)) do has[row.status] = row.n end
  local ended = not (has.Pending or has.Running or has.Cancelling)
  if has.Cancelling then return "Cancelling", false end
  if not ended then
    return (has.Running or has.Passed or has.Failed) and "Running"
      or "Pending", false
  end
  return has.Failed and "Failed" or has.Cancelled and "Cancelled" or "Passed",
    true
end

local function follow_set(database, id)
  local status, ended = set_status(database, id)
  database:run([[UPDATE "TestSetExecutions" SET "Status" = ?2, "StartTime" =
    iif(?2 = 'Pending', "StartTime", coalesce("StartTime", ?3)), "EndTime" =
    iif(?4, ?3, NULL), "CoverageStatus" = iif("CoverageStatus" = 'Pending'
    AND ?4, 'Completed', "CoverageStatus") WHERE Id = ?1]], id, status,
    jobs.now(), ended)
  if ended then
    add_file(database, "set", id, "results.txt", "text/plain", status .. "\n")
  end
end

store.follow_set = follow_set

local function changes_of(database, case, job)
  local status, changes = statuses[job.State], { Status = statuses[job.State],
    StartTime = job.StartTime, HostMachineName = job.HostMachineName,
    RobotName = database:row('SELECT "Name" FROM "Robots" WHERE Id = ?',
      job._Robot) }
  if jobs.final[job.State] then
    changes.EndTime, changes.Info = job.EndTime, job.Info
    changes.OutputArguments = job.OutputArguments
    if status ~= "Cancelled" then
      changes.HasAssertions = true
      changes.TestCaseAssertions = leave_files(database, case, job,
        status == "Passed")
    end
  end
  return changes
end

-- A job has moved: so has the case that it runs, and the case's set.
local function follow(database, id)
  local job = jobs.find(database, "Id = ?", id)
  local case = job and database:rows(
    'SELECT * FROM "TestCaseExecutions" WHERE "JobKey" = ?', job.Key)[1]
  if not case then return end
  entities.update(database, CASES, case.Id, changes_of(database, case, job))
  follow_set(database, case.TestSetExecutionId)
end

jobs.watch(follow)

---Cancels a case that has not ended.
---@param speed number of the sandbox's time
function store.cancel(database, case, speed)
  local job = jobs.find(database, "Id = ?", case.JobId)
  if not job or jobs.final[job.State] then return end
  if job.State == "Running" or job.State == "Stopping" then
    jobs.move(database, job.Id, "Stopping")
    return jobs.appoint(database, job.Id, core.now() + 1 / speed)
  end
  jobs.move(database, job.Id, "Stopped", { Info = "Cancelled." })
end

return store
