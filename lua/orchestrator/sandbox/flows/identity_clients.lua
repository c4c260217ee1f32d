-- What the identity server of the Cloud answers beyond its definition:
-- external applications, the scopes they may ask for, and the directory.

local core = require "orchestrator.sandbox.core"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local log = require "orchestrator.sandbox.flows.identity_log"
local problem = require "orchestrator.sandbox.problem"
local reading = require "orchestrator.sandbox.identity_reading"
local respond = require "orchestrator.sandbox.respond"
local text = require "orchestrator.sandbox.text"
local users = require "orchestrator.sandbox.flows.identity_users"

local clients = {}

-- Names that a bulk resolves, and results of a search.
local MAX_NAMES, MAX_FOUND = 20, 100

local function array(list) return setmetatable(list or {}, json.array_mt) end

local function split(words)
  local list = array()
  for word in (words or ""):gmatch "%S+" do list[#list + 1] = word end
  return list
end

-- Only a user may: an application cannot make applications.
local function check_user(context)
  if not context.request.token.user then problem.unauthorized() end
end

---------------------------------------------------------------------------
-- Applications

-- Scopes by the resource they are of: "OR.Jobs" is one of Orchestrator.
local resources = { OR = "Orchestrator", PM = "PlatformManagement" }

local function resources_of(scopes)
  local names, out = {}, array()
  for _, scope in ipairs(scopes) do
    local name = resources[scope:match "^%a+"] or "Other"
    if not names[name] then
      names[name] = array()
      out[#out + 1] = { name = name, scopes = names[name] }
    end
    table.insert(names[name], { name = scope })
  end
  return out
end

-- A secret is shown once, when it is made.
local function shown(row, secret)
  local secrets = array()
  if row.secret then
    secrets[1] = json.object("id", 1, "description", nil, "creationTime",
      row.created:sub(1, 19) .. "Z")
  end
  local redirect = row.redirects ~= "" and row.redirects or nil
  return json.object("id", row.id, "name", row.name, "secret", secret,
    "isConfidential", row.secret ~= nil, "redirectUri", redirect, "resources",
    resources_of(split(row.secret and row.scopes ~= "" and row.scopes
      or row.user_scopes)), "secrets", secrets)
end

local ROWS = "SELECT * FROM _applications WHERE name NOTNULL "

function clients.ExternalClient_GetAll(context)
  check_user(context)
  reading.check_partition(context, context.args.partitionGlobalId)
  local list = array()
  for i, row in ipairs(context.database:rows(ROWS .. "ORDER BY name")) do
    list[i] = shown(row)
  end
  return respond.plain(list)
end

local function find(context)
  check_user(context)
  reading.check_partition(context, context.args.partitionGlobalId)
  local row = context.database:rows(ROWS .. "AND id = ?", context.args.id)[1]
  if not row then
    problem.facade(404, "NotFound", "The external client does not exist.")
  end
  return row
end

function clients.ExternalClient_Get(context)
  return respond.plain(shown(find(context)))
end

-- A scope is a name, or an object with one and the kind of its use.
local function scope_lists(given, known)
  local application, user = {}, {}
  for _, scope in ipairs(given.scopes or {}) do
    local name = type(scope) == "table" and scope.name or scope
    if type(name) ~= "string" or not known[name] then
      problem.facade(400, "BadRequest", ("The scope '%s' does not exist.")
        :format(tostring(name)))
    end
    local kind = type(scope) == "table" and scope.type or "Application"
    local list = (kind == "User" or not given.isConfidential) and user
      or application
    list[#list + 1] = name
  end
  return table.concat(application, " "), table.concat(user, " ")
end

function clients.ExternalClient_Create(context)
  check_user(context)
  local database, given = context.database, reading.body(context.request)
  reading.body_partition(context, given)
  local name = reading.text(given, "name", 256)
  if not name or name == "" then
    problem.validation { name = "The name field is required." }
  elseif database:row("SELECT 1 FROM _applications WHERE name = ? "
    .. "COLLATE NOCASE", name) then
    problem.facade(409, "Conflict",
      ("An external client named '%s' exists already."):format(name))
  end
  local application, user = scope_lists(given, context.scopes)
  local secret = given.isConfidential == true
    and text.base64url(text.random(32)) or nil
  local id = text.guid()
  database:run("INSERT INTO _applications VALUES (?, ?, ?, ?, ?, ?, ?)", id,
    secret, application, user, reading.text(given, "redirectUri", 2000) or "",
    name, instant.from_time(core.now()))
  return respond.plain(shown(database:rows(ROWS .. "AND id = ?", id)[1],
    secret), 201)
end

function clients.ExternalClient_Delete(context)
  context.database:run("DELETE FROM _applications WHERE id = ?",
    find(context).id)
  return respond.empty(204)
end

---The scopes there are, by their resource.
function clients.ExternalApiResource_Get(context)
  local names = {}
  for name in pairs(context.scopes) do names[#names + 1] = name end
  table.sort(names)
  return respond.plain(resources_of(names))
end

---------------------------------------------------------------------------
-- Directory

local ENTRIES = [[SELECT * FROM (
  SELECT id, userName AS name, email, displayName AS shown,
    'DirectoryUser' AS kind FROM _identity_users UNION ALL
  SELECT id, name, NULL, displayName, 'DirectoryGroup' FROM _groups UNION ALL
  SELECT id, name, NULL, displayName, 'DirectoryRobotUser'
    FROM _robot_accounts UNION ALL
  SELECT id, name, NULL, name, 'DirectoryApplication' FROM _applications
    WHERE name NOTNULL) WHERE ]]

local function entry(row)
  return json.object("identifier", row.id, "name", row.name, "email",
    row.email, "displayName", row.shown, "objectType", row.kind, "source",
    "local")
end

function clients.Directory_Search(context)
  reading.check_partition(context, context.args.partitionGlobalId)
  local list = array()
  for i, row in ipairs(context.database:rows(ENTRIES .. [[
    lower(substr(name, 1, length(?1))) = lower(?1)
    OR lower(substr(shown, 1, length(?1))) = lower(?1)
    OR lower(substr(coalesce(email, ''), 1, length(?1))) = lower(?1)
    ORDER BY kind, name LIMIT ?2]], context.request.params.startsWith or "",
    MAX_FOUND)) do
    list[i] = entry(row)
  end
  return respond.plain(list)
end

---Entries by the names given, case and all; a name that nobody has is left
---out.
function clients.Directory_BulkResolveByName(context)
  reading.check_partition(context, context.args.partitionGlobalId)
  local given = reading.body(context.request)
  local names = given.entityNames or given.names
  if type(names) ~= "table" or #names > MAX_NAMES then
    problem.facade(400, "BadRequest",
      ("At most %d names can be resolved at once."):format(MAX_NAMES))
  end
  local found = {}
  for _, name in ipairs(names) do
    local row = type(name) == "string" and context.database:rows(ENTRIES
      .. "name = ?1 OR email = ?1", name)[1]
    if row then found[name] = entry(row) end
  end
  return respond.plain(found)
end

function clients.Directory_GetScopes(context)
  reading.check_partition(context, context.args.partitionGlobalId)
  return respond.plain(array { json.object("name", "autogen", "isDefault",
    true) })
end

---The operations, in the form of model.operations.
clients.routes = {}

local function route(id, method, path)
  local keys = {}
  for name in path:gmatch "{(%w+)}" do keys[name] = "guid" end
  table.insert(clients.routes, { id = id, method = method,
    path = "/api/" .. path, query = {}, keys = keys, answers = {} })
end

local P = "/{partitionGlobalId}"
route("ExternalClient_GetAll", "GET", "ExternalClient" .. P)
route("ExternalClient_Get", "GET", "ExternalClient" .. P .. "/{id}")
route("ExternalClient_Create", "POST", "ExternalClient")
route("ExternalClient_Delete", "DELETE", "ExternalClient" .. P .. "/{id}")
route("ExternalApiResource_Get", "GET", "ExternalApiResource")
route("Directory_Search", "GET", "Directory/Search" .. P)
route("Directory_BulkResolveByName", "POST", "Directory/BulkResolveByName" .. P)
route("Directory_GetScopes", "GET", "Directory/Scopes" .. P)
route("AuditLog_Get", "GET", "auditLog" .. P)
route("UserPartition_GetUsers", "GET", "UserPartition/users" .. P)
-- Nothing is known of what these answer: 501.
route("AuthenticationSetting_GetAll", "GET",
  "AuthenticationSetting/getAll" .. P)
route("ExternalIdentityProvider_Get", "GET", "ExternalIdentityProvider")
route("Rule_Get", "GET", "Rule" .. P)

---The older servers' names of two of the definition's reads.
clients.AuditLog_Get = log.AuditQuery_GetAuditEvents
clients.UserPartition_GetUsers = users.User_GetUsers

return clients
