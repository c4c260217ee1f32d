-- What a cell of the fault matrix works with: a sandbox, the proxy before it,
-- and a tenant connected through the proxy.

local calls = require "faults.calls"
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
    { url = url, timeout = timeout, cache = false }))
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

function lab.new()
  local self = setmetatable({ dir = files.temp_dir(), cells = 0 }, lab)
  self.server = sandbox.start { seed = "demo", robots = false, log = false }
  self.proxy = proxy.start(self.server.port)
  look(self)
  return self
end

--- Ready for one cell: signed in, connections open, nothing broken yet.
---@param stalls boolean
---@param direct boolean past the proxy, for the sandbox's own faults
function lab:prepare(stalls, direct)
  self.proxy:reset()
  self.server:reset()
  self.cells = self.cells + 1
  self.reference = "cell " .. self.cells
  self.timeout = stalls and SHORT or TIMEOUT
  self.url = direct and self.server.url or self.proxy.url
  local tenant = connect(self, self.url, TIMEOUT)
  self.tenant, self.folder = tenant, tenant:folder "Shared/Finance"
  self.queue = self.folder.QueueDefinitions:named "Matrix"
  self.bucket = self.folder.Buckets:named "Matrix"
  self.proxy:reset()
  self.server:reset()
  self.direct = direct
  tenant.connection.timeout = self.timeout
end

--- What comes unasked is there: the next request must not take it.
function lab:settle()
  if self.unasked then self.proxy:settle() end
  self.unasked = nil
end

--- The requests of this cell of which anything arrived.
---@return string[] "METHOD target"
function lab:arrived()
  local list = {}
  local log = self.direct and self.server:requests() or self.proxy:log()
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
  self.proxy:stop()
  self.server:stop()
  files.remove(self.dir)
end

return lab
