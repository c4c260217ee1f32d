-- The identity server's management calls: robot accounts and groups. They
-- belong to the organisation, which the API calls a partition.

local access = require "orchestrator.sandbox.access"
local core = require "orchestrator.sandbox.core"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local log = require "orchestrator.sandbox.flows.identity_log"
local problem = require "orchestrator.sandbox.problem"
local reading = require "orchestrator.sandbox.identity_reading"
local respond = require "orchestrator.sandbox.respond"
local router = require "orchestrator.sandbox.router"
local text = require "orchestrator.sandbox.text"
local Tokens = require "orchestrator.sandbox.tokens"

local read_body, guid_field = reading.body, reading.guid
local guid_list, string_field = reading.guids, reading.text
local check_partition = reading.check_partition
local body_partition = reading.body_partition
local number, invalid_guid = reading.number, reading.invalid_guid
local check_groups = reading.check_groups
local add_members = reading.add_members
local remove_members = reading.remove_members

local identity = {}

local DEFAULT_TOP, MAX_TOP = 10, 1000

local function now() return instant.from_time(core.now()) end

---------------------------------------------------------------------------
-- What robot accounts and groups have in common. A kind has its `noun`, the
-- `table` and the SELECT of its `rows` as JSON, the `key` of a path that names
-- one, the `list` of a body that names several, the `column` of _members that
-- is about it, and perhaps `keep(database, id)`, which raises for what stays.

-- One row as the answer; raises when it is not there.
local function show(kind, context, id, status)
  local row = context.database:row(kind.rows .. "WHERE id = ?", id)
  if not row then
    problem.facade(404, "NotFound", ("The %s does not exist."):format(
      kind.noun))
  end
  return respond.plain(json.raw(row), status)
end

local function check_name(kind, database, name, except)
  if not name or name == "" then
    problem.validation { name = "The name field is required." }
  end
  if database:row(("SELECT 1 FROM %s WHERE name = ? COLLATE NOCASE "
    .. "AND id IS NOT ?"):format(kind.table), name, except) then
    problem.facade(409, "Conflict", ("A %s named '%s' exists already.")
      :format(kind.noun, name))
  end
end

local function delete(kind, database, id)
  if kind.keep then kind.keep(database, id) end
  database:run(("DELETE FROM _members WHERE %s = ?"):format(kind.column), id)
  return database:run(("DELETE FROM %s WHERE id = ?"):format(kind.table), id)
end

local function read_one(kind)
  return function(context)
    check_partition(context, context.args.partitionGlobalId)
    return show(kind, context, context.args[kind.key])
  end
end

local function delete_one(kind)
  return function(context)
    check_partition(context, context.args.partitionGlobalId)
    show(kind, context, context.args[kind.key])
    delete(kind, context.database, context.args[kind.key])
    return respond.empty(204)
  end
end

local function delete_several(kind)
  return function(context)
    check_partition(context, context.args.partitionGlobalId)
    for _, id in ipairs(guid_list(read_body(context.request), kind.list)) do
      delete(kind, context.database, id)
    end
    return respond.empty(204)
  end
end

---------------------------------------------------------------------------
-- Robot accounts

local accounts = { noun = "robot account", table = "_robot_accounts",
  key = "robotAccountId", list = "robotAccountIDs", column = "member" }

accounts.rows = ([[SELECT json_object('id', id, 'name', name,
  'displayName', displayName, 'creationTime', %s, 'lastLoginTime', %s,
  'groupIds', json((SELECT json_group_array("group") FROM (SELECT "group"
    FROM _members WHERE member = a.id ORDER BY "group")))) FROM
  _robot_accounts a ]]):format(instant.wire_sql "creationTime",
  instant.wire_sql "lastLoginTime")

local sortable = { name = "name", displayname = "displayName",
  creationtime = "creationTime", lastlogintime = "lastLoginTime" }

function identity.RobotAccount_GetRobotAccounts(context)
  check_partition(context, context.args.partitionGlobalId)
  local params, database = context.request.params, context.database
  local top = number(context, "top", DEFAULT_TOP, MAX_TOP)
  local skip = number(context, "skip", 0, 2147483647)
  local term = params.searchTerm or ""
  local column = sortable[(params.sortBy or "name"):lower()] or "name"
  local descending = (params.sortOrder or ""):lower():find "^desc"
  local where = "WHERE instr(lower(name || ' ' || coalesce(displayName, '')), "
    .. "lower(?)) > 0"
  local rows = database:objects(("%s%s ORDER BY %s%s, id LIMIT ? OFFSET ?")
    :format(accounts.rows, where, column, descending and " DESC" or ""),
    term, top, skip)
  local total = database:row(
    "SELECT count(*) FROM _robot_accounts a " .. where, term)
  return respond.plain(json.object("totalCount", total, "results",
    json.raw("[" .. rows .. "]")))
end

identity.RobotAccount_GetRobotAccount = read_one(accounts)

function identity.RobotAccount_CreateRobotAccount(context)
  local database, given = context.database, read_body(context.request)
  body_partition(context, given)
  local name = string_field(given, "name", 256)
  check_name(accounts, database, name)
  local groups = guid_list(given, "groupIDsToAdd")
  guid_list(given, "groupIDsToRemove")
  check_groups(database, groups)
  local id = guid_field(given, "id") or text.guid()
  database:run([[INSERT INTO _robot_accounts (id, name, displayName,
    creationTime) VALUES (?, ?, ?, ?)]], id, name,
    string_field(given, "displayName", 256) or name, now())
  add_members(database, groups, { id })
  return show(accounts, context, id, 201)
end

function identity.RobotAccount_UpdateRobotAccount(context)
  local database, given = context.database, read_body(context.request)
  body_partition(context, given)
  local id = context.args.robotAccountId
  local added = guid_list(given, "groupIDsToAdd")
  show(accounts, context, id)
  check_groups(database, added)
  database:run([[UPDATE _robot_accounts SET displayName =
    coalesce(?, displayName) WHERE id = ?]],
    string_field(given, "displayName", 256), id)
  add_members(database, added, { id })
  remove_members(database, guid_list(given, "groupIDsToRemove"), { id })
  return show(accounts, context, id)
end

identity.RobotAccount_Delete = delete_one(accounts)
identity.RobotAccount_BulkDelete = delete_several(accounts)

---------------------------------------------------------------------------
-- Groups

local groups = { noun = "group", table = "_groups", key = "groupId",
  list = "groupIDs", column = '"group"' }

function groups.keep(database, id)
  if database:row("SELECT type FROM _groups WHERE id = ?", id) == "builtIn"
  then
    problem.facade(400, "BadRequest", "A built-in group cannot be deleted.")
  end
end

-- The members are shown as the accounts that are known here.
groups.rows = ([[SELECT json_object('id', id, 'name', name,
  'displayName', displayName, 'type', type, 'creationTime', %s,
  'lastModificationTime', %s, 'members', json((SELECT json_group_array(
    json_object('identifier', m.member, 'name', r.name, 'displayName',
    r.displayName, 'objectType', 'DirectoryRobotUser', 'source', 'local'))
    FROM _members m JOIN _robot_accounts r ON r.id = m.member
    WHERE m."group" = g.id))) FROM _groups g ]]):format(
  instant.wire_sql "creationTime", instant.wire_sql "lastModificationTime")

function identity.Group_GetGroups(context)
  check_partition(context, context.args.partitionGlobalId)
  local rows = context.database:objects(groups.rows .. "ORDER BY type, name")
  return respond.plain(json.raw("[" .. rows .. "]"))
end

identity.Group_GetGroup = read_one(groups)

function identity.Group_CreateGroup(context)
  local database, given = context.database, read_body(context.request)
  body_partition(context, given)
  local name = string_field(given, "name", 256)
  check_name(groups, database, name)
  local id = guid_field(given, "id") or text.guid()
  local time = now()
  database:run("INSERT INTO _groups VALUES (?, ?, ?, 'custom', ?, ?)", id,
    name, name, time, time)
  add_members(database, { id }, guid_list(given, "directoryUserMemberIDs"))
  return show(groups, context, id, 201)
end

function identity.Group_UpdateGroup(context)
  local database, given = context.database, read_body(context.request)
  body_partition(context, given)
  local id = context.args.groupId
  show(groups, context, id)
  local name = string_field(given, "name", 256)
  if name then check_name(groups, database, name, id) end
  database:run([[UPDATE _groups SET name = coalesce(?1, name), displayName =
    coalesce(?1, displayName), lastModificationTime = ?2 WHERE id = ?3]],
    name, now(), id)
  add_members(database, { id }, guid_list(given, "directoryUserIDsToAdd"))
  remove_members(database, { id },
    guid_list(given, "directoryUserIDsToRemove"))
  return show(groups, context, id)
end

identity.Group_Delete = delete_one(groups)
identity.Group_BulkDelete = delete_several(groups)

---------------------------------------------------------------------------

-- Ids in the path must be GUIDs, as the schema says.
local function check_args(op, args)
  for name, kind in pairs(op.keys) do
    if kind == "guid" then
      if not text.is_guid(args[name]) then invalid_guid(name, args[name]) end
      args[name] = args[name]:lower()
    end
  end
end

-- What was changed is noted with the change.
local function change(handler, context)
  local reply = handler(context)
  log.note(context)
  access.forget(context.database) -- who is in which group
  return reply
end

---Answers a management call.
---@param server table
---@param place table of address.find()
---@param request table
function identity.answer(server, place, request)
  local op, args = router.find_identity(request.method, place.rest)
  if not op then problem.page(404, "Not Found") end
  local token, get = request.token, request.method == "GET"
  if not Tokens.may(token, op.scope, get) then
    problem.scope(token.scope, op.scope, get)
  end
  local handler = identity[op.id]
  if not handler then
    problem.fail(501, 0, ("The sandbox does not model %s yet."):format(op.id))
  end
  check_args(op, args)
  local context = { request = request, args = args, op = op,
    database = server.database, tenant = server.tenant,
    scopes = server.applications.known }
  if get then return handler(context) end
  return server.database:transaction(change, handler, context)
end

local function adopt(handlers)
  for id, handler in pairs(handlers) do
    if id:find "_" then identity[id] = handler end
  end
end

for _, name in ipairs { "users", "pages", "log", "clients" } do
  adopt(require("orchestrator.sandbox.flows.identity_" .. name))
end
router.add_identity(require("orchestrator.sandbox.flows.identity_clients")
  .routes)

return identity
