-- Access tokens: given out by the two token endpoints, kept in memory, and
-- looked like JWTs because clients read their claims.

local core = require "orchestrator.sandbox.core"
local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"
local text = require "orchestrator.sandbox.text"

local Tokens = {}
Tokens.__index = Tokens

local USER_LIFETIME = 86400
local APP_LIFETIME = 3600
local USER_SCOPE = "openid profile email offline_access"

local orchestrator_scopes = { "Administration", "Assets", "Audit",
  "BackgroundTasks", "BusinessRules", "Execution", "Folders", "Hypervisor",
  "Jobs", "License", "Machines", "ML", "Monitoring", "Queues", "Robots",
  "Settings", "Tasks", "TestDataQueues", "TestSetExecutions",
  "TestSetSchedules", "TestSets", "Users", "Webhooks", "Analytics" }
local identity_scopes = { "RobotAccount", "Group", "User", "Setting",
  "UserLoginAttempt", "Audit", "Security" }

-- The scopes the application was given; offline_access is not among them,
-- because client credentials have no refresh token.
local function assigned()
  local list = { "OR.Default" }
  local function add(prefix, names)
    for _, name in ipairs(names) do
      for _, suffix in ipairs { "", ".Read", ".Write" } do
        list[#list + 1] = prefix .. name .. suffix
      end
    end
  end
  add("OR.", orchestrator_scopes)
  add("PM.", identity_scopes)
  return list
end

---@param tenant table the tenant's facts: ids, names and secrets
---@param lifetime number|nil seconds, instead of the usual ones
function Tokens.new(tenant, lifetime)
  local allowed = {}
  local list = assigned()
  for _, scope in ipairs(list) do allowed[scope] = true end
  return setmetatable({ tenant = tenant, lifetime = lifetime, live = {},
    allowed = allowed, all = table.concat(list, " ") }, Tokens)
end

local function jwt(claims)
  local head = json.object("alg", "RS256", "typ", "JWT", "kid", "sandbox")
  return table.concat({ text.base64url(head.text),
    text.base64url(json.encode(claims)), text.base64url(text.random(32)) },
    ".")
end

---Gives out a token.
---@param kind string "user" (a user key's) | "app"
---@param scope string
---@return string token
---@return integer expires_in
function Tokens:issue(kind, scope)
  local lifetime = self.lifetime
    or (kind == "user" and USER_LIFETIME or APP_LIFETIME)
  local now = core.now()
  local tenant = self.tenant
  local token = jwt {
    iss = tenant.url .. (kind == "user" and "/" or "/identity_"),
    aud = kind == "user" and "https://orchestrator.cloud.uipath.com"
      or "UiPath.Orchestrator",
    sub = kind == "user" and "oauth2|" .. tenant.user_id or tenant.client_id,
    azp = tenant.client_id, client_id = tenant.client_id,
    prt_id = tenant.organization.id, scope = scope,
    iat = math.floor(now), exp = math.floor(now + lifetime),
    jti = text.hex(text.random(8)),
  }
  local scopes = {}
  for name in scope:gmatch "%S+" do scopes[name] = true end
  self.live[token] = { kind = kind, scope = scope, scopes = scopes,
    expires = now + lifetime }
  return token, math.ceil(lifetime)
end

---A token for everything, as the server prints it at its start.
function Tokens:first() return (self:issue("app", self.all)) end

---Ends every token that was given out.
function Tokens:expire() self.live = {} end

---The token of an Authorization header; raises 401.
function Tokens:check(header)
  local token = header and header:match "^[Bb]earer +(%S+)%s*$"
  local found = token and self.live[token]
  if not found or found.expires <= core.now() then
    if found then self.live[token] = nil end
    problem.unauthenticated()
  end
  return found
end

---Whether a token may do what wants `scope` ("OR.Jobs").
function Tokens.may(token, scope, reading)
  if not scope then return true end
  if token.kind == "user" then return scope:sub(1, 3) == "OR." end
  local scopes = token.scopes
  if scopes[scope] or scopes[scope .. (reading and ".Read" or ".Write")] then
    return true
  end
  return scope:sub(1, 3) == "OR." and scopes["OR.Default"] == true
end

---------------------------------------------------------------------------
-- The endpoints

local function answer(...)
  return problem.reply(200, json.object(...).text, nil,
    { "Cache-Control: no-store", "Pragma: no-cache" })
end

---POST /oauth/token with a user key.
function Tokens:user_key(request)
  if request.method ~= "POST" then problem.page(405, "Method Not Allowed") end
  local body = json.decode(request.body)
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
  local token, lifetime = self:issue("user", USER_SCOPE)
  local id = jwt { sub = "oauth2|" .. self.tenant.user_id,
    email = "admin@example.com", name = "Administrator" }
  return answer("access_token", token, "id_token", id, "scope", USER_SCOPE,
    "expires_in", lifetime, "token_type", "Bearer")
end

local function granted(self, scope)
  if not scope or scope:match "^%s*$" then return self.all end
  local list = {}
  for name in scope:gmatch "%S+" do
    if not self.allowed[name] then problem.oauth(400, "invalid_scope") end
    list[#list + 1] = name
  end
  return table.concat(list, " ")
end

---POST …/connect/token with client credentials.
function Tokens:connect(request)
  if request.method ~= "POST" then problem.page(405, "Method Not Allowed") end
  local kind = request.headers["content-type"] or ""
  if not kind:lower():find("application/x-www-form-urlencoded", 1, true) then
    problem.oauth(400, "invalid_request")
  end
  local form = text.parameters(request.body)
  if form.client_id ~= self.tenant.client_id
    or form.client_secret ~= self.tenant.client_secret then
    problem.oauth(400, "invalid_client")
  end
  if form.grant_type ~= "client_credentials" then
    problem.oauth(400, "unsupported_grant_type")
  end
  local scope = granted(self, form.scope)
  local token, lifetime = self:issue("app", scope)
  return answer("access_token", token, "expires_in", lifetime, "token_type",
    "Bearer", "scope", scope)
end

return Tokens
