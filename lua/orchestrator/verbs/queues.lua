-- `QueueDefinitions:named(name)`: a queue, to fill, to work off and to watch.

local Queue = require "orchestrator.verbs.queue"
local named = require "orchestrator.verbs.named"

local queues = {}

---A queue of this folder by its name.
---@param name string
---@return orchestrator.Queue
function queues.named(self, name)
  return Queue.new(self.owner, named.one(self, name))
end

return queues
