-- RobotLogs: no keys, a window that only GetTotalCount sees past, and what
-- robots send in.

local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"

local logs = {}

function logs.RobotLogs_GetTotalCount(context)
  local options = query.options(context, "RobotLogs", model.type "LogDto")
  return respond.value(context, "Edm.Int64", query.total(context, options))
end

---------------------------------------------------------------------------
-- Sent in

-- Longer names of a level, as messages have them.
local levels = { Information = "Info", Warning = "Warn", Verbose = "Trace",
  Critical = "Fatal" }

local function refuse(what) problem.fail(400, 1009, what) end

local function text_of(value)
  return type(value) == "string" and value or nil
end

local function level_of(value)
  local level = levels[value] or value or "Info"
  if type(level) ~= "string" or not model.enum "Level".numbers[level] then
    refuse(("The level '%s' is not valid."):format(tostring(level)))
  end
  return level
end

-- The folder of a message: that of its job, or the one it names.
local function place(context, entry)
  local key = (text_of(entry.jobId) or ""):lower()
  local database = context.database
  local folder, machine = database:row(
    'SELECT _folder, _Machine FROM "Jobs" WHERE "Key" = ?', key)
  if folder then return folder, key, machine end
  local named = math.tointeger(entry.organizationUnitId)
    or math.tointeger(tonumber(
      context.request.headers["x-uipath-organizationunitid"] or ""))
  if not database:row('SELECT 1 FROM "Folders" WHERE Id = ?', named) then
    refuse "The log entry names no job and no folder."
  end
  return named, key ~= "" and key or nil
end

-- Stores one message of the robots' form.
local function store(context, entry, raw)
  if type(entry) ~= "table" or not text_of(entry.message) then
    refuse "A log entry has a message."
  end
  local folder, key, machine = place(context, entry)
  entities.insert(context.database, "RobotLogs", { _folder = folder,
    JobKey = key, MachineId = machine, Level = level_of(entry.level),
    Message = entry.message, RawMessage = raw,
    WindowsIdentity = text_of(entry.windowsIdentity),
    ProcessName = text_of(entry.processName),
    RobotName = text_of(entry.robotName),
    HostMachineName = text_of(entry.machineName),
    TimeStamp = instant.parse(text_of(entry.timeStamp) or "")
      or instant.from_time(core.now()) })
end

---One message, as a JSON object.
function logs.Logs_Post(context)
  local source = context.request.body
  store(context, json.decode(source), source)
  return respond.empty(200)
end

-- Robots have no token: they show the licence key of their machine.
local function check_robot(context)
  local key = context.request.headers["x-robot-license"]
  if not (key and context.database:row(
    'SELECT 1 FROM "Machines" WHERE "LicenseKey" = ?', key)) then
    problem.unauthenticated()
  end
end

---Several, each a text that is a JSON object; all or none.
function logs.Logs_SubmitLogs(context)
  if context.request.headers.authorization == nil then check_robot(context) end
  local list = json.decode(context.request.body)
  if getmetatable(list) ~= json.array_mt then
    refuse "A list of log entries is wanted."
  end
  for _, source in ipairs(list) do
    store(context, json.decode(text_of(source) or ""), source)
  end
  return respond.empty(200)
end

return logs
