-- Webhooks, on the side that receives them.

local base64 = require "orchestrator.base64"
local core = require "orchestrator.core"
local errors = require "orchestrator.errors"

local webhook = {}

local function hex(bytes)
  return (bytes:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
end

---Is a delivery from the one who knows the secret? Compares in constant time.
---Knows both forms that are seen in the header X-UiPath-Signature: Base64 of
---the HMAC-SHA256 of the body, and "sha256=" with its hexadecimal form.
---@param body string the request's body, byte for byte
---@param signature string|nil the header; nil: the sender has no secret
---@param secret string the webhook's
---@return boolean
function webhook.verify(body, signature, secret)
  if type(body) ~= "string" then
    errors.argument("webhook.verify: the body must be a string")
  elseif type(secret) ~= "string" or secret == "" then
    errors.argument("webhook.verify: the secret is missing",
      "without one anybody could have sent this")
  end
  if type(signature) ~= "string" then return false end
  local mac = core.hmac_sha256(secret, body)
  local given = signature:match "^%s*(.-)%s*$"
  local plain = given:match "^[sS][hH][aA]256=(%x+)$"
  if plain and #plain == 64 then
    return core.same_bytes(hex(mac), plain:lower())
  end
  return core.same_bytes(base64.encode(mac),
    (given:gsub("^[sS][hH][aA]256=", "")))
end

return webhook
