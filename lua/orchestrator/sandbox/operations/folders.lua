-- Folders: the tree, its paths, and the lists of it.

local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local feeds = require "orchestrator.sandbox.flows.feeds"
local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"

local folders = {}

local MAX_TAKE = 1000
local MAX_DEPTH = 7

local function fail(message) problem.fail(400, 1000, message) end

local function parent_of(database, id)
  if id == nil or id == body.null then return nil end
  local path, key = database:row(
    'SELECT "FullyQualifiedName", "Key" FROM "Folders" WHERE Id=?', id)
  if not path then problem.not_found "Folder" end
  return { path = path, key = key }
end

local function check_name(name)
  if name:find "/" then
    fail "The folder's display name may not contain '/'."
  end
end

local function join(parent, name)
  return parent and parent.path .. "/" .. name or name
end

local function check_free(database, path, except)
  local found = database:row('SELECT Id FROM "Folders" WHERE '
    .. '"FullyQualifiedName" = ? COLLATE NOCASE AND Id IS NOT ?', path, except)
  if found then
    problem.fail(409, 1001, ("The name %s is already used."):format(
      path:match "[^/]+$"))
  end
end

local function check_depth(path)
  local _, slashes = path:gsub("/", "")
  if slashes >= MAX_DEPTH then
    fail "The maximum folder hierarchy depth is reached."
  end
end

---Makes a folder. The answer's FeedType is "Processes" whatever it is.
function folders.Folders_Post(context)
  local database = context.database
  local reply = entities.create(context, "Folders", function(values)
    check_name(values.DisplayName)
    local parent = parent_of(database, values.ParentId)
    local path = join(parent, values.DisplayName)
    check_depth(path)
    check_free(database, path, nil)
    values.FullyQualifiedName = path
    values.ParentKey = parent and parent.key
    values.FolderType = values.FolderType or "Standard"
    values.ProvisionType = values.ProvisionType or "Automatic"
    values.PermissionModel = values.PermissionModel or "FineGrained"
    values.FeedType = values.FeedType or "Processes"
    values.IsPersonal = false
  end)
  reply.body = reply.body:gsub('"FeedType":"%w+"', '"FeedType":"Processes"')
  return reply
end

-- Moves a folder's path, and with it the paths of all below.
local function move(database, id, path)
  local old = database:row(
    'SELECT "FullyQualifiedName" FROM "Folders" WHERE Id=?', id)
  database:run([[UPDATE "Folders" SET "FullyQualifiedName" =
    ?1 || substr("FullyQualifiedName", length(?2) + 1)
    WHERE "FullyQualifiedName" = ?2
      OR substr("FullyQualifiedName", 1, length(?2) + 1) = ?2 || '/']],
    path, old)
end

function folders.Folders_PutById(context)
  local database, key = context.database, context.args.key
  entities.replace(context, "Folders", function(changes)
    check_name(changes.DisplayName)
    local parent_id, kind = database:row(
      'SELECT "ParentId", "FolderType" FROM "Folders" WHERE Id=?', key)
    local path = join(parent_of(database, parent_id), changes.DisplayName)
    check_free(database, path, key)
    move(database, key, path)
    -- Moving is another call; the paths are not the caller's to write.
    for _, name in ipairs { "FullyQualifiedName", "ParentId", "ParentKey" } do
      changes[name] = nil
    end
    changes.FolderType = kind
    changes.FeedType = nil -- a folder keeps the feed it was made with
  end)
  return folders.Folders_GetById(context)
end

-- Folders below a personal workspace are in no list and have no address.
local SEEN = [[NOT EXISTS (SELECT 1 FROM "Folders" p WHERE p."IsPersonal"
  AND substr(t."FullyQualifiedName", 1, length(p."FullyQualifiedName") + 1)
    = p."FullyQualifiedName" || '/')]]

function folders.Folders_Get(context)
  return entities.list(context, "Folders", { sql = SEEN })
end

function folders.Folders_GetById(context)
  return entities.get(context, "Folders", SEEN .. " AND t.Id = ?",
    context.args.key)
end

function folders.Folders_GetByKeyByIdentifier(context)
  return entities.get(context, "Folders", 't."Key" = ?',
    context.args.identifier)
end

local below = [[WITH RECURSIVE below(id) AS (SELECT ?1 UNION ALL
  SELECT f.Id FROM "Folders" f JOIN below ON f."ParentId" = below.id) ]]

local function delete_tree(context, id)
  entities.must_exist(context, "Folders", id)
  local database = context.database
  local jobs = database:row(below .. [[SELECT count(*) FROM "Jobs"
    WHERE _folder IN below AND "State" IN
    ('Pending', 'Running', 'Stopping', 'Terminating', 'Resumed')]], id)
  if jobs > 0 then
    fail "There are jobs in the folder that are not in a final state."
  end
  for _, set in ipairs { "RobotLogs", "Jobs", "QueueItems", "QueueDefinitions",
    "Releases", "Robots", "Assets" } do
    database:run(below .. ('DELETE FROM "%s" WHERE _folder IN below')
      :format(set), id)
  end
  database:run(below .. 'DELETE FROM "Folders" WHERE Id IN below', id)
  feeds.prune(database)
  return respond.empty(204)
end

function folders.Folders_DeleteById(context)
  return delete_tree(context, context.args.key)
end

local function by_key(context)
  local id = context.database:row('SELECT Id FROM "Folders" WHERE "Key" = ?',
    (context.params.key or ""):lower())
  return id or problem.not_found "Folder"
end

function folders.Folders_DeleteByKey(context)
  return delete_tree(context, by_key(context))
end

local function is_below(database, id, root)
  return database:row(below .. "SELECT 1 FROM below WHERE id = ?2", root, id)
    ~= nil
end

function folders.Folders_MoveFolderByFolderid(context)
  local database, id = context.database, context.args.key
  entities.must_exist(context, "Folders", id)
  local target = context.params.targetParentId
  local parent_id = target and math.tointeger(tonumber(target))
  if target and not parent_id then problem.null_argument "targetParentId" end
  local parent = parent_of(database, parent_id)
  if parent and is_below(database, parent_id, id) then
    fail "A folder cannot be moved below itself."
  end
  local name = database:row('SELECT "DisplayName" FROM "Folders" WHERE Id=?',
    id)
  local path = join(parent, name)
  check_depth(path)
  check_free(database, path, id)
  move(database, id, path)
  database:run('UPDATE "Folders" SET "ParentId"=?, "ParentKey"=? WHERE Id=?',
    parent_id, parent and parent.key, id)
  return respond.empty(204)
end

function folders.Folders_PatchNameDescription(context)
  local database, id = context.database, by_key(context)
  local given = json.decode(context.request.body)
  if type(given) ~= "table" then problem.null_argument "model" end
  local name = given.Name or given.name
  if type(name) == "string" and name ~= "" then
    check_name(name)
    local parent = database:row('SELECT "ParentId" FROM "Folders" WHERE Id=?',
      id)
    local path = join(parent_of(database, parent), name)
    check_free(database, path, id)
    move(database, id, path)
    database:run('UPDATE "Folders" SET "DisplayName"=? WHERE Id=?', name, id)
  end
  local description = given.Description or given.description
  if type(description) == "string" then
    database:run('UPDATE "Folders" SET "Description"=? WHERE Id=?',
      description, id)
  end
  return respond.empty(200)
end

local function page_number(context, name, default, most)
  local value = context.params[name]
  if not value then return default end
  local number = math.tointeger(tonumber(value))
  if not number or number < 0 or number > most then
    problem.fail(400, 1009, ("The field %s must be between 0 and %d"):format(
      name, most))
  end
  return number
end

---The folders of the user, paged by `take` and `skip`.
function folders.Folders_GetAllForCurrentUser(context)
  local take = page_number(context, "take", MAX_TAKE, MAX_TAKE)
  local skip = page_number(context, "skip", 0, 2147483647)
  local database = context.database
  local seen = context.visible
    and ("Id IN (%s)"):format(table.concat(context.visible, ",")) or "1"
  local rows = database:objects([[SELECT json_object('Key', "Key",
    'DisplayName', "DisplayName", 'FullyQualifiedName', "FullyQualifiedName",
    'Description', "Description", 'FolderType', "FolderType",
    'ParentId', "ParentId", 'ParentKey', "ParentKey", 'Id', Id)
    FROM "Folders" WHERE ]] .. seen .. [[ ORDER BY "FullyQualifiedName"
    LIMIT ? OFFSET ?]], take, skip)
  local count = database:row('SELECT count(*) FROM "Folders" WHERE ' .. seen)
  return respond.plain(json.object("PageItems", json.raw("[" .. rows .. "]"),
    "Count", count))
end

return folders
