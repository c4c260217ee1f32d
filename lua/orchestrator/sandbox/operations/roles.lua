-- Who has which role: the names in a user's RolesList.

local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"

local roles = {}

local function given(context)
  return body.action(context.request.body, model.type(context.op.body),
    "model")
end

local HAS_ROLE = [[EXISTS (SELECT 1 FROM json_each(coalesce(t."RolesList",
  '[]')) e JOIN "Roles" r ON r."Name" = e.value WHERE r.Id = ?)]]

function roles.Roles_GetUsersForRoleByKey(context)
  entities.must_exist(context, "Roles", context.args.key)
  return entities.list(context, "Users",
    { sql = HAS_ROLE, value = context.args.key })
end

function roles.Roles_GetUserIdsForRoleByKey(context)
  entities.must_exist(context, "Roles", context.args.key)
  local list = {}
  for i, row in ipairs(context.database:rows('SELECT t.Id AS id FROM "Users" '
    .. "t WHERE " .. HAS_ROLE .. " ORDER BY t.Id", context.args.key)) do
    list[i] = row.id
  end
  return respond.value(context, "Collection(Edm.Int64)",
    setmetatable(query.slice(context, list), json.array_mt))
end

local function add(database, user, name)
  database:run([[UPDATE "Users" SET "RolesList" =
    json_insert(coalesce("RolesList", '[]'), '$[#]', ?2) WHERE Id = ?1 AND
    NOT EXISTS (SELECT 1 FROM json_each(coalesce("RolesList", '[]'))
      WHERE value = ?2)]], user, name)
end

local function remove(database, user, name)
  database:run([[UPDATE "Users" SET "RolesList" = (SELECT
    json_group_array(value) FROM json_each(coalesce("RolesList", '[]'))
    WHERE value <> ?2) WHERE Id = ?1]], user, name)
end

local function name_of(context, key)
  return context.database:row('SELECT "Name" FROM "Roles" WHERE Id = ?', key)
    or problem.not_found "Role"
end

function roles.Roles_SetUsersById(context)
  local change, name = given(context), name_of(context, context.args.key)
  for _, user in ipairs(change.addedUserIds) do
    entities.must_exist(context, "Users", user)
    add(context.database, user, name)
  end
  for _, user in ipairs(change.removedUserIds) do
    remove(context.database, user, name)
  end
  return respond.empty(204)
end

---Gives a user these roles and no others.
function roles.Users_AssignRolesById(context)
  local user, names = context.args.key, setmetatable({}, json.array_mt)
  entities.must_exist(context, "Users", user)
  for i, key in ipairs(given(context).roleIds or {}) do
    names[i] = name_of(context, key)
  end
  entities.update(context.database, "Users", user,
    { RolesList = json.encode(names) })
  return respond.empty(200)
end

function roles.Users_ToggleRoleById(context)
  local wanted, user = given(context), context.args.key
  entities.must_exist(context, "Users", user)
  local name = context.database:row(
    'SELECT "Name" FROM "Roles" WHERE "Name" = ? COLLATE NOCASE', wanted.role)
  if not name then problem.not_found "Role" end
  local act = wanted.toggle and add or remove
  act(context.database, user, name)
  return respond.empty(200)
end

---The user a token was given to; an application has none.
function roles.Users_GetCurrentUser(context)
  if not context.request.token.user then return respond.empty(204) end
  return entities.get(context, "Users", "t.Id = ?",
    context.request.token.user_id)
end

---------------------------------------------------------------------------
-- Robots by where they are

-- The robots of the folder in a path's argument, or of the header's.
local function robots_of(argument)
  return function(context)
    local folder = argument and context.args[argument] or context.folder_id
    entities.must_exist(context, "Folders", folder)
    context.folder_id = nil
    return entities.list(context, "Robots",
      { sql = "t._folder = ?", value = folder })
  end
end

roles.Robots_GetConfiguredRobots = robots_of()
roles.Robots_GetRobotsFromFolderByFolderid = robots_of "folderId"

return roles
