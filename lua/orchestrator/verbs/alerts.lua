-- Alerts, which newer servers on premises no longer have.

local errors = require "orchestrator.errors"

local alerts = {}

---How many alerts nobody has read (GetUnreadCount).
---@return integer
---@usage print(tenant.Alerts:unread())
function alerts.unread(self) return self:GetUnreadCount() end

---Marks alerts as read (MarkAsRead).
---@param given table|table[]|string|string[] rows, or their Ids (GUIDs)
---@return integer how many are unread now
---@usage tenant.Alerts:mark_read(tenant.Alerts:list())
function alerts.mark_read(self, given)
  if type(given) ~= "table" or given.Id then given = { given } end
  local ids = {}
  for i, alert in ipairs(given) do
    ids[i] = type(alert) == "table" and alert.Id or alert
  end
  if #ids == 0 then errors.argument "mark_read: the list is empty" end
  return self:MarkAsRead{ ids = ids }
end

return alerts
