-- What happens over time: handlers by operationId, a file for each flow.

local flows = {}

local names = { "assets", "audit", "buckets", "exports", "jobs", "licences",
  "members", "packages", "queues", "queue_items", "queue_reports", "releases",
  "tests", "triggers", "webhooks" }

for _, name in ipairs(names) do
  for id, handler in pairs(require("orchestrator.sandbox.flows." .. name)) do
    flows[id] = handler
  end
end

return flows
