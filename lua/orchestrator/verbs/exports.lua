-- Exports: files that the server makes of what it holds.

local server_export = require "orchestrator.verbs.server_export"

local exports = {}

---Waits until an export is made (Exports).
---@param given integer|table its Id, or what Export answered
---@param how? { timeout?: number } seconds, default ten minutes
---@return table row
---@usage tenant.Exports:wait(export, { timeout = 60 })
function exports.wait(self, given, how)
  return server_export.wait(self.owner, given, how)
end

---Fetches what an export has made, in constant memory (GetDownloadLink).
---@param given integer|table its Id, or its row
---@param target string|fun(piece: string) a file's path, or a function
---@return integer bytes
---@usage tenant.Exports:download(export, "rows.csv")
function exports.download(self, given, target)
  return server_export.download(self.owner, given, target)
end

return exports
