-- Who is in a folder, with which roles; a folder's members are in the folders
-- below it too. What that permits is in orchestrator.sandbox.access.

local access = require "orchestrator.sandbox.access"
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

local members = {}

local EDIT = "Units.Edit|SubFolders.Edit"

local function given(context)
  return body.action(context.request.body, model.type(context.op.body),
    "model")
end

local function list() return setmetatable({}, json.array_mt) end

---------------------------------------------------------------------------
-- In and out

-- Raises unless a role may be given in a folder.
local function check_role(context, id)
  local kind = context.database:row('SELECT "Type" FROM "Roles" WHERE Id = ?',
    id) or problem.not_found "Role"
  if kind == "Tenant" then
    problem.fail(400, 1000, "A tenant role cannot be assigned in a folder.")
  end
end

local function assign(context, user, folder, roles)
  for _, role in ipairs(roles) do
    context.database:run("INSERT OR IGNORE INTO _folder_users VALUES (?,?,?)",
      folder, user, role)
  end
end

-- Raises unless the caller may give these roles in these folders.
local function check_roles(context, pairs_list)
  local folders = {}
  for i, pair in ipairs(pairs_list or {}) do
    folders[i] = pair.FolderId
    entities.must_exist(context, "Folders", pair.FolderId)
    for _, role in ipairs(pair.RoleIds or {}) do check_role(context, role) end
  end
  access.check_each(context, folders, EDIT)
end

-- The user of a directory's name, made when the tenant does not have it.
local function directory_user(context, wanted)
  local name = wanted.UserName
    or problem.fail(400, 1009, "The UserName field is required.")
  local id = context.database:row(
    'SELECT Id FROM "Users" WHERE "UserName" = ? COLLATE NOCASE', name)
  return id or entities.insert(context.database, "Users", { UserName = name,
    FullName = name, Domain = wanted.Domain, DirectoryIdentifier =
    wanted.DirectoryIdentifier, Type = wanted.UserType or "DirectoryUser",
    Key = text.guid(), IsActive = true, RolesList = "[]", TenantId = 1,
    CreationTime = instant.from_time(core.now()) })
end

---Puts somebody of the directory into folders.
function members.Folders_AssignDomainUser(context)
  local wanted = given(context).assignment
  check_roles(context, wanted.RolesPerFolder)
  local user = directory_user(context, wanted)
  for _, pair in ipairs(wanted.RolesPerFolder or {}) do
    assign(context, user, pair.FolderId, pair.RoleIds or {})
  end
  return respond.empty(204)
end

---Puts users into folders, with roles in each; all or none.
function members.Folders_AssignUsers(context)
  local wanted = given(context).assignments
  check_roles(context, wanted.RolesPerFolder)
  for _, user in ipairs(wanted.UserIds or {}) do
    entities.must_exist(context, "Users", user)
    for _, pair in ipairs(wanted.RolesPerFolder or {}) do
      assign(context, user, pair.FolderId, pair.RoleIds or {})
    end
  end
  return respond.empty(204)
end

local function remove(context, user)
  local folder = context.args.key
  entities.must_exist(context, "Folders", folder)
  local changes = context.database:run(
    "DELETE FROM _folder_users WHERE folder = ? AND user = ?", folder, user)
  if changes == 0 then problem.not_found "User" end
  return respond.empty(204)
end

function members.Folders_RemoveUserFromFolderById(context)
  return remove(context, given(context).userId)
end

function members.Folders_RemoveUserFromFolderByKey(context)
  local id = context.database:row('SELECT Id FROM "Users" WHERE "Key" = ?',
    given(context).userKey:lower())
  return remove(context, id or problem.not_found "User")
end

---------------------------------------------------------------------------
-- Who is there

-- Each role of a member of a folder: its own and those from above.
local ROLES = [[WITH RECURSIVE above(id) AS (SELECT ?1 UNION
    SELECT f."ParentId" FROM "Folders" f JOIN above ON f.Id = above.id
    WHERE f."ParentId" NOTNULL AND ?2)
  SELECT w.user, w.folder, r.Id AS role, r."Name" AS name, r."Type" AS type,
    f."DisplayName" AS display, f."FullyQualifiedName" AS path
  FROM _folder_users w JOIN "Roles" r ON r.Id = w.role
  JOIN "Folders" f ON f.Id = w.folder
  WHERE w.folder IN (SELECT id FROM above) ORDER BY w.user, r.Id]]

local function folder_json(row)
  return json.object("DisplayName", row.display, "FullyQualifiedName",
    row.path, "Id", row.folder)
end

local function role_json(row, folder)
  local inherited = row.folder ~= folder
  return json.object("Id", row.role, "Name", row.name, "RoleType", row.type,
    "Origin", inherited and "Inherited" or "Assigned", "InheritedFromFolder",
    inherited and folder_json(row) or json.null)
end

local function find_user(database, id)
  return database:rows([[SELECT Id, "FullName", "AuthenticationSource",
    "UserName", "Type", "UnattendedRobot", "RobotProvision" FROM "Users"
    WHERE Id = ?]], id)[1]
end

-- A user as members are shown; `folders` are those it was put into. What
-- follows are further members.
local function user_json(user, inherited, folders, ...)
  return json.object("Id", user.Id, "UserName", user.UserName, "IsInherited",
    inherited, "AssignedToFolderIds", folders, "MayHaveAttended",
    user.RobotProvision ~= nil, "MayHaveUnattended", user.UnattendedRobot
      ~= nil, "Type", user.Type, "Source", "Orchestrator", ...)
end

-- The members in order: {user, folders, roles, own}.
local function gather(context, folder, inherited)
  local order, by_user = {}, {}
  for _, row in ipairs(context.database:rows(ROLES, folder, inherited)) do
    local member = by_user[row.user]
    if not member then
      member = { user = row.user, roles = list(), folders = list(), seen = {} }
      by_user[row.user], order[#order + 1] = member, member
    end
    member.roles[#member.roles + 1] = role_json(row, folder)
    member.own = member.own or row.folder == folder
    if not member.seen[row.folder] then
      member.seen[row.folder] = true
      member.folders[#member.folders + 1] = row.folder
    end
  end
  return order
end

---The members of a folder; those of the folders above it when they are asked
---for.
function members.Folders_GetUsersForFolderByKeyAndIncludeinherited(context)
  local folder, rows = context.args.key, {}
  entities.must_exist(context, "Folders", folder)
  for i, member in ipairs(gather(context, folder,
    context.args.includeInherited)) do
    local user = find_user(context.database, member.user)
    rows[i] = json.object("Id", member.user, "UserEntity", user_json(user,
      not member.own, member.folders, "FullName", user.FullName,
      "AuthenticationSource", user.AuthenticationSource), "Roles",
      member.roles, "HasAlertsEnabled", false).text
  end
  local count = context.params["$count"] == "true" and #rows or nil
  return respond.collection(context, "Collection("
    .. "UiPath.Server.Configuration.OData.UserRolesDto)",
    table.concat(query.slice(context, rows), ","), count)
end

---------------------------------------------------------------------------
-- What one user has everywhere

local function role_users(database, row)
  return json.object("Id", row.role, "Name", row.name, "Users",
    setmetatable({ user_json(find_user(database, row.user), false,
      setmetatable({ row.folder }, json.array_mt)) }, json.array_mt))
end

local function tenant_roles(database, user)
  local out = list()
  for i, row in ipairs(database:rows([[SELECT u.Id AS user, r.Id AS role,
    r."Name" AS name FROM "Users" u, json_each(coalesce(u."RolesList", '[]'))
    e JOIN "Roles" r ON r."Name" = e.value WHERE u.Id = ? ORDER BY r.Id]],
    user)) do
    out[i] = role_users(database, row)
  end
  return out
end

local FOLDERS = [[SELECT DISTINCT w.folder, f."DisplayName" AS display,
  f."FullyQualifiedName" AS path FROM _folder_users w JOIN "Folders" f
  ON f.Id = w.folder WHERE w.user = ?1 AND (?2 = ''
    OR instr(lower(f."FullyQualifiedName"), lower(?2)) > 0)
  ORDER BY f."FullyQualifiedName"]]

local function folder_roles(database, user, row)
  local roles = list()
  for i, role in ipairs(database:rows([[SELECT w.user, w.folder, r.Id AS role,
    r."Name" AS name FROM _folder_users w JOIN "Roles" r ON r.Id = w.role
    WHERE w.user = ? AND w.folder = ? ORDER BY r.Id]], user, row.folder)) do
    roles[i] = role_users(database, role)
  end
  return json.object("Folder", folder_json(row), "Roles", roles)
end

-- A user's roles in the tenant, and a page of the folders where it has some.
local function all_roles(context, name, skip, take)
  local database = context.database
  local user = database:row(
    'SELECT Id FROM "Users" WHERE "UserName" = ? COLLATE NOCASE', name)
  if not user then problem.not_found "User" end
  local rows = database:rows(FOLDERS, user, context.params.searchText or "")
  local items = list()
  for i = skip + 1, math.min(#rows, skip + take) do
    items[#items + 1] = folder_roles(database, user, rows[i])
  end
  return json.object("Id", user, "TenantRoles", tenant_roles(database, user),
    "PageItems", items, "Count", #rows)
end

function members.Folders_GetAllRolesForUserByUsernameAndSkipAndTake(context)
  local args = context.args
  return respond.object(context,
    "UiPath.Server.Configuration.OData.UserRoleAssignmentsDto",
    all_roles(context, args.username, args.skip, args.take).text)
end

local function whole(context, name, default)
  local value = context.params[name]
  if not value then return default end
  return value:match "^%d+$" and math.tointeger(tonumber(value))
    or problem.fail(400, 1009, ("The value '%s' is not valid."):format(value))
end

function members.FoldersNavigation_GetAllRolesForUser(context)
  return respond.plain(all_roles(context, context.params.username or "",
    whole(context, "skip", 0), whole(context, "take", 100)))
end

---What the caller may do in the tenant, or in any of its folders.
function members.Users_GetCurrentPermissions(context)
  local database = context.database
  local user, names = access.principal(context, context.request.token,
    { scope = "OR.Default" }), {}
  local seen = {}
  local function add(found)
    for _, name in ipairs(found) do
      if not seen[name] then names[#names + 1], seen[name] = name, true end
    end
  end
  if not user then
    for i, row in ipairs(database:rows
      'SELECT "Name" AS name FROM "Permissions" ORDER BY 1') do
      names[i] = row.name
    end
  else
    add(access.granted(database, user, nil))
    for _, folder in ipairs(access.folders(database, user)) do
      add(access.granted(database, user, folder))
    end
  end
  table.sort(names)
  return respond.object(context, "UiPath.Server.Configuration.OData."
    .. "UserPermissionsCollection", json.object("UserId", user or json.null,
    "Permissions", setmetatable(names, json.array_mt)).text)
end

return members
