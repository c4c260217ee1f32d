-- RobotLogs: no keys, and a window that only GetTotalCount sees past.

local model = require "orchestrator.sandbox.model"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"

local logs = {}

function logs.RobotLogs_GetTotalCount(context)
  local options = query.options(context, "RobotLogs", model.type "LogDto")
  return respond.value(context, "Edm.Int64", query.total(context, options))
end

return logs
