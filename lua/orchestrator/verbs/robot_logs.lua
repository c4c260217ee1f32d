-- What robots have logged.

local server_export = require "orchestrator.verbs.server_export"

local robot_logs = {}

---Lets the server make a file of these rows, and fetches it (Export). `export`
---makes one here, of any size.
---@param target string|fun(piece: string) a file's path, or a function
---@param how? { timeout?: number } seconds, default ten minutes
---@return integer bytes
---@return table row of Exports
---@usage folder.RobotLogs:download_export "logs.csv"
function robot_logs.download_export(self, target, how)
  return server_export.run(self.owner, function() return self:Export() end,
    target, how)
end

return robot_logs
