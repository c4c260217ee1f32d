-- The verbs of daily work that some entity sets have beside the API's
-- operations; each noun's are in a file of its own, loaded on first use.

local common = require "orchestrator.verbs.common"
local deadline = require "orchestrator.deadline"
local errors = require "orchestrator.errors"
local require = require("orchestrator.host").require

local verbs = {}

local FILES = {
  Alerts = "alerts", ApiTriggers = "http_triggers", Assets = "assets",
  AuditLogs = "audit_logs",
  Buckets = "buckets", Calendars = "calendars",
  CredentialStores = "credential_stores", DirectoryService = "directory",
  Exports = "exports", Folders = "folders",
  HttpTriggers = "http_triggers", Jobs = "jobs",
  Libraries = "libraries", LicensesNamedUser = "named_user_licences",
  LicensesRuntime = "licences",
  Machines = "machines", ProcessSchedules = "triggers",
  Processes = "packages", QueueDefinitions = "queues",
  Releases = "processes", RobotLogs = "robot_logs", Robots = "robots",
  Roles = "roles", Sessions = "sessions", Settings = "settings",
  TaskCatalogs = "task_catalogs", Tasks = "tasks",
  TestSetExecutions = "test_executions", TestSetSchedules = "test_schedules",
  TestSets = "test_sets", Users = "users", Webhooks = "webhooks",
}

---The file under verbs/ that has a set's verbs.
---@param tag string
---@return string|nil
function verbs.room(tag) return FILES[tag] end

-- Verbs are made of methods and rely on it that these raise, also where the
-- user's own calls return their failures.
local function raising_owner(owner)
  if not owner.connection.safe then return owner end
  local twin = rawget(owner, "_raising")
  if not twin then
    twin = setmetatable({
      connection = setmetatable({ safe = false },
        { __index = owner.connection }),
      tenant = rawget(owner, "tenant"), label = rawget(owner, "label"),
      header = rawget(owner, "header"), _original = owner,
    }, getmetatable(owner))
    rawset(owner, "_raising", twin)
  end
  return twin
end

---The same tenant or folder, whose methods raise.
---@param owner table
---@return table
verbs.raising = raising_owner

---The tenant or folder as the user has it.
---@param owner table
---@return table
function verbs.original(owner) return rawget(owner, "_original") or owner end

local function raising_query(query)
  local owner = raising_owner(query.owner)
  if owner == query.owner then return query end
  return setmetatable({ connection = owner.connection, owner = owner,
    spec = query.spec }, getmetatable(query))
end

-- Those that take as long as there is to do: each of their requests has the
-- connection's timeout. The others have it once, for all that they do.
local LONG = { download = true, download_export = true, find = true,
  run = true, tree = true, upload = true, wait = true }

local function verb(name, fn)
  if not LONG[name] then fn = deadline.method(name, fn) end
  return errors.method(function(self, ...)
    return fn(raising_query(self), ...)
  end)
end

-- Those that iterate raise in any case, since a quiet end would cut a report
-- short.
local ITERATORS = { follow = true }

local function iterator(_, fn)
  return function(self, ...) return fn(raising_query(self), ...) end
end

---The verbs of a set, as methods for users.
---@param catalogue orchestrator.Catalogue the connection's
---@param tag string
---@return table<string, function> by their names
function verbs.of(catalogue, tag)
  local wrapped = catalogue:remember "verbs"
  if not wrapped[tag] then
    local methods = {}
    for name, fn in pairs(common.of(catalogue, tag)) do
      methods[name] = verb(name, fn)
    end
    for name, fn in pairs(FILES[tag]
      and require("orchestrator.verbs." .. FILES[tag]) or {}) do
      methods[name] = (ITERATORS[name] and iterator or verb)(name, fn)
    end
    wrapped[tag] = methods
  end
  return wrapped[tag]
end

return verbs
