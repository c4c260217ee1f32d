-- The organisation's users and settings, as the identity server manages them.

local core = require "orchestrator.sandbox.core"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"
local reading = require "orchestrator.sandbox.identity_reading"
local respond = require "orchestrator.sandbox.respond"
local text = require "orchestrator.sandbox.text"

local users = {}

-- Characters of a password that is checked.
local MIN_PASSWORD = 8

local function bool_sql(name)
  return ("'%s', json(iif(%s, 'true', 'false'))"):format(name, name)
end

local COLUMNS = ([[SELECT json_object('id', id, 'userName', userName, 'email',
  email, 'name', name, 'surname', surname, 'displayName', displayName,
  'creationTime', %s, 'lastModificationTime', %s, 'lastLoginTime', %s,
  'legacyId', legacyId, 'type', type, 'emailConfirmed', json('true'), %s, %s,
  %s, 'groupIDs', json((SELECT json_group_array("group") FROM (SELECT "group"
    FROM _members WHERE member = u.id ORDER BY "group"))))
  FROM _identity_users u ]]):format(instant.wire_sql "creationTime",
  instant.wire_sql "lastModificationTime", instant.wire_sql "lastLoginTime",
  bool_sql "isActive", bool_sql "invitationAccepted",
  bool_sql "bypassBasicAuthRestriction")

local function now() return instant.from_time(core.now()) end

---------------------------------------------------------------------------
-- Results

local function result(errors)
  local list = setmetatable({}, json.array_mt)
  for i, found in ipairs(errors) do
    list[i] = json.object("code", found[1], "description", found[2])
  end
  return json.object("succeeded", #errors == 0, "errors", list)
end

-- Raised, so that nothing is kept of what was refused.
local function refuse(code, description, wrap)
  local told = result { { code, description } }
  if wrap then
    told = json.object("result", told, "users",
      setmetatable({}, json.array_mt))
  end
  error(respond.plain(told, 400), 0)
end

local function missing()
  problem.facade(404, "NotFound", "The user does not exist.")
end

---------------------------------------------------------------------------
-- Reading

function users.User_GetUsers(context)
  reading.check_partition(context, context.args.partitionGlobalId)
  local top = reading.number(context, "top", 10, 1000)
  local skip = reading.number(context, "skip", 0, 2147483647)
  local where = [[WHERE instr(lower(userName || ' ' || coalesce(email, '')
    || ' ' || coalesce(displayName, '')), lower(?)) > 0]]
  local term = context.request.params.searchTerm or ""
  local descending = (context.request.params.sortOrder or ""):lower()
    :find "^desc"
  local rows = context.database:objects(("%s%s ORDER BY userName%s, id "
    .. "LIMIT ? OFFSET ?"):format(COLUMNS, where,
    descending and " DESC" or ""), term, top, skip)
  local total = context.database:row(
    "SELECT count(*) FROM _identity_users u " .. where, term)
  return respond.plain(json.object("totalCount", total, "results",
    json.raw("[" .. rows .. "]")))
end

function users.User_GetUser(context)
  local row = context.database:row(COLUMNS .. "WHERE id = ?",
    context.args.userId)
  return respond.plain(json.raw(row or missing()))
end

---------------------------------------------------------------------------
-- Writing

local function check_password(password, wrap)
  if #password < MIN_PASSWORD then
    refuse("PasswordTooShort", ("Passwords must be at least %d characters.")
      :format(MIN_PASSWORD), wrap)
  end
end

local function create(database, given, wrap)
  local name = reading.text(given, "userName", 256)
    or reading.text(given, "email", 256)
  if not name or name == "" then
    refuse("InvalidUserName", "Username '' is invalid.", wrap)
  elseif database:row("SELECT 1 FROM _identity_users WHERE userName = ? "
    .. "COLLATE NOCASE", name) then
    refuse("DuplicateUserName", ("Username '%s' is already taken."):format(
      name), wrap)
  end
  local password = reading.text(given, "password", 256)
  if password and given.validatePassword then
    check_password(password, wrap)
  end
  local groups = reading.guids(given, "groupIDs")
  reading.check_groups(database, groups)
  local id = reading.guid(given, "id") or text.guid()
  database:run([[INSERT INTO _identity_users VALUES (?, ?, ?, ?, ?, ?, ?, ?,
    ?8, NULL, 1, ?, ?, ?, ?)]], id, name, reading.text(given, "email", 256),
    reading.text(given, "name", 64), reading.text(given, "surname", 64),
    reading.text(given, "displayName", 256) or name, "user", now(),
    given.legacyId, given.invitationAccepted == true,
    given.bypassBasicAuthRestriction == true, password)
  reading.add_members(database, groups, { id })
end

function users.User_CreateUser(context)
  local given = reading.body(context.request)
  reading.body_partition(context, given)
  create(context.database, given)
  return respond.plain(result {})
end

---Creates several users, all or none.
function users.User_CreateUsers(context)
  local given = reading.body(context.request)
  reading.body_partition(context, given)
  for _, user in ipairs(given.users or {}) do
    for name, value in pairs(user) do
      if value == json.null then user[name] = nil end
    end
    user.groupIDs = user.groupIDs or given.groupIDs
    create(context.database, user, true)
  end
  return respond.plain(result {})
end

local function must_exist(context)
  local id = context.args.userId
  if not context.database:row("SELECT 1 FROM _identity_users WHERE id = ?",
    id) then
    missing()
  end
  return id
end

function users.User_Update(context)
  local database, given = context.database, reading.body(context.request)
  local id = must_exist(context)
  local added = reading.guids(given, "groupIDsToAdd")
  reading.check_groups(database, added)
  local password = reading.text(given, "password", 256)
  if password then check_password(password) end
  database:run([[UPDATE _identity_users SET name = coalesce(?, name),
    surname = coalesce(?, surname), displayName = coalesce(?, displayName),
    email = coalesce(?, email), isActive = coalesce(?, isActive),
    password = coalesce(?, password), invitationAccepted = coalesce(?,
    invitationAccepted), lastModificationTime = ? WHERE id = ?]],
    reading.text(given, "name", 64), reading.text(given, "surname", 64),
    reading.text(given, "displayName", 256),
    reading.text(given, "email", 256), given.isActive, password,
    given.invitationAccepted, now(), id)
  reading.add_members(database, added, { id })
  reading.remove_members(database,
    reading.guids(given, "groupIDsToRemove"), { id })
  return respond.plain(result {})
end

---Changes a password, for who knows the old one.
function users.User_ChangePassword(context)
  local given = reading.body(context.request)
  local id = must_exist(context)
  local old = context.database:row(
    "SELECT password FROM _identity_users WHERE id = ?", id)
  if old ~= reading.text(given, "oldPassword", 256) then
    refuse("PasswordMismatch", "Incorrect password.")
  end
  local new = reading.text(given, "newPassword", 256) or ""
  check_password(new)
  context.database:run("UPDATE _identity_users SET password = ? WHERE id = ?",
    new, id)
  return respond.plain(result {})
end

local function delete(database, id)
  database:run("DELETE FROM _members WHERE member = ?", id)
  database:run("DELETE FROM _identity_users WHERE id = ?", id)
end

function users.User_Delete(context)
  delete(context.database, must_exist(context))
  return respond.empty(204)
end

function users.User_BulkDelete(context)
  local given = reading.body(context.request)
  reading.body_partition(context, given)
  for _, id in ipairs(reading.guids(given, "userIds")) do
    delete(context.database, id)
  end
  return respond.empty(204)
end

---------------------------------------------------------------------------
-- Settings

local function settings(context, keys, user)
  local rows = context.database:rows([[SELECT id, key, value, user
    FROM _identity_settings WHERE user = ? ORDER BY id]], user or "")
  local list = setmetatable({}, json.array_mt)
  for _, row in ipairs(rows) do
    if not next(keys) or keys[row.key] then
      list[#list + 1] = json.object("id", row.id, "key", row.key, "value",
        row.value, "partitionGlobalId", context.tenant.organization.id,
        "userId", user)
    end
  end
  return respond.plain(list)
end

---The settings of the keys asked for, or all.
function users.Setting_GetSettingsBulk(context)
  local params, keys = context.request.params, {}
  if params.partitionGlobalId then
    reading.check_partition(context, params.partitionGlobalId:lower())
  end
  for _, pair in ipairs(context.request.parameters) do
    if pair[1] == "key" then keys[pair[2]] = true end
  end
  return settings(context, keys, params.userId and params.userId:lower())
end

function users.Setting_UpdateSettings(context)
  local given, keys = reading.body(context.request), {}
  if given.partitionGlobalId then
    reading.check_partition(context, reading.guid(given, "partitionGlobalId"))
  end
  local user = reading.guid(given, "userId")
  for _, setting in ipairs(given.settings or {}) do
    if type(setting) ~= "table" or type(setting.key) ~= "string"
      or type(setting.value) ~= "string" then
      problem.validation { settings = "A setting has a key and a value." }
    end
    keys[setting.key] = true
    context.database:run([[INSERT INTO _identity_settings (key, value, user)
      VALUES (?, ?, ?) ON CONFLICT (key, user) DO UPDATE SET
      value = excluded.value]], setting.key, setting.value, user or "")
  end
  return settings(context, keys, user)
end

return users
