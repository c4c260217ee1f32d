--- A sandbox with the demo tenant for one spec file, and tenants of it.

local demo = {}

--- Starts it; the spec stops it in its teardown.
---@param options table? of orchestrator.sandbox.start
---@return orchestrator.sandbox.Handle
function demo.start(options)
  options = options or {}
  options.seed = options.seed or "demo"
  return require "orchestrator.sandbox".start(options)
end

--- The same, with a tenant of it that may do everything, and a folder.
---@param options table? of orchestrator.sandbox.start
---@return orchestrator.sandbox.Handle
---@return orchestrator.Tenant
---@return orchestrator.Folder
function demo.finance(options)
  local server = demo.start(options)
  local tenant = require "orchestrator".connect(
    server:options "client_secret")
  return server, tenant, tenant:folder "Shared/Finance"
end

--- The requests that reached it but for sign-ins.
---@param server orchestrator.sandbox.Handle
---@return table[]
function demo.requests(server)
  local out = {}
  for _, request in ipairs(server:requests()) do
    if not request.path:find "token$" then out[#out + 1] = request end
  end
  return out
end

--- The last of them.
---@param server orchestrator.sandbox.Handle
---@return table
function demo.last(server)
  local sent = demo.requests(server)
  return sent[#sent]
end

--- "METHOD /path?query" of the requests, below Orchestrator's address.
---@param server orchestrator.sandbox.Handle
---@return string[]
function demo.lines(server)
  local out = {}
  for i, request in ipairs(demo.requests(server)) do
    local path = request.path:match "/orchestrator_(.*)$" or request.path
    out[i] = request.method .. " " .. path
      .. (request.query ~= "" and "?" .. request.query or "")
  end
  return out
end

return demo
