-- `QueueDefinitions:named(name)`: a queue, to fill, to work off and to watch.

local Queue = require "orchestrator.queue"
local common = require "orchestrator.verbs.common"
local named = require "orchestrator.verbs.named"
local server_export = require "orchestrator.verbs.server_export"
local which = require "orchestrator.verbs.which"

local queues = {}

---A queue of this folder by its name.
---@param name string compared exactly here; none or several raise
---@return orchestrator.Queue
---@usage folder.QueueDefinitions:named("Import"):add(item)
function queues.named(self, name)
  return Queue.new(self.owner, named.one(self, name))
end

---The queue of that name, created when there is none.
---@param row table { Name, EnforceUniqueReference, MaxNumberOfRetries, … }
---@return orchestrator.Queue
---@return boolean made
---@usage folder.QueueDefinitions:ensure { Name = "Import" }
function queues.ensure(self, row)
  local found, made = common.ensure(self, row)
  return Queue.new(self.owner, found), made
end

---Lets the server make a file of a queue's items, and fetches it (Export).
---@param queue integer|string|table its Id, name or row
---@param target string|fun(piece: string) a file's path, or a function
---@param how? { timeout?: number } seconds, default ten minutes
---@return integer bytes
---@return table row of Exports
---@usage folder.QueueDefinitions:download_export("Import", "items.csv")
function queues.download_export(self, queue, target, how)
  local id = which.id(self, queue, "download_export")
  return server_export.run(self.owner, function() return self:Export(id) end,
    target, how)
end

return queues
