-- Exports: the rows that a list would show, as a CSV file in the store of the
-- buckets. The file is as of the request; its status moves in scaled time.

local audit = require "orchestrator.sandbox.flows.audit_service"
local blobs = require "orchestrator.sandbox.flows.blobs"
local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"

local exports = {}

-- Rows of one file; seconds of the sandbox's time until it is begun, and
-- done; seconds that an address is good. No bucket has the number 0.
local MOST, BEGUN, DONE, GOOD, BUCKET = 100000, 1, 3, 1800, 0

-- Seconds that a file is kept.
local KEPT = 168 * 3600

-- How far an export is, by its age.
local function status_of(context, requested)
  local age = (core.now() - requested) * context.tenant.speed
  return age < BEGUN and "New" or age < DONE and "InProgress" or "Completed"
end

local function find(context)
  return context.database:rows("SELECT * FROM _exports WHERE id = ?",
    context.args.key)[1] or problem.not_found "Export"
end

local function answer(context, export)
  local status = status_of(context, export.requested)
  local done = status == "Completed"
  return respond.object(context, "Exports/$entity", json.object("Id",
    export.id, "Name", export.name, "Type", export.type, "Status", status,
    "RequestedAt", instant.from_time(export.requested):sub(1, 23) .. "Z",
    "ExecutedAt", done and instant.from_time(export.requested
      + DONE / context.tenant.speed):sub(1, 23) .. "Z" or json.null,
    "Size", done and export.size or json.null).text)
end

local function path_of(export)
  return ("exports/%d/%s"):format(export.id, export.name)
end

-- Writes the rows of a set that the request's options ask for.
local function export(context, set, kind, extra)
  local options = query.options(context, set, model.type(model.sets[set]))
  if not options.top and query.total(context, options, extra) > MOST then
    problem.fail(400, 1000, ("The report is limited to %d rows; a narrower "
      .. "$filter makes it smaller."):format(MOST))
  end
  options.limit = options.top or MOST
  local content, requested = query.csv(context, options, extra), core.now()
  local name = ("%s-%s.csv"):format(kind,
    instant.from_time(requested):sub(1, 19):gsub(":", "-"))
  local _, id = context.database:run([[INSERT INTO _exports (name, type,
    requested, size) VALUES (?, ?, ?, ?)]], name, kind, requested, #content)
  local made = { id = id, name = name, type = kind, requested = requested,
    size = #content }
  context.database:run([[INSERT INTO _blobs (bucket, path, content, type,
    size, modified) VALUES (?, ?, ?, 'text/csv', ?, ?)]], BUCKET,
    path_of(made), content, #content, instant.from_time(requested))
  return answer(context, made)
end

function exports.Jobs_Export(context) return export(context, "Jobs", "Jobs") end

function exports.RobotLogs_Export(context)
  return export(context, "RobotLogs", "Logs")
end

function exports.AuditLogs_Export(context)
  local service = audit(context)
  return export(context, "AuditLogs", service and service.tests
    and "TestAutomationAudit" or "OrchestratorAudit", service)
end

---The items of one queue.
function exports.QueueDefinitions_ExportById(context)
  entities.must_exist(context, "QueueDefinitions", context.args.key)
  return export(context, "QueueItems", "Queues",
    { sql = 't."QueueDefinitionId" = ?', value = context.args.key })
end

function exports.Exports_GetById(context)
  return answer(context, find(context))
end

---Where a file that is done can be fetched, without a token.
function exports.Exports_GetDownloadLinkById(context)
  local found = find(context)
  if status_of(context, found.requested) ~= "Completed" then
    problem.fail(409, 1000, "The export is not completed.")
  elseif core.now() - found.requested > KEPT then
    problem.not_found "Export"
  end
  local none = setmetatable({}, json.array_mt)
  return respond.object(context,
    "UiPath.Server.Configuration.OData.BlobFileAccessDto", json.object("Uri",
    blobs.uri(context, BUCKET, path_of(found), "GET", GOOD), "Verb", "GET",
    "RequiresAuth", false, "Headers", json.object("Keys", none, "Values",
    none)).text)
end

return exports
