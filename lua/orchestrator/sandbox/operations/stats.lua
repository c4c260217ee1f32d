-- Statistics: counts over what is stored, as bare lists.

local instant = require "orchestrator.sandbox.instant"
local core = require "orchestrator.sandbox.core"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local respond = require "orchestrator.sandbox.respond"

local stats = {}

local function counts(rows)
  local list = setmetatable({}, json.array_mt)
  for i, row in ipairs(rows) do
    list[i] = json.object("title", row.title, "count", row.count,
      "hasPermissions", true)
  end
  return respond.plain(list)
end

-- Each value of an enumeration and how many rows have it.
local function by_state(set, column)
  return function(context)
    local property = model.property(model.type(model.sets[set]), column)
    local rows = {}
    for i = 0, property.enum.count - 1 do
      local value = property.enum.values[i]
      rows[#rows + 1] = { title = value, count = context.database:row(
        ('SELECT count(*) FROM "%s" WHERE "%s" = ?'):format(set, column),
        value) }
    end
    return counts(rows)
  end
end

stats.Stats_GetJobsStats = by_state("Jobs", "State")
stats.Stats_GetSessionsStats = by_state("Sessions", "State")

local counted = { { "Processes", "Releases" }, { "Assets", "Assets" },
  { "Queues", "QueueDefinitions" }, { "Schedules", "ProcessSchedules" } }

---How many of the main things the tenant has.
function stats.Stats_GetCountStats(context)
  local rows = {}
  for i, pair in ipairs(counted) do
    rows[i] = { title = pair[1], count = context.database:row(
      ('SELECT count(*) FROM "%s"'):format(pair[2])) }
  end
  return counts(rows)
end

---The licences in use, by type, as the licence says.
function stats.Stats_GetLicenseStats(context)
  local used = context.database:rows [[SELECT u.key AS type, u.value AS count
    FROM _tenant t, json_each(t.value, '$.Used') u WHERE t.name = 'license'
    ORDER BY u.key]]
  local list, now = setmetatable({}, json.array_mt),
    instant.from_time(core.now())
  for i, row in ipairs(used) do
    list[i] = json.object("robotType", row.type, "count", row.count,
      "timestamp", now)
  end
  return respond.plain(list)
end

return stats
