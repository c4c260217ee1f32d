-- Who belongs to what: the users of an organisation unit, personal
-- workspaces and who explores them, sessions of machines.

local body = require "orchestrator.sandbox.body"
local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"

local people = {}

local function given(context)
  return body.action(context.request.body, model.type(context.op.body),
    "model")
end

---------------------------------------------------------------------------
-- Organisation units

local UNIT_USERS = "(SELECT user FROM _unit_users WHERE unit = ?)"

function people.OrganizationUnits_GetUsersForUnitByKey(context)
  entities.must_exist(context, "OrganizationUnits", context.args.key)
  return entities.list(context, "Users",
    { sql = "t.Id IN " .. UNIT_USERS, value = context.args.key })
end

function people.OrganizationUnits_GetUserIdsForUnitByKey(context)
  local key, list = context.args.key, setmetatable({}, json.array_mt)
  entities.must_exist(context, "OrganizationUnits", key)
  for i, row in ipairs(context.database:rows(
    'SELECT Id FROM "Users" WHERE Id IN ' .. UNIT_USERS .. " ORDER BY Id",
    key)) do
    list[i] = row.Id
  end
  return respond.value(context, "Collection(Edm.Int64)", list)
end

function people.OrganizationUnits_SetUsersById(context)
  local key, change = context.args.key, given(context)
  entities.must_exist(context, "OrganizationUnits", key)
  for _, user in ipairs(change.addedUserIds) do
    entities.must_exist(context, "Users", user)
    context.database:run("INSERT OR IGNORE INTO _unit_users VALUES (?, ?)",
      key, user)
  end
  for _, user in ipairs(change.removedUserIds) do
    context.database:run("DELETE FROM _unit_users WHERE unit = ? "
      .. "AND user = ?", key, user)
  end
  return respond.empty(204)
end

---------------------------------------------------------------------------
-- Personal workspaces

local WORKSPACES = "PersonalWorkspaces"

---The caller's own workspace.
function people.PersonalWorkspaces_GetPersonalWorkspace(context)
  return entities.get(context, WORKSPACES, 't."OwnerId" = ?',
    math.tointeger(tonumber(context.tenant.user_id)))
end

-- Puts the caller among those who explore a workspace, or takes it away.
local function explore(sql, condition, message)
  return function(context)
    local key = context.args.key
    local user = math.tointeger(tonumber(context.tenant.user_id))
    entities.must_exist(context, WORKSPACES, key)
    local allowed = context.database:row(([[SELECT 1 FROM
      "PersonalWorkspaces" WHERE Id = ?1 AND %s (SELECT 1 FROM json_each(
      coalesce("ExploringUserIds", '[]')) WHERE value = ?2)]])
      :format(condition), key, user)
    if not allowed then problem.fail(409, 1000, message) end
    context.database:run(([[UPDATE "PersonalWorkspaces" SET
      "ExploringUserIds" = %s WHERE Id = ?1]]):format(sql), key, user)
    return respond.empty(204)
  end
end

people.PersonalWorkspaces_StartExploringById = explore(
  [[json_insert(coalesce("ExploringUserIds", '[]'), '$[#]', ?2)]],
  "NOT EXISTS", "The workspace is already explored by the current user.")
people.PersonalWorkspaces_StopExploringById = explore(
  [[(SELECT json_group_array(value) FROM json_each("ExploringUserIds")
    WHERE value <> ?2)]],
  "EXISTS", "The workspace is not explored by the current user.")

---------------------------------------------------------------------------
-- Sessions

---The sessions of all folders.
function people.Sessions_GetGlobalSessions(context)
  context.folder_id = nil
  return entities.list(context, "Sessions")
end

function people.Sessions_GetMachineSessionsByKey(context)
  entities.must_exist(context, "Machines", context.args.key)
  context.folder_id = nil
  return entities.list(context, "Sessions",
    { sql = 't."MachineId" = ?', value = context.args.key })
end

---Takes sessions away that are disconnected; others stay.
function people.Sessions_DeleteInactiveUnattendedSessions(context)
  for _, id in ipairs(given(context).sessionIds or {}) do
    context.database:run([[DELETE FROM "Sessions" WHERE Id = ? AND
      "State" IN ('Disconnected', 'Unknown')]], id)
  end
  return respond.empty(204)
end

-- Minutes that a machine's session stays in debug mode unless told.
local DEBUG_MINUTES = 60

function people.Sessions_ToggleMachineSessionDebugModeById(context)
  local wanted, key = given(context), context.args.key
  entities.must_exist(context, "Sessions", key)
  entities.update(context.database, "Sessions", key, {
    DebugModeExpirationDate = wanted.enabled and instant.from_time(core.now()
      + 60 * (wanted.minutes or DEBUG_MINUTES)) or body.null })
  return respond.empty(204)
end

---------------------------------------------------------------------------
-- Recordings

function people.ExecutionMedia_DeleteMediaByJobId(context)
  context.database:run('DELETE FROM "ExecutionMedia" WHERE "JobId" = ? '
    .. "AND _folder = ?", given(context).jobId, context.folder_id)
  return respond.empty(204)
end

return people
