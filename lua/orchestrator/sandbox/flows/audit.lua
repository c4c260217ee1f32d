-- The audit log as it is read. What writes it is orchestrator.sandbox.journal.

local audited_service = require "orchestrator.sandbox.flows.audit_service"
local entities = require "orchestrator.sandbox.entities"
local model = require "orchestrator.sandbox.model"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"

local audit = {}

function audit.AuditLogs_Get(context)
  return entities.list(context, "AuditLogs", audited_service(context))
end

local DETAILS = [[SELECT json_extract(e.value, '$.AuditLogId') AS "AuditLogId",
  json_extract(e.value, '$.CustomData') AS "CustomData",
  json_extract(e.value, '$.EntityId') AS "EntityId",
  json_extract(e.value, '$.EntityName') AS "EntityName",
  json_extract(e.value, '$.Action') AS "Action", a.Id AS "Id"
  FROM "AuditLogs" a, json_each(coalesce(a."Entities", '[]')) e
  WHERE a.Id = %d]]

---What an operation did to which entities.
function audit.AuditLogs_GetAuditLogDetailsByAuditlogid(context)
  local id = context.args.auditLogId
  entities.must_exist(context, "AuditLogs", id)
  local rows, count = query.derived(context, "AuditLogs",
    model.type "AuditLogEntityDto", DETAILS:format(id))
  return respond.collection(context, "Collection("
    .. "UiPath.Server.Configuration.OData.AuditLogEntityDto)", rows, count)
end

return audit
