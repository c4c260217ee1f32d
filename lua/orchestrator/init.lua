-- orchestrator: scripting UiPath Orchestrator.

local core = require "orchestrator.core"
local connect = require "orchestrator.connect"
local deadline = require "orchestrator.deadline"
local errors = require "orchestrator.errors"
local literal = require "orchestrator.literal"
local login = require "orchestrator.sign_in.login"
local loop = require "orchestrator.loop"
local Plan = require "orchestrator.plan"
local time = require "orchestrator.time"
local version = require "orchestrator.version"
local webhook = require "orchestrator.webhook"
local require = require("orchestrator.host").require

if core.version ~= version then
  error(("orchestrator: the Lua part is version %s and the C part is %s, "
    .. "found in two places: install both again, from one source"):format(
    version, tostring(core.version)), 0)
end

---@class orchestrator
---@field version string
---@field null lightuserdata the API's null, the same as cjson.null
local orchestrator = {
  version = version,
  null = core.null,
  time = time,
  webhook = webhook,
  guid = literal.guid,
  date = literal.date,
  raw = literal.raw,
  loop = loop,
  run = loop.run,
}

---Prepares a tenant. Nothing is sent before its first call.
---@param options? orchestrator.ConnectOptions every field may come from the
---  environment
---@return orchestrator.Tenant
function orchestrator.connect(options) return connect(options) end

---Signs a user in, in a browser, for `connect { login = true }`: prints an
---address, opens it where there is a desktop, and waits for the browser to
---come back (five minutes).
---@param options? orchestrator.ConnectOptions client_id, scope, redirect_uri, …
---@return orchestrator.Tenant signed in
function orchestrator.login(options)
  return login(options, { open = true, say = function(text)
    io.stderr:write(text, "\n")
  end })
end

---Who `connect` would be with these options, and where each setting comes
---from; secrets are masked, none is fetched and nothing is sent.
---@param options? orchestrator.ConnectOptions
---@return orchestrator.Whoami
function orchestrator.whoami(options)
  local tenant = connect(options, false, function(plan) plan.later = true end)
  return tenant:whoami()
end

---Calls a function that may take so many seconds: everything that it does
---with a tenant, calls, walks, waits, sign-ins and repetitions alike, has what
---is left of them, and so have the tasks that it starts. An earlier deadline
---stays. Raises kind "timeout" where the time is up.
---@param seconds number
---@param fn function
---@param ... any its arguments
---@return any ... its results
function orchestrator.within(seconds, fn, ...)
  if not math.type(seconds) or seconds <= 0 or seconds ~= seconds then
    errors.argument("within: give the seconds, more than 0")
  elseif type(fn) ~= "function" then
    errors.argument("within: give a function, not a " .. type(fn))
  end
  return deadline.within(seconds, nil, fn, ...)
end

---Reads a plan that `plan:save` has kept, and how far it has been applied.
---@param path string
---@return orchestrator.Plan
function orchestrator.load_plan(path) return Plan.load(path) end

---What there is, in plain words: all entity sets, one of them ("Jobs"), an
---operation ("Jobs.StartJobs") or a type ("JobDto").
---@param what? string
---@param tenant? orchestrator.Tenant that has read a newer definition
---@return string text of several lines
function orchestrator.help(what, tenant)
  local connection = type(tenant) == "table" and rawget(tenant, "connection")
  if tenant ~= nil and not connection then
    errors.argument "help: behind the name may stand a tenant"
  end
  return require "orchestrator.help"(what, connection
    and connection.catalogue)
end

---Marks a list as a JSON array, which an empty one needs where the definition
---does not say it.
---@param list? table
---@return table list
function orchestrator.array(list)
  list = list or {}
  if type(list) ~= "table" then
    errors.argument("array: give a table, not a " .. type(list))
  end
  return setmetatable(list, core.array_mt)
end

return orchestrator
