-- The ways to sign in, and which of them a connection takes.
--
-- What is given to `connect`, or stands in the profile that it names, goes
-- before what the environment holds, and that before the other profiles. Of
-- the environment's ways the first in WAYS is taken, which puts those that
-- can renew their token before fixed ones; but when a scope is given, the
-- client secret, because only that way has scopes of its own.

local environment = require "orchestrator.settings.environment"
local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"
local scope_list = require "orchestrator.sign_in.scope_list"
local secret = require "orchestrator.sign_in.secret"

local sign_in = {}

---@class orchestrator.Way
---@field name string
---@field marks string[] the fields that say that this way is meant
---@field needs string[] the fields it cannot do without
---@field may? string[] fields that go with it
---@field kept? boolean its refresh token changes with every use, and so is
---  always kept in the cache
---@field must_cache? boolean the cache is where it comes from
---@field uncached? boolean it has nothing that could be kept
---@field windows? boolean a handshake instead of a token
---@field check? fun(fields: table, address: table) raises
---@field token fun(fields: table, address: table): table what core.client
---  takes as its token

local SECRETS = { user_key = true, client_secret = true, access_token = true,
  refresh_token = true, pat = true, password = true }

local function ready(grant, field)
  return function(fields)
    return { grant = grant, secret = fields[field] }
  end
end

local function has_user_keys(_, address)
  if not address.account_tokens then
    errors.config("user_key: " .. address.edition .. " has no user keys",
      "use client_id and client_secret, or give account_url")
  end
end

local function user_key(fields, address)
  return { grant = "user_key", url = address.account_tokens,
    client_id = fields.client_id, secret = fields.user_key }
end

local function check_application(fields)
  scope_list.check(fields.scope, "application")
end

local function client_credentials(fields, address)
  return { grant = "client_credentials", url = address.identity_tokens,
    client_id = fields.client_id, secret = fields.client_secret,
    scope = fields.scope }
end

local function check_user(fields) scope_list.check(fields.scope, "user") end

local function refresh_token(fields, address)
  return { grant = "refresh_token", url = address.identity_tokens,
    client_id = fields.client_id, secret = fields.client_secret,
    scope = fields.scope, refresh_token = fields.refresh_token }
end

-- What `orch login` has left in the cache.
local function login(fields, address)
  return { grant = "refresh_token", url = address.identity_tokens,
    client_id = fields.client_id, secret = fields.client_secret,
    scope = scope_list.of_user(fields.scope) }
end

local function has_passwords(_, address)
  if not address.password_tokens then
    errors.config("username + password: " .. address.edition .. " takes no "
      .. "password from a program", "use client_id + client_secret")
  end
end

local function password(fields, address)
  return { grant = "password", url = address.password_tokens,
    username = fields.username, password = fields.password,
    tenancy = address.tenant }
end

local function external() return { grant = "external" } end

local HANDSHAKES = { negotiate = true, ntlm = true }

local function check_windows(fields, address)
  if not HANDSHAKES[fields.auth] then
    errors.config(("auth %q is unknown"):format(fields.auth),
      nearest.hint(fields.auth, nearest.names(HANDSHAKES)))
  elseif address.edition == "cloud" then
    errors.config("auth: cloud has no Windows sign-in",
      "use client_id + client_secret")
  elseif (fields.username == nil) ~= (fields.password == nil) then
    errors.config("auth: username and password go together",
      "give both, or with negotiate neither")
  elseif fields.auth == "ntlm" and not fields.username then
    errors.config("auth = \"ntlm\": username is missing",
      "give username (DOMAIN\\name) and password, or set UIPATH_USERNAME and "
      .. "UIPATH_PASSWORD")
  end
end

-- No token: libcurl makes a handshake with every connection.
local function windows(fields)
  return { windows = fields.auth, username = fields.username,
    password = fields.password }
end

---@type orchestrator.Way[]
local WAYS = {
  { name = "client_id + user_key", marks = { "user_key" },
    needs = { "client_id", "user_key" }, check = has_user_keys,
    token = user_key },
  { name = "client_id + client_secret", marks = { "client_secret" },
    needs = { "client_id", "client_secret" }, may = { "scope" },
    check = check_application, token = client_credentials },
  { name = "client_id + refresh_token", marks = { "refresh_token" },
    needs = { "client_id", "refresh_token" },
    may = { "client_secret", "scope" }, check = check_user, kept = true,
    token = refresh_token },
  { name = "login", marks = { "login" }, needs = { "client_id", "login" },
    may = { "client_secret", "scope" }, check = check_user, kept = true,
    must_cache = true, token = login },
  { name = "auth", marks = { "auth" }, needs = { "auth" },
    may = { "username", "password" }, check = check_windows, uncached = true,
    windows = true, token = windows },
  { name = "username + password", marks = { "username", "password" },
    needs = { "username", "password" }, check = has_passwords,
    token = password },
  { name = "token", marks = { "token" }, needs = { "token" },
    uncached = true, token = external },
  { name = "pat", marks = { "pat" }, needs = { "pat" }, uncached = true,
    token = ready("pat", "pat") },
  { name = "access_token", marks = { "access_token" },
    needs = { "access_token" }, uncached = true,
    token = ready("fixed", "access_token") },
}

local FIELDS = { scope = true }
for _, way in ipairs(WAYS) do
  for _, name in ipairs(way.needs) do FIELDS[name] = true end
end

---The fields about signing in.
sign_in.fields = FIELDS
---Those that are secrets.
sign_in.secrets = SECRETS

local function has_any(fields, names)
  for _, name in ipairs(names) do
    if fields[name] then return true end
  end
  return false
end

local function has(way, field)
  for _, list in ipairs { way.needs, way.may or {} } do
    for _, name in ipairs(list) do
      if name == field then return true end
    end
  end
  return false
end

-- A way whose marks all go with another one that is meant, is not meant.
local function is_part_of(way, other)
  for _, name in ipairs(way.marks) do
    if not has(other, name) then return false end
  end
  return true
end

local function ways_of(fields)
  local marked, found = {}, {}
  for _, way in ipairs(WAYS) do
    if has_any(fields, way.marks) then marked[#marked + 1] = way end
  end
  for _, way in ipairs(marked) do
    local covered = false
    for _, other in ipairs(marked) do
      covered = covered or other ~= way and is_part_of(way, other)
    end
    if not covered then found[#found + 1] = way end
  end
  return found
end

local function refuse_many(ways, settings)
  local names = {}
  for i, way in ipairs(ways) do
    local mark = way.marks[1]
    local _, source = settings:credential(mark)
    names[i] = way.name .. (source and source ~= "argument"
      and " (" .. source .. ")" or "")
  end
  errors.config("several ways to sign in are given: "
    .. table.concat(names, ", "), "give one of them")
end

local function is_complete(way, settings)
  for _, name in ipairs(way.needs) do
    if settings:credential(name) == nil then return false end
  end
  return true
end

local EXPLICIT = { argument = true, profile = true }

local function first_complete(settings, explicit)
  if settings:credential "scope" then
    for _, way in ipairs(WAYS) do
      if has(way, "scope") and is_complete(way, settings) then return way end
    end
  end
  for _, way in ipairs(WAYS) do
    if is_complete(way, settings)
      and not (explicit.scope and not has(way, "scope")) then
      return way
    end
  end
end

local function choose(settings)
  local explicit = settings:merged(EXPLICIT)
  local given = ways_of(explicit)
  if #given > 1 then refuse_many(given, settings) end
  local way = given[1]
  if way and explicit.scope and not has(way, "scope") then
    errors.config("scope does not go with " .. way.name,
      "leave it out, or use client_id + client_secret")
  end
  way = way or first_complete(settings, explicit)
  if not way then
    errors.config("there is no way to sign in", "give access_token, client_id "
      .. "+ user_key, client_id + client_secret or pat, set "
      .. "UIPATH_ACCESS_TOKEN, UIPATH_CLIENT_ID and so on, or name a profile")
  end
  return way
end

local function each_field(way)
  local names = table.move(way.needs, 1, #way.needs, 1, {})
  return ipairs(table.move(way.may or {}, 1, #(way.may or {}), #names + 1,
    names))
end

-- The way's fields. Secrets that stand somewhere else are still there.
local function collect(way, settings)
  local fields, sources, later = {}, {}, false
  for _, name in each_field(way) do
    fields[name], sources[name] = settings:credential(name)
    if SECRETS[name] and fields[name] ~= nil then
      secret.check(name, fields[name])
      later = later or secret.is_reference(fields[name])
    end
  end
  for _, name in ipairs(way.needs) do
    if fields[name] == nil then
      local variables = environment.names(name)
      errors.config(("%s: %s is missing"):format(way.name, name),
        ("give %s%s"):format(name, variables ~= ""
          and ", or set " .. variables or ""))
    end
  end
  return fields, sources, later
end

-- Fetches what is still somewhere else, and refuses what cannot be right.
local function fetched(fields)
  local out = {}
  for name, value in pairs(fields) do
    if SECRETS[name] or name == "client_id" then
      out[name] = secret.read(name, value)
    else
      out[name] = value
    end
  end
  return out
end

---@class orchestrator.Plan
---@field way string its name
---@field kept? boolean as in the way
---@field must_cache? boolean
---@field uncached? boolean
---@field shown table<string, string> its fields for people, secrets masked
---@field sources table<string, string> where each came from
---@field windows? boolean
---@field later boolean secrets are to be fetched
---@field host? function the host's own `token`
---@field token fun(): table what core.client takes; fetches the secrets

local MASK = "********"

local function shown(fields)
  local out = {}
  for name, value in pairs(fields) do
    local place = SECRETS[name] and secret.place(value)
    out[name] = place and ("%s (%s)"):format(MASK, place)
      or SECRETS[name] and MASK or tostring(value)
    if type(value) == "function" then out[name] = "a function" end
  end
  return out
end

---Decides how a connection signs in. Fetches no secret.
---@param settings orchestrator.Settings
---@param address orchestrator.Address
---@return orchestrator.Plan
function sign_in.resolve(settings, address)
  local way = choose(settings)
  local fields, sources, later = collect(way, settings)
  for name, value in pairs(fields) do
    if not secret.is_reference(value)
      and (SECRETS[name] or name == "client_id") then
      secret.read(name, value)
    end
  end
  if way.check then way.check(fields, address) end
  return { way = way.name, shown = shown(fields), sources = sources,
    later = later, kept = way.kept, must_cache = way.must_cache,
    uncached = way.uncached, windows = way.windows, host = fields.token,
    token = function() return way.token(fetched(fields), address) end }
end

return sign_in
