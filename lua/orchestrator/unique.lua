-- Random identifiers.

local unique = {}

local function random_bytes(n)
  local file = io and io.open and io.open("/dev/urandom", "rb")
  if file then
    local bytes = file:read(n)
    file:close()
    if bytes and #bytes == n then return bytes end
  end
  local out = {}
  for i = 1, n do out[i] = string.char(math.random(0, 255)) end
  return table.concat(out)
end

---A random GUID (RFC 4122, version 4).
---@return string
function unique.guid()
  local a, b = (">I8I8"):unpack(random_bytes(16))
  a = a & ~0xF000 | 0x4000
  b = b & ~(0x3 << 62) | (0x2 << 62)
  local hex = ("%016x%016x"):format(a, b)
  return table.concat({ hex:sub(1, 8), hex:sub(9, 12), hex:sub(13, 16),
    hex:sub(17, 20), hex:sub(21) }, "-")
end

return unique
