-- Tasks of people: made, assigned, saved and completed. A generic, an app and
-- a form task differ in what they are made of, not in what becomes of them.

local body = require "orchestrator.sandbox.body"
local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"
local text = require "orchestrator.sandbox.text"

local tasks = {}

local BAD = 1000

local function given(context)
  return body.action(context.request.body, model.type(context.op.body),
    "request", not context.op.path:find "^/odata/")
end

local function now() return instant.from_time(core.now()) end

local function me(context)
  return math.tointeger(tonumber(context.tenant.user_id))
end

local function note_activity(context, task, kind, target)
  context.database:run([[INSERT INTO _task_activities (key, folder, task,
    kind, user, target, created) VALUES (?1, (SELECT _folder FROM "Tasks"
    WHERE Id = ?2), ?2, ?3, ?4, ?5, ?6)]], text.guid(), task, kind,
    me(context), target, now())
end

---------------------------------------------------------------------------
-- Reading one

local data_sql = [[SELECT json_object('status', t."Status",
  'data', json(d.data), 'action', t."Action", 'title', t."Title",
  'type', t."Type", 'priority', t."Priority",
  'assignedToUserId', t."AssignedToUserId",
  'organizationUnitId', t._folder, 'externalTag', t."ExternalTag",
  'lastAssignedTime', %s, 'completionTime', %s,
  'parentOperationId', t."ParentOperationId", 'key', t."Key",
  'isDeleted', json('false'), 'creationTime', %s,
  'creatorUserId', t."CreatorUserId", 'id', t.Id,
  'tags', json(coalesce(t."Tags", '[]'))%s)
  FROM "Tasks" t LEFT JOIN _task_data d ON d.task = t.Id
  WHERE t.%s = ? AND t._folder = ?]]

local function read_sql(column, more)
  return data_sql:format(instant.wire_sql 't."LastAssignedTime"',
    instant.wire_sql 't."CompletionTime"', instant.wire_sql 't."CreationTime"',
    more or "", column)
end

local by_id, by_key = read_sql "Id", read_sql '"Key"'
local form_by_id = read_sql("Id", ", 'formLayout', json(d.form), "
  .. "'formLayoutId', t.\"FormLayoutId\"")

local function one(context, sql, key)
  return context.database:row(sql, key, context.folder_id)
    or problem.not_found "Task"
end

local function get_by_id(sql)
  return function(context)
    return respond.plain(json.raw(one(context, sql,
      math.tointeger(tonumber(context.params.taskId)))))
  end
end

local function get_by_key(context)
  return respond.plain(json.raw(one(context, by_key,
    (context.params.taskKey or ""):lower())))
end

tasks.GenericTasks_GetTaskDataById = get_by_id(by_id)
tasks.AppTasks_GetAppTaskById = get_by_id(by_id)
tasks.TaskForms_GetTaskDataById = get_by_id(by_id)
tasks.TaskForms_GetTaskFormById = get_by_id(form_by_id)
tasks.GenericTasks_GetTaskDataByKey = get_by_key
tasks.AppTasks_GetAppTaskByKey = get_by_key

---------------------------------------------------------------------------
-- Making one

local function encoded(value)
  if value == nil then return nil end
  return json.encode(value)
end

local function create(kind)
  return function(context)
    local wanted = given(context)
    local id = entities.insert(context.database, "Tasks", {
      Title = wanted.title, Type = wanted.type or kind, Key = text.guid(),
      Priority = wanted.priority or "Low", Status = "Unassigned",
      IsCompleted = false, IsDeleted = false, _folder = context.folder_id,
      TaskCatalogName = wanted.taskCatalogName,
      ExternalTag = wanted.externalTag, Tags = encoded(wanted.tags),
      ParentOperationId = wanted.parentOperationId,
      FormLayoutId = wanted.formLayoutId, CreationTime = now(),
      BulkFormLayoutId = wanted.bulkFormLayoutId,
      CreatorUserId = me(context), OrganizationUnitId = context.folder_id })
    context.database:run("INSERT INTO _task_data VALUES (?, ?, ?)", id,
      encoded(wanted.data), encoded(wanted.formLayout))
    note_activity(context, id, "Created")
    return respond.plain(json.raw(one(context, by_id, id)), 201)
  end
end

tasks.GenericTasks_CreateTask = create "ExternalTask"
tasks.AppTasks_CreateAppTask = create "AppTask"
tasks.TaskForms_CreateFormTask = create "FormTask"

---------------------------------------------------------------------------
-- Saving and completing

-- A task that is there and not completed.
local function open_task(context, id)
  entities.must_exist(context, "Tasks", id)
  local status = context.database:row(
    'SELECT "Status" FROM "Tasks" WHERE Id = ?', id)
  if status == "Completed" then
    problem.fail(400, BAD, "The task is already completed.")
  end
end

local function save_data(context, id, data)
  if data == nil then return end
  context.database:run([[INSERT INTO _task_data VALUES (?1, ?2, NULL)
    ON CONFLICT (task) DO UPDATE SET data = ?2]], id, encoded(data))
end

local function save(context)
  local wanted = given(context)
  open_task(context, wanted.taskId)
  save_data(context, wanted.taskId, wanted.data)
  note_activity(context, wanted.taskId, "Saved")
  return respond.empty(204)
end

tasks.GenericTasks_SaveTaskData = save
tasks.AppTasks_SaveAppTasksData = save
tasks.TaskForms_SaveTaskData = save

function tasks.GenericTasks_SaveTaskTags(context)
  local wanted = given(context)
  entities.must_exist(context, "Tasks", wanted.taskId)
  entities.update(context.database, "Tasks", wanted.taskId,
    { Tags = encoded(wanted.tags) or "[]" })
  return respond.empty(204)
end

local function finish(context, id, data, action, kind)
  open_task(context, id)
  save_data(context, id, data)
  entities.update(context.database, "Tasks", id, { Status = "Completed",
    IsCompleted = true, Action = action, CompletionTime = now() })
  note_activity(context, id, kind)
end

local function complete(context)
  local wanted = given(context)
  finish(context, wanted.taskId, wanted.data, wanted.action, "Completed")
  return respond.empty(204)
end

tasks.GenericTasks_CompleteTask = complete
tasks.AppTasks_CompleteAppTask = complete
tasks.TaskForms_CompleteTask = complete

---------------------------------------------------------------------------
-- Assigning

local function find_user(context, wanted)
  return (context.database:row([[SELECT Id FROM "Users" WHERE Id = ?1
    OR "UserName" = ?2 COLLATE NOCASE OR "EmailAddress" = ?2 COLLATE NOCASE]],
    wanted.UserId, wanted.UserNameOrEmail))
end

local function set_assignee(context, id, user, kind)
  entities.update(context.database, "Tasks", id, {
    Status = user and "Pending" or "Unassigned",
    AssignedToUserId = user or body.null,
    LastAssignedTime = user and now() or nil })
  note_activity(context, id, kind, user)
end

local function failure(wanted, code, message)
  return json.object("TaskId", wanted.TaskId, "UserId", wanted.UserId,
    "ErrorCode", code, "ErrorMessage", message, "UserNameOrEmail",
    wanted.UserNameOrEmail).text
end

-- What is wrong with doing something to a task, or nil and it was done.
local function try(context, wanted, act)
  if math.type(wanted.TaskId) ~= "integer"
    or not entities.exists(context, "Tasks", wanted.TaskId) then
    return failure(wanted, 1002, "Task does not exist.")
  end
  local status = context.database:row(
    'SELECT "Status" FROM "Tasks" WHERE Id = ?', wanted.TaskId)
  if status == "Completed" then
    return failure(wanted, BAD, "The task is already completed.")
  end
  return act(wanted)
end

-- Answers a list of what failed; an empty one says that all went well.
local function bulk(read, act)
  return function(context)
    local failed = {}
    for _, wanted in ipairs(read(given(context))) do
      failed[#failed + 1] = try(context, wanted, function()
        return act(context, wanted)
      end)
    end
    return respond.collection(context,
      "Collection(UiPath.TaskOperationErrorResponse)",
      table.concat(failed, ","))
  end
end

local function assignments(wanted)
  local list = {}
  for i, row in ipairs(wanted.taskAssignments) do
    list[i] = {}
    for name, value in pairs(row) do
      if value ~= json.null then list[i][name] = value end
    end
  end
  return list
end

local function ids(wanted)
  local list = {}
  for i, id in ipairs(wanted.taskIds) do list[i] = { TaskId = id } end
  return list
end

local function assign(kind)
  return function(context, wanted)
    local user = find_user(context, wanted)
    if not user then return failure(wanted, 1002, "User does not exist.") end
    set_assignee(context, wanted.TaskId, user, kind)
  end
end

tasks.Tasks_AssignTasks = bulk(assignments, assign "Assigned")
tasks.Tasks_ReassignTasks = bulk(assignments, assign "Reassigned")
tasks.Tasks_UnassignTasks = bulk(ids, function(context, wanted)
  set_assignee(context, wanted.TaskId, nil, "Unassigned")
end)
tasks.Tasks_DeleteTasks = bulk(ids, function(context, wanted)
  note_activity(context, wanted.TaskId, "Deleted")
  entities.remove(context.database, "Tasks", wanted.TaskId)
end)

local function save_and_reassign(context)
  local wanted = given(context)
  open_task(context, wanted.TaskId or 0)
  local user = find_user(context, wanted)
  if not user then problem.not_found "User" end
  if wanted.SaveData ~= false then
    save_data(context, wanted.TaskId, wanted.Data)
  end
  set_assignee(context, wanted.TaskId, user, "Reassigned")
  return respond.empty(204)
end

tasks.GenericTasks_SaveAndReassignTask = save_and_reassign
tasks.AppTasks_SaveAndReassignAppTasks = save_and_reassign
tasks.TaskForms_SaveAndReassignTask = save_and_reassign

---------------------------------------------------------------------------
-- Several forms at once

-- What a bulk changes beside the data.
local function bulk_changes(context, wanted)
  local changes = { Title = wanted.title, Priority = wanted.priority }
  if wanted.taskCatalogId then
    changes.TaskCatalogName = context.database:row(
      'SELECT "Name" FROM "TaskCatalogs" WHERE Id = ?', wanted.taskCatalogId)
      or problem.not_found "TaskCatalog"
  elseif wanted.unsetTaskCatalog then
    changes.TaskCatalogName = body.null
  end
  return changes
end

-- Answers what could not be done, each task for itself.
local function bulk_forms(act)
  return function(context)
    local wanted, failed = given(context), setmetatable({}, json.array_mt)
    local changes = bulk_changes(context, wanted)
    for _, id in ipairs(wanted.taskIds) do
      local ok, reply = pcall(function()
        open_task(context, id)
        entities.update(context.database, "Tasks", id, changes)
        act(context, id, wanted)
      end)
      if not ok and not problem.is_reply(reply) then error(reply, 0) end
      local told = not ok and json.decode(reply.body)
      if told then
        failed[#failed + 1] = json.object("taskId", id, "errorCode",
          told.errorCode, "errorMessage", told.message)
      end
    end
    return respond.plain(failed)
  end
end

tasks.TaskForms_BulkCompleteTasks = bulk_forms(function(context, id, wanted)
  finish(context, id, wanted.data, wanted.action, "Completed")
end)
tasks.TaskForms_BulkUpdateTasks = bulk_forms(function(context, id, wanted)
  save_data(context, id, wanted.data)
  note_activity(context, id, "Saved")
end)

---------------------------------------------------------------------------
-- The rest

function tasks.Tasks_EditTaskMetadata(context)
  local wanted = given(context)
  entities.must_exist(context, "Tasks", wanted.TaskId)
  local changes = { Title = wanted.Title, Priority = wanted.Priority }
  if wanted.TaskCatalogId then
    changes.TaskCatalogName = context.database:row(
      'SELECT "Name" FROM "TaskCatalogs" WHERE Id = ?', wanted.TaskCatalogId)
      or problem.not_found "TaskCatalog"
  elseif wanted.UnsetTaskCatalog then
    changes.TaskCatalogName = body.null
  end
  entities.update(context.database, "Tasks", wanted.TaskId, changes)
  return respond.empty(200)
end

-- What one may be allowed to do with tasks.
local RIGHTS = [[SELECT json_object('Name', p.name, 'IsGranted',
  json(iif(EXISTS (SELECT 1 FROM "Users" u, json_each(u."RolesList") e
    JOIN "Roles" r ON r."Name" = e.value
    WHERE u.Id = ?1 AND (r."Name" = 'Administrator' OR EXISTS (SELECT 1
      FROM json_each(coalesce(r."Permissions", '[]')) q
      WHERE json_extract(q.value, '$.Name') = p.name
      AND json_extract(q.value, '$.IsGranted')))), 'true', 'false')),
  'RoleId', NULL, 'Scope', 'Folder', 'Id', p.id) AS permission
  FROM (SELECT 1 AS id, 'Tasks.View' AS name UNION ALL
    SELECT 2, 'Tasks.Create' UNION ALL SELECT 3, 'Tasks.Edit' UNION ALL
    SELECT 4, 'Tasks.Delete') p ORDER BY p.id]]

local function answer_list(context, of, list)
  return respond.collection(context, of,
    table.concat(query.slice(context, list), ","))
end

---The caller's rights to tasks: those of the roles it has.
function tasks.Tasks_GetTaskPermissions(context)
  local list = {}
  for i, row in ipairs(context.database:rows(RIGHTS, me(context))) do
    list[i] = row.permission
  end
  return answer_list(context, "Permissions", list)
end

---Who tasks of a folder can be given to: people, not robots.
function tasks.Tasks_GetTaskUsersByOrganizationunitid(context)
  local list = {}
  entities.must_exist(context, "Folders", context.args.organizationUnitId)
  for i, row in ipairs(context.database:rows [[SELECT json_object('name',
    "Name", 'surname', "Surname", 'userName', "UserName", 'emailAddress',
    "EmailAddress", 'displayName', "FullName", 'id', Id) AS user
    FROM "Users" WHERE coalesce("IsActive", 1)
    AND coalesce("Type", 'User') IN ('User', 'DirectoryUser')
    ORDER BY Id]]) do
    list[i] = row.user
  end
  return answer_list(context, "Collection(UiPath.Server.Configuration.OData"
    .. ".UserLoginInfoDto)", list)
end

---What was done to a task, oldest first.
function tasks.TaskActivities_GetByTaskId(context)
  local list = {}
  for i, row in ipairs(context.database:rows([[SELECT json_object(
    'Key', key, 'OrganizationUnitId', folder, 'TaskId', task,
    'ActivityType', kind, 'CreatorUserId', user, 'TargetUserId', target,
    'CreationTime', created, 'Id', id) AS activity FROM _task_activities
    WHERE task = ? AND folder = ? ORDER BY id]], context.args.taskId,
    context.folder_id)) do
    list[i] = row.activity
  end
  return respond.collection(context, "TaskActivities",
    table.concat(query.slice(context, list), ","))
end

return tasks
