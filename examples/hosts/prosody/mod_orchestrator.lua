-- GET /orchestrator/queues: how full the queues are, as JSON, from inside
-- prosody. Nothing waits for it: while Orchestrator answers, prosody serves.

local json = require "util.json"
local orchestrator = require "orchestrator"
require "orchestrator.loop.prosody"()

module:depends "http"

-- Settings come from the configuration, else from the environment.
local tenant = orchestrator.connect(module:get_option("orchestrator", {}))

local function queues(event)
  local list = {}
  for queue in tenant:folder().QueueDefinitions:each() do
    list[#list + 1] = { name = queue.Name,
      unique = queue.EnforceUniqueReference }
  end
  event.response.headers.content_type = "application/json"
  return json.encode(list)
end

module:provides("http", {
  default_path = "/orchestrator",
  route = {
    ["GET /queues"] = function(event)
      local ok, answer = pcall(queues, event)
      if ok then return answer end
      module:log("error", "%s", tostring(answer))
      return 502
    end,
  },
})
