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

---Reads the form for addresses; characters of neither form are passed over.
---@param text string
---@return string
function base64.decode_url(text)
  local bits, count, out = 0, 0, {}
  for character in text:gsub("-", "+"):gsub("_", "/"):gmatch "[%w+/]" do
    local value = ALPHABET:find(character, 1, true) - 1
    bits, count = (bits << 6 | value) & 0xFFFFFF, count + 6
    if count >= 8 then
      count = count - 8
      out[#out + 1] = string.char(bits >> count & 255)
    end
  end
  return table.concat(out)
end

return base64
