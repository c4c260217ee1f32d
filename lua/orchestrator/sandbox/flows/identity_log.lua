-- What the identity server remembers: each change of the organisation, and
-- each time somebody signed in or tried to.

local action = require "orchestrator.sandbox.flows.action"
local core = require "orchestrator.sandbox.core"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"
local reading = require "orchestrator.sandbox.identity_reading"
local respond = require "orchestrator.sandbox.respond"

local log = {}

-- Records of a page, and of a download, unless asked for.
local DEFAULT_TOP, MAX_TOP, MAX_SIZE = 10, 1000, 10000

local function now() return instant.from_time(core.now()) end

---------------------------------------------------------------------------
-- Events

local verbs = { POST = "Create", PUT = "Update", DELETE = "Delete" }

---Notes a change that was made.
---@param context table the request's context
function log.note(context)
  local category, actor = context.op.id:match "^(%a+)", action.actor(context)
  local email = actor.id and context.database:row(
    'SELECT "EmailAddress" FROM "Users" WHERE Id = ?', actor.id)
  context.database:run([[INSERT INTO _identity_events (created, category,
    action, details, userName, email) VALUES (?, ?, ?, ?, ?, ?)]], now(),
    category, verbs[context.op.method], json.object("operation", context.op.id,
      "path", context.request.path).text, actor.name, email)
end

local EVENT = ([[SELECT json_object('createdOn', %s, 'category', category,
  'action', action, 'auditLogDetails', details, 'userName', userName,
  'email', email, 'message', action || ' ' || category, 'detailsVersion',
  '1.0', 'source', 'Identity') FROM _identity_events ]]):format(
  instant.wire_sql "created")

local sortable = { createdon = "created", category = "category",
  action = "action", username = "userName", email = "email" }

-- "ORDER BY …": the newest first unless told otherwise.
local function order(params, columns, usual)
  local column = columns[(params.sortBy or ""):lower()]
  local ascending = (params.sortOrder or ""):lower():find "^asc"
  if params.sortBy and not column then
    problem.validation { sortBy = ("The value '%s' is not valid."):format(
      params.sortBy) }
  end
  return ("ORDER BY %s %s, id DESC"):format(column or usual,
    ascending and "ASC" or "DESC")
end

function log.AuditQuery_GetAuditEvents(context)
  reading.check_partition(context, context.args.partitionGlobalId)
  local top = reading.number(context, "top", DEFAULT_TOP, MAX_TOP)
  local skip = reading.number(context, "skip", 0, 2147483647)
  local rows = context.database:objects(EVENT .. order(context.request.params,
    sortable, "created") .. " LIMIT ? OFFSET ?", top, skip)
  return respond.plain(json.object("totalCount", context.database:row
    "SELECT count(*) FROM _identity_events", "results",
    json.raw("[" .. rows .. "]")))
end

local function csv(value)
  return '"' .. tostring(value or ""):gsub('"', '""') .. '"'
end

---The newest events as a file of comma-separated values.
function log.AuditQuery_DownloadAuditEvents(context)
  reading.check_partition(context, context.args.partitionGlobalId)
  local size = reading.number(context, "size", MAX_SIZE, MAX_SIZE)
  local lines = { "CreatedOn,Category,Action,UserName,Email,Details" }
  for i, row in ipairs(context.database:rows([[SELECT * FROM _identity_events
    ORDER BY id DESC LIMIT ?]], size)) do
    lines[i + 1] = table.concat({ csv(row.created), csv(row.category),
      csv(row.action), csv(row.userName), csv(row.email), csv(row.details) },
      ",")
  end
  return problem.reply(200, table.concat(lines, "\r\n") .. "\r\n",
    "application/octet-stream",
    { 'Content-Disposition: attachment; filename="audit.csv"' })
end

---------------------------------------------------------------------------
-- Sign-ins

---Notes that somebody signed in, or could not.
---@param database table
---@param request table
---@param name string what was given as the name
---@param client string|nil the application
---@param result string of LoginAttemptResult
function log.attempt(database, request, name, client, result)
  local user = database:row([[SELECT id FROM _identity_users
    WHERE userName = ?1 COLLATE NOCASE OR email = ?1 COLLATE NOCASE]], name)
  database:run([[INSERT INTO _login_attempts (user, name, client, browser,
    result, created) VALUES (?, ?, ?, ?, ?, ?)]], user, name, client,
    (request.headers["user-agent"] or ""):gsub("[^%g ]", "?"):sub(1, 256),
    result, now())
  if user and result == "success" then
    database:run("UPDATE _identity_users SET lastLoginTime = ? WHERE id = ?",
      now(), user)
  end
end

local ATTEMPT = ([[SELECT json_object('id', id, 'partitionName', ?1,
  'userId', user, 'userNameOrEmailAddress', name,
  'clientIpAddress', '127.0.0.1', 'clientName', client, 'browserInfo', browser,
  'result', result, 'creationTime', %s, 'partitionGlobalId', ?2)
  FROM _login_attempts WHERE user = ?3 AND (?4 IS NULL OR created >= ?4) ]])
  :format(instant.wire_sql "created")

local attempt_columns = { creationtime = "created", result = "result",
  clientname = "client" }

function log.UserLoginAttempt_GetLoginAttempts(context)
  local params, user = context.request.params, context.args.userId
  local top = reading.number(context, "top", DEFAULT_TOP, MAX_TOP)
  local skip = reading.number(context, "skip", 0, 2147483647)
  local since = params.since and (instant.parse(params.since)
    or reading.invalid_guid("since", params.since))
  if not context.database:row("SELECT 1 FROM _identity_users WHERE id = ?",
    user) then
    problem.facade(404, "NotFound", "The user does not exist.")
  end
  local organization = context.tenant.organization
  local rows = context.database:objects(ATTEMPT .. order(params,
    attempt_columns, "created") .. " LIMIT ?5 OFFSET ?6", organization.name,
    organization.id, user, since, top, skip)
  local total = context.database:row([[SELECT count(*) FROM _login_attempts
    WHERE user = ?1 AND (?2 IS NULL OR created >= ?2)]], user, since)
  return respond.plain(json.object("totalCount", total, "results",
    json.raw("[" .. rows .. "]")))
end

return log
