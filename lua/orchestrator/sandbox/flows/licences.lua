-- Licences: the runtimes of machines, which can be switched off; named users;
-- and what is consumed under a reference.

local body = require "orchestrator.sandbox.body"
local core = require "orchestrator.sandbox.core"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"

local licences = {}

-- Of each type of licence that is consumed.
local TOTAL = 100

---------------------------------------------------------------------------
-- Runtimes

-- The column of a machine's slots of a type, or nil when it has none such.
local function slots_of(kind)
  local property = model.property(model.type "MachineDto", kind .. "Slots")
  return property and property.name
end

local RUNTIMES = [[SELECT m.Id, coalesce(m."Key", m."Name") AS "Key",
  m.Id AS "MachineId", m."Name" AS "MachineName", m."Name" AS
  "HostMachineName", NULL AS "ServiceUserName", m."Type" AS "MachineType",
  m."%s" AS "Runtimes", (SELECT count(*) FROM "Robots" r WHERE r."MachineId"
    = m.Id) AS "RobotsCount", (SELECT count(*) FROM "Jobs" j WHERE j._Machine
    = m.Id AND j."RuntimeType" = '%s' AND j."State" IN ('Running', 'Stopping',
    'Terminating')) AS "ExecutingCount", 1 AS "IsOnline", o.machine IS NULL AS
  "IsLicensed", o.machine IS NULL AS "Enabled", m."Scope" AS "MachineScope"
  FROM "Machines" m LEFT JOIN _license_off o ON o.machine = m.Id
  AND o.type = '%s' WHERE m."%s" > 0]]

local function answer(context, set, kind, sql)
  local rows, count = query.derived(context, set, model.type(kind), sql)
  return respond.collection(context, "Collection("
    .. "UiPath.Server.Configuration.OData." .. kind .. ")", rows, count)
end

---The machines with runtimes of a type, and whether these are switched on.
function licences.LicensesRuntime_GetLicensesRuntimeByRobottype(context)
  local kind = context.args.robotType
  local slots = slots_of(kind)
  if not slots then
    return respond.collection(context, "Collection("
      .. "UiPath.Server.Configuration.OData.LicenseRuntimeDto)", "")
  end
  return answer(context, "Machines", "LicenseRuntimeDto",
    RUNTIMES:format(slots, kind, kind, slots))
end

-- How many runtimes of a type the licence has, and how many are switched on.
local function runtimes(database, kind, slots)
  local allowed = database:row([[SELECT json_extract(value, '$.Allowed.'
    || ?) FROM _tenant WHERE name = 'license']], kind) or 0
  local used = database:row(([[SELECT coalesce(sum("%s"), 0) FROM "Machines"
    WHERE Id NOT IN (SELECT machine FROM _license_off WHERE type = ?)]])
    :format(slots), kind)
  return allowed, used
end

---Switches a machine's runtimes of a type off, or on while the licence has
---some left.
function licences.LicensesRuntime_ToggleEnabledByKey(context)
  local wanted = body.action(context.request.body,
    model.type(context.op.body), "model")
  local database, kind = context.database, wanted.robotType
  local slots = slots_of(kind)
  local machine = slots and database:row([[SELECT Id FROM "Machines"
    WHERE coalesce("Key", "Name") = ? COLLATE NOCASE]], context.args.key)
  if not machine then problem.not_found "License" end
  if not wanted.enabled then
    database:run("INSERT OR IGNORE INTO _license_off VALUES (?, ?)", machine,
      kind)
    return respond.empty(200)
  end
  database:run("DELETE FROM _license_off WHERE machine = ? AND type = ?",
    machine, kind)
  local allowed, used = runtimes(database, kind, slots)
  if used > allowed then
    problem.fail(409, 1000, ("The licence has %d runtimes of the type %s, and "
      .. "%d would be used."):format(allowed, kind, used))
  end
  return respond.empty(200)
end

---------------------------------------------------------------------------
-- Named users

local USERS = [[SELECT u.Id, u."Key" AS "Key", u."UserName" AS "UserName",
  u."LastLoginTime" AS "LastLoginDate", (SELECT count(DISTINCT r."MachineId")
    FROM "Robots" r WHERE r."UserId" = u.Id) AS "MachinesCount",
  u."IsActive" AS "IsLicensed", u."IsExternalLicensed" AS
  "IsExternalLicensed", NULL AS "ActiveRobotId", (SELECT
    json_group_array(r."MachineName") FROM "Robots" r WHERE r."UserId" = u.Id
    AND r."MachineName" NOTNULL) AS "MachineNames", '[]' AS
  "ActiveMachineNames" FROM "Users" u WHERE u."LicenseType" = '%s']]

---The users who hold a licence of a type.
function licences.LicensesNamedUser_GetLicensesNamedUserByRobottype(context)
  return answer(context, "Users", "LicenseNamedUserDto",
    USERS:format(context.args.robotType))
end

---------------------------------------------------------------------------
-- What is consumed

local function result(code, message, status)
  return respond.plain(json.object("isSuccess", code == nil, "errorCode", code,
    "errorMessage", message), status)
end

local function given(context)
  return body.action(context.request.body, model.type(context.op.body),
    "model")
end

---Takes so many licences of a type under a reference.
function licences.Licensing_Acquire(context)
  local wanted, database = given(context), context.database
  local count = wanted.count or 1
  if not wanted.reference or not wanted.type or count < 1 then
    return result("InvalidRequest", "A reference, a type and a count are "
      .. "required.", 400)
  elseif database:row("SELECT 1 FROM _consumption WHERE reference = ?",
    wanted.reference) then
    return result("LicenseIsAlreadyInUse", "The reference holds licences "
      .. "already.", 409)
  end
  local used = database:row(
    "SELECT coalesce(sum(count), 0) FROM _consumption WHERE type = ?",
    wanted.type)
  if used + count > TOTAL then
    return result("NoAvailableLicenses", ("%d of %d licences are in use.")
      :format(used, TOTAL), 409)
  end
  database:run("INSERT INTO _consumption VALUES (?, ?, ?)", wanted.reference,
    wanted.type, count)
  return result()
end

---Gives back what a reference holds.
function licences.Licensing_Release(context)
  local wanted = given(context)
  local changes = wanted.reference and context.database:run(
    "DELETE FROM _consumption WHERE reference = ?", wanted.reference) or 0
  if changes == 0 then
    return result("NoLicense", "The reference holds no licence.", 400)
  end
  return result()
end

---How many licences are consumed, by type.
function licences.Stats_GetConsumptionLicenseStats(context)
  local now = instant.from_time(core.now()):sub(1, 23) .. "Z"
  local rows = context.database:objects([[SELECT json_object('type', type,
    'used', sum(count), 'total', ?1, 'timestamp', ?2) FROM _consumption
    GROUP BY type ORDER BY type]], TOTAL, now)
  return respond.plain(json.raw("[" .. rows .. "]"))
end

return licences
