-- Base64, RFC 4648: the usual one, and the one for addresses.

local base64 = {}

local ALPHABET =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

---With padding.
---@param bytes string
---@return string
function base64.encode(bytes)
  local out = {}
  for i = 1, #bytes, 3 do
    local a, b, c = bytes:byte(i, i + 2)
    local n = a << 16 | (b or 0) << 8 | (c or 0)
    for k = 1, 4 do
      local at = (n >> (24 - 6 * k) & 63) + 1
      out[#out + 1] = ALPHABET:sub(at, at)
    end
    if not b then out[#out - 1] = "=" end
    if not c then out[#out] = "=" end
  end
  return table.concat(out)
end

---For addresses: - and _ instead of + and /, without padding.
---@param bytes string
---@return string
function base64.encode_url(bytes)
  return (base64.encode(bytes):gsub("[+/=]",
    { ["+"] = "-", ["/"] = "_", ["="] = "" }))
end

return base64
