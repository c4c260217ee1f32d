-- Jobs: started, stopped, restarted and resumed by users. What robots do with
-- them is in robots.lua.

local action = require "orchestrator.sandbox.flows.action"
local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local events = require "orchestrator.sandbox.events"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"
local store = require "orchestrator.sandbox.flows.job_store"
local text = require "orchestrator.sandbox.text"

local jobs = {}

local MAX_JOBS = 10000

local function invalid(message) problem.fail(400, 1009, message) end

---------------------------------------------------------------------------
-- Starting

local function find_release(context, info)
  local database, folder = context.database, context.folder_id
  if not info.ReleaseKey and not info.ReleaseName then
    invalid "A ReleaseKey or a ReleaseName is required."
  end
  local release
  if info.ReleaseKey then
    release = store.release(database, '"Key" = ? AND _folder = ?',
      info.ReleaseKey:lower(), folder)
  else
    release = store.release(database,
      '"Name" = ? COLLATE NOCASE AND _folder = ?', info.ReleaseName, folder)
  end
  if not release then problem.not_found "Release" end
  if info.ReleaseName
    and info.ReleaseName:lower() ~= release.Name:lower() then
    problem.fail(400, 1687, "The release's key and name do not match.")
  end
  return release
end

-- Folders are modern: robots are not named, jobs are counted.
local counted = { JobsCount = true, ModernJobsCount = true }

local function jobs_count(info)
  if info.Strategy and not counted[info.Strategy] then
    problem.fail(400, 2815, ("The strategy %s is not available in a modern "
      .. "folder."):format(info.Strategy))
  end
  local count = info.JobsCount or 1
  if count < 1 or count > MAX_JOBS then
    invalid(("The field JobsCount must be between 1 and %d."):format(MAX_JOBS))
  end
  return count
end

local function check_arguments(info)
  if not info.InputArguments then return end
  if info.InputFile then
    invalid "InputFile and InputArguments cannot be given both."
  end
  local given = json.decode(info.InputArguments)
  if type(given) ~= "table" or getmetatable(given) == json.array_mt then
    invalid "The InputArguments are no JSON object."
  end
end

-- The priority as both of its forms.
local function priority(info)
  local value = info.SpecificPriorityValue
  if not value then return info.JobPriority end
  if info.JobPriority then
    invalid "JobPriority and SpecificPriorityValue cannot be given both."
  end
  return value <= 30 and "Low" or value <= 60 and "Normal" or "High"
end

local function start_info(context)
  return action.entity(action.parameters(context, "startInfo"), "startInfo",
    "StartProcessDto")
end

-- What needs a desktop, and runs as the caller, needs the caller's robot.
local function check_foreground(context, info, release)
  if not info.RunAsMe or release.RequiresUserInteraction ~= 1 then return end
  if not context.database:row([[SELECT 1 FROM "Users" WHERE Id = ?
    AND "UnattendedRobot" NOTNULL]], action.actor(context).id) then
    problem.fail(409, 1230, "Foreground job requires an unattended robot to "
      .. "be defined on your user")
  end
end

-- Everything that may be wrong, before anything is done.
local function check_start(context, info)
  local release = find_release(context, info)
  check_arguments(info)
  local plan = { release = release, count = jobs_count(info),
    priority = priority(info) }
  store.check_runtime(context.database, context.folder_id)
  check_foreground(context, info, release)
  return plan
end

local taken_over = { "InputArguments", "InputFile", "EnvironmentVariables",
  "Reference", "RuntimeType", "SpecificPriorityValue", "ResumeOnSameContext",
  "StopStrategy", "RequiresUserInteraction", "ProfilingOptions",
  "EntryPointPath", "RemoteControlAccess", "TraceId", "ParentSpanId",
  "RootSpanId", "FpsContext", "FpsProperties" }

---Starts a process: so many jobs, all of one batch.
function jobs.Jobs_StartJobs(context)
  local info = start_info(context)
  local plan = check_start(context, info)
  local given = { JobPriority = plan.priority,
    BatchExecutionKey = info.BatchExecutionKey or text.guid(),
    OrchestratorUserIdentity = action.actor(context).name }
  for _, name in ipairs(taken_over) do given[name] = info[name] end
  local ids = {}
  for i = 1, plan.count do
    ids[i] = store.add(context.database, plan.release, given)
    store.appoint(context.database, ids[i], core.now())
  end
  -- Of what robots start nobody is told.
  if not action.is_robot(context) then
    events.jobs_created(context.database, ids, plan.release, info)
  end
  local options = query.options(context, "Jobs", model.type "JobDto")
  options.limit = plan.count
  local rows = query.page(context, options,
    { sql = "t.Id >= ? AND t.Id < " .. ids[#ids] + 1, value = ids[1] })
  local reply = respond.collection(context, "Jobs", rows)
  reply.status = 201
  return reply
end

-- What a refusal to start means in a validation's answer.
local validation_codes = { [1671] = "RobotNotAssignedToFolder",
  [2818] = "TemplateNotAssignedToFolder" }

-- The answer of a validation: what `check` refuses.
local function validation(context, check, ...)
  local errors, codes = {}, {}
  local ok, reply = pcall(check, ...)
  if not ok then
    if not problem.is_reply(reply) then error(reply, 0) end
    local told = json.decode(reply.body)
    errors[1], codes[1] = told.message, validation_codes[told.errorCode]
  end
  return respond.object(context,
    "UiPath.Server.Configuration.OData.ValidationResultDto", json.object(
    "IsValid", ok, "Errors", setmetatable(errors, json.array_mt), "ErrorCodes",
    setmetatable(codes, json.array_mt)).text)
end

---Says whether StartJobs would take a job.
function jobs.Jobs_ValidateDynamicJob(context)
  return validation(context, check_start, context, start_info(context))
end

---Says whether a job can run.
function jobs.Jobs_ValidateExistingJobById(context)
  entities.must_exist(context, "Jobs", context.args.key)
  local job = store.find(context.database, "Id = ?", context.args.key)
  return validation(context, store.check_runtime, context.database, job._folder)
end

---------------------------------------------------------------------------
-- Stopping

-- Older samples give the strategy as a number.
local strategies = { SoftStop = "SoftStop", Kill = "Kill", ["1"] = "SoftStop",
  ["2"] = "Kill" }

local function strategy_of(given)
  local strategy = given.strategy and strategies[tostring(given.strategy.value)]
  if not strategy then problem.null_argument "stopJobsParameters" end
  return strategy
end

-- From which state a strategy leads to which; "Stopped" needs no robot.
local ways = {
  SoftStop = { Pending = "Stopped", Suspended = "Stopped",
    Resumed = "Stopped", Running = "Stopping" },
  Kill = { Pending = "Stopped", Suspended = "Stopped", Resumed = "Stopped",
    Running = "Terminating", Stopping = "Terminating" },
}

local function stop(context, id, strategy)
  local job = store.find(context.database, "Id = ?", id)
  local state = ways[strategy][job.State]
  if not state then
    problem.fail(409, 1000, ("The job is %s and cannot be stopped."):format(
      job.State))
  end
  store.move(context.database, id, state, { StopStrategy = strategy,
    Info = state == "Stopped" and "Stopped by the user." or nil })
  if state ~= "Stopped" then
    store.appoint(context.database, id,
      core.now() + 1 / context.tenant.speed)
  end
end

function jobs.Jobs_StopJobById(context)
  local strategy = strategy_of(action.parameters(context,
    "stopJobParameters"))
  entities.must_exist(context, "Jobs", context.args.key)
  stop(context, context.args.key, strategy)
  return respond.empty(200)
end

---Stops several jobs: all of them or none.
function jobs.Jobs_StopJobs(context)
  local given = action.parameters(context, "stopJobsParameters")
  local strategy = strategy_of(given)
  if not given.jobIds or given.jobIds.type ~= "array" then
    problem.null_argument "stopJobsParameters"
  end
  for _, member in ipairs(json.elements(given.jobIds.value)) do
    if member.type ~= "integer" then
      problem.null_argument "stopJobsParameters"
    end
    entities.must_exist(context, "Jobs", member.value)
    stop(context, member.value, strategy)
  end
  return respond.empty(200)
end

---------------------------------------------------------------------------
-- Again

local function answer_job(context, id)
  local row = query.one({ database = context.database }, { set = "Jobs",
    of = model.type "JobDto", order = {}, expand = {} }, "t.Id = ?", id)
  return respond.object(context, "Jobs/$entity", row)
end

local again = { "InputArguments", "InputFile", "RuntimeType", "JobPriority",
  "SpecificPriorityValue", "EntryPointPath", "Reference",
  "EnvironmentVariables" }

---Starts a job that has ended once more, as a new one.
function jobs.Jobs_RestartJob(context)
  local given = action.values(context, "restartJobParameters")
  entities.must_exist(context, "Jobs", given.jobId)
  local job = store.find(context.database, "Id = ?", given.jobId)
  if not store.final[job.State] then
    problem.fail(409, 1697, "A job that has not ended cannot be restarted.")
  end
  local release = store.release(context.database, "Id = ?", job._Release)
  if not release then problem.not_found "Release" end
  store.check_runtime(context.database, job._folder)
  local changes = { BatchExecutionKey = text.guid() }
  for _, name in ipairs(again) do changes[name] = job[name] end
  local id = store.add(context.database, release, changes)
  events.jobs_created(context.database, { id }, release)
  store.appoint(context.database, id, core.now())
  return answer_job(context, id)
end

---Wakes a suspended job.
function jobs.Jobs_ResumeJob(context)
  local given = action.values(context, "resumeJobParameters")
  local job = store.find(context.database, '"Key" = ? AND _folder = ?',
    given.jobKey, context.folder_id)
  if not job then problem.not_found "Job" end
  if job.State ~= "Suspended" then
    problem.fail(409, 1682, ("The job is %s, not Suspended."):format(
      job.State))
  end
  store.resume(context.database, job, core.now())
  return answer_job(context, job.Id)
end

return jobs
