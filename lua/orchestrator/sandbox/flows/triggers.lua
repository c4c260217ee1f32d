-- Triggers: checked, stored, switched on and off, fired on request; and what
-- suspended jobs wait for.

local Triggers = require "orchestrator.sandbox.flows.trigger_store"
local action = require "orchestrator.sandbox.flows.action"
local body = require "orchestrator.sandbox.body"
local core = require "orchestrator.sandbox.core"
local cron = require "orchestrator.sandbox.cron"
local entities = require "orchestrator.sandbox.entities"
local instant = require "orchestrator.sandbox.instant"
local jobs = require "orchestrator.sandbox.flows.job_store"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"
local zones = require "orchestrator.sandbox.zones"

local triggers = {}

local SET = "ProcessSchedules"

local function value(given) return given ~= body.null and given or nil end

-- The process a trigger names by id, key or name, in its folder.
local function release_of(context, values)
  local found
  for _, pair in ipairs { { "ReleaseId", "Id = ?" },
    { "ReleaseKey", '"Key" = ? COLLATE NOCASE' },
    { "ReleaseName", '"Name" = ? COLLATE NOCASE' } } do
    local given = value(values[pair[1]])
    if given and not found then
      found = jobs.release(context.database, pair[2] .. " AND _folder = ?",
        given, context.folder_id) or problem.not_found "Release"
    end
  end
  return found
end

local function check_cron(values)
  local text = value(values.StartProcessCron)
  local wrong = text and cron.problem(text)
  if wrong then
    problem.fail(400, 1009, ("The cron expression '%s' is invalid: %s.")
      :format(text, wrong))
  end
  local details = value(values.StartProcessCronDetails)
  if details and type(json.decode(details)) ~= "table" then
    problem.fail(400, 1009, "The StartProcessCronDetails are no JSON object.")
  end
end

-- A queue's trigger has thresholds.
local function complete_queue(context, values)
  local id = value(values.QueueDefinitionId)
  if not id then return end
  values.QueueDefinitionName = context.database:row(
    'SELECT "Name" FROM "QueueDefinitions" WHERE Id = ?', id)
    or problem.not_found "QueueDefinition"
  for _, name in ipairs { "ItemsActivationThreshold",
    "ItemsPerJobActivationTarget", "MaxJobsForActivation" } do
    values[name] = value(values[name]) or 1
  end
end

-- Machines are mapped to the accounts of the robots that are named beside
-- them; without those the accounts read back empty.
local function complete_machines(values)
  local given, robots = value(values.MachineRobots),
    value(values.ExecutorRobots)
  if not given or robots and #json.decode(robots) > 0 then return end
  local list = json.decode(given)
  for _, pair in ipairs(list) do
    pair.RobotId, pair.RobotUserName = json.null, json.null
  end
  values.MachineRobots = json.encode(list)
end

-- Checks a trigger, and fills in what follows from what it names.
local function complete(context, values)
  check_cron(values)
  local zone = value(values.TimeZoneId)
  if zone and zone:find "/" then
    problem.fail(400, 1009, ("The time zone '%s' is not valid: it is no "
      .. "Windows name."):format(zone))
  end
  complete_machines(values)
  local release = release_of(context, values)
  if release then
    values.ReleaseId, values.ReleaseKey = release.Id, release.Key
    values.ReleaseName = release.Name
    values.PackageName = context.database:row(
      'SELECT "ProcessKey" FROM "Releases" WHERE Id = ?', release.Id)
  end
  complete_queue(context, values)
  return release
end

---------------------------------------------------------------------------
-- When

-- When a trigger is next; nil: never, or its zone is not known.
local function next_of(row, now)
  local text, zone = row.StartProcessCron, row.TimeZoneId
  local shown = zone and zones.clock(zone, math.floor(now))
  if row.Enabled ~= 1 or not (shown and text) or cron.problem(text) then
    return nil
  end
  repeat -- an hour that the clock shows twice is not there a second time
    shown = cron.next(text, shown)
    local found = shown and zones.moment(zone, shown)
    if found and found > now then return instant.from_time(found) end
  until not shown
end

local DUE = [[SELECT Id, "Enabled", "StartProcessCron", "TimeZoneId",
  "StartProcessNextOccurrence" AS occurs FROM "ProcessSchedules"
  WHERE "StartProcessCron" NOTNULL AND ("Enabled" IS NOT 1
    OR "StartProcessNextOccurrence" IS NULL
    OR "StartProcessNextOccurrence" <= ?)]]

-- Brings what passed up to date.
local function schedule(database)
  local now = core.now()
  for _, row in ipairs(database:rows(DUE, instant.from_time(now))) do
    local occurs = next_of(row, now)
    if occurs ~= row.occurs then
      entities.update(database, SET, row.Id,
        { StartProcessNextOccurrence = occurs or body.null })
    end
  end
end

function triggers.ProcessSchedules_Get(context)
  schedule(context.database)
  return entities.list(context, SET)
end

function triggers.ProcessSchedules_GetById(context)
  schedule(context.database)
  return entities.get(context, SET, "t.Id = ?", context.args.key)
end

---------------------------------------------------------------------------
-- Writing

function triggers.ProcessSchedules_Post(context)
  return entities.create(context, SET, function(values)
    complete(context, values)
    values.StartProcessNextOccurrence = nil
    if values.Enabled == nil then values.Enabled = true end
    values.JobPriority = values.JobPriority or "Normal"
    values.StartStrategy = values.StartStrategy or 1
  end)
end

function triggers.ProcessSchedules_PutById(context)
  return entities.replace(context, SET, function(changes)
    complete(context, changes)
    changes.StartProcessNextOccurrence = body.null
    if changes.Enabled == body.null then changes.Enabled = true end
  end)
end

---Says what would be refused of a trigger.
function triggers.ProcessSchedules_ValidateProcessSchedule(context)
  local values = action.entity(action.parameters(context,
    "validateProcessScheduleParameters"), "processSchedule",
    "ProcessScheduleDto")
  local errors, codes = {}, {}
  local function try(code, check, ...)
    local ok, reply = pcall(check, ...)
    if ok then return end
    if not problem.is_reply(reply) then error(reply, 0) end
    errors[#errors + 1], codes[#codes + 1] = json.decode(reply.body).message,
      code
  end
  try(nil, complete, context, values)
  try("RobotNotAssignedToFolder", jobs.check_runtime, context.database,
    context.folder_id)
  return respond.object(context,
    "UiPath.Server.Configuration.OData.ValidationResultDto", json.object(
    "IsValid", #errors == 0, "Errors", setmetatable(errors, json.array_mt),
    "ErrorCodes", setmetatable(codes, json.array_mt)).text)
end

---------------------------------------------------------------------------
-- On, off, now

local function refusal(key)
  return json.object("message", "ProcessSchedule does not exist.",
    "errorCode", 1002, "traceId", nil, "resourceIds",
    setmetatable({ key }, json.array_mt))
end

---Switches triggers on or off: all or none; or each by itself, with the
---failures told.
function triggers.ProcessSchedules_SetEnabled(context)
  local wanted = body.action(context.request.body,
    model.type(context.op.body), "model")
  local failures = setmetatable({}, json.array_mt)
  for _, key in ipairs(wanted.scheduleIds or {}) do
    if entities.exists(context, SET, key) then
      entities.update(context.database, SET, key,
        { Enabled = wanted.enabled == true })
    elseif wanted.multistatusEnabled then
      failures[#failures + 1] = refusal(key)
    else
      problem.not_found "ProcessSchedule"
    end
  end
  if #failures > 0 then return respond.plain(failures, 207) end
  return respond.value(context, "Edm.Boolean", true)
end

local function find(context)
  entities.must_exist(context, SET, context.args.key)
  return context.database:rows('SELECT * FROM "ProcessSchedules" WHERE Id = ?',
    context.args.key)[1]
end

---Fires a trigger at once, whatever its time.
function triggers.ProcessSchedules_ActivateById(context)
  local trigger = find(context)
  if trigger.Enabled ~= 1 then
    problem.fail(409, 1000, "The trigger is not enabled.")
  end
  Triggers.fire(context.database, trigger)
  return respond.empty(200)
end

function triggers.ProcessSchedules_GetRobotIdsForScheduleByKey(context)
  local list = {}
  for i, robot in ipairs(json.decode(find(context).ExecutorRobots or "[]")) do
    list[i] = robot.Id
  end
  return respond.value(context, "Collection(Edm.Int64)",
    setmetatable(query.slice(context, list), json.array_mt))
end

---------------------------------------------------------------------------
-- What jobs wait for

function triggers.JobTriggers_GetByJobKey(context)
  return entities.list(context, "JobTriggers", { value = context.args.jobKey,
    sql = 't."JobId" = (SELECT Id FROM "Jobs" WHERE "Key" = ?)' })
end

local WAITS = [[SELECT j.*, w.created AS "CreationTime",
  w.modified AS "ModifiedTime", NULL AS "ItemName",
  NULL AS "AssignedToUserId", NULL AS "Name", NULL AS "Surname",
  NULL AS "UserName", NULL AS "EmailAddress"
  FROM "JobTriggers" j LEFT JOIN _job_waits w ON w.trigger = j.Id
  WHERE j."JobId" = %d AND j._folder = %d]]

---A job's triggers, with when they were made and last changed.
function triggers.JobTriggers_GetWithWaitEventsByJobid(context)
  local id = context.args.jobId
  entities.must_exist(context, "Jobs", id)
  local rows, count = query.derived(context, "JobTriggers",
    model.type "JobTriggerWithWaitEventsDto",
    WAITS:format(id, context.folder_id))
  return respond.collection(context, "Collection("
    .. "UiPath.Server.Configuration.OData.JobTriggerWithWaitEventsDto)", rows,
    count)
end

-- Characters.
local MAX_PAYLOAD = 4000

local function inbox(context)
  local id, job, payload = context.database:row([[SELECT t.Id, t."JobId",
    w.payload FROM "JobTriggers" t JOIN _job_waits w ON w.trigger = t.Id
    WHERE t."ItemKey" = ? AND t."TriggerType" = 'Inbox']],
    context.args.inboxId:lower())
  return id, job, payload
end

---Gives a suspended job what it waits for, and lets it go on. A second
---payload is not taken.
function triggers.JobTriggers_DeliverPayloadByInboxid(context)
  local payload = context.request.body
  if not json.members(payload) or utf8.len(payload) > MAX_PAYLOAD then
    problem.null_argument "payload"
  end
  local id, job, before = inbox(context)
  if not id then problem.not_found "JobTrigger" end
  if before then return respond.empty(208) end
  context.database:run(
    "UPDATE _job_waits SET payload = ?, modified = ? WHERE trigger = ?",
    payload, jobs.now(), id)
  entities.update(context.database, "JobTriggers", id, { Status = "Ready" })
  local waiting = jobs.find(context.database, "Id = ?", job)
  if waiting and waiting.State == "Suspended" then
    jobs.resume(context.database, waiting, core.now())
  end
  return respond.empty(202)
end

---What was delivered; no token is asked for.
function triggers.JobTriggers_GetPayloadByInboxid(context)
  local _, _, payload = inbox(context)
  if not payload then problem.not_found "JobTrigger" end
  return respond.plain(json.raw(payload))
end

return triggers
