-- What happens, told to the webhooks that subscribe to it: each event becomes
-- a row of the table _deliveries, in the transaction of what happened, and
-- the courier sends it when that is in the file.

local core = require "orchestrator.sandbox.core"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"

local events = {}

---Every type of event there is (facts 8.9).
events.types = [[
alert.subscribed alert.unsubscribed blobfile.deleted blobfile.uploaded custom
deploymentsetting.updated job.completed job.created job.faulted job.resumed
job.started job.stopped job.stopping job.suspended job.terminating ping
process.created process.deleted process.updated queue.created queue.deleted
queue.updated queueItem.added queueItem.deferred queueItem.deleted
queueItem.retried queueItem.reviewStatusChanged queueItem.transactionAbandoned
queueItem.transactionCompleted queueItem.transactionFailed
queueItem.transactionStarted queueItem.updated robot.created robot.deleted
robot.status robot.updated schedule.failed stc.task.update
task.assignmentChanged task.completed task.created task.deleted task.forwarded
task.saved task.sla.evaluate task.sla.update task.updated]]

local SUBSCRIBED = [[SELECT Id FROM "Webhooks" w WHERE "Enabled" AND
  ("SubscribeToAllEvents" OR EXISTS (SELECT 1 FROM
    json_each(coalesce(w."Events", '[]')) e
    WHERE json_extract(e.value, '$.EventType') = ?)) ORDER BY Id]]

-- A number of its own for each event, as a text.
local function next_id(database)
  return tostring((database:row [[INSERT INTO _tenant VALUES ('event', 1)
    ON CONFLICT (name) DO UPDATE SET value = value + 1
    RETURNING CAST(value AS INTEGER)]]))
end

---An event's body: what all events have, then its own members.
---@param database table
---@param name string a type of event
---@param given table folder (its id), key (the entity's), user (an id)
---@param ... any members and their values
---@return table raw JSON
function events.body(database, name, given, ...)
  local now = instant.from_time(core.now())
  local folder_key = given.folder and database:row(
    'SELECT "Key" FROM "Folders" WHERE Id = ?', given.folder)
  local user_key = given.user and database:row(
    'SELECT "Key" FROM "Users" WHERE Id = ?', given.user)
  return json.object("Type", name, "EventId", next_id(database), "EntityKey",
    given.key, "Timestamp", now, "EventTime", now, "TenantId", 1,
    "OrganizationUnitId", given.folder, "OrganizationUnitKey", folder_key,
    "UserId", given.user, "UserKey", user_key, ...)
end

---Hands a body to one webhook.
function events.send(database, webhook, body)
  database:run("INSERT INTO _deliveries (webhook, body) VALUES (?, ?)",
    webhook, body.text)
end

---Hands a body to every webhook that wants to know.
---@param name string its type of event
function events.publish(database, name, body)
  for _, row in ipairs(database:rows(SUBSCRIBED, name)) do
    events.send(database, row.Id, body)
  end
end

---Tells every webhook that wants to know.
---@param name string a type of event
---@param given table as for body()
---@param members fun(): ... the event's own members; called when one listens
function events.emit(database, name, given, members)
  if #database:rows(SUBSCRIBED, name) == 0 then return end
  events.publish(database, name,
    events.body(database, name, given, members()))
end

---------------------------------------------------------------------------
-- Jobs

local ROBOT = [[(SELECT json_object('Id', r.Id, 'Name', r."Name", 'Type',
  r."Type", 'MachineName', r."MachineName") FROM "Robots" r
  WHERE r.Id = j._Robot)]]
local RELEASE = [[(SELECT json_object('Id', p.Id, 'Key', p."Key",
  'ProcessKey', p."ProcessKey", 'Name', p."Name", 'ProcessType',
  p."ProcessType") FROM "Releases" p WHERE p.Id = j._Release)]]

local JOB = [[SELECT json_object('Id', j.Id, 'Key', j."Key", 'Type',
  j."Type", 'State', j."State", 'CreationTime', j."CreationTime",
  'StartTime', j."StartTime", 'EndTime', j."EndTime", 'ResumeTime',
  j."ResumeTime", 'Info', j."Info", 'ErrorCode', j."ErrorCode",
  'RuntimeType', j."RuntimeType", 'SourceType', j."SourceType",
  'SpecificPriorityValue', j."SpecificPriorityValue", 'EntryPointPath',
  j."EntryPointPath", 'OutputArguments', json(j."OutputArguments"), 'Robot',
  json(]] .. ROBOT .. [[), 'Release', json(]] .. RELEASE .. [[)),
  j._folder, j."Key" FROM "Jobs" j WHERE j.Id = ?]]

local NEW_JOB = [[SELECT json_object('Id', j.Id, 'Key', j."Key", 'State',
  j."State", 'CreationTime', j."CreationTime", 'Source', j."Source",
  'SourceType', j."SourceType", 'BatchExecutionKey', j."BatchExecutionKey",
  'ReleaseName', j."ReleaseName", 'Type', j."Type", 'InputArguments',
  json(j."InputArguments"), 'RuntimeType', j."RuntimeType", 'ProcessType',
  j."ProcessType", 'StartingScheduleId', j."StartingScheduleId", 'Release',
  json(]] .. RELEASE .. [[)) FROM "Jobs" j WHERE j.Id = ?]]

local job_events = { Running = "job.started", Stopping = "job.stopping",
  Terminating = "job.terminating", Stopped = "job.stopped",
  Faulted = "job.faulted", Successful = "job.completed",
  Suspended = "job.suspended", Resumed = "job.resumed" }

---A job has come into a state.
function events.job(database, id, state)
  local name = job_events[state]
  if not name or #database:rows(SUBSCRIBED, name) == 0 then return end
  local row, folder, key = database:row(JOB, id)
  events.emit(database, name, { folder = folder, key = key }, function()
    if state == "Stopped" then
      return "Jobs", setmetatable({ json.raw(row) }, json.array_mt)
    end
    return "Job", json.raw(row)
  end)
end

---Jobs were made.
---@param ids integer[]
---@param release table the process: Key, _folder
---@param info table|nil what was asked for: Strategy
function events.jobs_created(database, ids, release, info)
  events.emit(database, "job.created", { folder = release._folder },
    function()
      local list = setmetatable({}, json.array_mt)
      for i, id in ipairs(ids) do
        list[i] = json.raw((database:row(NEW_JOB, id)))
      end
      return "StartInfo", json.object("ReleaseKey", release.Key, "Strategy",
        info and info.Strategy or "ModernJobsCount", "JobsCount", #ids,
        "Source", info and info.Source or "Manual"), "Jobs", list
    end)
end

---------------------------------------------------------------------------
-- Queue items

local ITEM = [[SELECT json_object('Id', i.Id, 'Key', i."Key", 'UniqueKey',
  i."UniqueKey", 'Reference', i."Reference", 'QueueDefinitionId',
  i."QueueDefinitionId", 'Status', i."Status", 'ReviewStatus',
  i."ReviewStatus", 'ProcessingException', json(i."ProcessingException"),
  'Priority', i."Priority", 'DueDate', i."DueDate", 'DeferDate',
  i."DeferDate", 'CreationTime', i."CreationTime", 'StartProcessing',
  i."StartProcessing", 'EndProcessing', i."EndProcessing", 'RetryNumber',
  i."RetryNumber", 'AncestorId', i."AncestorId", 'Progress', i."Progress",
  'ReviewerUserId', i."ReviewerUserId", 'SpecificContent',
  json(i."SpecificContent"), 'Output', json(i."Output")), i."Key",
  i."QueueDefinitionId" FROM "QueueItems" i WHERE i.Id = ?]]

---A queue as events show it.
events.QUEUE = [[SELECT json_object('Id', Id, 'Key', "Key", 'Name', "Name",
  'Description', "Description", 'MaxNumberOfRetries', "MaxNumberOfRetries",
  'AcceptAutomaticallyRetry', json(iif("AcceptAutomaticallyRetry", 'true',
  'false')), 'EnforceUniqueReference', json(iif("EnforceUniqueReference",
  'true', 'false'))) FROM "QueueDefinitions" WHERE Id = ?]]

-- One event for each folder that a shared row is in.
local function folders_sql(set)
  return ([[SELECT _folder AS folder FROM "%s" WHERE Id = ?1 UNION
    SELECT folder FROM _links WHERE "set" = '%s' AND key = ?1 ORDER BY 1]])
    :format(set, set)
end

local QUEUE_FOLDERS = folders_sql "QueueDefinitions"
local BUCKET_FOLDERS = folders_sql "Buckets"

-- These tell of one item, the others of a list.
local single = { ["queueItem.transactionStarted"] = true,
  ["queueItem.transactionCompleted"] = true, ["queueItem.deferred"] = true,
  ["queueItem.transactionFailed"] = true }

---Something happened to a queue item.
---@param name string a type of event
function events.item(database, name, id)
  if #database:rows(SUBSCRIBED, name) == 0 then return end
  local item, key, queue_id = database:row(ITEM, id)
  local queue = json.raw((database:row(events.QUEUE, queue_id)) or "null")
  for _, row in ipairs(database:rows(QUEUE_FOLDERS, queue_id)) do
    events.emit(database, name, { folder = row.folder, key = key }, function()
      if single[name] then return "QueueItem", json.raw(item), "Queue", queue
      end
      return "Queue", queue, "QueueItems",
        setmetatable({ json.raw(item) }, json.array_mt)
    end)
  end
end

---------------------------------------------------------------------------
-- Files and robots

---A file of a bucket came or went.
---@param name string "blobfile.uploaded" | "blobfile.deleted"
---@param bucket integer
---@param path string
---@param user integer|nil who did it; a signed address says nobody
function events.file(database, name, bucket, path, user)
  if #database:rows(SUBSCRIBED, name) == 0 then return end
  local title, key = database:row(
    'SELECT "Name", "Identifier" FROM "Buckets" WHERE Id = ?', bucket)
  for _, row in ipairs(database:rows(BUCKET_FOLDERS, bucket)) do
    events.emit(database, name, { folder = row.folder, key = key,
      user = user }, function()
      return "BucketName", title, "FullPath", path
    end)
  end
end

local SESSION = [[SELECT json_object('SessionId', s.Id, 'RobotId', s._Robot,
  'MachineId', s."MachineId", 'MachineKey', m."Key", 'HostMachineName',
  s."HostMachineName", 'ServiceUsername', NULL, 'State', s."State",
  'ReportingTime', s."ReportingTime", 'IsUnresponsive',
  json(iif(s."IsUnresponsive", 'true', 'false'))), s._folder
  FROM "Sessions" s LEFT JOIN "Machines" m ON m.Id = s."MachineId"
  WHERE s.Id = ?]]

---A robot's session has come into a state.
function events.session(database, id)
  if #database:rows(SUBSCRIBED, "robot.status") == 0 then return end
  local row, folder = database:row(SESSION, id)
  events.emit(database, "robot.status", { folder = folder }, function()
    return "Sessions", setmetatable({ json.raw(row) }, json.array_mt)
  end)
end

return events
