-- The way a handle speaks to its server: requests under /_sandbox that carry
-- the key the parent gave at the start, or that --control printed. Without that
-- key (and unasked there is none) the path is like any other that leads
-- nowhere.

local access = require "orchestrator.sandbox.access"
local Applications = require "orchestrator.sandbox.applications"
local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"

local control = {}

local actions = {}

-- An object's members; what is null is left out.
local function decode(body)
  local given = assert(json.decode(body))
  for name, value in pairs(given) do
    if value == json.null then given[name] = nil end
  end
  return given
end

function actions.requests(server) return server.recorder:pack() end

-- The same for those that speak JSON alone.
function actions.recorded(server) return server.recorder:json() end

function actions.reset(server)
  server.recorder:reset()
  server.faults:reset()
  server.tokens:reset()
end

function actions.forget(server) server.recorder:reset() end

function actions.fault(server, body)
  server.faults:add(assert(json.decode(body)))
end

function actions.faults(server)
  return json.encode(setmetatable(server.faults.counts, nil))
end

function actions.expire(server) server.tokens:expire() end

-- What else there is to sign in with.
-- What signs in to a further tenant.
local function tenant_facts(site)
  local tenant = site.tenant
  return { organization = tenant.organization.name, tenant = tenant.name,
    client_id = tenant.client_id, user_key = tenant.user_key,
    client_secret = tenant.client_secret,
    access_token = site.tokens:first() }
end

function actions.facts(server)
  local tenants = setmetatable({}, json.array_mt)
  for i = 2, #server.sites do tenants[i - 1] = tenant_facts(server.sites[i])
  end
  return json.object("tenants", tenants,
    "username", server.tenant.username, "password",
    server.tenant.password, "public_client_id", Applications.PUBLIC).text
end

function actions.application(server, body)
  server.applications:add(decode(body))
end

function actions.personal_token(server, body)
  local given = decode(body)
  return server.tokens:personal(given.scope or server.tokens.all,
    given.lifetime or 86400, given.user and server.tokens:user(given.user))
end

-- An access token as a user's sign-in gives it.
function actions.user_token(server, body)
  local given = decode(body)
  return (server.tokens:issue("authorization_code", { user = true,
    user_id = server.tokens:user(given.user), scope = given.scope
    or server.tokens.all, client_id = Applications.PUBLIC }))
end

function actions.refresh_token(server, body)
  return server.oauth:refresh_token(decode(body))
end

-- How the robots take the jobs of a process; without one, those of all.
function actions.robots(server, body)
  local given, hints = decode(body), {}
  for _, name in ipairs { "seconds", "output", "fault", "suspend" } do
    hints["sandbox_" .. name] = given[name]
  end
  server.database:run("INSERT OR REPLACE INTO _behaviours VALUES (?, ?)",
    given.process or "", next(hints) and json.encode(hints) or "{}")
end

function actions.revoke(server, token) server.tokens:revoke(token) end

function actions.approve(server, answer) server.oauth.approve = answer end

-- Seconds by the name of a grant, or of "code" and "refresh".
function actions.lifetimes(server, body)
  for name, seconds in pairs(decode(body)) do
    local tokens, oauth = server.tokens.lifetimes, server.oauth.lifetimes
    local of = tokens[name] and tokens or oauth[name] and oauth
    if not of then error("no lifetime is called " .. name, 0) end
    of[name] = seconds
  end
end

function actions.issued(server)
  return json.object("issued", server.tokens.issued, "refused",
    server.tokens.refused).text
end

-- One statement; its rows come back as JSON.
function actions.sql(server, body)
  local given = assert(json.decode(body))
  local values = given.values or {}
  for i = 1, given.count or 0 do
    if values[i] == json.null then values[i] = nil end
  end
  local rows = server.database:rows(given.sql,
    table.unpack(values, 1, given.count or 0))
  access.forget(server.database)
  return json.encode(setmetatable(rows, json.array_mt))
end

---True for a control request with the right key.
function control.is(server, request)
  return server.control_key ~= nil
    and request.path:sub(1, 10) == "/_sandbox/"
    and request.headers["x-sandbox-key"] == server.control_key
end

function control.answer(server, request)
  local action = actions[request.path:sub(11)]
  if not action then return problem.reply(404, "no such action", "text/plain")
  end
  local ok, result = pcall(action, server, request.body)
  if not ok then
    return problem.reply(400, tostring(result), "text/plain")
  end
  return problem.reply(200, result or "", "application/octet-stream")
end

return control
