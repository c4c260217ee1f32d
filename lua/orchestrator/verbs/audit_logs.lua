-- The audit log.

local server_export = require "orchestrator.verbs.server_export"

local audit_logs = {}

---What an action changed, entity by entity (GetAuditLogDetails).
---@param given integer|table a row of AuditLogs, or its Id
---@return table[]
---@usage tenant.AuditLogs:details(tenant.AuditLogs:first())
function audit_logs.details(self, given)
  return self:GetAuditLogDetails(type(given) == "table" and given.Id or given)
end

---Lets the server make a file of these rows, and fetches it (Export). A tenant
---may do this only so many times a day; `export` makes one here.
---@param target string|fun(piece: string) a file's path, or a function
---@param how? { timeout?: number } seconds, default ten minutes
---@return integer bytes
---@return table row of Exports
---@usage tenant.AuditLogs:download_export "audit.csv"
function audit_logs.download_export(self, target, how)
  return server_export.run(self.owner, function() return self:Export() end,
    target, how)
end

return audit_logs
