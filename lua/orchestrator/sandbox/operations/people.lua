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
local text = require "orchestrator.sandbox.text"

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

-- The folder a workspace is, or a new one; as one that all can be given.
local function standard_folder(context, key, name)
  local database = context.database
  if database:row('SELECT 1 FROM "Folders" WHERE "FullyQualifiedName" = ? '
    .. "COLLATE NOCASE AND Id <> ?", name, key) then
    problem.fail(409, 1001, ("The name %s is already used."):format(name))
  end
  local values = { DisplayName = name, FullyQualifiedName = name,
    FolderType = "Standard", IsPersonal = false }
  if database:row('SELECT 1 FROM "Folders" WHERE Id = ?', key) then
    return entities.update(database, "Folders", key, values)
  end
  values.Key, values.ProvisionType = text.guid(), "Automatic"
  values.PermissionModel, values.FeedType = "FineGrained", "FolderHierarchy"
  return entities.insert(database, "Folders", values)
end

---The workspace of somebody becomes a folder.
function people.PersonalWorkspaces_ConvertToFolderById(context)
  local key, name = context.args.key, given(context).folderName
  entities.must_exist(context, WORKSPACES, key)
  if name:find "/" then
    problem.fail(400, 1000, "The folder's display name may not contain '/'.")
  end
  standard_folder(context, key, name)
  entities.remove(context.database, WORKSPACES, key)
  return respond.empty(204)
end

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

---A recording is what the robot left when the job ended.
function people.ExecutionMedia_DownloadMediaByJobId(context)
  local name, place = context.database:row([[SELECT "Name",
    "StorageLocation" FROM "ExecutionMedia" WHERE "JobId" = ?
    AND _folder = ?]], context.args.jobId, context.folder_id)
  local content = place and context.database:row(
    "SELECT content FROM _blobs WHERE bucket = 0 AND path = ?", place)
  if not content then problem.not_found "ExecutionMedia" end
  return problem.reply(200, content, "application/octet-stream",
    { ('Content-Disposition: attachment; filename="%s"'):format(name) })
end

---------------------------------------------------------------------------
-- Users

local CULTURE = "Abp.Localization.DefaultLanguageName"
local cultures = { en = true, ja = true, de = true, es = true, fr = true }

-- It is a setting of the user's, which the identity server shows.
local function change_culture(context, user)
  local culture = given(context).culture
  if not cultures[culture:lower()] then
    problem.fail(400, 1009, ("The culture '%s' is not valid."):format(culture))
  end
  local key = context.database:row('SELECT "Key" FROM "Users" WHERE Id = ?',
    user)
  context.database:run([[INSERT INTO _identity_settings (key, value, user)
    VALUES (?, ?, ?) ON CONFLICT (key, user) DO UPDATE
    SET value = excluded.value]], CULTURE, culture, key)
  return respond.empty(200)
end

function people.Users_ChangeCulture(context)
  return change_culture(context,
    math.tointeger(tonumber(context.tenant.user_id)))
end

function people.Users_ChangeUserCultureById(context)
  entities.must_exist(context, "Users", context.args.key)
  return change_culture(context, context.args.key)
end

-- Users of these types are known by the directory's id alone.
local identified = { DirectoryRobot = true,
  DirectoryExternalApplication = true }

---Makes a user. The API calls the update policy optional, and wants it.
function people.Users_Post(context)
  return entities.create(context, "Users", function(values)
    if values.UpdatePolicy == nil then
      problem.fail(400, 1009, "The UpdatePolicy field is required.")
    elseif identified[values.Type] and not values.DirectoryIdentifier then
      problem.fail(400, 1009, "The DirectoryIdentifier field is required.")
    end
  end)
end

---Whose robots are busy: true by user.
function people.Users_ValidateByUserids(context)
  local busy = {}
  for _, id in ipairs(context.args.userIds) do
    entities.must_exist(context, "Users", id)
    busy[tostring(id)] = context.database:row([[SELECT 1 FROM "Jobs" j
      JOIN "Robots" r ON r.Id = j._Robot WHERE r."UserId" = ?
      AND j."State" IN ('Running', 'Stopping', 'Terminating')]], id) ~= nil
  end
  return respond.plain(busy)
end

return people
