-- Webhooks, on the side that receives them.

local errors = require "orchestrator.errors"
local sha256 = require "orchestrator.sha256"

local webhook = {}

local ALPHABET =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

local function base64(bytes)
  local out = {}
  for i = 1, #bytes, 3 do
    local a, b, c = bytes:byte(i, i + 2)
    local n = a << 16 | (b or 0) << 8 | (c or 0)
    for k = 1, 4 do
      local at = (n >> (24 - 6 * k) & 63) + 1
      out[k + (i - 1) // 3 * 4] = ALPHABET:sub(at, at)
    end
    if not b then out[#out - 1] = "=" end
    if not c then out[#out] = "=" end
  end
  return table.concat(out)
end

-- Takes as long wherever the first difference is.
local function same(a, b)
  local apart = #a ~ #b
  for i = 1, #a do apart = apart | a:byte(i) ~ (b:byte(i) or 0) end
  return apart == 0
end

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
  local mac = sha256.hmac(secret, body)
  local given = signature:match "^%s*(.-)%s*$"
  local plain = given:match "^[sS][hH][aA]256=(%x+)$"
  if plain and #plain == 64 then return same(hex(mac), plain:lower()) end
  return same(base64(mac), (given:gsub("^[sS][hH][aA]256=", "")))
end

return webhook
