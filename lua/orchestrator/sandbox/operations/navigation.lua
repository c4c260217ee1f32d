-- Folders as the browser's tree shows them. These are a user's: they take no
-- token of an external application.

local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"

local navigation = {}

-- The condition that leaves only the folders a caller may see.
local function seen(context)
  if not context.visible then return "1" end
  return ("f.Id IN (%s)"):format(table.concat(context.visible, ","))
end

local function check_user(context)
  if not context.request.token.user then problem.unauthorized() end
end

local function whole(context, name, default)
  local value = context.params[name]
  if not value then return default end
  local number = math.tointeger(tonumber(value))
  if not number or number < 0 or number > 2147483647 then
    problem.fail(400, 1009, ("The value '%s' is not valid."):format(value))
  end
  return number
end

local columns = [['Key', f."Key", 'DisplayName', f."DisplayName",
  'FullyQualifiedName', f."FullyQualifiedName",
  'Description', f."Description", 'FolderType', f."FolderType",
  'IsPersonal', json(iif(f."IsPersonal", 'true', 'false')),
  'ProvisionType', f."ProvisionType", 'PermissionModel', f."PermissionModel",
  'ParentId', f."ParentId", 'ParentKey', f."ParentKey",
  'FeedType', f."FeedType", 'Id', f.Id)]]

local path_aware = [[json_object('FolderPath', f."FullyQualifiedName",
  ]] .. columns
local extended = [[json_object('IsSelectable', json('true'), 'HasChildren',
  json(iif(EXISTS (SELECT 1 FROM "Folders" c WHERE c."ParentId" = f.Id),
    'true', 'false')), 'Level', length(f."FullyQualifiedName")
    - length(replace(f."FullyQualifiedName", '/', '')), ]] .. columns

---A page of folders whose path has a text in it.
function navigation.FoldersNavigation_GetFoldersForCurrentUser(context)
  check_user(context)
  local wanted = context.params.searchText or ""
  local where = [[ FROM "Folders" f WHERE
    instr(lower(f."FullyQualifiedName"), lower(?1)) > 0 AND ]]
    .. seen(context)
  local rows = context.database:objects("SELECT " .. path_aware .. where
    .. ' ORDER BY f."FullyQualifiedName" LIMIT ?2 OFFSET ?3', wanted,
    math.min(whole(context, "take", 1000), 1000), whole(context, "skip", 0))
  return respond.plain(json.object("PageItems", json.raw("[" .. rows .. "]"),
    "Count", context.database:row("SELECT count(*)" .. where, wanted)))
end

function navigation.FoldersNavigation_GetAllFoldersForCurrentUser(context)
  check_user(context)
  local rows = context.database:objects("SELECT " .. extended
    .. ' FROM "Folders" f WHERE ' .. seen(context)
    .. ' ORDER BY f."FullyQualifiedName"')
  return respond.plain(json.raw("[" .. rows .. "]"))
end

-- The folders above one, the root first.
local function ancestors(database, id)
  local rows = database:objects([[SELECT json_object('DisplayName',
    a."DisplayName", 'FullyQualifiedName', a."FullyQualifiedName", 'Id', a.Id)
    FROM "Folders" a JOIN "Folders" f ON f.Id = ? WHERE
    substr(f."FullyQualifiedName", 1, length(a."FullyQualifiedName") + 1)
      = a."FullyQualifiedName" || '/'
    ORDER BY length(a."FullyQualifiedName")]], id)
  return json.raw("[" .. rows .. "]")
end

---One folder with what is above it and a page of what is below.
function navigation.FoldersNavigation_GetFolderNavigationContextForCurrentUser(
  context)
  check_user(context)
  local database, id = context.database, whole(context, "folderId")
  local name, provision = database:row([[SELECT "DisplayName",
    "ProvisionType" FROM "Folders" WHERE Id = ?]], id)
  if id and not name then problem.not_found "Folder" end
  local children = database:objects("SELECT " .. extended
    .. ' FROM "Folders" f WHERE f."ParentId" IS ?1 '
    .. 'ORDER BY f."DisplayName" LIMIT ?2 OFFSET ?3', id,
    math.min(whole(context, "take", 1000), 1000), whole(context, "skip", 0))
  return respond.plain(json.object("Id", id, "DisplayName", name,
    "IsSelectable", true, "IsPersonal", false, "ProvisionType", provision,
    "Ancestors", ancestors(database, id), "ChildrenPage",
    json.raw("[" .. children .. "]"), "ChildrenCount", database:row(
    'SELECT count(*) FROM "Folders" WHERE "ParentId" IS ?', id)))
end

return navigation
