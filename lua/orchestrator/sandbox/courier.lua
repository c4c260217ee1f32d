-- Sends the events that wait in _deliveries to their webhooks. One delivery
-- that fails opens a circuit breaker for an hour of the sandbox's time: what
-- happens meanwhile is lost, and nothing is sent twice (facts 8.9).

local core = require "orchestrator.sandbox.core"
local text = require "orchestrator.sandbox.text"

local Courier = {}
Courier.__index = Courier

-- Seconds: of the sandbox's time, and of the clock's between two looks.
local BREAK, LOOK = 3600, 0.02

function Courier.new(tenant)
  return setmetatable({ database = tenant.database, speed = tenant.speed },
    Courier)
end

local function headers(webhook, body)
  local list = { "Content-Type: application/json; charset=utf-8",
    "User-Agent: UiPath-Orchestrator-Sandbox", "Expect:" }
  if webhook.Secret and webhook.Secret ~= "" then
    list[#list + 1] = "X-UiPath-Signature: "
      .. text.base64(core.hmac_sha256(webhook.Secret, body))
  end
  return list
end

local function open_breaker(self, webhook)
  self.database:run("INSERT OR REPLACE INTO _breakers VALUES (?, ?)", webhook,
    core.now() + BREAK / self.speed)
end

local function is_broken(self, webhook)
  return self.database:row(
    "SELECT 1 FROM _breakers WHERE webhook = ? AND until > ?", webhook,
    core.now()) ~= nil
end

local function send(self, delivery)
  local webhook = self.database:rows([[SELECT "Url", "Secret",
    "AllowInsecureSsl" FROM "Webhooks" WHERE Id = ?]], delivery.webhook)[1]
  if not webhook or is_broken(self, delivery.webhook) then return end
  self.sender = self.sender or core.sender()
  local sent = self.sender:post { id = delivery.webhook,
    url = webhook.Url or "", insecure = webhook.AllowInsecureSsl == 1,
    body = delivery.body, headers = headers(webhook, delivery.body) }
  if not sent then open_breaker(self, delivery.webhook) end
end

local function collect(self)
  local webhook, status = self.sender:take()
  while webhook do
    if status < 200 or status > 299 then open_breaker(self, webhook) end
    webhook, status = self.sender:take()
  end
end

---Sends what waits, and looks at what has come back.
---@return number|nil seconds until the next look; nil: nothing is under way
function Courier:tick()
  if self.sender then collect(self) end
  for _, delivery in ipairs(self.database:rows
    "SELECT id, webhook, body FROM _deliveries ORDER BY id") do
    send(self, delivery)
    self.database:run("DELETE FROM _deliveries WHERE id = ?", delivery.id)
  end
  return self.sender and self.sender:pending() > 0 and LOOK or nil
end

---Gives up what is under way.
function Courier:close()
  if self.sender then self.sender:close() end
  self.sender = nil
end

return Courier
