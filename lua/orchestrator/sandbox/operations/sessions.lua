-- The sessions of machines by the runtimes that they have, and the hosts that
-- are kept from taking jobs.

local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"
local store = require "orchestrator.sandbox.flows.job_store"

local sessions = {}

local COLLECTION = "Collection(UiPath.Server.Configuration.OData."
  .. "MachineSessionRuntimeDto)"

-- The runtimes a machine may have, and the column that counts them.
local kinds = { { "Unattended", "UnattendedSlots" },
  { "NonProduction", "NonProductionSlots" }, { "Headless", "HeadlessSlots" },
  { "TestAutomation", "TestAutomationSlots" } }

local RUNTIME = [[SELECT s.Id AS "SessionId", s."MachineId" AS "MachineId",
  m."Name" AS "MachineName", coalesce(o.mode, 'Default') AS "MaintenanceMode",
  s."HostMachineName" AS "HostMachineName", '%s' AS "RuntimeType",
  m."Type" AS "MachineType", m."Scope" AS "MachineScope",
  s."State" AS "Status", s."IsUnresponsive" AS "IsUnresponsive",
  m."%s" AS "Runtimes", (SELECT count(*) FROM "Jobs" j
    WHERE j._Machine = m.Id AND j."RuntimeType" = '%s'
    AND j."State" IN ('Running', 'Stopping', 'Terminating'))
    AS "UsedRuntimes", NULL AS "ServiceUserName",
  s."ReportingTime" AS "ReportingTime", s."Version" AS "Version",
  s."DebugModeExpirationDate" AS "DebugModeExpirationDate",
  s."Platform" AS "Platform", s."EndpointDetection" AS "EndpointDetection",
  0 AS "TriggersCount", s.Id AS "Id"
  FROM "Sessions" s JOIN "Machines" m ON m.Id = s."MachineId"
  LEFT JOIN _session_modes o ON o.session = s.Id
  WHERE m."%s" > 0 AND %s]]

local function answer(context, condition)
  local wanted, parts = context.params.runtimeType, {}
  for _, kind in ipairs(kinds) do
    if not wanted or wanted:lower() == kind[1]:lower() then
      parts[#parts + 1] = RUNTIME:format(kind[1], kind[2], kind[1], kind[2],
        condition)
    end
  end
  if #parts == 0 then
    problem.fail(400, 1009, ("The value '%s' is not valid."):format(wanted))
  end
  local rows, count = query.derived(context, "Sessions",
    model.type "MachineSessionRuntimeDto",
    table.concat(parts, " UNION ALL "))
  return respond.collection(context, COLLECTION, rows, count)
end

function sessions.Sessions_GetMachineSessionRuntimes(context)
  return answer(context, "1")
end

---Those of the machines that a folder has.
function sessions.Sessions_GetMachineSessionRuntimesByFolderId(context)
  local folder = context.args.folderId
  entities.must_exist(context, "Folders", folder)
  return answer(context, ([[m.Id IN (SELECT machine FROM _folder_machines
    WHERE folder = %d)]]):format(folder))
end

---The names of the accounts that robots' sessions run as.
function sessions.Sessions_GetUsernames(context)
  local list = {}
  for i, row in ipairs(context.database:rows [[SELECT DISTINCT r."Username"
    AS name FROM "Sessions" s JOIN "Robots" r ON r."MachineId" = s."MachineId"
    WHERE r."Username" NOTNULL ORDER BY 1]]) do
    list[i] = row.name
  end
  return respond.value(context, "Collection(Edm.String)",
    setmetatable(query.slice(context, list), json.array_mt))
end

local strategies = { SoftStop = "Stopping", Kill = "Terminating" }

-- What runs on a session's machine is stopped as it was asked for.
local function stop_jobs(database, session, state)
  for _, row in ipairs(database:rows([[SELECT j.Id FROM "Jobs" j
    JOIN "Sessions" s ON s."MachineId" = j._Machine WHERE s.Id = ?
    AND j."State" IN ('Running', 'Stopping')]], session)) do
    store.move(database, row.Id, state)
    store.appoint(database, row.Id, 0)
  end
end

---Keeps a host from new jobs, or lets it take them again.
function sessions.Sessions_SetMaintenanceMode(context)
  local given = body.action(context.request.body,
    model.type(context.op.body), "sessionMaintenanceModeParameters")
  local database, session = context.database, given.sessionId
  entities.must_exist(context, "Sessions", session)
  local mode = context.op.body and given.maintenanceMode or "Default"
  if math.type(mode) == "integer" then
    mode = model.enum "maintenanceMode".values[mode]
  end
  database:run("INSERT OR REPLACE INTO _session_modes VALUES (?, ?)", session,
    mode)
  local state = mode == "Enabled" and strategies[given.stopJobsStrategy]
  if state then stop_jobs(database, session, state) end
  return respond.empty(204)
end

return sessions
