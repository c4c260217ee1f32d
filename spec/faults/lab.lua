-- What a cell of the fault matrix works with: a sandbox, the proxy before it,
-- and a tenant connected through the proxy.

local await = require "orchestrator.await"
local calls = require "faults.calls"
local certificates = require "support.certificates"
local files = require "support.files"
local orchestrator = require "orchestrator"
local proxy = require "support.proxy"
local sandbox = require "orchestrator.sandbox"

local lab = {}
lab.__index = lab

-- Seconds that one wait of the client may take, long for all but stalls.
local TIMEOUT, SHORT = 20, 0.8

local function connect(self, url, timeout)
  return orchestrator.connect(self.server:options("client_secret",
    self:options(url, timeout)))
end

--- Of a connection to that address.
function lab:options(url, timeout)
  return { url = url or self.url, timeout = timeout or self.timeout,
    cache = false, ca = self.ca }
end

local function look(self)
  local folder = connect(self, self.server.url, 30):folder "Shared/Finance"
  local jobs = folder.Jobs:orderby "Id":top(calls.jobs):list()
  self.job, self.last = jobs[5].Id, jobs[#jobs].Id
  local logs = folder.RobotLogs:top(calls.log_rows):list()
  self.until_then = logs[#logs].TimeStamp
  self.logs = folder.RobotLogs:filter("TimeStamp le ?", self.until_then)
    :count()
  folder.QueueDefinitions:create { Name = "Matrix" }
  folder.Buckets:create { Name = "Matrix",
    Identifier = "8f3c0000-1111-2222-3333-444455556666" }
  files.write(self.dir .. "/source", calls.bytes)
  folder.Buckets:named "Matrix":upload(self.dir .. "/source", "source")
end

-- Whose certificates a server may show, beside its own.
local NAMES = "IP:127.0.0.1,DNS:localhost"
local BAD = {
  name = { "DNS:elsewhere.example", 2 },
  expired = { NAMES, -1 },
}

local function tls_proxy(self)
  certificates.authority(self.dir)
  self.ca = self.dir .. "/ca.pem"
  local more = { "self", certificates.self_signed(self.dir) }
  for name, given in pairs(BAD) do
    for _, word in ipairs { name, certificates.make(self.dir, name, given[1],
      given[2]) } do
      more[#more + 1] = word
    end
  end
  local certificate, key = certificates.make(self.dir, "good", NAMES, 2)
  return proxy.start(self.server.port, certificate, key, more)
end

function lab.new()
  local self = setmetatable({ dir = files.temp_dir(), cells = 0 }, lab)
  self.server = sandbox.start { seed = "demo", robots = false, log = false }
  self.clear, self.tls = proxy.start(self.server.port), tls_proxy(self)
  self.proxy = self.clear
  look(self)
  return self
end

--- Ready for one cell: signed in, connections open, nothing broken yet.
---@param way string "clear", "tls"; "direct": past the proxy, for the
---  sandbox's own faults
---@param stalls boolean
function lab:prepare(way, stalls)
  local past = way == "direct"
  self.proxy = self[way] or self.clear
  self.proxy:reset()
  self.server:reset()
  if self.other then self.other:close() end
  self.other = nil
  self.cells = self.cells + 1
  self.reference = "cell " .. self.cells
  self.timeout = stalls and SHORT or TIMEOUT
  self.url = past and self.server.url or self.proxy.url
  local tenant = connect(self, self.url, TIMEOUT)
  self.tenant, self.folder = tenant, tenant:folder "Shared/Finance"
  self.queue = self.folder.QueueDefinitions:named "Matrix"
  self.bucket = self.folder.Buckets:named "Matrix"
  self.proxy:reset()
  if way == "tls" then self.proxy:drop() end -- a handshake comes first
  self.server:reset()
  self.past = past
  tenant.connection.timeout = self.timeout
end

--- Another tenant, that has no token yet. The next cell closes it: a sign-in
-- that stalls goes on without the call that wanted it, and whoever wants the
-- same server waits for its connection.
function lab:stranger()
  self.other = connect(self, self.url, self.timeout)
  return self.other
end

--- What comes unasked is there: the next request must not take it.
function lab:settle()
  if self.unasked then self.proxy:settle(await.sleep) end
  self.unasked = nil
end

--- The requests of this cell of which anything arrived.
---@return string[] "METHOD target"
function lab:arrived()
  local list = {}
  local log = self.past and self.server:requests() or self.proxy:log()
  for i, request in ipairs(log) do
    list[i] = request.method .. " " .. (request.target or request.path)
  end
  return list
end

--- How many items the server has of this cell.
function lab:items()
  return #self.server:sql("select Id from QueueItems where Reference = ? or "
    .. "Reference like ?", self.reference, self.reference .. " %")
end

function lab:stop()
  self.clear:stop()
  self.tls:stop()
  self.server:stop()
  files.remove(self.dir)
end

return lab
