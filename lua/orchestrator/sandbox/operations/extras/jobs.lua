-- Jobs and buckets by their GUIDs, and the files attached to jobs.

local action = require "orchestrator.sandbox.flows.action"
local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local instant = require "orchestrator.sandbox.instant"
local jobs_store = require "orchestrator.sandbox.flows.job_store"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"
local text = require "orchestrator.sandbox.text"

local jobs = {}

-- An entity by its GUID, with or without quotes.
local function by_key(set, column)
  local condition = ('t."%s" = ?'):format(column)
  return function(context)
    return entities.get(context, set, condition, context.args.identifier)
  end
end

jobs.Jobs_GetByKeyByIdentifier = by_key("Jobs", "Key")
jobs.Buckets_GetByKeyByIdentifier = by_key("Buckets", "Identifier")

local ROWS = ([[SELECT json_object('attachmentId', a.attachment, 'jobKey',
  a.job, 'category', a.category, 'attachmentName', f."Name",
  'lastModificationTime', NULL, 'lastModifierUserId', NULL, 'creationTime',
  %s, 'creatorUserId', a.creator)
  FROM _job_attachments a JOIN "Attachments" f ON f.Id = a.attachment
  WHERE a.job = ?1 AND (?2 IS NULL OR a.attachment = ?2)
  ORDER BY a.created, a.attachment]]):format(instant.wire_sql "a.created")

local function check_job(context, key)
  if not jobs_store.find(context.database, '"Key" = ? AND _folder = ?', key,
    context.folder_id) then
    problem.not_found "Job"
  end
end

---The attachments of one job, as a bare list.
function jobs.JobAttachments_GetByJobKey(context)
  local key = (context.params.jobKey or ""):lower()
  if not text.is_guid(key) then
    problem.fail(400, 1009, "The jobKey field is required.")
  end
  check_job(context, key)
  return respond.plain(json.raw("["
    .. context.database:objects(ROWS, key, nil) .. "]"))
end

---Says that an attachment belongs to a job; a second time changes nothing.
function jobs.JobAttachments_Post(context)
  local given = body.action(context.request.body,
    model.type(context.op.body), "model", true)
  local job, id = (given.jobKey or ""):lower(), given.attachmentId:lower()
  check_job(context, job)
  entities.must_exist(context, "Attachments", id)
  context.database:run("INSERT OR IGNORE INTO _job_attachments "
    .. "VALUES (?, ?, ?, ?, ?)", id, job, given.category, jobs_store.now(),
    action.actor(context).id)
  return respond.plain(json.raw(context.database:objects(ROWS, job, id)), 201)
end

return jobs
