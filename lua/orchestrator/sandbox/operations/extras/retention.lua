-- Queues and processes with what becomes of their old rows, in one call: the
-- newer servers' CreateQueue, EditQueue, GetQueue, CreateRelease, GetRelease.

local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local queues = require "orchestrator.sandbox.operations.queue_rules"
local releases = require "orchestrator.sandbox.flows.releases"
local respond = require "orchestrator.sandbox.respond"

local retention = {}

local kinds = {
  QueueDefinitions = { dto = "QueueDefinitionDto", set = "QueueRetention",
    key = "QueueDefinitionId" },
  Releases = { dto = "ReleaseDto", set = "ReleaseRetention",
    key = "ReleaseId" },
}

-- Days: stale rows of the Cloud are kept for half a year.
local STALE_DAYS = 180

local function value(given) return given ~= body.null and given or nil end

-- The Cloud keeps nothing for ever.
local function check(context, values, needs_period)
  if context.edition ~= "cloud" then return end
  if needs_period and value(values.RetentionPeriod) == nil then
    problem.fail(400, 1009, "The RetentionPeriod field is required.")
  end
  for _, name in ipairs { "RetentionAction", "StaleRetentionAction" } do
    if values[name] == "None" then
      problem.fail(400, 1009, ("The value 'None' of %s is not allowed.")
        :format(name))
    end
  end
end

-- Takes the settings out of a row's values.
local function take(values)
  local out = {}
  for _, prefix in ipairs { "", "Stale" } do
    for _, name in ipairs { "Action", "Period", "BucketId" } do
      local field = prefix .. "Retention" .. name
      out[prefix .. name], values[field] = values[field], nil
    end
  end
  return out
end

local function write(database, set, key, given)
  local kind = kinds[set]
  entities.update(database, kind.set, key, { Action = given.Action,
    Period = given.Period, BucketId = given.BucketId })
  database:run([[INSERT INTO _stale_retention VALUES (?1, ?2,
    coalesce(?3, 'Delete'), coalesce(?4, ?6), ?5) ON CONFLICT DO UPDATE SET
    action = coalesce(?3, action), period = coalesce(?4, period),
    bucket = ?5]], set, key, value(given.StaleAction),
    value(given.StalePeriod), value(given.StaleBucketId), STALE_DAYS)
end

-- Calls a handler with a body that has no settings, and writes those.
local function with_settings(context, set, needs_period, handler)
  local values = body.read(context.request.body,
    model.type(context.op.body), "model")
  check(context, values, needs_period)
  local given = take(values)
  write(context.database, set, handler(values), given)
end

local function create(set, work)
  return function(context)
    local reply
    with_settings(context, set, set == "QueueDefinitions", function(values)
      reply = work(context, values)
      return context.database:row "SELECT last_insert_rowid()"
    end)
    return reply
  end
end

-- Values without nulls, the required ones there.
local function present(values, dto)
  local out = {}
  for name, given in pairs(values) do out[name] = value(given) end
  body.require(model.type(dto), out)
  out.Id = nil
  return out
end

retention.QueueDefinitions_CreateQueue = create("QueueDefinitions",
  function(context, values)
    return entities.add(context, "QueueDefinitions",
      present(values, "QueueDefinitionDto"), queues.check_schemas)
  end)
retention.Releases_CreateRelease = create("Releases",
  function(context, values)
    return releases.Releases_Post(context, present(values, "ReleaseDto"))
  end)

---Replaces a queue, which its body names, and its settings.
function retention.QueueDefinitions_EditQueue(context)
  with_settings(context, "QueueDefinitions", false, function(values)
    local key = value(values.Id) or problem.null_argument "model"
    entities.must_exist(context, "QueueDefinitions", key)
    entities.exchange(context, "QueueDefinitions", key, values,
      model.type "QueueDefinitionDto", queues.check_changes)
    return key
  end)
  return respond.empty(200)
end

-- The settings as members of an object; ?1 is the row's JSON, ?2 its key.
local SETTINGS = [[SELECT json_set(?1, '$.RetentionAction', r."Action",
  '$.RetentionPeriod', r."Period", '$.RetentionBucketId', r."BucketId",
  '$.StaleRetentionAction', coalesce(s.action, 'Delete'),
  '$.StaleRetentionPeriod', coalesce(s.period, %d),
  '$.StaleRetentionBucketId', s.bucket)
  FROM "%s" r LEFT JOIN _stale_retention s ON s."set" = '%s' AND s.key = ?2
  WHERE r."%s" = ?2]]

local function read(set, argument)
  local kind = kinds[set]
  local sql = SETTINGS:format(STALE_DAYS, kind.set, set, kind.key)
  return function(context)
    local key = context.args[argument]
    entities.must_exist(context, set, key)
    local options = query.options(context, set, model.type(kind.dto))
    local row = query.one(context, options, "t.Id = ?", key)
    return respond.object(context, set .. "/$entity",
      context.database:row(sql, row, key))
  end
end

retention.QueueDefinitions_GetQueueById = read("QueueDefinitions", "id")
retention.Releases_GetReleaseById = read("Releases", "key")

---Processes as their own list shows them.
function retention.Releases_ListReleases(context)
  return entities.list(context, "Releases")
end

return retention
