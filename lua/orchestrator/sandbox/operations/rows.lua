-- Actions on several rows of a set at once, and reads of one by another key.

local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"

local rows = {}

local function given(context)
  return body.action(context.request.body, model.type(context.op.body),
    "model")
end

-- All or none: a key that is not there refuses the whole action.
local function each(context, set, keys, act)
  for _, key in ipairs(keys or {}) do entities.must_exist(context, set, key) end
  for _, key in ipairs(keys or {}) do act(key) end
end

local function delete_bulk(set, list)
  return function(context)
    each(context, set, given(context)[list], function(key)
      entities.remove(context.database, set, key)
    end)
    return respond.empty(204)
  end
end

rows.Machines_DeleteBulk = delete_bulk("Machines", "machineIds")
rows.Robots_DeleteBulk = delete_bulk("Robots", "robotIds")

local function enable(set, list, answer)
  return function(context)
    local wanted = given(context)
    each(context, set, wanted[list], function(key)
      entities.update(context.database, set, key,
        { Enabled = wanted.enabled == true })
    end)
    if answer then return respond.value(context, "Edm.Boolean", true) end
    return respond.empty(200)
  end
end

rows.Robots_ToggleEnabledStatus = enable("Robots", "robotIds")
rows.TestSetSchedules_SetEnabled =
  enable("TestSetSchedules", "testSetScheduleIds", true)

---------------------------------------------------------------------------
-- Reads

function rows.Tasks_GetByKeyByIdentifier(context)
  return entities.get(context, "Tasks", 't."Key" = ?',
    context.args.identifier)
end

-- A list narrowed by one argument of the path.
local function by(set, column, argument)
  local condition = ('t."%s" = ?'):format(column)
  return function(context)
    return entities.list(context, set,
      { sql = condition, value = context.args[argument] })
  end
end

rows.QueueItemComments_GetQueueItemCommentsHistoryByQueueitemid =
  by("QueueItemComments", "QueueItemId", "queueItemId")
rows.QueueItemEvents_GetQueueItemEventsHistoryByQueueitemid =
  by("QueueItemEvents", "QueueItemId", "queueItemId")

-- What a write of a calendar answers has no time zone.
local function zoneless(work)
  return function(context)
    local reply = work(context, "Calendars")
    reply.body = reply.body:gsub('"TimeZoneId":"[^"]*"', '"TimeZoneId":null')
    return reply
  end
end

rows.Calendars_Post = zoneless(entities.create)
rows.Calendars_PutById = zoneless(entities.replace)

---Says whether a calendar of that name is there.
function rows.Calendars_CalendarExists(context)
  local name = given(context).calendarName
  local found = context.database:row(
    'SELECT 1 FROM "Calendars" WHERE "Name" = ? COLLATE NOCASE', name)
  return respond.value(context, "Edm.Boolean", found ~= nil)
end

function rows.Robots_GetUsernames(context)
  local names = context.database:rows([[SELECT DISTINCT "Username" AS name
    FROM "Robots" WHERE "Username" NOTNULL AND _folder = ? ORDER BY 1]],
    context.folder_id)
  local list = {}
  for i, row in ipairs(names) do list[i] = row.name end
  return respond.value(context, "Collection(Edm.String)",
    setmetatable(query.slice(context, list), json.array_mt))
end

function rows.Robots_GetMachineNameToLicenseKeyMappings(context)
  local list = {}
  for i, row in ipairs(context.database:rows [[SELECT json_object('Key',
    "Name", 'Value', "LicenseKey") AS pair FROM "Machines"
    ORDER BY "Name"]]) do
    list[i] = row.pair
  end
  return respond.collection(context,
    "Collection(UiPath.KeyValuePairOfStringString)",
    table.concat(query.slice(context, list), ","))
end

return rows
