-- What a tenant, its folders and its queries share: the core's client, where
-- things are, and how the user wants answers.

local core = require "orchestrator.core"
local engine = require "orchestrator.engine"
local errors = require "orchestrator.errors"

---@class orchestrator.Connection
---@field address orchestrator.Address
---@field way string how it signs in
---@field timeout number seconds that one wait may take
---@field nulls boolean JSON nulls become orchestrator.null
---@field check boolean arguments are checked against the definition
---@field dry_run boolean writes are refused
---@field safe boolean failures are returned
---@field on_event? function
---@field organization_id? string
---@field concurrency? integer pages asked for at once
local Connection = { __name = "orchestrator.connection" }
Connection.__index = Connection

---@param client_spec table what core.client takes
---@param fields table
---@return orchestrator.Connection
function Connection.new(client_spec, fields)
  local client, err = core.client(engine.get(), client_spec)
  if not client then errors.raise(err) end
  fields.client = client
  return setmetatable(fields, Connection)
end

---The core's client; raises once the connection is closed.
---@return userdata
function Connection:open()
  if not self.client then
    errors.refuse("closed", "this tenant has been closed",
      "connect again, or close it later")
  end
  return self.client
end

---Tells the user's function of something that happened.
---@param event string renewal | page | strategy
---@param details table
function Connection:tell(event, details)
  if not self.on_event then return end
  details.event = event
  self.on_event(details)
end

---Tells of what happened inside the core since the last time.
function Connection:tell_all()
  if not self.on_event or not self.client then return end
  local client = self.client
  local event = client:event()
  while event do
    self.on_event(event)
    event = self.client and client:event()
  end
end

---Ends what is under way. Twice is fine.
function Connection:close()
  local client = self.client
  self.client = nil
  if client then client:close() end
end

return Connection
