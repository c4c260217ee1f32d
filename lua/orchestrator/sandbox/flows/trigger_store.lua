-- Triggers that fire: the jobs they start, and those of queues that look at
-- their items by themselves. What is due by a cron expression is not fired.

local core = require "orchestrator.sandbox.core"
local events = require "orchestrator.sandbox.events"
local json = require "orchestrator.sandbox.json"
local jobs = require "orchestrator.sandbox.flows.job_store"
local problem = require "orchestrator.sandbox.problem"
local text = require "orchestrator.sandbox.text"

local Triggers = {}
Triggers.__index = Triggers

-- Seconds of the sandbox's time between two looks at the queues.
local INTERVAL = 10

local ACTIVE = [[SELECT count(*) FROM "Jobs" WHERE "StartingScheduleId" = ?
  AND "State" IN (SELECT value FROM json_each(?))]]

local function active(database, trigger, states)
  return (database:row(ACTIVE, trigger, states))
end

-- How many jobs a trigger of its time starts: a number, one for each robot
-- (0), or one for each that it names (-1).
local function strategy(database, trigger)
  local wanted = trigger.StartStrategy or 1
  if wanted == 0 then
    return database:row([[SELECT count(*) FROM "Robots" WHERE _folder = ?
      AND "Enabled"]], trigger._folder)
  elseif wanted < 0 then
    local robots = json.decode(trigger.ExecutorRobots or "[]")
    return math.max(1, #robots)
  end
  return wanted
end

-- Raises unless a trigger's process can run.
local function process_of(database, trigger)
  local release = trigger.ReleaseId
    and jobs.release(database, "Id = ?", trigger.ReleaseId)
  if not release then problem.not_found "Release" end
  jobs.check_runtime(database, trigger._folder)
  return release
end

local function start(database, trigger, release, count)
  local ids, batch = {}, text.guid()
  for i = 1, count do
    ids[i] = jobs.add(database, release, { Source = trigger.Name,
      SourceType = trigger.QueueDefinitionId and "Queue" or "Schedule",
      StartingScheduleId = trigger.Id, BatchExecutionKey = batch,
      InputArguments = trigger.InputArguments or release.InputArguments,
      JobPriority = trigger.JobPriority, RuntimeType = trigger.RuntimeType,
      SpecificPriorityValue = trigger.SpecificPriorityValue })
    jobs.appoint(database, ids[i], core.now())
  end
  events.jobs_created(database, ids, release, { Source = "Schedule" })
end

---Fires a trigger; raises when it cannot.
---@param trigger table its row
function Triggers.fire(database, trigger)
  local release = process_of(database, trigger)
  if active(database, trigger.Id, '["Pending"]') > 0 then
    problem.fail(409, 1670, "There are pending jobs of this trigger already.")
  end
  start(database, trigger, release, strategy(database, trigger))
end

---------------------------------------------------------------------------
-- By queues

local DUE = [[SELECT * FROM "ProcessSchedules"
  WHERE "Enabled" AND "QueueDefinitionId" NOTNULL ORDER BY Id]]

-- The first job comes with the first so many items, and one more with each
-- further number of them.
local function wanted_jobs(trigger, items)
  local first = trigger.ItemsActivationThreshold or 1
  if items < first then return 0 end
  local count = 1
    + (items - first) // (trigger.ItemsPerJobActivationTarget or 1)
  return math.min(count, trigger.MaxJobsForActivation or 1)
end

local function look(database, trigger)
  local items = database:row([[SELECT count(*) FROM "QueueItems"
    WHERE "QueueDefinitionId" = ? AND "Status" = 'New'
    AND ("DeferDate" IS NULL OR "DeferDate" <= ?)]],
    trigger.QueueDefinitionId, jobs.now())
  local count = wanted_jobs(trigger, items) - active(database, trigger.Id,
    '["Pending","Running","Resumed","Stopping","Terminating"]')
  if count < 1 then return end
  local ok, release = pcall(process_of, database, trigger)
  if ok then return start(database, trigger, release, count) end
  if not problem.is_reply(release) then error(release, 0) end
  events.emit(database, "schedule.failed", { folder = trigger._folder,
    key = trigger.Key }, function()
    return "ProcessSchedule", json.object("Id", trigger.Id, "Name",
      trigger.Name, "Enabled", true, "TimeZoneId", trigger.TimeZoneId),
      "Reason", json.decode(release.body).message
  end)
end

function Triggers.new(tenant)
  return setmetatable({ database = tenant.database, speed = tenant.speed,
    due = 0 }, Triggers)
end

---Looks at the queues when it is time.
---@return number|nil seconds until the next time; nil: no queue has a trigger
function Triggers:tick()
  local database = self.database
  if not database:row(DUE) then return nil end
  local now = core.now()
  if self.due <= now then
    self.due = now + INTERVAL / self.speed
    database:transaction(function()
      for _, trigger in ipairs(database:rows(DUE)) do look(database, trigger)
      end
    end)
  end
  return self.due - now
end

return Triggers
