-- Where the servers of a tenant are: Orchestrator, the identity server and the
-- account server, for each edition.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"

local address = {}

local CLOUD_HOSTS = { "%.uipath%.com$", "%.uipath%.us$" }
local ACCOUNTS = {
  ["staging.uipath.com"] = "https://id-preprod.uipath.com",
  ["alpha.uipath.com"] = "https://id-alpha.uipath.com",
}
local ACCOUNT = "https://account.uipath.com"

-- Paths of the identity server, for tokens and for its API, and whether
-- organisation and tenant stand in Orchestrator's path.
local EDITIONS = {
  cloud = { paths = true, tokens = "/identity_", api = "/%s/identity_/api" },
  suite = { paths = true, tokens = "/identity_", api = "/%s/identity_/api" },
  standalone = { tokens = "/identity", api = "/identity/api" },
}

---@class orchestrator.Address
---@field edition "cloud"|"suite"|"standalone"
---@field url string the server, as given
---@field base string Orchestrator, below which are /odata and /api
---@field identity_tokens string the identity server's token endpoint
---@field identity_api string below which are /RobotAccount and so on
---@field account_tokens? string the token endpoint for user keys
---@field authorize string where a user signs in, in a browser
---@field password_tokens? string the token endpoint for name and password
---@field organization? string
---@field tenant? string
---@field tenant_header? string value of X-UIPATH-TenantName

-- An absolute URL that may be used, without a slash at its end.
local function checked(url, name, insecure)
  local text = tostring(url)
  if not text:match "^%a[%w+.-]*://" then
    errors.config(("%s %q is not an address"):format(name, text),
      "write it with https:// in front")
  end
  local origin, err = core.origin(text)
  if not origin then
    errors.config(("%s is not a usable address: %s"):format(name, err.message))
  end
  if text:find "[?#]" then
    errors.config(name .. " must not have a query or a fragment")
  end
  if origin:match "^http:" and not insecure and not core.is_loopback(text) then
    errors.config(name .. " is plain http, over which anybody on the way "
      .. "could read the token", "use https://, or set insecure = true")
  end
  return (text:gsub("/+$", ""))
end

local function split(url)
  local origin, path = url:match "^(%a+://[^/]+)(.*)$"
  local segments = {}
  for segment in path:gmatch "[^/]+" do segments[#segments + 1] = segment end
  return origin, segments
end

local function host_of(origin)
  return origin:match "^%a+://(.-):?%d*$":lower()
end

---Takes organisation and tenant out of a URL's path, where they are there:
---"https://host/org/tenant", with or without "/orchestrator_".
---@param url string
---@return { url: string, organization?: string, tenant?: string }
function address.parse(url)
  url = url:gsub("/+$", "")
  if not url:match "^%a+://[^/]" then return { url = url } end
  local origin, segments = split(url)
  local last = segments[#segments]
  if last == "orchestrator_" then segments[#segments] = nil end
  if #segments == 2 then
    return { url = origin, organization = segments[1], tenant = segments[2] }
  end
  return { url = url }
end

local function is_cloud(host)
  for _, pattern in ipairs(CLOUD_HOSTS) do
    if host:match(pattern) then return true end
  end
  return false
end

local function infer_edition(settings, origin)
  if settings.edition then return settings.edition end
  if is_cloud(host_of(origin)) then return "cloud" end
  if not settings.organization then return "standalone" end
  return core.is_loopback(origin) and "cloud" or "suite"
end

-- Organisation or tenant as a path segment.
local function segment(settings, name)
  local value = settings[name]
  if not value then
    errors.config(name .. " is missing", ("give %s = \"…\", put it in url, "
      .. "or set UIPATH_%s"):format(name, name:upper()))
  end
  if value:find "[/\\%c]" or value == "." or value == ".." then
    errors.config(("%s %q is not a name"):format(name, value))
  end
  return core.escape(value)
end

local function account_of(settings, origin, edition)
  if settings.account_url then
    return checked(settings.account_url, "account_url", settings.insecure)
  elseif core.is_loopback(origin) then
    return origin
  elseif edition == "cloud" then
    return ACCOUNTS[host_of(origin)] or ACCOUNT
  end
end

-- The identity server, which may be given as a host or with its path.
local function identity_of(settings, origin, about, organization)
  local given = settings.identity_url
    and checked(settings.identity_url, "identity_url", settings.insecure)
  if given and given:match "^%a+://[^/]+/" then
    return given .. "/connect", given .. "/api"
  end
  local host = given or origin
  return host .. about.tokens .. "/connect",
    host .. about.api:format(organization)
end

---Finds all addresses of a tenant.
---@param settings table url, organization, tenant, edition, account_url,
---  identity_url, insecure, as `connect` takes them
---@return orchestrator.Address
function address.resolve(settings)
  if not settings.url then
    errors.config("url is missing", 'give url = "https://cloud.uipath.com", '
      .. "or set UIPATH_URL")
  end
  local url = checked(settings.url, "url", settings.insecure)
  local origin = split(url)
  local edition = infer_edition(settings, origin)
  local about = EDITIONS[edition]
  local out = { edition = edition, url = url, base = url,
    organization = settings.organization, tenant = settings.tenant }
  local organization = ""
  if about.paths then
    organization = segment(settings, "organization")
    out.base = ("%s/%s/%s/orchestrator_"):format(url, organization,
      segment(settings, "tenant"))
  else
    out.tenant_header = settings.tenant
  end
  local account = account_of(settings, origin, edition)
  out.account_tokens = account and account .. "/oauth/token"
  local connect
  connect, out.identity_api =
    identity_of(settings, origin, about, organization)
  out.identity_tokens, out.authorize = connect .. "/token",
    connect .. "/authorize"
  if edition ~= "cloud" then
    out.password_tokens = out.base .. "/api/account/authenticate"
  end
  return out
end

return address
