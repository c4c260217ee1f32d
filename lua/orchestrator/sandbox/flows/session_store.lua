-- The sessions of robots: one for each robot on a machine, made when it first
-- takes a job there, and busy as long as it works.

local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local events = require "orchestrator.sandbox.events"
local instant = require "orchestrator.sandbox.instant"

local sessions = {}

local FIND = [[SELECT Id FROM "Sessions" WHERE _Robot = ?
  AND "MachineId" IS ?]]

local function make(database, job)
  local machine = database:row('SELECT "Name" FROM "Machines" WHERE Id = ?',
    job._Machine)
  return entities.insert(database, "Sessions", { MachineId = job._Machine,
    MachineName = machine, HostMachineName = job.HostMachineName,
    IsUnresponsive = false, RobotSessionType = "LongLived",
    Platform = "Windows", OrganizationUnitId = job._folder,
    _Robot = job._Robot, _folder = job._folder })
end

---Writes down what a job's robot does.
---@param database table
---@param job table with _Robot, _Machine, HostMachineName, _folder
---@param state string "Busy" | "Available"
function sessions.set(database, job, state)
  if not job._Robot then return end
  local id = database:row(FIND, job._Robot, job._Machine)
    or make(database, job)
  entities.update(database, "Sessions", id, { State = state,
    ReportingTime = instant.from_time(core.now()) })
  events.session(database, id)
end

return sessions
