-- Sessions: robots that are connected on machines.

local errors = require "orchestrator.errors"
local options = require "orchestrator.options"

local sessions = {}

local function id_of(given)
  local id = type(given) == "table" and (given.SessionId or given.Id) or given
  if math.type(id) ~= "integer" then
    errors.argument("give a session, or its Id")
  end
  return id
end

---The runtimes of every connected machine (GetMachineSessionRuntimes).
---@param kind? string of runtime: "Unattended", …
---@return table[]
---@usage tenant.Sessions:runtimes "Unattended"
function sessions.runtimes(self, kind)
  return self:GetMachineSessionRuntimes{ runtimeType = kind }
end

---Takes a session out of work, or puts it back (SetMaintenanceMode).
---@param session integer|table its Id, or a row of runtimes
---@param on boolean
---@param given? { stop?: "SoftStop"|"Kill" } what its jobs are told
---@return true
---@usage tenant.Sessions:maintenance(session, true, { stop = "SoftStop" })
function sessions.maintenance(self, session, on, given)
  given = options.check(given, { stop = "text" }, "maintenance")
  return self:SetMaintenanceMode{ sessionId = id_of(session),
    maintenanceMode = on and "Enabled" or "Default",
    stopJobsStrategy = given.stop }
end

---Forgets unattended sessions that have gone
---(DeleteInactiveUnattendedSessions).
---@param given integer|table a session, or a list of them
---@return true
---@usage tenant.Sessions:forget { 7, 8 }
function sessions.forget(self, given)
  if type(given) ~= "table" or given.Id or given.SessionId then
    given = { given }
  end
  local ids = {}
  for i, session in ipairs(given) do ids[i] = id_of(session) end
  if #ids == 0 then errors.argument "forget: the list is empty" end
  return self:DeleteInactiveUnattendedSessions{ sessionIds = ids }
end

return sessions
