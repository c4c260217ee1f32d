-- The identity server's sign-in: the page where a user approves, and the
-- endpoint where codes, secrets and refresh tokens become access tokens.

local Applications = require "orchestrator.sandbox.applications"
local core = require "orchestrator.sandbox.core"
local json = require "orchestrator.sandbox.json"
local log = require "orchestrator.sandbox.flows.identity_log"
local problem = require "orchestrator.sandbox.problem"
local text = require "orchestrator.sandbox.text"
local Tokens = require "orchestrator.sandbox.tokens"

local Oauth = {}
Oauth.__index = Oauth

-- Seconds a code and a refresh token may wait for their use.
local LIFETIMES = { code = 300, refresh = 60 * 86400 }

local identity_names = { openid = true, profile = true, email = true,
  offline_access = true }

---@param tenant table
---@param applications table
---@param tokens table
---@param approve string "auto" | "ask" | "deny": what the page does unasked
function Oauth.new(tenant, applications, tokens, approve)
  return setmetatable({ tenant = tenant, database = tenant.database,
    applications = applications, tokens = tokens, approve = approve,
    codes = {}, lifetimes = { code = LIFETIMES.code,
      refresh = LIFETIMES.refresh } }, Oauth)
end

---------------------------------------------------------------------------
-- Scopes

-- "OR.Jobs" beside "OR.Jobs.Read" is refused, as the server does.
local function is_doubled(asked)
  for name in pairs(asked) do
    local whole = name:match "^(.*)%.Read$" or name:match "^(.*)%.Write$"
    if whole and asked[whole] then return true end
  end
  return false
end

-- The scope to grant, or nil when it is refused; no scope means all of them.
local function granted(scope, allowed, all, user)
  if not scope or scope:match "^%s*$" then return all end
  local list, asked = {}, {}
  for name in scope:gmatch "%S+" do
    if not (allowed[name] or user and identity_names[name]) then return nil end
    list[#list + 1], asked[name] = name, true
  end
  if is_doubled(asked) then return nil end
  return table.concat(list, " ")
end

---------------------------------------------------------------------------
-- The page

-- What cannot go back to the application goes to a page of the server's.
local function failure_page(place, params, code, name, description)
  local details = json.object("Error", name, "ErrorDescription", description,
    "ClientId", params.client_id, "RedirectUri", params.redirect_uri,
    "RequestId", text.hex(text.random(16)))
  problem.redirect(("%s/web/?errorCode=%s&errorId=%s"):format(place.base, code,
    text.escape(text.base64(details.text))))
end

-- Back to the application, with what its address had already.
local function back(params, fields)
  local out = {}
  for _, field in ipairs(fields) do
    out[#out + 1] = field[1] .. "=" .. text.escape(field[2])
  end
  if params.state then
    out[#out + 1] = "state=" .. text.escape(params.state)
  end
  problem.redirect(params.redirect_uri
    .. (params.redirect_uri:find("?", 1, true) and "&" or "?")
    .. table.concat(out, "&"))
end

local function back_error(params, name, description)
  back(params, { { "error", name }, { "error_description", description } })
end

-- Raises unless the request is one that a user may be asked about.
local function check_request(application, params)
  if params.response_type ~= "code" then
    back_error(params, "unsupported_response_type",
      "Response type not supported")
  end
  if params.code_challenge then
    if params.code_challenge_method ~= "S256" then
      back_error(params, "invalid_request", "Transform algorithm not supported")
    elseif not params.code_challenge:find "^[%w_%-]+$"
      or #params.code_challenge ~= 43 then
      back_error(params, "invalid_request", "Invalid code_challenge")
    end
  elseif not application.secret then
    back_error(params, "invalid_request", "code challenge required")
  end
  if not params.scope or params.scope:match "^%s*$" then
    back_error(params, "invalid_request", "Missing scope")
  end
  local scope = granted(params.scope, application.user_scopes, nil, true)
  if not scope then back_error(params, "invalid_scope", "Invalid scope") end
  return scope
end

local function escape_html(s)
  return (s:gsub("[&<>\"']", function(c)
    return ("&#%d;"):format(c:byte())
  end))
end

local function ask(request, application, scope)
  local address = escape_html(request.path .. "?" .. request.query)
  return problem.reply(200, ([[<!DOCTYPE html>
<html><head><title>Sign in</title></head><body>
<h1>Sign in as admin</h1>
<p>The application %s asks for: %s.</p>
<p><a href="%s&amp;sandbox_approve=1">Approve</a>
<a href="%s&amp;sandbox_approve=0">Deny</a></p>
</body></html>
]]):format(escape_html(application.id), escape_html(scope), address, address),
    "text/html; charset=utf-8")
end

local function forget_old(codes)
  local now = core.now()
  for code, found in pairs(codes) do
    if found.expires <= now then codes[code] = nil end
  end
end

---GET …/connect/authorize. `sandbox_approve` in the query (1 or 0) answers
---for the user; without it the server's setting does.
function Oauth:authorize(place, request)
  if request.method ~= "GET" then problem.page(405, "Method Not Allowed") end
  local params = request.params
  if place.organization then
    failure_page(place, params, "219", "invitation_not_accepted",
      "Sign in at the host's level.")
  end
  local application = self.applications:find(params.client_id)
  if not application then
    failure_page(place, params, "unauthorized_client", "unauthorized_client",
      "Unknown client or client not enabled")
  elseif not Applications.may_redirect(application, params.redirect_uri) then
    failure_page(place, params, "invalid_request", "invalid_request",
      "Invalid redirect_uri")
  end
  local scope = check_request(application, params)
  local answer = ({ ["1"] = "auto", ["0"] = "deny" })[params.sandbox_approve]
    or self.approve
  if answer == "deny" then
    back_error(params, "access_denied", "The user denied the request.")
  elseif answer == "ask" then
    return ask(request, application, scope)
  end
  forget_old(self.codes)
  log.attempt(self.database, request, self.tenant.username, application.id,
    "success")
  local code = text.hex(text.random(32))
  self.codes[code] = { client = application.id, scope = scope,
    redirect_uri = params.redirect_uri, challenge = params.code_challenge,
    expires = core.now() + self.lifetimes.code }
  back(params, { { "code", code }, { "scope", scope } })
end

---------------------------------------------------------------------------
-- The endpoint

local function new_refresh_token(self, application, scope)
  local token = text.hex(text.random(32)):upper()
  self.database:run("INSERT INTO _refresh_tokens VALUES (?, ?, ?, ?)", token,
    application.id, scope, core.now() + self.lifetimes.refresh)
  return token
end

-- A user's tokens: a refresh token comes with offline_access, an id_token
-- with openid.
local function user_tokens(self, grant, application, scope)
  local token, lifetime = self.tokens:issue(grant, { scope = scope,
    client_id = application.id, user = true })
  local fields = { "access_token", token, "expires_in", lifetime,
    "token_type", "Bearer" }
  local padded = " " .. scope .. " "
  if padded:find(" offline_access ", 1, true) then
    fields[#fields + 1] = "refresh_token"
    fields[#fields + 1] = new_refresh_token(self, application, scope)
  end
  if padded:find(" openid ", 1, true) then
    fields[#fields + 1] = "id_token"
    fields[#fields + 1] = self.tokens:id_token(application.id)
  end
  fields[#fields + 1], fields[#fields + 2] = "scope", scope
  return Tokens.answer(table.unpack(fields))
end

local grants = {}

function grants.client_credentials(self, application, form)
  if not application.secret then
    problem.oauth(400, "unauthorized_client")
  end
  local scope = granted(form.scope, application.scopes,
    application.application_scopes)
  if not scope or scope == "" then problem.oauth(400, "invalid_scope") end
  local token, lifetime = self.tokens:issue("client_credentials",
    { scope = scope, client_id = application.id })
  return Tokens.answer("access_token", token, "expires_in", lifetime,
    "token_type", "Bearer", "scope", scope)
end

-- RFC 7636: 43 to 128 characters, of which the challenge is the digest.
local function verifies(verifier, challenge)
  if not challenge then return verifier == nil end
  return verifier ~= nil and #verifier >= 43 and #verifier <= 128
    and text.base64url(core.sha256(verifier)) == challenge
end

-- A code is spent by its first use, be it in vain.
function grants.authorization_code(self, application, form)
  local found = form.code and self.codes[form.code]
  if found then self.codes[form.code] = nil end
  if not found or found.client ~= application.id
    or found.expires <= core.now() or found.redirect_uri ~= form.redirect_uri
    or not verifies(form.code_verifier, found.challenge) then
    problem.oauth(400, "invalid_grant")
  end
  return user_tokens(self, "authorization_code", application, found.scope)
end

local function rotate(self, application, form)
  local client, scope, expires = self.database:row("SELECT client, scope, "
    .. "expires FROM _refresh_tokens WHERE token = ?", form.refresh_token)
  if client ~= application.id or expires <= core.now() then
    problem.oauth(400, "invalid_grant")
  end
  self.database:run("DELETE FROM _refresh_tokens WHERE token = ?",
    form.refresh_token)
  return user_tokens(self, "refresh_token", application, scope)
end

function grants.refresh_token(self, application, form)
  if not form.refresh_token then problem.oauth(400, "invalid_request") end
  return self.database:transaction(rotate, self, application, form)
end

-- The name and secret come in the form or as basic authentication.
local function credentials(request, form)
  local basic = (request.headers.authorization or ""):match
    "^[Bb]asic +(%S+)%s*$"
  local pair = basic and text.base64_decode(basic)
  if not pair then return form.client_id, form.client_secret end
  local id, secret = pair:match "^([^:]*):(.*)$"
  if not id then return nil end
  return text.unescape_query(id), text.unescape_query(secret)
end

local function connect(self, request, form)
  local id, secret = credentials(request, form)
  local application = self.applications:find(id)
  if not application
    or application.secret and application.secret ~= secret then
    problem.oauth(400, "invalid_client")
  end
  local grant = grants[form.grant_type]
  if not grant then problem.oauth(400, "unsupported_grant_type") end
  return grant(self, application, form)
end

---POST …/connect/token.
function Oauth:token(_, request)
  if request.method ~= "POST" then problem.page(405, "Method Not Allowed") end
  local kind = request.headers["content-type"] or ""
  if not kind:lower():find("application/x-www-form-urlencoded", 1, true) then
    problem.oauth(400, "invalid_request")
  end
  local form = text.parameters(request.body)
  return self.tokens:count(form.grant_type, connect, self, request, form)
end

---------------------------------------------------------------------------
-- What else is open to everyone

---GET …/.well-known/openid-configuration
function Oauth:configuration(place)
  local issuer = self.tenant.url .. place.base
  local function list(...) return setmetatable({ ... }, json.array_mt) end
  return problem.reply(200, json.object("issuer", issuer,
    "authorization_endpoint", issuer .. "/connect/authorize",
    "token_endpoint", issuer .. "/connect/token",
    "grant_types_supported", list("authorization_code", "client_credentials",
      "refresh_token"),
    "response_types_supported", list "code",
    "code_challenge_methods_supported", list "S256").text)
end

-- The portal's page: it is there for every address below.
function Oauth.page()
  return problem.reply(200, "<!DOCTYPE html>\n<html><head><title>UiPath"
    .. "</title></head><body><div id=\"root\"></div></body></html>\n",
    "text/html; charset=utf-8")
end

local routes = {
  ["/connect/authorize"] = Oauth.authorize,
  ["/connect/token"] = Oauth.token,
  ["/.well-known/openid-configuration"] = Oauth.configuration,
  ["/web/"] = Oauth.page, ["/web/login"] = Oauth.page,
}

---What answers a path without a token, or nil.
function Oauth.route(rest) return routes[rest:lower()] end

---A user's refresh token, as if one had signed in.
---@param given table client_id, scope
function Oauth:refresh_token(given)
  local application = assert(self.applications:find(given.client_id
    or Applications.PUBLIC), "no such application")
  local scope = assert(granted(given.scope or "OR.Default offline_access",
    application.user_scopes, nil, true), "a scope the application has not")
  return new_refresh_token(self, application, scope)
end

return Oauth
