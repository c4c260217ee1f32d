-- API triggers, which clients call over HTTP, and those of events. No
-- definition describes them: see model/further.lua.

local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local jobs = require "orchestrator.sandbox.flows.job_store"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"

local triggers = {}

-- The server fails without them, although it calls them optional.
local needed = { "Tags", "MachineRobots", "Slug" }

local function value(given) return given ~= body.null and given or nil end

-- The process a trigger starts, by its key or its id.
local function complete(context, values)
  local column = value(values.ReleaseKey) and "Key" or "Id"
  local key = value(values.ReleaseKey) or value(values.ReleaseId)
  if not key then return end
  local release = jobs.release(context.database, ('"%s" = ? AND _folder = ?')
    :format(column), key, context.folder_id) or problem.not_found "Release"
  values.ReleaseId, values.ReleaseKey = release.Id, release.Key
  values.ReleaseName = release.Name
end

local function create(set, fill)
  return function(context)
    return entities.create(context, set, function(values)
      fill(values)
      complete(context, values)
      if values.Enabled == nil then values.Enabled = true end
    end)
  end
end

triggers.ApiTriggers_Post = create("ApiTriggers", function() end)
triggers.HttpTriggers_Post = create("HttpTriggers", function(values)
  for _, name in ipairs(needed) do
    if values[name] == nil then
      problem.fail(500, 0, ("Value cannot be null. (Parameter '%s')")
        :format(name))
    end
  end
  values.Method = values.Method or "Post"
  values.CallbackMode = "Disabled"
end)

---Replaces a trigger; the answer has no body.
function triggers.HttpTriggers_PutById(context)
  return entities.replace(context, "HttpTriggers", function(changes)
    complete(context, changes)
    changes.CallbackMode = "Disabled"
  end)
end

---Switches several on or off: all or none.
function triggers.HttpTriggers_SetEnabled(context)
  local wanted = body.action(context.request.body,
    model.type(context.op.body), "model")
  for _, id in ipairs(wanted.triggerIds) do
    entities.must_exist(context, "HttpTriggers", id)
  end
  for _, id in ipairs(wanted.triggerIds) do
    entities.update(context.database, "HttpTriggers", id,
      { Enabled = wanted.enabled })
  end
  return respond.value(context, "Edm.Boolean", true)
end

return triggers
