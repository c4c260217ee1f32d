-- Retention settings: one for each queue, release and task catalogue, there
-- from the owner's creation to its end. Deleting one brings the default back.

local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local respond = require "orchestrator.sandbox.respond"

local retention = {}

-- Cloud deletes final rows after 30 days unless told otherwise.
local DEFAULT = { Action = "Delete", Period = 30, Type = "Final",
  BucketId = body.null }

local function reset(set)
  return function(context)
    local key = context.args.key
    entities.must_exist(context, set, key)
    entities.update(context.database, set, key, DEFAULT)
    return respond.empty(204)
  end
end

retention.QueueRetention_DeleteById = reset "QueueRetention"
retention.ReleaseRetention_DeleteById = reset "ReleaseRetention"
retention.TaskRetention_DeleteById = reset "TaskRetention"

return retention
