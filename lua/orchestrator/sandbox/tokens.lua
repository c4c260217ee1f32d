-- Access tokens: kept in memory and looked like JWTs, because clients read
-- their claims; and personal access tokens, which are opaque and kept in the
-- tenant's file.

local core = require "orchestrator.sandbox.core"
local json = require "orchestrator.sandbox.json"
local log = require "orchestrator.sandbox.flows.identity_log"
local problem = require "orchestrator.sandbox.problem"
local text = require "orchestrator.sandbox.text"

local Tokens = {}
Tokens.__index = Tokens

-- Seconds an access token lives, by the way it was got.
local LIFETIMES = { user_key = 86400, client_credentials = 3600,
  authorization_code = 3600, refresh_token = 3600, password = 1800 }

local SWEEP = 200 -- tokens kept before the ended ones are looked for

local USER_KEY_SCOPE = "openid profile email offline_access"

---@param tenant table the tenant's facts: ids, names and secrets
---@param applications table the scopes there are
---@param lifetime number|nil seconds, instead of the usual ones
function Tokens.new(tenant, applications, lifetime)
  local lifetimes = {}
  for grant, usual in pairs(LIFETIMES) do
    lifetimes[grant] = lifetime or usual
  end
  return setmetatable({ tenant = tenant, lifetimes = lifetimes, live = {},
    kept = 0, sweep_at = SWEEP, all = applications.all, issued = {},
    refused = {} }, Tokens)
end

---Signed for show: the signature is random.
function Tokens.jwt(claims)
  local head = json.object("alg", "RS256", "typ", "JWT", "kid", "sandbox")
  return table.concat({ text.base64url(head.text),
    text.base64url(json.encode(claims)), text.base64url(text.random(32)) },
    ".")
end

-- The administrator's: the user behind what is signed in without another.
local ADMIN = 1

-- What a token says of the user behind it.
local function user_claims(tenant, claims, user)
  claims.sub, claims.preferred_username, claims.name, claims.email =
    tenant.database:row([[SELECT "Key", "UserName", "FullName", "EmailAddress"
      FROM "Users" WHERE Id = ?]], user or ADMIN)
  claims.ext_idp_disp_name = "GlobalIdp"
end

---A user by its name or id; raises when there is none.
---@return integer id
function Tokens:user(name)
  return self.tenant.database:row([[SELECT Id FROM "Users" WHERE Id = ?1
    OR "UserName" = ?1 COLLATE NOCASE]], name)
    or error("there is no user " .. tostring(name), 0)
end

-- A user key's token is Auth0's, all others are the identity server's.
local function claims_of(tenant, kind, given)
  local claims = { iss = tenant.url .. "/identity_",
    aud = "UiPath.Orchestrator", sub = given.client_id,
    client_id = given.client_id, azp = given.client_id }
  if kind == "user_key" then
    claims.iss, claims.aud = tenant.url .. "/",
      "https://orchestrator.cloud.uipath.com"
    claims.sub = "oauth2|" .. tenant.user_id
  elseif given.user then
    user_claims(tenant, claims, given.user_id)
  end
  return claims
end

local function set_of(scope)
  local set = {}
  for name in scope:gmatch "%S+" do set[name] = true end
  return set
end

-- Forgets the tokens that have ended, now and then.
local function sweep(self)
  self.kept = self.kept + 1
  if self.kept < self.sweep_at then return end
  local now, kept = core.now(), 0
  for token, found in pairs(self.live) do
    if found.expires <= now then
      self.live[token] = nil
    else
      kept = kept + 1
    end
  end
  self.kept, self.sweep_at = kept, 2 * kept + SWEEP
end

---Gives out an access token.
---@param grant string a name of LIFETIMES
---@param given table scope, client_id, user (true: a user stands behind it),
---full (true: all of Orchestrator, whatever the scope), user_id (the
---administrator unless given)
---@return string token
---@return integer expires_in seconds
function Tokens:issue(grant, given)
  local lifetime, now = self.lifetimes[grant], core.now()
  local claims = claims_of(self.tenant, grant, given)
  claims.prt_id, claims.scope = self.tenant.organization.id, given.scope
  claims.iat, claims.exp = math.floor(now), math.floor(now + lifetime)
  claims.jti = text.hex(text.random(8))
  local token = Tokens.jwt(claims)
  sweep(self)
  self.live[token] = { full = given.full, user = given.user or given.full,
    scope = given.scope, scopes = set_of(given.scope),
    user_id = (given.user or given.full) and (given.user_id or ADMIN) or nil,
    client = given.client_id, expires = now + lifetime }
  self.issued[grant] = (self.issued[grant] or 0) + 1
  return token, math.ceil(lifetime)
end

---What an id_token says of the user.
function Tokens:id_token(client_id)
  local claims = { iss = self.tenant.url .. "/identity_", aud = client_id,
    prt_id = self.tenant.organization.id }
  user_claims(self.tenant, claims)
  return Tokens.jwt(claims)
end

---A token for everything, as the server prints it at its start.
function Tokens:first()
  local token = self:issue("client_credentials", { scope = self.all,
    client_id = self.tenant.client_id })
  self.issued = {}
  return token
end

---Makes a personal access token.
---@param scope string
---@param lifetime number seconds
---@param user integer|nil whose; the administrator's unless given
---@return string
function Tokens:personal(scope, lifetime, user)
  local token = "rt_" .. text.hex(text.random(32))
  self.tenant.database:run("INSERT INTO _personal_tokens VALUES (?, ?, ?, ?)",
    token, scope, core.now() + lifetime, user or ADMIN)
  return token
end

---Ends every access token that was given out.
function Tokens:expire() self.live = {} end

---Ends one token of either kind.
function Tokens:revoke(token)
  self.live[token] = nil
  self.tenant.database:run("DELETE FROM _personal_tokens WHERE token = ?",
    token)
end

local function find_personal(self, token)
  local scope, expires, user = self.tenant.database:row(
    "SELECT scope, expires, user FROM _personal_tokens WHERE token = ?", token)
  return scope and { personal = true, user = true, user_id = user,
    scope = scope, scopes = set_of(scope), expires = expires }
end

---The token of an Authorization header; raises 401.
function Tokens:check(header)
  local token = header and header:match "^[Bb]earer +(%S+)%s*$"
  local found = token and (self.live[token] or find_personal(self, token))
  if not found or found.expires <= core.now() then
    if found then self.live[token] = nil end
    problem.unauthenticated()
  end
  return found
end

---Whether a token may do what wants `scope` ("OR.Jobs"). A personal token
---that may not is answered with 401, as if it were none.
function Tokens.may(token, scope, reading)
  if not scope then return true end
  if token.full then return scope:sub(1, 3) == "OR." end
  local scopes = token.scopes
  if scopes[scope] or scopes[scope .. (reading and ".Read" or ".Write")]
    or scope:sub(1, 3) == "OR." and scopes["OR.Default"] then
    return true
  end
  if token.personal then problem.unauthenticated() end
  return false
end

---Forgets how many tokens were given out and how many requests refused.
function Tokens:reset() self.issued, self.refused = {}, {} end

---Counts what a token endpoint raises, as refused.
---@param grant any what the request asked for, if it is a grant
function Tokens:count(grant, work, ...)
  local results = table.pack(pcall(work, ...))
  if not results[1] then
    grant = LIFETIMES[grant] and grant or "other"
    self.refused[grant] = (self.refused[grant] or 0) + 1
    error(results[2], 0)
  end
  return table.unpack(results, 2, results.n)
end

---------------------------------------------------------------------------
-- The user key

---A token endpoint's answer: its members, name after value.
function Tokens.answer(...)
  return problem.reply(200, json.object(...).text, nil,
    { "Cache-Control: no-store", "Pragma: no-cache" })
end

local function user_key(self, body)
  if type(body) ~= "table" or body.grant_type ~= "refresh_token" then
    problem.oauth(403, "unsupported_grant_type", "Unsupported grant type: "
      .. tostring(type(body) == "table" and body.grant_type or nil))
  end
  if body.client_id ~= self.tenant.client_id then
    problem.oauth(401, "access_denied", "Unauthorized")
  end
  if body.refresh_token ~= self.tenant.user_key then
    problem.oauth(403, "invalid_grant", "Unknown or invalid refresh token.")
  end
  local token, lifetime = self:issue("user_key", { scope = USER_KEY_SCOPE,
    client_id = self.tenant.client_id, full = true })
  local id = Tokens.jwt { sub = "oauth2|" .. self.tenant.user_id,
    email = "admin@example.com", name = "Administrator" }
  return Tokens.answer("access_token", token, "id_token", id, "scope",
    USER_KEY_SCOPE, "expires_in", lifetime, "token_type", "Bearer")
end

---POST /oauth/token with a user key.
function Tokens:user_key(request)
  if request.method ~= "POST" then problem.page(405, "Method Not Allowed") end
  return self:count("user_key", user_key, self, json.decode(request.body))
end

---------------------------------------------------------------------------
-- On-premises

local function either(body, name)
  local value = body[name]
  if value == nil then value = body[name:sub(1, 1):upper() .. name:sub(2)] end
  return type(value) == "string" and value or nil
end

-- What came of a name and a password, as it is noted.
local function result_of(tenant, body, name)
  local tenancy = either(body, "tenancyName")
  if not tenancy or tenancy:lower() ~= tenant.name:lower()
    or name:lower() ~= tenant.username then
    return "invalidUserNameTenancyName"
  end
  return either(body, "password") == tenant.password and "success"
    or "invalidPassword"
end

local function password(self, body, request)
  local tenant = self.tenant
  if type(body) ~= "table" then problem.credentials() end
  local name = either(body, "usernameOrEmailAddress") or ""
  local result = result_of(tenant, body, name)
  log.attempt(tenant.database, request, name, nil, result)
  if result ~= "success" then problem.credentials() end
  local token = self:issue("password", { scope = "", user = true, full = true,
    client_id = "password" })
  return problem.reply(200, json.object("result", token, "targetUrl", nil,
    "success", true, "error", nil, "unAuthorizedRequest", false, "__abp",
    true).text)
end

---POST /api/account/authenticate with a user's name and password.
function Tokens:password(request)
  if request.method ~= "POST" then problem.page(405, "Method Not Allowed") end
  return self:count("password", password, self, json.decode(request.body),
    request)
end

return Tokens
