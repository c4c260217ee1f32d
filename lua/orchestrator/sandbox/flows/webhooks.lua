-- Webhooks: which events there are, and events on request. How they are sent
-- is in orchestrator.sandbox.courier.

local action = require "orchestrator.sandbox.flows.action"
local entities = require "orchestrator.sandbox.entities"
local events = require "orchestrator.sandbox.events"
local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"

local webhooks = {}

local known, ordered = {}, {}
for name in events.types:gmatch "%S+" do
  known[name], ordered[#ordered + 1] = true, name
end

local function group_of(name)
  local first = name:match "^%a+"
  return first:sub(1, 1):upper() .. first:sub(2)
end

function webhooks.Webhooks_GetEventTypes(context)
  local rows = {}
  for i, name in ipairs(ordered) do
    rows[i] = json.object("Name", name, "Group", group_of(name)).text
  end
  local count = context.params["$count"] == "true" and #rows or nil
  return respond.collection(context, "Collection("
    .. "UiPath.Server.Configuration.OData.WebhookEventTypeDto)",
    table.concat(query.slice(context, rows), ","), count)
end

-- Refuses what is no address, and events that there are not.
local function check(values)
  if type(values.Url) == "string"
    and not values.Url:find "^[hH][tT][tT][pP][sS]?://[^%s/]+" then
    problem.fail(400, 1009, "The field Url must be an absolute address.")
  end
  local list = type(values.Events) == "string" and json.decode(values.Events)
  for _, event in ipairs(list or {}) do
    if not known[event.EventType] then
      problem.fail(400, 1000, ("There is no event type %s."):format(
        tostring(event.EventType)))
    end
  end
end

function webhooks.Webhooks_Post(context)
  return entities.create(context, "Webhooks", check)
end

function webhooks.Webhooks_PutById(context)
  return entities.replace(context, "Webhooks", check)
end

function webhooks.Webhooks_PatchById(context)
  return entities.patch(context, "Webhooks", check)
end

function webhooks.Webhooks_DeleteById(context)
  local reply = entities.delete(context, "Webhooks")
  for _, rest in ipairs { "_deliveries", "_breakers" } do
    context.database:run(("DELETE FROM %s WHERE webhook = ?"):format(rest),
      context.args.key)
  end
  return reply
end

local function answer(context, kind, event)
  return respond.object(context, "UiPath.Server.Configuration.OData." .. kind,
    event.text, 202)
end

---Sends a ping to one webhook, whatever it subscribes to.
function webhooks.Webhooks_PingById(context)
  local key = context.args.key
  entities.must_exist(context, "Webhooks", key)
  local event = events.body(context.database, "ping", {
    user = action.actor(context).id, key = context.database:row(
      'SELECT "Key" FROM "Webhooks" WHERE Id = ?', key) })
  events.send(context.database, key, event)
  return answer(context, "PingEventDto", event)
end

---Sends an event of the caller's own to all who want such.
function webhooks.Webhooks_TriggerCustom(context)
  local data = context.request.body
  if not json.members(data) then problem.null_argument "eventData" end
  local event = events.body(context.database, "custom",
    { user = action.actor(context).id }, "EventData", json.raw(data))
  events.publish(context.database, "custom", event)
  return answer(context, "CustomEventDto", event)
end

return webhooks
