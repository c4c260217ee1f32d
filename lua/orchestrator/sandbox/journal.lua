-- What a write leaves behind beside what it wrote: a row of the audit log,
-- and the events that tell of an entity that came, changed or went.

local action = require "orchestrator.sandbox.flows.action"
local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local entity_sql = require "orchestrator.sandbox.entity_sql"
local events = require "orchestrator.sandbox.events"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local query = require "orchestrator.sandbox.query"
local task_events = require "orchestrator.sandbox.flows.task_events"

local journal = {}

-- These change nothing, or are a robot's own work.
local unlogged = { "Export", "Validate", "_GetRobotAsset", "TestAutomation_Get",
  "Transaction", "Logs_", "Webhooks_Ping", "GetNextItem", "Alerts_" }

local function is_logged(op)
  for _, part in ipairs(unlogged) do
    if op.id:find(part, 1, true) then return false end
  end
  return true
end

-- The first part of an operation's name that says what it does.
local actions = {
  { "StartJobs", "StartJob" }, { "RestartJob", "StartJob" },
  { "StopJob", "StopJob" }, { "ResumeJob", "ResumeJob" },
  { "Upload", "Upload" }, { "ShareTo", "Associate" },
  { "Unassign", "Unassign" }, { "Remove", "Unassign" },
  { "Assign", "Assign" }, { "Reassign", "Assign" },
  { "Toggle", "Toggle" }, { "SetEnabled", "Toggle" },
  { "Activate", "Activate" }, { "MoveFolder", "Move" },
  { "StartExploring", "ExploreStart" }, { "StopExploring", "ExploreEnd" },
  { "StartTestSet", "Start" }, { "CancelTest", "End" },
  { "Delete", "Delete" }, { "Post", "Create" }, { "Add", "Create" },
  { "BulkAdd", "Create" }, { "Create", "Create" },
  { "SetItemReviewStatus", "ChangeStatus" }, { "Convert", "Convert" },
}

local function action_of(op)
  local name = op.id:match "_(.*)$"
  for _, pair in ipairs(actions) do
    if name:sub(1, #pair[1]) == pair[1] then return pair[2] end
  end
  return "Update"
end

local components = { Releases = "Processes", Processes = "Packages",
  ProcessSchedules = "Schedules", QueueDefinitions = "Queues",
  Queues = "Queues", QueueItems = "Queues", QueueItemComments = "Comments",
  QueueRetention = "Queues", ReleaseRetention = "Processes",
  OrganizationUnits = "Units", GenericTasks = "Tasks", AppTasks = "Tasks",
  TaskForms = "Tasks", TaskNotes = "Tasks", Calendars = "Settings",
  LicensesRuntime = "License", LicensesNamedUser = "License",
  Licensing = "License", Attachments = "JobAttachments",
  TestDataQueueActions = "TestDataQueueItems", TestAutomation = "TestSets",
  TaskRetention = "TaskCatalogs" }

local named = model.enum "Component"

local function component_of(op)
  local tag = op.id:match "^[^_]+"
  local name = components[tag] or tag
  return named.numbers[name] and name or "Unknown"
end

---------------------------------------------------------------------------
-- The entity

local function set_of(op)
  local set = op.path:match "^/odata/(%w+)"
  return model.sets[set] and set
end

-- Never in the log, however they came in.
local SECRETS = "'$.Password','$.Secret','$.CredentialPassword',"
  .. "'$.SecretValue','$.UserValues','$.LicenseKey','$.ClientSecret'"

-- An entity as JSON, without secrets, by its key.
local function snapshot(context, set, key)
  local row = query.one({ database = context.database }, { set = set,
    of = model.type(model.sets[set]), order = {}, expand = {} },
    entity_sql.key(set) .. " = ?", key)
  return row and context.database:row(("SELECT json_remove(?, %s)")
    :format(SECRETS), row)
end

local names = { "Name", "DisplayName", "UserName", "ReleaseName", "Title",
  "Reference", "Key" }

local function name_in(members)
  for _, name in ipairs(names) do
    local value = members[name]
    if type(value) == "string" then return value end
  end
end

-- What a created entity's answer says of its key.
local function created(reply)
  local told = reply.status == 201 and json.decode(reply.body)
  if type(told) ~= "table" then return nil end
  if getmetatable(told.value) == json.array_mt then told = told.value[1] end
  return type(told) == "table" and (told.Id or told.id) or nil
end

---------------------------------------------------------------------------
-- Events

local entity_events = {
  QueueDefinitions = { "queue", "Queues", events.QUEUE },
  Releases = { "process", "Releases", [[SELECT json_object('Id', Id, 'Key',
    "Key", 'ProcessKey', "ProcessKey", 'ProcessVersion', "ProcessVersion",
    'ProcessType', "ProcessType", 'Name', "Name", 'Description',
    "Description") FROM "Releases" WHERE Id = ?]] },
  Robots = { "robot", "Robots", [[SELECT json_object('Id', Id, 'Name',
    "Name", 'MachineId', "MachineId", 'MachineName', "MachineName",
    'Description', "Description", 'UserName', "Username", 'Type', "Type",
    'HostingType', "HostingType") FROM "Robots" WHERE Id = ?]] },
}

local verbs = { Create = "created", Delete = "deleted" }

local function tell(context, set, what, object)
  local kind = entity_events[set]
  if not kind or not object then return end
  events.emit(context.database, kind[1] .. "." .. (verbs[what] or "updated"),
    { folder = context.folder_id, user = action.actor(context).id },
    function()
      return kind[2], setmetatable({ json.raw(object) }, json.array_mt)
    end)
end

---------------------------------------------------------------------------
-- The audit log

local function write(context, what, entity)
  local op, actor = context.op, action.actor(context)
  local component = component_of(op)
  local of = actor.id and context.database:row(
    'SELECT "Type" FROM "Users" WHERE Id = ?', actor.id)
  local text = ("%s %s %s%s"):format(actor.name, what, component,
    entity.name and " " .. entity.name or "")
  local id = entities.insert(context.database, "AuditLogs", {
    ServiceName = op.id:match "^[^_]+", MethodName = op.id:match "_(.*)$",
    ExecutionTime = instant.from_time(core.now()), Action = what,
    Component = component, DisplayName = entity.name, EntityId = entity.id,
    OperationText = text, UserName = actor.name, UserType = of,
    ExternalClientId = actor.client, UserId = actor.id,
    UserIsDeleted = false })
  entities.update(context.database, "AuditLogs", id, { Entities =
    "[" .. json.object("Id", id, "AuditLogId", id, "CustomData", entity.text,
      "EntityId", entity.id, "EntityName", entity.name, "Action", what).text
    .. "]" })
end

local function number(value) return math.type(value) == "integer" and value end

---What must be looked at before a write: what it takes away.
---@return table
function journal.before(context)
  local op, before = context.op, {}
  local set, key = set_of(op), context.args.key
  if op.id:find "_Delete" and set and key then
    before.text = snapshot(context, set, key)
    before.event = entity_events[set]
      and context.database:row(entity_events[set][3], key)
  end
  before.tasks = task_events.before(context)
  return before
end

---Writes down what a request has done.
---@param before table of before()
---@param reply table the answer
function journal.after(context, before, reply)
  local op = context.op
  if reply.status > 299 or not is_logged(op) then return end
  local set, key, what = set_of(op), context.args.key, action_of(op)
  key = key or created(reply)
  local text = before.text or set and key and snapshot(context, set, key)
  local members = text and json.decode(text) or {}
  write(context, what, { id = number(key), text = text,
    name = name_in(members) or op.path:find "^/odata/%w+%('" and key or nil })
  if set and key and op.path:find("^/odata/" .. set) then
    tell(context, set, what, before.event or entity_events[set]
      and context.database:row(entity_events[set][3], key))
  end
  task_events.tell(context, before.tasks, number(key), reply)
end

return journal
