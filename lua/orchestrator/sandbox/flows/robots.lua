-- The robots: they take the jobs that wait, run them in scaled time, and end
-- them. A job's input may say what becomes of it:
--
--   sandbox_seconds   how long it runs (20)
--   sandbox_output    its output arguments ({})
--   sandbox_fault     a message: it faults with that
--   sandbox_suspend   seconds it is suspended half way; 0: until ResumeJob,
--                     or a payload comes to the inbox of its trigger
--
-- The same can be said beforehand of a process, or of all: Handle:robots{…}.
-- A robot works on one job at a time. What was there before the sandbox
-- started it, such as the jobs of the demo, is left alone.

local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local store = require "orchestrator.sandbox.flows.job_store"

local Robots = {}
Robots.__index = Robots

-- Seconds of the sandbox's time.
local TAKE, RUN = 1, 20

---@param tenant table its database, and its speed: how many seconds pass in
---one of the clock's
function Robots.new(tenant)
  return setmetatable({ database = tenant.database, speed = tenant.speed },
    Robots)
end

-- An appointment so many of the sandbox's seconds from now.
local function later(self, id, seconds)
  store.appoint(self.database, id, core.now() + seconds / self.speed)
end

-- What a job's input says goes before what was said of its process, and that
-- before what was said of all.
local function hints(self, job)
  local out = {}
  for _, row in ipairs(self.database:rows([[SELECT hints FROM _behaviours
    WHERE process IN ('', ?) ORDER BY process]], job.ReleaseName)) do
    for name, value in pairs(json.decode(row.hints)) do out[name] = value end
  end
  local given = job.InputArguments and json.decode(job.InputArguments)
  for name, value in pairs(type(given) == "table" and given or {}) do
    if value ~= json.null then out[name] = value end
  end
  return out
end

local function number(value, default)
  return type(value) == "number" and value >= 0 and value or default
end

-- A robot of the folder that does nothing, and its machine, where that one's
-- runtimes of the job's type are not switched off.
local FREE = [[SELECT r.Id, m.Id, m."Name" FROM "Robots" r
  LEFT JOIN "Machines" m ON m.Id = coalesce((SELECT Id FROM "Machines"
    WHERE Id = r."MachineId"), (SELECT min(Id) FROM "Machines"))
  WHERE r._folder = ?1 AND r."Enabled" AND r.Id NOT IN (
    SELECT robot FROM _runs WHERE robot NOTNULL) AND NOT EXISTS (
    SELECT 1 FROM _license_off o WHERE o.machine = m.Id AND o.type = ?2)
  ORDER BY r.Id LIMIT 1]]

local turns = {}

-- Waits for a robot; while there is none, looks again in a second.
function turns.Pending(self, job)
  local robot, machine, host = self.database:row(FREE, job._folder,
    job.RuntimeType)
  if not robot then return later(self, job.Id, TAKE) end
  self.database:run("UPDATE _runs SET robot = ? WHERE job = ?", robot, job.Id)
  store.move(self.database, job.Id, "Running", { _Robot = robot,
    StartTime = store.now(), _Machine = machine, HostMachineName = host })
  job._Robot, job._Machine, job.HostMachineName = robot, machine, host
  store.log(self.database, job, "Info", job.ReleaseName
    .. " execution started")
  local hint = hints(self, job)
  local seconds = number(hint.sandbox_seconds, RUN)
  later(self, job.Id, hint.sandbox_suspend and seconds / 2 or seconds)
end

local function suspend(self, job, hint)
  self.database:run("UPDATE _runs SET robot = NULL WHERE job = ?", job.Id)
  store.move(self.database, job.Id, "Suspended", { ResumeVersion = 0 })
  store.log(self.database, job, "Info", job.ReleaseName
    .. " execution suspended")
  local seconds = number(hint.sandbox_suspend, 0)
  store.wait(self.database, job, seconds > 0
    and instant.from_time(core.now() + seconds / self.speed) or nil)
  if seconds > 0 then return later(self, job.Id, seconds) end
  self.database:run("DELETE FROM _runs WHERE job = ?", job.Id)
end

-- What a recorder leaves of a job that failed, where its process wants that.
local function leave_recording(self, job)
  local wanted = self.database:row([[SELECT 1 FROM "Releases" WHERE Id = ?
    AND json_extract("ProcessSettings", '$.ErrorRecordingEnabled')]],
    job._Release)
  if not wanted then return end
  local name = ("%s.txt"):format(job.Key)
  local place = "executionmedia/" .. name
  local content = ("The last steps of job %s.\n"):format(job.Key)
  self.database:run([[INSERT OR REPLACE INTO _blobs (bucket, path, content,
    type, size, modified) VALUES (0, ?, ?, 'text/plain', ?, ?)]], place,
    content, #content, store.now())
  entities.insert(self.database, "ExecutionMedia", { Name = name,
    StorageLocation = place, JobId = job.Id, ReleaseName = job.ReleaseName,
    _folder = job._folder })
  entities.update(self.database, "Jobs", job.Id, { HasMediaRecorded = true })
end

local function fault(self, job, message)
  leave_recording(self, job)
  store.log(self.database, job, "Error", message)
  store.move(self.database, job.Id, "Faulted", { Info = message,
    ErrorCode = "Robot", JobError = json.object("code", "Workflow", "title",
      "Job faulted", "detail", message, "category", "User", "status", 0,
      "timestamp", store.now():sub(1, 19) .. "Z").text })
end

function turns.Running(self, job)
  local hint = hints(self, job)
  if hint.sandbox_suspend and not job.ResumeVersion then
    return suspend(self, job, hint)
  elseif hint.sandbox_fault then
    return fault(self, job, tostring(hint.sandbox_fault))
  end
  local output = hint.sandbox_output
  store.log(self.database, job, "Info", job.ReleaseName .. " execution ended")
  store.move(self.database, job.Id, "Successful", { Info = "Job completed",
    OutputArguments = type(output) == "table" and json.encode(output)
      or "{}" })
end

function turns.Suspended(self, job)
  store.resume(self.database, job, core.now())
end

-- The rest of its time is half of it.
function turns.Resumed(self, job)
  local robot = self.database:row(FREE, job._folder,
    job.RuntimeType)
  if not robot then return later(self, job.Id, TAKE) end
  self.database:run("UPDATE _runs SET robot = ? WHERE job = ?", robot, job.Id)
  store.move(self.database, job.Id, "Running", { _Robot = robot })
  later(self, job.Id, number(hints(self, job).sandbox_seconds, RUN) / 2)
end

local function stopped(message)
  return function(self, job)
    store.log(self.database, job, "Info", job.ReleaseName
      .. " execution stopped")
    store.move(self.database, job.Id, "Stopped", { Info = message })
  end
end

turns.Stopping = stopped "Stopped by the user."
turns.Terminating = stopped "The job was forcefully stopped by the user."

local function turn(self, id)
  local job = store.find(self.database, "Id = ?", id)
  local go_on = job and turns[job.State]
  if go_on then return go_on(self, job) end
  self.database:run("DELETE FROM _runs WHERE job = ?", id)
end

---Does what is due, and says in how many seconds the next thing is.
---@return number|nil seconds nil: nothing waits
function Robots:tick()
  for _, row in ipairs(self.database:rows(
    "SELECT job FROM _runs WHERE due <= ? ORDER BY due, job", core.now())) do
    self.database:transaction(turn, self, row.job)
  end
  local due = self.database:row "SELECT min(due) FROM _runs"
  return due and math.max(0, due - core.now())
end

return Robots
