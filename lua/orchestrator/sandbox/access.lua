-- What a token may do beyond its scope: the permissions of roles. A user, a
-- robot account or an external application has roles in the tenant and in
-- folders, and a folder's roles hold in the folders below it. An application
-- that was given a scope by name has that right everywhere; OR.Default leaves
-- it to its roles.

local feeds = require "orchestrator.sandbox.flows.feeds"
local problem = require "orchestrator.sandbox.problem"

local access = {}

-- Where the definition is silent, and the permission is plain.
local unsaid = { Users_PatchById = "Users.Edit", Users_GetById = "Users.View",
  Users_ChangeUserCultureById = "Users.Edit" }

-- A user (?1), and the groups of the directory it is in, as far as the tenant
-- knows them.
local WHO = [[who(id) AS (SELECT ?1 UNION SELECT g.Id FROM "Users" u
    JOIN _members m ON m.member IN (lower(u."DirectoryIdentifier"), u."Key")
      OR m.member IN (SELECT i.id FROM _identity_users i
        WHERE i.userName = u."UserName" COLLATE NOCASE)
    JOIN _groups d ON d.id = m."group"
    JOIN "Users" g ON g."Type" = 'DirectoryGroup'
      AND (g."UserName" = d.name COLLATE NOCASE
        OR lower(g."DirectoryIdentifier") = d.id)
    WHERE u.Id = ?1)]]

local GRANTED = "WITH RECURSIVE " .. WHO .. [[, above(id) AS (SELECT ?2 UNION
    SELECT f."ParentId" FROM "Folders" f JOIN above ON f.Id = above.id
    WHERE f."ParentId" NOTNULL),
  mine(role) AS (SELECT r.Id FROM "Users" u,
      json_each(coalesce(u."RolesList", '[]')) e
      JOIN "Roles" r ON r."Name" = e.value COLLATE NOCASE
      WHERE u.Id IN who AND r."Type" IS NOT 'Folder'
    UNION SELECT role FROM _folder_users
      WHERE user IN who AND folder IN (SELECT id FROM above))
  SELECT DISTINCT json_extract(p.value, '$.Name') AS name FROM mine
    JOIN "Roles" r ON r.Id = mine.role, json_each(coalesce(r."Permissions",
    '[]')) p WHERE json_extract(p.value, '$.IsGranted') ORDER BY 1]]

-- What was found out, by database, until something changes it.
local known = setmetatable({}, { __mode = "k" })

---Forgets what roles permit: one of them, or who has it, may have changed.
function access.forget(database) known[database] = nil end

-- A list that is asked for often: made once by `make`. It is not to be
-- changed; beside its items it has each of them as a key.
local function kept(database, key, make)
  local lists = known[database] or {}
  known[database] = lists
  local list = lists[key]
  if not list then
    list = { has = {} }
    for i, item in ipairs(make()) do
      list[i], list.has[item] = item, true
    end
    lists[key] = list
  end
  return list
end

-- The one column of a query's rows.
local function column(database, name, sql, ...)
  local list = {}
  for i, row in ipairs(database:rows(sql, ...)) do list[i] = row[name] end
  return list
end

---The names of the permissions a user has in a folder, or in the tenant.
---@param user integer
---@param folder integer|nil
---@return string[] borrowed
function access.granted(database, user, folder)
  return kept(database, ("%d in %s"):format(user, folder), function()
    return column(database, "name", GRANTED, user, folder)
  end)
end

-- "A&B|C": A, and B or C.
local function satisfied(needs, list)
  local has = list.has
  for choice in needs:gmatch "[^&]+" do
    local found = false
    for name in choice:gmatch "[^|]+" do found = found or has[name] end
    if not found then return false end
  end
  return true
end

-- The folders a user or its group was put into, and all below them.
local ASSIGNED = "WITH RECURSIVE " .. WHO .. [[, below(id) AS (
    SELECT folder FROM _folder_users WHERE user IN who UNION
    SELECT f.Id FROM "Folders" f JOIN below ON f."ParentId" = below.id)
  SELECT id FROM below ORDER BY id]]

---The ids of the folders a user is in, by assignment or by inheritance.
---@return integer[] borrowed
function access.folders(database, user)
  return kept(database, user, function()
    return column(database, "id", ASSIGNED, user)
  end)
end

local function is_in(database, user, folder)
  return access.folders(database, user).has[folder] == true
end

-- Who a token speaks for: a user's id, 0 for one that has no roles; nil when
-- its scopes say everything.
local function principal(site, token, op)
  if token.user_id then return token.user_id end
  local scopes, scope = token.scopes, op.scope or ""
  if token.client == site.tenant.client_id or scopes[scope]
    or scopes[scope .. ".Read"] or scopes[scope .. ".Write"] then
    return nil
  end
  return site.database:row([[SELECT Id FROM "Users" WHERE
    "DirectoryIdentifier" = ? COLLATE NOCASE
    AND "Type" = 'DirectoryExternalApplication']], token.client) or 0
end

access.principal = principal

-- A personal token that may not is answered as if it were none.
local function refuse(token)
  if token.personal then problem.unauthenticated() end
  problem.unauthorized()
end

-- The user's folders in which it may do what `needs` says.
local function where_satisfied(database, user, needs)
  local list = {}
  for _, id in ipairs(access.folders(database, user)) do
    if not needs or satisfied(needs, access.granted(database, user, id)) then
      list[#list + 1] = id
    end
  end
  return list
end

local function check_folder(site, token, user, folder, needs)
  local list = access.granted(site.database, user, folder)
  if not needs or satisfied(needs, list) then
    if needs or is_in(site.database, user, folder)
      or satisfied("Units.View", list) then
      return
    end
  elseif is_in(site.database, user, folder) then
    return refuse(token)
  end
  problem.fail(400, 1100, "Folder does not exist or the user does not have "
    .. "access to the folder.")
end

-- The folder that a request about folders names, or about the packages of a
-- folder's own feed; nil: none.
local function one_folder(database, op, args, params)
  if op.path:find "^/odata/Folders" then return args.key end
  if op.path:find "^/odata/Processes" and params.feedId then
    return feeds.owner(database, params.feedId:lower())
  end
  return op.path:find "^/api/Folders" and params.key and database:row(
    'SELECT Id FROM "Folders" WHERE "Key" = ?', params.key:lower())
end

-- A member may look at a folder itself without any permission.
local function may_at(database, user, op, folder, needs)
  if op.id == "Folders_GetById" and is_in(database, user, folder) then
    return true
  end
  return not needs or satisfied(needs, access.granted(database, user, folder))
end

---Raises unless the token's roles allow an operation.
---@param site table tenant and database
---@param token table
---@param op table
---@param folder integer|nil the folder the request names
---@param args table of the path
---@param params table of the query
---@return integer[]|nil visible the folders that may be seen; nil: all
function access.check(site, token, op, folder, args, params)
  local user = principal(site, token, op)
  if not user then return nil end
  local needs = op.needs or unsaid[op.id]
  if unsaid[op.id] and args.key == user then needs = nil end
  if folder then
    check_folder(site, token, user, folder, needs)
    return nil
  end
  local tenant = access.granted(site.database, user, nil)
  if satisfied(needs or "Units.View", tenant) then return nil end
  if not needs and not op.folder then
    return where_satisfied(site.database, user, nil)
  end
  local at = one_folder(site.database, op, args, params)
  local visible = at and { at } or where_satisfied(site.database, user, needs)
  if at and not may_at(site.database, user, op, at, needs) then visible = {}
  end
  local reaches = needs and (op.folder or needs:find("SubFolders", 1, true)
    or at and needs:find("FolderPackages", 1, true))
  if needs and (not reaches or #visible == 0) then refuse(token) end
  return visible
end

---Raises unless a request's token may do something in each of some folders.
---@param context table
---@param folders integer[]
---@param needs string as an operation's
function access.check_each(context, folders, needs)
  local user = principal(context, context.request.token, context.op)
  if not user then return end
  for _, folder in ipairs(folders) do
    if not satisfied(needs,
      access.granted(context.database, user, folder)) then
      refuse(context.request.token)
    end
  end
end

return access
