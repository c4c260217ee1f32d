-- The events that tell of tasks: which operation raises which, and for which
-- of the tasks its body names.

local action = require "orchestrator.sandbox.flows.action"
local events = require "orchestrator.sandbox.events"
local json = require "orchestrator.sandbox.json"

local task_events = {}

local created, completed = { "task.created" }, { "task.completed" }
local saved, updated = { "task.saved" }, { "task.updated" }
local deleted, assigned = { "task.deleted" }, { "task.assignmentChanged" }
local both = { "task.saved", "task.assignmentChanged" }

-- By the operation's name without its tag.
local raised = { CreateTask = created, CreateAppTask = created,
  CreateFormTask = created, CompleteTask = completed,
  CompleteAppTask = completed, BulkCompleteTasks = completed,
  SaveTaskData = saved, SaveAppTasksData = saved, BulkUpdateTasks = saved,
  SaveTaskTags = updated, EditTaskMetadata = updated,
  AssignTasks = assigned, ReassignTasks = assigned,
  UnassignTasks = assigned, DeleteTasks = deleted,
  SaveAndReassignTask = both, SaveAndReassignAppTasks = both }

local TASK = [[SELECT json_object('Title', "Title", 'Type', "Type",
  'Priority', "Priority", 'Status', "Status", 'CreationTime',
  "CreationTime", 'TaskCatalogName', "TaskCatalogName", 'Id', Id,
  'OrganizationUnitId', _folder, 'AssignedToUserId', "AssignedToUserId",
  'Key', "Key"), coalesce("Tags", '[]') FROM "Tasks" WHERE Id = ?]]

-- The tasks that an answer says nothing was done to.
local function refused(reply)
  local told = reply and reply.body ~= "" and json.decode(reply.body)
  local failed = {}
  if type(told) ~= "table" then return failed end
  for _, row in ipairs(told.value or told) do
    if type(row) == "table" then failed[row.TaskId or row.taskId or 0] = true
    end
  end
  return failed
end

-- The ids in a body, or the one of a task that was made.
local function ids_in(context, id)
  local given = json.decode(context.request.body)
  if type(given) ~= "table" then given = {} end
  local list = { id or given.taskId or given.TaskId }
  for _, key in ipairs(given.taskIds or {}) do list[#list + 1] = key end
  for _, one in ipairs(given.taskAssignments or {}) do
    list[#list + 1] = one.TaskId
  end
  return list
end

-- Tasks by id as events show them, with their tags when they were updated.
local function shown(context, ids, tagged)
  local found = {}
  for _, id in ipairs(ids) do
    local task, tags = context.database:row(TASK, id)
    if task and tagged then
      task = context.database:row("SELECT json_set(?, '$.Tags', json(?))",
        task, tags)
    end
    found[#found + 1] = task and { id = id, json = json.raw(task) } or nil
  end
  return found
end

local function events_of(op) return raised[op.id:match "_(.*)$"] end

---What must be looked at before a write: the tasks that it takes away.
function task_events.before(context)
  if events_of(context.op) ~= deleted then return nil end
  return shown(context, ids_in(context))
end

---Tells what a write did to tasks.
---@param before table|nil of before()
---@param id integer|nil of the one that was made
---@param reply table the answer
function task_events.tell(context, before, id, reply)
  for _, name in ipairs(events_of(context.op) or {}) do
    local list, failed = setmetatable({}, json.array_mt), refused(reply)
    for _, task in ipairs(before
      or shown(context, ids_in(context, id), name == "task.updated")) do
      if not failed[task.id] then list[#list + 1] = task.json end
    end
    if #list > 0 then
      events.emit(context.database, name, { folder = context.folder_id,
        user = action.actor(context).id }, function()
        return "Tasks", list
      end)
    end
  end
end

return task_events
