-- Jobs as rows: made, and moved from state to state; their logs; and the
-- appointments of the robots that work on them (table _runs).

local body = require "orchestrator.sandbox.body"
local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local events = require "orchestrator.sandbox.events"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"
local sessions = require "orchestrator.sandbox.flows.session_store"
local text = require "orchestrator.sandbox.text"

local store = {}

-- States from which nothing follows.
store.final = { Faulted = true, Successful = true, Stopped = true }

function store.now() return instant.from_time(core.now()) end

-- What a job takes over from its process.
local RELEASE = [[SELECT Id, "Key", "Name", "ProcessType", "EntryPointPath",
  "JobPriority", "SpecificPriorityValue", "RequiresUserInteraction",
  "InputArguments", _folder FROM "Releases" WHERE ]]

---A process by a condition on its row, or nil.
function store.release(database, condition, ...)
  return database:rows(RELEASE .. condition, ...)[1]
end

---Writes a new job, Pending.
---@param given table columns of JobDto that differ from the usual
---@return integer id
function store.add(database, release, given)
  local now = store.now()
  local values = { Key = text.guid(), State = "Pending", CreationTime = now,
    LastModificationTime = now, ReleaseName = release.Name,
    Type = "Unattended", RuntimeType = "Unattended", Source = "Manual",
    SourceType = "Manual", JobPriority = release.JobPriority or "Normal",
    ProcessType = release.ProcessType or "Process",
    EntryPointPath = release.EntryPointPath, HasMediaRecorded = false,
    HasVideoRecorded = false, ResumeOnSameContext = false,
    RequiresUserInteraction = release.RequiresUserInteraction == 1,
    InputArguments = release.InputArguments, RemoteControlAccess = "None",
    _Release = release.Id, _folder = release._folder }
  for name, value in pairs(given) do values[name] = value end
  return entities.insert(database, "Jobs", values)
end

---A job's row by a condition, or nil.
function store.find(database, condition, ...)
  return database:rows('SELECT * FROM "Jobs" WHERE ' .. condition, ...)[1]
end

---Raises unless somebody is there to run a job, on some machine.
function store.check_runtime(database, folder)
  if not database:row([[SELECT 1 FROM "Robots" WHERE _folder = ?
    AND "Enabled"]], folder) then
    problem.fail(409, 1671, "Couldn't find any user with unattended robot "
      .. "permissions in the current folder.")
  elseif not database:row([[SELECT 1 FROM "Machines" WHERE
    "UnattendedSlots" > 0 OR "NonProductionSlots" > 0]]) then
    problem.fail(409, 2818, "Could not find a machine with Unattended or "
      .. "NonProduction runtimes in the current folder")
  end
end

-- Whether a job in this state keeps its robot busy; nil: as before.
local busy = { Running = "Busy", Suspended = "Available",
  Faulted = "Available", Successful = "Available", Stopped = "Available" }

local function tell_session(database, id, state)
  if not busy[state] then return end
  sessions.set(database, store.find(database, "Id = ?", id), busy[state])
end

local watchers = {}

---Has a function called whenever a job has moved.
---@param watcher fun(database: table, id: integer)
function store.watch(watcher) watchers[#watchers + 1] = watcher end

---Changes a job; a final state ends it.
---@param id integer
---@param state string
---@param changes table|nil further columns
function store.move(database, id, state, changes)
  changes = changes or {}
  changes.State, changes.LastModificationTime = state, store.now()
  if store.final[state] then
    changes.EndTime = store.now()
    database:run("DELETE FROM _runs WHERE job = ?", id)
  end
  entities.update(database, "Jobs", id, changes)
  if state ~= "Running" or changes.StartTime then
    events.job(database, id, state)
  end
  tell_session(database, id, state)
  for _, watcher in ipairs(watchers) do watcher(database, id) end
end

---Makes an appointment for a job: when its robot goes on with it.
---@param due number seconds since 1970
function store.appoint(database, id, due)
  database:run([[INSERT INTO _runs (job, due) VALUES (?, ?)
    ON CONFLICT (job) DO UPDATE SET due = excluded.due]], id, due)
end

---Writes down what a suspended job waits for: a time, or a payload that is
---delivered to an inbox.
---@param job table of find()
---@param time string|nil an instant
function store.wait(database, job, time)
  local id = entities.insert(database, "JobTriggers", { JobId = job.Id,
    TriggerType = time and "Timer" or "Inbox", Status = "New", Timer = time,
    ItemKey = text.guid(), _folder = job._folder })
  database:run("INSERT INTO _job_waits VALUES (?, ?, ?, ?)", id, nil,
    store.now(), store.now())
end

---Wakes a suspended job: what it waited for has come.
---@param due number seconds since 1970: when a robot looks at it
function store.resume(database, job, due)
  database:run([[UPDATE _job_waits SET modified = ? WHERE trigger IN (SELECT
    Id FROM "JobTriggers" WHERE "JobId" = ?)]], store.now(), job.Id)
  database:run([[UPDATE "JobTriggers" SET "Status" = 'Fired'
    WHERE "JobId" = ?]], job.Id)
  store.move(database, job.Id, "Resumed", {
    ResumeVersion = (job.ResumeVersion or 0) + 1, ResumeTime = body.null })
  store.appoint(database, job.Id, due)
end

local level_names = { Info = "Information", Warn = "Warning" }

---Writes a line of a job's log.
---@param job table of find()
---@param level string "Trace" | "Debug" | "Info" | "Warn" | "Error" | "Fatal"
function store.log(database, job, level, message)
  local robot, identity = database:row(
    'SELECT "Name", "Username" FROM "Robots" WHERE Id = ?', job._Robot)
  local now = store.now()
  entities.insert(database, "RobotLogs", { Level = level, Message = message,
    WindowsIdentity = identity, ProcessName = job.ReleaseName,
    TimeStamp = now, JobKey = job.Key, RobotName = robot,
    HostMachineName = job.HostMachineName, MachineId = job._Machine,
    RuntimeType = job.RuntimeType, _folder = job._folder,
    RawMessage = json.object("message", message, "level",
      level_names[level] or level, "logType", "Default", "timeStamp",
      now:sub(1, 23) .. "Z", "jobId", job.Key, "robotName", robot,
      "processName", job.ReleaseName).text })
end

return store
