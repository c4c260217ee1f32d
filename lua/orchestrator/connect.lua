-- `orchestrator.connect`: settings checked, completed from the environment,
-- and turned into a tenant. Nothing is sent.

local address = require "orchestrator.settings.address"
local Connection = require "orchestrator.connection"
local dry_run = require "orchestrator.plan.dry_run"
local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"
local options = require "orchestrator.options"
local pace = require "orchestrator.pace"
local secret = require "orchestrator.sign_in.secret"
local settings_of = require "orchestrator.settings"
local sign_in = require "orchestrator.sign_in"
local Tenant = require "orchestrator.tenant"
local token_cache = require "orchestrator.sign_in.token_cache"
local trace = require "orchestrator.trace"
local version = require "orchestrator.version"

local TIMEOUT = 100 -- seconds; the servers' own gateways give up before that

local KNOWN = {
  url = "text", organization = "text", tenant = "text", edition = "text",
  account_url = "text", identity_url = "text", organization_id = "text",
  client_id = "text", scope = "text", username = "text", redirect_uri = "text",
  token = "function", profile = "text", login = "boolean", auth = "text",
  folder = "text|integer",
  ca = "text", client_cert = "text|table", proxy = "string",
  insecure = "boolean", timeout = "positive", concurrency = "integer",
  pace = "boolean|positive|table", cache = "boolean|table",
  nulls = "boolean", check = "boolean", dry_run = "boolean",
  user_agent = "text", on_event = "function", trace = "text|function",
}
for name in pairs(sign_in.secrets) do KNOWN[name] = "text|table" end
local EDITIONS = { "cloud", "standalone", "suite" }
local CERTIFICATE = { file = "text", key = "text", password = "text|table" }

local function check_edition(edition)
  if not edition then return end
  for _, known in ipairs(EDITIONS) do
    if edition == known then return end
  end
  errors.config(("edition %q is unknown"):format(edition),
    nearest.hint(edition, EDITIONS))
end

local function check_concurrency(settings)
  if settings.concurrency and settings.concurrency < 1 then
    errors.config("concurrency must be at least 1")
  end
end

local function check_file(name, file, source)
  local opened, why
  if not io or not io.open then return file end
  opened, why = io.open(file, "rb")
  if not opened then
    if source and source ~= "argument" then
      name = ("%s (%s)"):format(name, source)
    end
    errors.config(("%s cannot be read: %s"):format(name, why),
      name:find "^ca" and "give a file's name or the PEM text itself" or nil)
  end
  opened:close()
  return file
end

local function add_certificates(spec, settings, sources)
  local ca, own = settings.ca, settings.client_cert
  if ca and ca:find("-----BEGIN", 1, true) then
    spec.ca_text = ca
  elseif ca then
    spec.ca_file = check_file("ca", ca, sources.ca)
  end
  if type(own) == "string" then own = { file = own } end
  if own then
    own = options.check(own, CERTIFICATE, "connect: client_cert")
    if not own.file then errors.config "client_cert: file is missing" end
    spec.client_cert = check_file("client_cert", own.file)
    spec.client_key = own.key and check_file("client_cert", own.key)
    secret.check("client_cert: password", own.password)
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

-- What core.client takes, but for its token.
local function client_spec(settings, sources, places, limits)
  local spec = {
    user_agent = check_user_agent(settings.user_agent),
    origins = { places.base, places.identity_api },
    proxy = settings.proxy, insecure = settings.insecure,
    pace = limits.limits, share = limits.share,
    events = settings.on_event ~= nil, trace = settings.trace ~= nil,
  }
  add_certificates(spec, settings, sources)
  return spec
end

---@class orchestrator.HostCache a cache of your own; errors that its functions
---  raise are told
---@field get fun(key: string): string|nil what was kept under the key
---@field set fun(key: string, text: string|nil) keeps it; a secret; nil: forget
---@field lock? fun(key: string): function|boolean|nil keeps other processes
---  from the key, without waiting: answers what unlocks it, or nil when another
---  one has it

---@class orchestrator.ConnectOptions
---@field url? string "https://cloud.uipath.com"; also with /organization/tenant
---@field organization? string name or id
---@field tenant? string name or id
---@field edition? "cloud"|"suite"|"standalone" else inferred from url
---@field account_url? string where user keys become tokens
---@field identity_url? string the identity server
---@field organization_id? string for identity calls (partitionGlobalId)
---@field access_token? orchestrator.Secret a ready token
---@field client_id? string with user_key, client_secret, refresh_token, login
---@field user_key? orchestrator.Secret of the API Access window
---@field client_secret? orchestrator.Secret of an external application
---@field scope? string of an application, separated by spaces
---@field refresh_token? orchestrator.Secret with client_id; replaced by use
---@field login? boolean as `orch login` has signed in, with client_id
---@field redirect_uri? string where the browser comes back to at a login
---@field pat? orchestrator.Secret a personal access token
---@field username? string on premises, with password
---@field password? orchestrator.Secret
---@field auth? "ntlm"|"negotiate" Windows' sign-in, on premises
---@field token? fun(): string, number? your own: a token and its seconds
---@field profile? string settings under a name, see docs/sign-in.md
---@field folder? string|integer what tenant:folder() gives
---@field ca? string certificate authorities: a PEM file's name or its text
---@field client_cert? string|table a PEM file, or { file, key, password }
---@field proxy? string address of a proxy, "" for none, else the system's
---@field insecure? boolean TLS is not verified, plain http is allowed
---@field timeout? number seconds that one call may take, 100; of a walk each
---  row, of a file each piece
---@field concurrency? integer pages asked for at once where a walk
---  goes by skip (default 4; 1 for sets whose lists are limited)
---@field pace? boolean|number|table false: no pacing; a number: that share of
---  the Cloud's limits, 0.8; a table: share, and requests a window by name
---@field cache? boolean|{ directory: string }|orchestrator.HostCache tokens
---  outlive the process; default true, but on loopback addresses
---@field nulls? boolean JSON nulls become orchestrator.null, not absent
---@field check? boolean false: arguments are not checked against the definition
---@field dry_run? boolean writes are refused
---@field user_agent? string instead of our own
---@field on_event? fun(event: table) told of requests, retries, renewals, waits
---  of more than 5 s, pages and changes of strategy
---@field trace? string|fun(text: string) "stderr", a file's name or a function:
---  requests and answers as they were on the wire, secrets masked

---Prepares a tenant; nothing is sent before its first call. Every field may
---come from a profile or the environment (UIPATH_URL, …): docs/sign-in.md.
---@param given? orchestrator.ConnectOptions
---@param safe? boolean failures are returned, for orchestrator.safe
---@param change? fun(plan: orchestrator.Plan, token: function) for login.lua,
---  which signs in differently
---@return orchestrator.Tenant
return function(given, safe, change)
  local all = settings_of.gather(options.check(given, KNOWN, "connect"),
    sign_in.fields)
  local settings = all.values
  check_edition(settings.edition)
  check_concurrency(settings)
  local places = address.resolve(settings)
  local plan = sign_in.resolve(all, places)
  local limits = pace.resolve(settings.pace, places)
  local spec = client_spec(settings, all.sources, places, limits)
  plan.later = plan.later or secret.is_reference(spec.client_key_password)
  if change then change(plan, plan.token) end
  local cache, host_cache = token_cache.place(settings.cache, plan, places)
  warn_insecure(settings)
  local dry = settings.dry_run or dry_run.forced ~= nil
  local recorder = dry and dry_run.new(places) or nil
  if recorder and dry_run.forced then
    table.insert(dry_run.forced, recorder)
  end
  return Tenant.new(Connection.new(spec, {
    address = places, way = plan.way, plan = plan, cache = cache,
    host_cache = host_cache, check_tenant = plan.windows and settings.tenant,
    limits = limits, settings = all:shown(), safe = safe or false,
    timeout = settings.timeout or TIMEOUT, nulls = settings.nulls or false,
    check = settings.check ~= false, dry_run = dry, recorder = recorder,
    on_event = settings.on_event, trace = trace.sink(settings.trace),
    organization_id = settings.organization_id,
    concurrency = settings.concurrency,
    folder = settings.folder or settings.folder_path or settings.folder_key,
  }))
end
