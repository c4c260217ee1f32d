-- Encodings of the wire: percent, form, Base64, UTF-16, GUIDs.

local text = {}

---Decodes %XX; what is no escape stays as it is.
---@param s string
---@return string
function text.unescape(s)
  return (s:gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end))
end

---Decodes a query or form value, in which "+" is a space.
---@param s string
---@return string
function text.unescape_query(s)
  return text.unescape((s:gsub("%+", " ")))
end

---Splits "a=1&b=2".
---@param query string
---@return table map name to its first value
---@return table list {name, value} in the order sent
function text.parameters(query)
  local map, list = {}, {}
  for pair in query:gmatch "[^&]+" do
    local name, value = pair:match "^([^=]*)=?(.*)$"
    name, value = text.unescape_query(name), text.unescape_query(value)
    list[#list + 1] = { name, value }
    if map[name] == nil then map[name] = value end
  end
  return map, list
end

local alphabet =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

---Base64 with the URL alphabet and no padding, as in a JWT.
---@param s string
---@return string
function text.base64url(s)
  local out = {}
  for i = 1, #s, 3 do
    local a, b, c = s:byte(i, i + 2)
    local n = a << 16 | (b or 0) << 8 | (c or 0)
    for shift = 18, c and 0 or b and 6 or 12, -6 do
      local at = (n >> shift & 63) + 1
      out[#out + 1] = alphabet:sub(at, at)
    end
  end
  return (table.concat(out):gsub("+", "-"):gsub("/", "_"))
end

---Padded Base64 of the standard alphabet.
---@param s string
---@return string
function text.base64(s)
  local digits = text.base64url(s):gsub("-", "+"):gsub("_", "/")
  return digits .. ("="):rep(-#digits % 4)
end

---Encodes a value for a query: all but unreserved characters as %XX.
---@param s string
---@return string
function text.escape(s)
  return (s:gsub("[^%w%-_.~]", function(c)
    return ("%%%02X"):format(c:byte())
  end))
end

---Decodes padded Base64 of the standard alphabet.
---@param s string
---@return string|nil
function text.base64_decode(s)
  local digits, padding = s:match "^([%w+/]*)(=*)$"
  if not digits or #s % 4 ~= 0 or #padding > 2 then return nil end
  local out, n, bits = {}, 0, 0
  for c in digits:gmatch "." do
    n = (n << 6 | alphabet:find(c, 1, true) - 1) & 0xFFFFFF
    bits = bits + 6
    if bits >= 8 then
      bits = bits - 8
      out[#out + 1] = string.char(n >> bits & 0xFF)
    end
  end
  return table.concat(out)
end

---UTF-16 little-endian to UTF-8; nil when it is not that.
---@param s string
---@return string|nil
function text.from_utf16(s)
  if #s % 2 ~= 0 then return nil end
  local out, i = {}, 1
  while i < #s do
    local unit = string.unpack("<I2", s, i)
    i = i + 2
    if unit >= 0xD800 and unit < 0xDC00 and i < #s then
      local low = string.unpack("<I2", s, i)
      if low < 0xDC00 or low > 0xDFFF then return nil end
      unit = 0x10000 + (unit - 0xD800 << 10) + low - 0xDC00
      i = i + 2
    elseif unit >= 0xD800 and unit < 0xE000 then
      return nil
    end
    out[#out + 1] = utf8.char(unit)
  end
  return table.concat(out)
end

local guid = "^" .. table.concat({ ("%x"):rep(8), ("%x"):rep(4),
  ("%x"):rep(4), ("%x"):rep(4), ("%x"):rep(12) }, "%-") .. "$"

function text.is_guid(s) return s:match(guid) ~= nil end

local random

---So many random bytes.
---@param count integer
---@return string
function text.random(count)
  random = random or assert(io.open("/dev/urandom", "rb"))
  return random:read(count)
end

function text.hex(s)
  return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
end

---A new GUID of version 4.
---@return string
function text.guid()
  local hex = text.hex(text.random(16))
  return ("%s-%s-4%s-%x%s-%s"):format(hex:sub(1, 8), hex:sub(9, 12),
    hex:sub(14, 16), tonumber(hex:sub(17, 17), 16) & 3 | 8, hex:sub(18, 20),
    hex:sub(21, 32))
end

---The GUID that stands for a name, the same each time.
---@param name string case aside
---@return string
function text.guid_of(name)
  local a, b = 0xCBF29CE484222325, 0x84222325CBF29CE4
  for byte in name:lower():gmatch "." do
    a = (a ~ byte:byte()) * 0x100000001B3
    b = (b ~ a) * 0x100000001B3
  end
  local hex = ("%016x%016x"):format(a, b)
  return ("%s-%s-4%s-a%s-%s"):format(hex:sub(1, 8), hex:sub(9, 12),
    hex:sub(14, 16), hex:sub(18, 20), hex:sub(21, 32))
end

return text
