-- What a tenant, its folders and its queries share: the core's client, where
-- things are, and how the user wants answers.

local catalogue = require "orchestrator.catalogue"
local core = require "orchestrator.core"
local deadline = require "orchestrator.deadline"
local engine = require "orchestrator.engine"
local coroutine = require("orchestrator.host").coroutine
local errors = require "orchestrator.errors"
local pace = require "orchestrator.pace"
local secret = require "orchestrator.sign_in.secret"
local token_cache = require "orchestrator.sign_in.token_cache"
local require = require("orchestrator.host").require

---@class orchestrator.Connection
---@field address orchestrator.Address
---@field way string how it signs in
---@field timeout number seconds that one call may take, or one step of what
---  has no known size
---@field nulls boolean JSON nulls become orchestrator.null
---@field check boolean arguments are checked against the definition
---@field dry_run boolean writes are recorded instead of sent
---@field recorder? orchestrator.Recorder of a dry run
---@field safe boolean failures are returned
---@field on_event? function
---@field trace? fun(text: string)
---@field organization_id? string
---@field concurrency? integer pages asked for at once
---@field folder? string|integer the folder of tenant:folder()
---@field plan? table of orchestrator.sign_in
---@field settings table its values for people, and their sources
---@field limits? table of orchestrator.pace
---@field check_tenant? string the tenant that a sign-in must lead to
---@field host_cache? table functions of the host's, for its tokens
---@field cache? table where the token is kept, as core.client takes it
---@field times { waited: number, last?: orchestrator.Stats }
---@field spec? table what the core's client will be made of
---@field catalogue orchestrator.Catalogue what is known of its server's API
local Connection = { __name = "orchestrator.connection",
  catalogue = catalogue }
Connection.__index = Connection

local function add_sign_in(self, spec, signs)
  if self.plan.windows then
    for name, value in pairs(signs) do spec[name] = value end
  else
    spec.token = signs
    for name, value in pairs(self.cache or {}) do signs[name] = value end
  end
end

-- Makes the core's client; here the secrets are fetched.
local function sign(self)
  local spec = {}
  for name, value in pairs(self.spec) do spec[name] = value end
  local password = spec.client_key_password
  if password then
    spec.client_key_password = secret.read("client_cert: password", password)
  end
  if self.plan then
    add_sign_in(self, spec, self.plan.token())
  end
  local client, err = core.client(engine.get(), spec)
  if not client then errors.raise(err) end
  self.spec, self.client = nil, client
  if self.limits then pace.apply(client, self.limits) end
  if self.plan then self.plan.token = nil end -- it holds the secrets
end

---What has its secrets at hand is made at once, so that what is wrong with it
---shows; what must fetch them waits for its first call.
---@param client_spec table what core.client takes
---@param fields table
---@return orchestrator.Connection
function Connection.new(client_spec, fields)
  fields.spec = client_spec
  local self = setmetatable(fields, Connection)
  self.held, self.checking = {}, setmetatable({}, { __mode = "k" })
  self.times = { waited = 0 }
  if not (fields.plan and fields.plan.later) then sign(self) end
  return self
end

---The core's client; raises once the connection is closed, or when the
---coroutine's time is up.
---@return userdata
function Connection:open()
  deadline.check()
  if self.spec then sign(self) end
  if not self.client then
    errors.refuse("closed", "this tenant has been closed",
      "connect again, or close it later")
  end
  local co = coroutine.running()
  if self.check_tenant and not self.checking[co] then
    self.checking[co] = true -- what the check itself sends passes
    local ok, err = pcall(require "orchestrator.sign_in.tenant_check", self,
      self.check_tenant)
    self.checking[co] = nil
    if not ok then error(err, 0) end
    self.check_tenant = nil
  end
  return self.client
end

local function nothing()
  local none = engine.get():stats()
  for name in pairs(none) do none[name] = 0 end
  return none
end

---What this connection has done and holds, also once it is closed.
---@return orchestrator.Stats
function Connection:stats()
  if self.client then self.times.last = self.client:stats() end
  local out = {}
  for name, value in pairs(self.times.last or nothing()) do
    out[name] = value
  end
  out.waited = self.times.waited
  return out
end

---Closes a call or pager that is given up. A sign-in that only it waited for
---ends with it, unless time was up: then the next call goes on with it.
---@param object userdata|nil nil: it was the sign-in itself
---@param err any why
function Connection:drop(object, err)
  if object then object:close() end
  local late = errors.is(err) and err.kind == "timeout"
  if self.client and not late then self.client:token_abandon() end
end

---Brings the host's own token when a call waits for one.
---@return boolean brought
function Connection:supply()
  local client, host = self.client, self.plan and self.plan.host
  if not host or not client or not client:token_wanted() then return false end
  local ok, value, life = pcall(host)
  if ok and type(value) == "string" and (life == nil or math.type(life)) then
    client:token_supply(value, life) -- a fault of it, its waiters are told
  elseif ok then
    client:token_supply(nil, nil, ("it returned a %s, not a token and its "
      .. "seconds"):format(type(value)))
  else
    client:token_supply(nil, nil, tostring(value))
  end
  return true
end

---Does what a cache of the host's is to do, as far as that goes now.
---@return boolean ran there was something
function Connection:run_errands()
  local any, again = false, true
  while again and self.host_cache and self.client do
    local ran, warning = token_cache.run(self.client, self.host_cache,
      self.held)
    if warning then self:say(warning) end
    any = any or ran
    again = ran and self.client:cache_errand() ~= "lock"
  end
  return any
end

local function login_hint(self)
  local profile = self.settings.values.profile
  return "run: orch login" .. (profile and " --profile " .. profile or "")
end

---Adds to a failure what only the connection's settings tell.
---@param err table the core's
---@return table
function Connection:explain(err)
  if not self.plan then return err end
  if err.kind == "auth" and self.way == "login"
    and not (err.url and err.status == 401) then
    err.hint = login_hint(self)
  end
  return err
end

---Passes on what the cache could not do: as an event, or else on stderr.
function Connection:warn()
  local warning = self.client and self.client:cache_warning()
  if warning then self:say(warning) end
end

---@param warning string
function Connection:say(warning)
  if self.on_event then
    self:tell("warning", { message = warning })
  elseif io and io.stderr then
    io.stderr:write("orchestrator: ", warning, "\n")
  end
end

---Tells the user's function of something that happened.
---@param event string renewal | page | strategy | warning
---@param details table
function Connection:tell(event, details)
  if not self.on_event then return end
  details.event = event
  self.on_event(details)
end

---Tells of what happened inside the core since the last time.
function Connection:tell_all()
  if not self.on_event or not self.client then return end
  local client = self.client
  local event = client:event()
  while event do
    self.on_event(event)
    event = self.client and client:event()
  end
end

---Shows what went over the wire since the last time.
function Connection:show_trace()
  if not self.trace or not self.client then return end
  local text = self.client:trace()
  if text ~= "" then self.trace(text) end
end

---Ends what is under way. Twice is fine.
function Connection:close()
  self:show_trace()
  token_cache.release(self.held)
  local client = self.client
  if client then self:stats() end -- the last that there are
  self.client, self.spec = nil, nil
  if self.plan then self.plan.token = nil end
  if client then client:close() end
  if self.times.last then
    self.times.last.held, self.times.last.transfers = 0, 0
  end
end

return Connection
