-- Starts an emulated tenant as a child process, for a spec or a host.
--
--   local sandbox = require("orchestrator.sandbox").start { seed = "demo" }
--   local tenant = orchestrator.connect(sandbox:options())
--   ...
--   sandbox:stop()

require "orchestrator.sandbox.handshake"
local core = require "orchestrator.sandbox.core"
local http = require "socket.http"
local json = require "orchestrator.sandbox.json"
local ltn12 = require "ltn12"
local Recorder = require "orchestrator.sandbox.recorder"
local text = require "orchestrator.sandbox.text"

local sandbox = {}

-- Seconds: a loaded machine seeds slowly, and ends quickly.
local START_TIMEOUT, STOP_TIMEOUT = 60, 5

---@class orchestrator.sandbox.Handle
---@field url string "http://127.0.0.1:PORT"
---@field organization string
---@field tenant string
---@field edition string
---@field access_token string a token that may do everything
---@field client_id string
---@field user_key string
---@field client_secret string
---@field public_client_id string a public application, without a secret
---@field username string for the sign-in on premises
---@field password string
---@field port integer
---@field pid integer of the server's process
---@field tenants table[] the further tenants: organization, tenant, client_id,
---user_key, client_secret and access_token of each
local Handle = {}
Handle.__index = Handle
Handle.__name = "orchestrator.sandbox.Handle"

---------------------------------------------------------------------------
-- The start

-- The Lua that runs the parent, when the parent is Lua's own interpreter.
local function interpreter()
  local words = type(arg) == "table" and arg or {}
  local lowest = 0
  while words[lowest - 1] do lowest = lowest - 1 end
  local name = words[lowest]
  if lowest < 0 and name:match "[^/]*$":match "^lua[%d.]*$" then return name end
  return "lua" .. _VERSION:match "%d%.%d"
end

local switches = { port = "--port", data = "--data", seed = "--seed",
  edition = "--edition", token_lifetime = "--token-lifetime",
  address = "--address", transactions = "--transactions",
  speed = "--speed" }

-- Those that are no switch with a value.
local settings = { log = true, rate_limits = true, robots = true,
  tenants = true }

local function child_arguments(options)
  local list = { "--with-parent" }
  if not options.log then list[2] = "--quiet" end
  if options.robots == false then list[#list + 1] = "--robots=off" end
  if options.rate_limits then list[#list + 1] = "--rate-limits" end
  for _, name in ipairs(options.tenants or {}) do
    list[#list + 1] = "--tenant"
    list[#list + 1] = name
  end
  for name, value in pairs(options) do
    if switches[name] then
      list[#list + 1] = switches[name]
      list[#list + 1] = tostring(value)
    elseif not settings[name] then
      error(("unknown option '%s' of sandbox.start"):format(name), 3)
    end
  end
  return list
end

local function program(options)
  local quoted = {}
  for i, word in ipairs(child_arguments(options)) do
    quoted[i] = ("%q"):format(word)
  end
  return ("package.path, package.cpath = %q, %q "
    .. "os.exit(require('orchestrator.sandbox.command').run { %s }, true)")
    :format(package.path, package.cpath, table.concat(quoted, ", "))
end

local function read_facts(child)
  local output, deadline = "", core.now() + START_TIMEOUT
  while not output:find "UIPATH_CLIENT_SECRET=[^\n]+\n" do
    local some = child:read(deadline - core.now())
    if not some then
      return nil, "the sandbox was not ready after 60 seconds"
    elseif some == "" then
      return nil, "the sandbox did not start: "
        .. (output:match "SANDBOX_ERROR=([^\n]*)" or "its reason is on stderr")
    end
    output = output .. some
  end
  local facts = {}
  for name, value in output:gmatch "UIPATH_(%u[%u_]*)=([^\n]*)" do
    facts[name:lower()] = value
  end
  return facts
end

-- A control request; the answer's body.
local function control(self, action, body)
  local out = {}
  local done, status = http.request {
    url = self.url .. "/_sandbox/" .. action, method = "POST",
    headers = { ["x-sandbox-key"] = self.key,
      ["content-length"] = tostring(#(body or "")) },
    source = ltn12.source.string(body or ""), sink = ltn12.sink.table(out),
  }
  local answer = table.concat(out)
  if not done or status ~= 200 then
    error(("sandbox %s: %s"):format(action, done and answer or status), 3)
  end
  return answer
end

---Starts a tenant on a free port and waits until it is ready. The process
---ends with stop(), with the handle, or with this process.
---@param options table|nil port, address, data, seed ("demo" | "empty" |
---"large"), edition ("cloud" | "suite" | "standalone"), token_lifetime
---(seconds), speed (how fast the robots' time passes, 1), robots (false: none
---work), transactions ("robots" | "anyone": who may start those of a queue),
---rate_limits (true: the Cloud's), tenants (further ones, as
---"organisation/name"), log (true: requests go to stderr)
---@return orchestrator.sandbox.Handle handle raises when it cannot start
function sandbox.start(options)
  local code = program(options or {})
  local child, message = core.spawn { interpreter(), "-e", code }
  if not child then error(message, 2) end
  local key = text.hex(text.random(16))
  child:write(key .. "\n")
  local facts
  facts, message = read_facts(child)
  if not facts then
    child:stop(0)
    error(message, 2)
  end
  facts.child, facts.key, facts.pid = child, key, child:pid()
  facts.edition = options and options.edition or "cloud"
  facts.port = math.tointeger(tonumber(facts.url:match "%d+$"))
  local handle = setmetatable(facts, Handle)
  for name, value in pairs(json.decode(control(handle, "facts"))) do
    handle[name] = value
  end
  return handle
end

---------------------------------------------------------------------------
-- The handle

---Stops the server and waits for its end. Twice is fine.
function Handle:stop()
  self.child:stop(STOP_TIMEOUT)
  self.pid = nil
end

Handle.__close = Handle.stop

function Handle:__tostring()
  return ("orchestrator.sandbox at %s%s"):format(self.url,
    self.pid and "" or " (stopped)")
end

local ways = {
  user_key = { "client_id", "user_key" },
  client_secret = { "client_id", "client_secret" },
  access_token = { "access_token" },
  password = { "username", "password" },
}

---The options orchestrator.connect() wants.
---@param way string|nil how to sign in: "user_key" (the default) |
---"client_secret" | "access_token" | "password" | "pat" (a new one)
---@param more table|nil further options, copied over them
---@return table
function Handle:options(way, more)
  local options = { url = self.url, organization = self.organization,
    tenant = self.tenant, edition = self.edition }
  if way == "pat" then options.pat = self:personal_token() end
  for _, name in ipairs(ways[way or "user_key"] or {}) do
    options[name] = self[name]
  end
  for name, value in pairs(more or {}) do options[name] = value end
  return options
end

local lazy_json = { __index = function(request, name)
  if name == "json" then return (json.decode(request.body)) end
  if name == "params" then return (text.parameters(request.query)) end
end }

---The requests that reached the server, oldest first: {method, path, query,
---params, headers, body, json, status}. `query` is as sent, `params` decoded;
---headers have lower-case names; `json` is the decoded body; status 0 is a
---connection closed without an answer.
---@param wanted table|nil only those: path (a part of it), method, status
---@return table[]
function Handle:requests(wanted)
  wanted = wanted or {}
  local list = {}
  for _, request in ipairs(Recorder.unpack(control(self, "requests"))) do
    if (not wanted.path or request.path:find(wanted.path, 1, true))
      and (not wanted.method or request.method == wanted.method)
      and (not wanted.status or request.status == wanted.status) then
      list[#list + 1] = setmetatable(request, lazy_json)
    end
  end
  return list
end

---Forgets the requests, every fault and the counts of issued().
function Handle:reset() control(self, "reset") end

---Makes the server misbehave: see orchestrator.sandbox.faults. `path` is a
---part of the target, `after` requests pass before, `times` (1) are hit.
---@param fault table path, method, after, times, chance, seed, script,
---status, body, content_type, charset, headers, retry_after, delay, cut_at (or
---truncate_at), stall_at, stall, rate (bytes a second), close, cap, pad,
---invalid, next_link, skew, expire_tokens, sql, label (what faults() counts it
---under)
function Handle:fault(fault)
  local copy = {}
  for name, value in pairs(fault) do copy[name] = value end
  copy.cut_at, copy.truncate_at = copy.cut_at or copy.truncate_at, nil
  if copy.times == math.huge then copy.times = math.maxinteger end
  control(self, "fault", json.encode(copy))
end

---How many requests faults have hit since the start or reset().
---@return table<string, integer> counts by the fault's label, or else its path
function Handle:faults() return (json.decode(control(self, "faults"))) end

---Ends every access token at once.
function Handle:expire_tokens() control(self, "expire") end

---Ends one access token or personal access token.
---@param token string
function Handle:revoke(token) control(self, "revoke", token) end

---Makes a personal access token.
---@param options table|nil scope (all), lifetime (seconds, 86400), user (a
---name or an id; the administrator)
---@return string
function Handle:personal_token(options)
  options = options or {}
  return control(self, "personal_token", json.object("scope", options.scope,
    "lifetime", options.lifetime, "user", options.user).text)
end

---An access token of a user, as if one had signed in.
---@param user string|integer name or id, of a robot account as well
---@param scope string|nil all unless given
---@return string
function Handle:user_token(user, scope)
  return control(self, "user_token",
    json.object("user", user, "scope", scope).text)
end

---A user's refresh token, as if one had signed in.
---@param options table|nil client_id (the public one), scope ("OR.Default
---offline_access")
---@return string
function Handle:refresh_token(options)
  return control(self, "refresh_token", json.object("client_id",
    options and options.client_id or self.public_client_id, "scope",
    options and options.scope or "OR.Default offline_access").text)
end

---Says how the robots take the jobs of a process from now on. A job's own
---input arguments go before that.
---@param behaviour table process (its name; all of them unless given), seconds
---(how long a job runs), fault (it faults with this message), output (its
---output arguments), suspend (seconds it is suspended half way; 0: until it is
---resumed). What is left out is as usual again.
function Handle:robots(behaviour)
  for name in pairs(behaviour) do
    if not ({ process = true, seconds = true, fault = true, output = true,
      suspend = true })[name] then
      error(("unknown option '%s' of robots"):format(tostring(name)), 2)
    end
  end
  control(self, "robots", json.encode(behaviour))
end

---Registers an external application, or changes one.
---@param application table id, secret (nil: a public one), scopes, user_scopes
---(names with spaces between), redirects (addresses with spaces between;
---"loopback", the default: any of this machine)
function Handle:application(application)
  control(self, "application", json.encode(application))
end

---What the sign-in page does unasked.
---@param answer string "auto" (approves; the default) | "ask" | "deny"
function Handle:approve(answer) control(self, "approve", answer) end

---Changes how long what is given out from now on lives.
---@param seconds table by grant: user_key, client_credentials,
---authorization_code, refresh_token, password (access tokens), and code and
---refresh (the code and the refresh token themselves)
function Handle:lifetimes(seconds)
  control(self, "lifetimes", json.encode(seconds))
end

---How many access tokens were given out since the start or reset(), and how
---many requests for one refused.
---@return table issued by grant
---@return table refused by grant
function Handle:issued()
  local counts = json.decode(control(self, "issued"))
  return counts.issued, counts.refused
end

---Runs one SQL statement on the tenant: a table for each entity set, a column
---for each property, instants as "2026-11-01T00:00:00.0000000Z", the folder's
---id in _folder.
---@param statement string with "?" for the values
---@return table[] rows
function Handle:sql(statement, ...)
  local values, count = { ... }, select("#", ...)
  for i = 1, count do
    if values[i] == nil then values[i] = json.null end
  end
  local answer = control(self, "sql", json.object("sql", statement, "values",
    setmetatable(values, json.array_mt), "count", count).text)
  return (json.decode(answer))
end

return sandbox
