-- Tasks of people (the Action Center).

local errors = require "orchestrator.errors"
local options = require "orchestrator.options"
local which = require "orchestrator.verbs.which"

local tasks = {}

local ADD = { data = "table", priority = "text", catalog = "text",
  tag = "text", fields = "table" }

---Creates a task that a script or a person completes (CreateTask).
---@param title string
---@param given? { data?: table, priority?: string, catalog?: string,
---  tag?: string, fields?: table } catalog: its name. tag: ExternalTag.
---  fields: further ones of TaskCreateRequest
---@return table task
---@usage folder.Tasks:add("Approve 4711", { data = { Amount = 5 } })
function tasks.add(self, title, given)
  given = options.check(given, ADD, "add")
  if type(title) ~= "string" or title == "" then
    errors.argument("add: give the task's title")
  end
  local args = { title = title, type = "ExternalTask", data = given.data,
    priority = given.priority, taskCatalogName = given.catalog,
    externalTag = given.tag }
  for name, value in pairs(given.fields or {}) do args[name] = value end
  return self.owner.GenericTasks:CreateTask(args)
end

-- Who: a name or mail address goes as it is, since the API takes them.
local function assignee(task, who)
  local id = type(who) == "table" and (who.Id or who.id) or who
  if math.type(id) == "integer" then
    return { TaskId = task, UserId = id }
  elseif type(id) == "string" then
    return { TaskId = task, UserNameOrEmail = id }
  end
  errors.argument("assign: give a user's Id, its name or its row")
end

---Gives tasks to a user; who had one before loses it (AssignTasks, and
---ReassignTasks for those that have somebody).
---@param given integer|string|table Ids, titles or rows
---@param who integer|string|table a user's Id, user name, mail or row
---@return true
---@usage folder.Tasks:assign("Approve 4711", "grace")
function tasks.assign(self, given, who)
  local fresh, taken = {}, {}
  for _, id in ipairs(which.ids(self, given, "assign")) do
    local row = self:select("Id", "Status"):get(id)
    local list = row.Status == "Unassigned" and fresh or taken
    list[#list + 1] = assignee(id, who)
  end
  if #fresh > 0 then self:AssignTasks{ taskAssignments = fresh } end
  if #taken > 0 then self:ReassignTasks{ taskAssignments = taken } end
  return true
end

---Takes tasks from whoever has them (UnassignTasks).
---@param given integer|string|table Ids, titles or rows
---@return table[] failures, none
---@usage folder.Tasks:unassign "Approve 4711"
function tasks.unassign(self, given)
  return self:UnassignTasks{ taskIds = which.ids(self, given, "unassign") }
end

---Deletes tasks (DeleteTasks).
---@param given integer|string|table Ids, titles or rows
---@return table[] failures, none
---@usage folder.Tasks:remove "Approve 4711"
function tasks.remove(self, given)
  return self:DeleteTasks{ taskIds = which.ids(self, given, "remove") }
end

---Changes what is said of a task and keeps the rest (EditTaskMetadata).
---@param task integer|string|table its Id, title or row
---@param changes table Title, Priority, TaskCatalogId, UnsetTaskCatalog,
---  NoteText
---@return true
---@usage folder.Tasks:change("Approve 4711", { Priority = "High" })
function tasks.change(self, task, changes)
  if type(changes) ~= "table" or next(changes) == nil then
    errors.argument "change: give the fields that change"
  end
  local args = { TaskId = which.id(self, task, "change") }
  for name, value in pairs(changes) do args[name] = value end
  return self:EditTaskMetadata(args)
end

-- Each type of task is completed at another address.
local COMPLETE = { ExternalTask = { "GenericTasks", "CompleteTask" },
  FormTask = { "TaskForms", "CompleteTask" },
  AppTask = { "AppTasks", "CompleteAppTask" } }

---Completes a task (CompleteTask, CompleteAppTask).
---@param task integer|string|table its Id, title or row
---@param action? string what was chosen: "Approve"
---@param data? table
---@return true
---@usage folder.Tasks:complete("Approve 4711", "Approve")
function tasks.complete(self, task, action, data)
  local row = which.row(self, task, "complete")
  local at = COMPLETE[row.Type] or COMPLETE.ExternalTask
  return self.owner[at[1]][at[2]](self.owner[at[1]],
    { taskId = row.Id, action = action, data = data })
end

return tasks
