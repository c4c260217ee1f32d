-- The identity server's management calls: robot accounts and groups. They
-- belong to the organisation, which the API calls a partition.

local core = require "orchestrator.sandbox.core"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"
local router = require "orchestrator.sandbox.router"
local text = require "orchestrator.sandbox.text"
local Tokens = require "orchestrator.sandbox.tokens"

local identity = {}

local DEFAULT_TOP, MAX_TOP = 10, 1000

local function invalid_guid(name, value)
  problem.validation { [name] = ("The value '%s' is not valid."):format(
    tostring(value)) }
end

local function now() return instant.from_time(core.now()) end

---------------------------------------------------------------------------
-- Reading what was sent

local function read_body(request)
  local kind = (request.headers["content-type"] or ""):lower()
  if not kind:find("json", 1, true) then
    problem.fail(415, 0, "The request's media type is not supported.")
  end
  local value = json.decode(request.body)
  if type(value) ~= "table" or getmetatable(value) == json.array_mt then
    problem.validation { [""] = "A non-empty request body is required." }
  end
  for name, member in pairs(value) do
    if member == json.null then value[name] = nil end
  end
  return value
end

local function guid_field(given, name)
  local value = given[name]
  if value == nil then return nil end
  if type(value) ~= "string" or not text.is_guid(value) then
    invalid_guid(name, value)
  end
  return value:lower()
end

local function guid_list(given, name)
  local list = given[name]
  if list == nil then return {} end
  if type(list) ~= "table" then invalid_guid(name, list) end
  local out = {}
  for i, value in ipairs(list) do
    if type(value) ~= "string" or not text.is_guid(value) then
      invalid_guid(("%s[%d]"):format(name, i - 1), value)
    end
    out[i] = value:lower()
  end
  return out
end

local function string_field(given, name, most)
  local value = given[name]
  if value == nil then return nil end
  if type(value) ~= "string" or utf8.len(value) > most then
    problem.validation { [name] = ("The field %s must be a string with a "
      .. "maximum length of %d."):format(name, most) }
  end
  return value
end

local function check_partition(context, id)
  if id ~= context.tenant.organization.id then
    problem.facade(400, "BadRequest", "InvalidPartition")
  end
end

local function body_partition(context, given)
  if given.partitionGlobalId == nil then
    problem.validation { partitionGlobalId =
      "The partitionGlobalId field is required." }
  end
  check_partition(context, guid_field(given, "partitionGlobalId"))
end

local function number(context, name, default, most)
  local value = context.request.params[name]
  if not value then return default end
  local n = math.tointeger(tonumber(value))
  if not n or n < 0 or n > most then
    problem.validation { [name] = ("The field %s must be between 0 and %d.")
      :format(name, most) }
  end
  return n
end

---------------------------------------------------------------------------
-- Members of groups

local function check_groups(database, ids)
  for _, id in ipairs(ids) do
    if not database:row("SELECT 1 FROM _groups WHERE id = ?", id) then
      problem.facade(400, "BadRequest",
        ("The group %s does not exist."):format(id))
    end
  end
end

local function add_members(database, groups, members)
  for _, group in ipairs(groups) do
    for _, member in ipairs(members) do
      database:run("INSERT OR IGNORE INTO _members VALUES (?, ?)", group,
        member)
    end
  end
end

local function remove_members(database, groups, members)
  for _, group in ipairs(groups) do
    for _, member in ipairs(members) do
      database:run('DELETE FROM _members WHERE "group" = ? AND member = ?',
        group, member)
    end
  end
end

---------------------------------------------------------------------------
-- Robot accounts

local account_columns = ([[SELECT json_object('id', id, 'name', name,
  'displayName', displayName, 'creationTime', %s, 'lastLoginTime', %s,
  'groupIds', json((SELECT json_group_array("group") FROM (SELECT "group"
    FROM _members WHERE member = a.id ORDER BY "group")))) FROM
  _robot_accounts a ]]):format(instant.wire_sql "creationTime",
  instant.wire_sql "lastLoginTime")

local function account(context, id, status)
  local row = context.database:row(account_columns .. "WHERE id = ?", id)
  if not row then
    problem.facade(404, "NotFound", "The robot account does not exist.")
  end
  return respond.plain(json.raw(row), status)
end

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
    :format(account_columns, where, column, descending and " DESC" or ""),
    term, top, skip)
  local total = database:row(
    "SELECT count(*) FROM _robot_accounts a " .. where, term)
  return respond.plain(json.object("totalCount", total, "results",
    json.raw("[" .. rows .. "]")))
end

function identity.RobotAccount_GetRobotAccount(context)
  check_partition(context, context.args.partitionGlobalId)
  return account(context, context.args.robotAccountId)
end

local function check_account_name(database, name)
  if not name or name == "" then
    problem.validation { name = "The name field is required." }
  end
  if database:row("SELECT 1 FROM _robot_accounts WHERE name = ? "
    .. "COLLATE NOCASE", name) then
    problem.facade(409, "Conflict",
      ("A robot account named '%s' exists already."):format(name))
  end
end

function identity.RobotAccount_CreateRobotAccount(context)
  local database, given = context.database, read_body(context.request)
  body_partition(context, given)
  local name = string_field(given, "name", 256)
  check_account_name(database, name)
  local groups = guid_list(given, "groupIDsToAdd")
  guid_list(given, "groupIDsToRemove")
  check_groups(database, groups)
  local id = guid_field(given, "id") or text.guid()
  database:run([[INSERT INTO _robot_accounts (id, name, displayName,
    creationTime) VALUES (?, ?, ?, ?)]], id, name,
    string_field(given, "displayName", 256) or name, now())
  add_members(database, groups, { id })
  return account(context, id, 201)
end

function identity.RobotAccount_UpdateRobotAccount(context)
  local database, given = context.database, read_body(context.request)
  body_partition(context, given)
  local id = context.args.robotAccountId
  local added = guid_list(given, "groupIDsToAdd")
  account(context, id)
  check_groups(database, added)
  database:run([[UPDATE _robot_accounts SET displayName =
    coalesce(?, displayName) WHERE id = ?]],
    string_field(given, "displayName", 256), id)
  add_members(database, added, { id })
  remove_members(database, guid_list(given, "groupIDsToRemove"), { id })
  return account(context, id)
end

local function delete_account(database, id)
  database:run("DELETE FROM _members WHERE member = ?", id)
  return database:run("DELETE FROM _robot_accounts WHERE id = ?", id)
end

function identity.RobotAccount_Delete(context)
  check_partition(context, context.args.partitionGlobalId)
  if delete_account(context.database, context.args.robotAccountId) == 0 then
    problem.facade(404, "NotFound", "The robot account does not exist.")
  end
  return respond.empty(204)
end

function identity.RobotAccount_BulkDelete(context)
  check_partition(context, context.args.partitionGlobalId)
  local given = read_body(context.request)
  for _, id in ipairs(guid_list(given, "robotAccountIDs")) do
    delete_account(context.database, id)
  end
  return respond.empty(204)
end

---------------------------------------------------------------------------
-- Groups

-- The members are shown as the accounts that are known here.
local group_columns = ([[SELECT json_object('id', id, 'name', name,
  'displayName', displayName, 'type', type, 'creationTime', %s,
  'lastModificationTime', %s, 'members', json((SELECT json_group_array(
    json_object('identifier', m.member, 'name', r.name, 'displayName',
    r.displayName, 'objectType', 'DirectoryRobotUser', 'source', 'local'))
    FROM _members m JOIN _robot_accounts r ON r.id = m.member
    WHERE m."group" = g.id))) FROM _groups g ]]):format(
  instant.wire_sql "creationTime", instant.wire_sql "lastModificationTime")

local function group(context, id, status)
  local row = context.database:row(group_columns .. "WHERE id = ?", id)
  if not row then
    problem.facade(404, "NotFound", "The group does not exist.")
  end
  return respond.plain(json.raw(row), status)
end

function identity.Group_GetGroups(context)
  check_partition(context, context.args.partitionGlobalId)
  local rows = context.database:objects(group_columns .. "ORDER BY type, name")
  return respond.plain(json.raw("[" .. rows .. "]"))
end

function identity.Group_GetGroup(context)
  check_partition(context, context.args.partitionGlobalId)
  return group(context, context.args.groupId)
end

local function check_group_name(database, name, except)
  if not name or name == "" then
    problem.validation { name = "The name field is required." }
  end
  if database:row("SELECT 1 FROM _groups WHERE name = ? COLLATE NOCASE "
    .. "AND id IS NOT ?", name, except) then
    problem.facade(409, "Conflict",
      ("A group named '%s' exists already."):format(name))
  end
end

function identity.Group_CreateGroup(context)
  local database, given = context.database, read_body(context.request)
  body_partition(context, given)
  local name = string_field(given, "name", 256)
  check_group_name(database, name, nil)
  local id = guid_field(given, "id") or text.guid()
  local time = now()
  database:run("INSERT INTO _groups VALUES (?, ?, ?, 'custom', ?, ?)", id,
    name, name, time, time)
  add_members(database, { id }, guid_list(given, "directoryUserMemberIDs"))
  return group(context, id, 201)
end

function identity.Group_UpdateGroup(context)
  local database, given = context.database, read_body(context.request)
  body_partition(context, given)
  local id = context.args.groupId
  group(context, id)
  local name = string_field(given, "name", 256)
  if name then check_group_name(database, name, id) end
  database:run([[UPDATE _groups SET name = coalesce(?1, name), displayName =
    coalesce(?1, displayName), lastModificationTime = ?2 WHERE id = ?3]],
    name, now(), id)
  add_members(database, { id }, guid_list(given, "directoryUserIDsToAdd"))
  remove_members(database, { id },
    guid_list(given, "directoryUserIDsToRemove"))
  return group(context, id)
end

local function delete_group(database, id)
  if database:row("SELECT type FROM _groups WHERE id = ?", id) == "builtIn"
  then
    problem.facade(400, "BadRequest", "A built-in group cannot be deleted.")
  end
  database:run('DELETE FROM _members WHERE "group" = ?', id)
  return database:run("DELETE FROM _groups WHERE id = ?", id)
end

function identity.Group_Delete(context)
  check_partition(context, context.args.partitionGlobalId)
  if delete_group(context.database, context.args.groupId) == 0 then
    problem.facade(404, "NotFound", "The group does not exist.")
  end
  return respond.empty(204)
end

function identity.Group_BulkDelete(context)
  check_partition(context, context.args.partitionGlobalId)
  local given = read_body(context.request)
  for _, id in ipairs(guid_list(given, "groupIDs")) do
    delete_group(context.database, id)
  end
  return respond.empty(204)
end

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

---Answers a management call.
---@param server table
---@param place table of address.find()
---@param request table
function identity.answer(server, place, request)
  local op, args = router.find_identity(request.method, place.rest)
  if not op then problem.page(404, "Not Found") end
  local token, reading = request.token, request.method == "GET"
  if not Tokens.may(token, op.scope, reading) then
    problem.scope(token.scope, op.scope, reading)
  end
  local handler = identity[op.id]
  if not handler then
    problem.fail(501, 0, ("The sandbox does not model %s yet."):format(op.id))
  end
  check_args(op, args)
  local context = { request = request, args = args, op = op,
    database = server.database, tenant = server.tenant }
  if reading then return handler(context) end
  return server.database:transaction(handler, context)
end

return identity
