-- Notes on tasks: written once, listed by task.

local body = require "orchestrator.sandbox.body"
local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local instant = require "orchestrator.sandbox.instant"
local model = require "orchestrator.sandbox.model"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"
local text = require "orchestrator.sandbox.text"

local notes = {}

local columns = [[json_object('Key', key, 'OrganizationUnitId', folder,
  'TaskId', task, 'Text', text, 'CreatorUserId', user, 'CreationTime',
  created, 'Id', id)]]

function notes.TaskNotes_CreateTaskNote(context)
  local given = body.action(context.request.body,
    model.type(context.op.body), "taskNoteCreateRequest")
  entities.must_exist(context, "Tasks", given.TaskId)
  local _, id = context.database:run([[INSERT INTO _task_notes (key, folder,
    task, text, user, created) VALUES (?, ?, ?, ?, ?, ?)]], text.guid(),
    context.folder_id, given.TaskId, given.Text,
    math.tointeger(tonumber(context.tenant.user_id)),
    instant.from_time(core.now()))
  return respond.object(context, "TaskNotes/$entity", context.database:row(
    "SELECT " .. columns .. " FROM _task_notes WHERE id = ?", id), 201)
end

function notes.TaskNotes_GetByTaskId(context)
  entities.must_exist(context, "Tasks", context.args.taskId)
  local list = {}
  for i, row in ipairs(context.database:rows("SELECT " .. columns
    .. " AS note FROM _task_notes WHERE task = ? ORDER BY id",
    context.args.taskId)) do
    list[i] = row.note
  end
  return respond.collection(context, "TaskNotes", table.concat(
    query.slice(context, list), ","))
end

return notes
