description = [[
Takes the machines that a tenant's robots run on, and makes them targets. The
tenant is what the UIPATH_ variables say.
]]

---
-- @usage nmap -sn --script ./orchestrator-hosts.nse --script-args newtargets
-- @output
-- Pre-scan script results:
-- | orchestrator-hosts:
-- |   robot-01
-- |_  robot-02

author = "orchestrator"
license = "MIT"
categories = { "discovery", "safe" }

local orchestrator = require "orchestrator"
local stdnse = require "stdnse"
local target = require "target"

prerule = function() return true end

local function machines()
  local seen, names = {}, {}
  local tenant = orchestrator.connect()
  for session in tenant:each "Sessions_GetGlobalSessions" do
    local name = session.HostMachineName
    if name and not seen[name] then
      seen[name] = true
      names[#names + 1] = name
      if target.ALLOW_NEW_TARGETS then target.add(name) end
    end
  end
  table.sort(names)
  return names
end

action = function()
  local ok, answer = pcall(machines)
  return ok and answer or stdnse.format_output(false, tostring(answer))
end
