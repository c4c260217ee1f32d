-- `orchestrator.connect`: settings checked, completed from the environment,
-- and turned into a tenant. Nothing is sent.

local address = require "orchestrator.address"
local Connection = require "orchestrator.connection"
local environment = require "orchestrator.environment"
local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"
local options = require "orchestrator.options"
local pace = require "orchestrator.pace"
local sign_in = require "orchestrator.sign_in"
local Tenant = require "orchestrator.tenant"
local version = require "orchestrator.version"

local TIMEOUT = 100 -- seconds; the servers' own gateways give up before that

local KNOWN = {
  url = "text", organization = "text", tenant = "text", edition = "text",
  account_url = "text", identity_url = "text", organization_id = "text",
  access_token = "text", client_id = "text", user_key = "text",
  client_secret = "text", scope = "text", pat = "text", username = "text",
  password = "text", token = "function", profile = "text",
  ca = "text", client_cert = "text|table", proxy = "string",
  insecure = "boolean", timeout = "positive", concurrency = "integer",
  pace = "boolean|positive|table", cache = "boolean|table",
  nulls = "boolean", check = "boolean", dry_run = "boolean",
  user_agent = "text", on_event = "function",
}
local EDITIONS = { "cloud", "standalone", "suite" }
local CERTIFICATE = { file = "text", key = "text", password = "text" }

-- An address and the organisation and tenant in it; what is said outright
-- must not contradict it.
local function read_address(settings)
  if settings.edition == "standalone" then return end
  local parsed = address.parse(settings.url)
  settings.url = parsed.url
  for _, name in ipairs { "organization", "tenant" } do
    local said = settings[name]
    if said and parsed[name] and said ~= parsed[name] then
      errors.config(("%s is %q, but url has %q"):format(name, said,
        parsed[name]), "give one of them")
    end
    settings[name] = said or parsed[name]
  end
end

-- The environment's part; an address from there yields to what is given.
local function complete(settings)
  if settings.url then
    read_address(settings)
  else
    local url = environment.get "url"
    if not url then return end
    local own = { url = url, edition = settings.edition }
    read_address(own)
    settings.url = own.url
    settings.organization = settings.organization
      or environment.get "organization" or own.organization
    settings.tenant = settings.tenant or environment.get "tenant"
      or own.tenant
  end
  for _, name in ipairs { "organization", "tenant", "organization_id",
    "account_url", "identity_url" } do
    settings[name] = settings[name] or environment.get(name)
  end
end

local function check_edition(edition)
  if not edition then return end
  for _, known in ipairs(EDITIONS) do
    if edition == known then return end
  end
  errors.config(("edition %q is unknown"):format(edition),
    nearest.hint(edition, EDITIONS))
end

-- Options whose machinery is not there yet must not seem to work.
local function check_later(settings)
  if settings.cache then
    errors.config("cache cannot be set yet in this version",
      "leave it out; tokens are kept in memory only")
  elseif settings.concurrency and settings.concurrency < 1 then
    errors.config("concurrency must be at least 1")
  end
end

local function check_file(name, file)
  local opened, why
  if not io or not io.open then return file end
  opened, why = io.open(file, "rb")
  if not opened then
    errors.config(("%s cannot be read: %s"):format(name, why),
      name == "ca" and "give a file's name or the PEM text itself" or nil)
  end
  opened:close()
  return file
end

local function add_certificates(spec, settings)
  local ca, own = settings.ca, settings.client_cert
  if ca and ca:find("-----BEGIN", 1, true) then
    spec.ca_text = ca
  elseif ca then
    spec.ca_file = check_file("ca", ca)
  end
  if type(own) == "string" then own = { file = own } end
  if own then
    own = options.check(own, CERTIFICATE, "connect: client_cert")
    if not own.file then errors.config "client_cert: file is missing" end
    spec.client_cert = check_file("client_cert", own.file)
    spec.client_key = own.key and check_file("client_cert", own.key)
    spec.client_key_password = own.password
  end
end

local function check_user_agent(text)
  if text and text:find "%c" then
    errors.config "user_agent holds a control character"
  end
  return text or "orchestrator-lua/" .. version
end

local function warn_insecure(settings)
  if settings.insecure and io and io.stderr then
    io.stderr:write("orchestrator: insecure = true: the server's certificate ",
      "is not checked, and anybody on the way can read the token\n")
  end
end

local function client_spec(settings, places, token, limits)
  local spec = {
    user_agent = check_user_agent(settings.user_agent), token = token,
    origins = { places.base, places.identity_api },
    proxy = settings.proxy, insecure = settings.insecure,
    pace = limits.limits, share = limits.share,
    events = settings.on_event ~= nil,
  }
  add_certificates(spec, settings)
  return spec
end

---@class orchestrator.ConnectOptions
---@field url? string "https://cloud.uipath.com"; also with /organization/tenant
---@field organization? string name or id
---@field tenant? string name or id
---@field edition? "cloud"|"suite"|"standalone" else inferred from url
---@field account_url? string where user keys become tokens
---@field identity_url? string the identity server
---@field organization_id? string for identity calls (partitionGlobalId)
---@field access_token? string a ready token
---@field client_id? string with user_key or client_secret
---@field user_key? string of the API Access window
---@field client_secret? string of an external application
---@field scope? string with client_secret, separated by spaces
---@field pat? string a personal access token
---@field username? string not yet
---@field password? string not yet
---@field token? function not yet
---@field profile? string not yet
---@field ca? string certificate authorities: a PEM file's name or its text
---@field client_cert? string|table a PEM file, or { file, key, password }
---@field proxy? string address of a proxy, "" for none, else the system's
---@field insecure? boolean TLS is not verified, plain http is allowed
---@field timeout? number seconds that one wait may take, 100
---@field concurrency? integer pages asked for at once where a walk
---  goes by skip (default 4; 1 for sets whose lists are limited)
---@field pace? boolean|number|table false: no pacing; a number: that share of
---  the Cloud's limits, 0.8; a table: share, and requests a window by name
---@field cache? boolean false only, until a later version
---@field nulls? boolean JSON nulls become orchestrator.null, not absent
---@field check? boolean false: arguments are not checked against the definition
---@field dry_run? boolean writes are refused
---@field user_agent? string instead of our own
---@field on_event? fun(event: table) told of requests, retries, renewals, waits
---  of more than 5 s, pages and changes of strategy

---Prepares a tenant; nothing is sent before its first call. Every field may
---come from the environment (UIPATH_URL, UIPATH_ORGANIZATION, …).
---@param given? orchestrator.ConnectOptions
---@param safe? boolean failures are returned, for orchestrator.safe
---@return orchestrator.Tenant
return function(given, safe)
  local settings = options.check(given, KNOWN, "connect")
  check_edition(settings.edition)
  check_later(settings)
  complete(settings)
  local places = address.resolve(settings)
  local token, way = sign_in.resolve(settings, places)
  local limits = pace.resolve(settings.pace, places)
  local spec = client_spec(settings, places, token, limits)
  warn_insecure(settings)
  local connection = Connection.new(spec, {
    address = places, way = way, safe = safe or false,
    timeout = settings.timeout or TIMEOUT, nulls = settings.nulls or false,
    check = settings.check ~= false, dry_run = settings.dry_run or false,
    on_event = settings.on_event, organization_id = settings.organization_id,
    concurrency = settings.concurrency,
    fixed_token = settings.access_token or settings.pat,
  })
  pace.apply(connection.client, limits)
  return Tenant.new(connection)
end
