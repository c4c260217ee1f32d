-- Takes requests one after another and answers them: record, control, fault,
-- address, token, operation.

local Abandonment = require "orchestrator.sandbox.flows.abandonment"
local access = require "orchestrator.sandbox.access"
local address = require "orchestrator.sandbox.address"
local Applications = require "orchestrator.sandbox.applications"
local blobs = require "orchestrator.sandbox.flows.blobs"
local control = require "orchestrator.sandbox.control"
local core = require "orchestrator.sandbox.core"
local Courier = require "orchestrator.sandbox.courier"
local documents = require "orchestrator.sandbox.documents"
local Faults = require "orchestrator.sandbox.faults"
local folder_context = require "orchestrator.sandbox.folder_context"
local handlers = require "orchestrator.sandbox.operations"
local identity = require "orchestrator.sandbox.identity"
local journal = require "orchestrator.sandbox.journal"
local Limits = require "orchestrator.sandbox.limits"
local Oauth = require "orchestrator.sandbox.oauth"
local problem = require "orchestrator.sandbox.problem"
local Recorder = require "orchestrator.sandbox.recorder"
local Robots = require "orchestrator.sandbox.flows.robots"
local Triggers = require "orchestrator.sandbox.flows.trigger_store"
local router = require "orchestrator.sandbox.router"
local sets = require "orchestrator.sandbox.sets"
local text = require "orchestrator.sandbox.text"
local Tokens = require "orchestrator.sandbox.tokens"

local Server = {}
Server.__index = Server

local VERSIONS = {}
for version = 1, 20 do VERSIONS[version] = version .. ".0" end

-- On every answer of Orchestrator; the last version is the newest.
local VERSION_HEADER = "api-supported-versions: "
  .. table.concat(VERSIONS, ", ")

-- What each tenant has of its own; everything else is the server's.
local function site_of(tenant, options)
  local applications = Applications.new(tenant)
  local tokens = Tokens.new(tenant, applications, options.token_lifetime)
  local courier = Courier.new(tenant)
  return { tenant = tenant, database = tenant.database,
    applications = applications, tokens = tokens,
    oauth = Oauth.new(tenant, applications, tokens,
      options.approve or "auto"),
    courier = courier, workers = { courier, Triggers.new(tenant),
      Abandonment.new(tenant),
      options.robots and Robots.new(tenant) or nil } }
end

---@param tenants table[] their facts, databases and files: see tenant.lua.
---The first is the one that control requests are about.
---@param options table edition, token_lifetime, rate_limits, log,
---control_key, approve (what the sign-in page does unasked: "auto" | "ask"),
---robots (true: they work)
function Server.new(tenants, options)
  local self = setmetatable({
    recorder = Recorder.new(), faults = Faults.new(), log = options.log,
    limits = options.rate_limits and Limits.new() or nil,
    control_key = options.control_key, edition = options.edition, sites = {},
  }, Server)
  for i, tenant in ipairs(tenants) do
    self.sites[i] = setmetatable(site_of(tenant, options), { __index = self })
  end
  for name, value in pairs(self.sites[1]) do self[name] = value end
  return self
end

---------------------------------------------------------------------------
-- Orchestrator

local function reading(method) return method == "GET" or method == "HEAD" end

local function tenant_name(self, place, request)
  if self.edition == "standalone" and place.area == "orchestrator" then
    return request.headers["x-uipath-tenantname"]
  end
  return place.tenant
end

local function is_addressed(site, place, name)
  return address.is(place.organization, site.tenant.organization)
    and address.is(name, site.tenant)
end

local function check_tenant(self, place, request)
  if not is_addressed(self, place, tenant_name(self, place, request)) then
    problem.page(403, "The organization or tenant does not exist.")
  end
end

-- Whether a request speaks for a tenant: with its token, or of its
-- application or its user key's.
local function speaks_for(site, request)
  local token = (request.headers.authorization or ""):match "%s(%S+)%s*$"
  local id = site.tenant.client_id
  return token and site.tokens.live[token] ~= nil
    or request.body:find(id, 1, true) ~= nil
    or request.query:find(id, 1, true) ~= nil
end

-- The tenant a request is for, among several; the first when none fits.
local function find_site(self, place, request)
  local name, found = tenant_name(self, place, request), nil
  for _, site in ipairs(self.sites) do
    if is_addressed(site, place, name) then
      if name or speaks_for(site, request) then return site end
      found = found or site
    end
  end
  return found or self.sites[1]
end

-- What reads across folders is declared with a folder, and wants none.
local function across_folders(op)
  return op.path:find("AcrossFolders", 1, true)
    or op.path:find("FromFolders", 1, true)
end

-- Declared with a folder, and called without one by the vendor's own clients:
-- a task's id says where it is.
local anywhere = { Tasks_AssignTasks = true, Tasks_ReassignTasks = true,
  Tasks_UnassignTasks = true }

-- The folder, where the operation works in one.
local function find_folder(self, op, request)
  if not op.folder or op.anonymous or across_folders(op) then return nil end
  local headers = request.headers
  -- A download's address may name the folder itself.
  if op.id:find "^TestAutomation_Get" and request.params.organizationUnitId
  then
    headers = { ["x-uipath-organizationunitid"] =
      request.params.organizationUnitId }
  end
  local id = folder_context.find(self.database, headers)
  local set = op.path:match "^/odata/(%w+)"
  local config = set and sets[set]
  local cross = config and config.folder == "cross" and op.method == "GET"
    or op.query.mandatoryPermissions and op.method == "GET"
    or anywhere[op.id]
  if not id and not cross then folder_context.required() end
  return id
end

local function base_url(self, place, request)
  local scheme = request.headers["x-forwarded-proto"] == "https" and "https"
    or "http"
  return ("%s://%s%s"):format(scheme, request.headers.host or self.tenant.host,
    place.base)
end

function Server:context(op, args, place, request)
  local folder = find_folder(self, op, request)
  return {
    op = op, args = args, request = request, params = request.params,
    parameters = request.parameters, database = self.database,
    tenant = self.tenant, edition = self.edition,
    base = base_url(self, place, request), folder_id = folder,
    cap = request.cap, visible = request.token
      and access.check(self, request.token, op, folder, args,
        request.params),
  }
end

-- The tags of the operations that change what somebody may do.
local permits = { Users = true, Roles = true, Folders = true,
  PersonalWorkspaces = true }

-- A write, and what is to be known of it afterwards.
local function write(handler, context)
  if not context.request.token then return handler(context) end
  local before = journal.before(context)
  local reply = handler(context)
  journal.after(context, before, reply)
  if permits[context.op.id:match "^[^_]+"] then
    access.forget(context.database)
  end
  return reply
end

function Server:orchestrator(place, request)
  if self.edition ~= "cloud"
    and place.rest:lower() == "/api/account/authenticate" then
    return self.tokens:password(request)
  end
  check_tenant(self, place, request)
  local document = reading(request.method) and documents.answer(self.edition,
    place.rest, request.params, base_url(self, place, request))
  if document then return document end
  local op, args = router.find(request.method, place.rest)
  if not (op and op.anonymous) then
    request.token = self.tokens:check(request.headers.authorization)
  end
  if not op then problem.page(router.missing(request.method, place.rest)) end
  if request.token
    and not Tokens.may(request.token, op.scope, reading(op.method)) then
    problem.unauthorized()
  end
  if self.edition ~= "cloud" and op.id:find "^Alerts_" then
    problem.page(404, "Not Found") -- gone on premises since version 18
  end
  if self.limits then
    self.limits:operation(self.tenant.id, op.id,
      request.headers["x-robot-license"] ~= nil)
  end
  local handler = handlers[op.id]
  if not handler then
    problem.fail(501, 0, ("The sandbox does not model %s yet."):format(op.id))
  end
  local context = self:context(op, args, place, request)
  if reading(op.method) then return handler(context) end
  return self.database:transaction(write, handler, context)
end

---------------------------------------------------------------------------
-- Everything

function Server:identity(place, request)
  if place.organization
    and not address.is(place.organization, self.tenant.organization)
    or place.tenant and not address.is(place.tenant, self.tenant) then
    problem.page(404, "Not Found")
  end
  local open = Oauth.route(place.rest)
  if open then return open(self.oauth, place, request) end
  request.token = self.tokens:check(request.headers.authorization)
  if self.limits then
    self.limits:identity(self.tenant.organization.id, request.method)
  end
  return identity.answer(self, place, request)
end

-- The store of the buckets' files, which every tenant has a part of.
local function answer_blob(self, request)
  local tenants = {}
  for i, site in ipairs(self.sites) do tenants[i] = site.tenant end
  return blobs.answer(tenants, request)
end

function Server:answer(request)
  if blobs.is(request.path) then return answer_blob(self, request) end
  local place = address.find(self.edition, request.path)
  if not place then problem.page(404, "Not Found") end
  -- The portal's page stands for every address below it.
  if place.area == "portal" then return Oauth.page() end
  local site = find_site(self, place, request)
  if place.area == "token" then return site.tokens:user_key(request) end
  if place.area == "identity" then return site:identity(place, request) end
  return site:orchestrator(place, request)
end

-- What a handler raised: an answer, or a fault of ours, told in full only to
-- the terminal.
local function caught(raised)
  if problem.is_reply(raised) then return raised end
  return { failure = debug.traceback(tostring(raised), 2) }
end

function Server:safe_answer(request)
  local ok, reply = xpcall(self.answer, caught, self, request)
  if not ok and reply.failure then
    io.stderr:write(reply.failure, "\n")
    ok, reply = pcall(problem.fail, 500, 0, "An error has occurred.")
  end
  assert(problem.is_reply(reply), "no answer was made")
  reply.headers[#reply.headers + 1] = VERSION_HEADER
  return reply, ok
end

local function read_request(raw)
  local target = raw:target()
  local path, query = target:match "^([^?]*)%??(.*)$"
  local headers = {}
  local list = raw:headers()
  for i = 1, #list, 2 do
    local name = list[i]:lower()
    headers[name] = headers[name] and headers[name] .. ", " .. list[i + 1]
      or list[i + 1]
  end
  local body, too_large = raw:body()
  local params, parameters = text.parameters(query)
  return { method = raw:method(), target = target, path = path, query = query,
    headers = headers, body = body, too_large = too_large, params = params,
    parameters = parameters }
end

-- A fault may answer itself, change the answer, or change the server first.
function Server:faulty_answer(request)
  local fault = self.faults:find(request)
  if fault and fault.expire_tokens then self.tokens:expire() end
  if fault and fault.sql then
    self.database:exec(fault.sql)
    access.forget(self.database)
  end
  request.cap = fault and fault.cap
  if fault and (fault.status or fault.body or fault.content_type) then
    return Faults.reply(fault), fault
  end
  if request.too_large then
    local _, reply = pcall(problem.fail, 413, 0, "The body is too large.")
    return reply, fault
  end
  return self:safe_answer(request), fault
end

function Server:handle(raw)
  local started = core.now()
  local request = read_request(raw)
  if control.is(self, request) then
    local reply = control.answer(self, request)
    return raw:answer(reply)
  end
  local reply, fault = self:faulty_answer(request)
  if fault then reply = Faults.apply(fault, reply) end
  if self.control_key then self.recorder:add(request, reply) end
  raw:answer(reply)
  if self.log then
    self.log(("%s %s %s %d bytes, %.1f ms"):format(request.method,
      request.target, reply.close and "closed" or reply.status, #reply.body,
      (core.now() - started) * 1000))
  end
end

-- Lets work whatever works by itself in a tenant: robots, and the courier of
-- the events; seconds until the next of them wants to.
local function tick(self)
  local soonest
  for _, site in ipairs(self.sites) do
    for i = #site.workers, 1, -1 do
      local wait = site.workers[i]:tick()
      if wait and (not soonest or wait < soonest) then soonest = wait end
    end
  end
  return soonest
end

---Serves until a signal or the end of the parent says stop.
---@param listener userdata of core.listen()
function Server:run(listener)
  while true do
    local event, raw = listener:wait(tick(self))
    if event == "stop" then
      for _, site in ipairs(self.sites) do site.courier:close() end
      return
    end
    if raw then self:handle(raw) end
  end
end

return Server
