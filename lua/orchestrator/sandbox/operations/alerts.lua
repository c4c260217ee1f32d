-- Alerts: raised by a process, read, and marked as read.

local body = require "orchestrator.sandbox.body"
local core = require "orchestrator.sandbox.core"
local entities = require "orchestrator.sandbox.entities"
local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local respond = require "orchestrator.sandbox.respond"
local text = require "orchestrator.sandbox.text"

local alerts = {}

local function given(context)
  return body.action(context.request.body, model.type(context.op.body),
    "model")
end

local function unread(context)
  local count = context.database:row(
    [[SELECT count(*) FROM "Alerts" WHERE "State" = 'Unread']])
  return respond.value(context, "Edm.Int64", count)
end

alerts.Alerts_GetUnreadCount = unread

---Marks alerts as read; the answer is how many are not.
function alerts.Alerts_MarkAsRead(context)
  for _, id in ipairs(given(context).ids) do
    entities.update(context.database, "Alerts", id:lower(),
      { State = "Read" })
  end
  return unread(context)
end

function alerts.Alerts_RaiseProcessAlert(context)
  local alert = given(context).processAlert
  entities.insert(context.database, "Alerts", {
    Id = text.guid(), NotificationName = "Process.Alert",
    Component = "Process", State = "Unread", Data = json.encode(alert),
    Severity = alert.Severity ~= json.null and alert.Severity or "Info",
    CreationTime = instant.from_time(core.now()),
    UserNotificationId = text.guid(),
  })
  return respond.empty(200)
end

return alerts
