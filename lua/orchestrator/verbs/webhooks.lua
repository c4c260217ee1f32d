-- Webhooks, on the side that sends them.

local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"
local options = require "orchestrator.options"
local which = require "orchestrator.verbs.which"

local webhooks = {}

local ADD = { events = "table", secret = "text", description = "text",
  enabled = "boolean", insecure = "boolean" }

-- Refuses events that the server does not know, which it would never send;
-- where it does not tell, they go as they are.
local function event_rows(self, events)
  local known, rows = {}, {}
  for _, row in ipairs(errors.catch(self.GetEventTypes, self) or {}) do
    known[row.Name] = true
  end
  for i, name in ipairs(events) do
    if not known[name] and next(known) then
      errors.argument(("Webhooks: there is no event %q"):format(
        tostring(name)), nearest.hint(tostring(name), nearest.names(known)))
    end
    rows[i] = { EventType = name }
  end
  return rows
end

---Creates a webhook.
---@param name string
---@param url string where it is delivered
---@param given? { events?: string[], secret?: string, description?: string,
---  enabled?: boolean, insecure?: boolean } events: "job.faulted", …; without
---  them all. secret: signs deliveries; see orchestrator.webhook.verify.
---  insecure: do not check the receiver's certificate
---@return table row
---@usage tenant.Webhooks:add("Faults", url, { events = { "job.faulted" } })
function webhooks.add(self, name, url, given)
  given = options.check(given, ADD, "add")
  if type(name) ~= "string" or type(url) ~= "string" then
    errors.argument("add: give a name and an address")
  end
  return self:create{ Name = name, Url = url, Secret = given.secret,
    Description = given.description, Enabled = given.enabled ~= false,
    AllowInsecureSsl = given.insecure or false,
    SubscribeToAllEvents = given.events == nil,
    Events = given.events and event_rows(self, given.events) or nil }
end

---Sends a delivery to try a webhook (Ping). How the receiver took it is not
---told.
---@param webhook integer|string|table its Id, name or row
---@return table|true the event
---@usage tenant.Webhooks:ping "Faults"
function webhooks.ping(self, webhook)
  return self:Ping(which.id(self, webhook, "ping"))
end

---Changes fields of a webhook and keeps the others, its secret included
---(PATCH).
---@param webhook integer|string|table its Id, name or row
---@param changes table orchestrator.null clears a field
---@return table|true
---@usage tenant.Webhooks:change("Faults", { Url = url })
function webhooks.change(self, webhook, changes)
  return self:patch(which.id(self, webhook, "change"), changes)
end

---Enables a webhook.
---@param webhook integer|string|table its Id, name or row
---@return table|true
---@usage tenant.Webhooks:enable "Faults"
function webhooks.enable(self, webhook)
  return webhooks.change(self, webhook, { Enabled = true })
end

---Disables a webhook.
---@param webhook integer|string|table its Id, name or row
---@return table|true
---@usage tenant.Webhooks:disable "Faults"
function webhooks.disable(self, webhook)
  return webhooks.change(self, webhook, { Enabled = false })
end

---The names of the events that there are (GetEventTypes).
---@return string[]
---@usage table.concat(tenant.Webhooks:events(), "\n")
function webhooks.events(self)
  local names = {}
  for i, row in ipairs(self:GetEventTypes()) do names[i] = row.Name end
  table.sort(names)
  return names
end

return webhooks
