-- SHA-256 (FIPS 180-4) and HMAC with it (RFC 2104), for short texts.

local sha256 = {}

local K = {}
local START = {}

-- The first 32 bits of the fractional parts of roots of the first primes.
local function fraction(root)
  return math.tointeger((root % 1) * 2 ^ 32 // 1) & 0xFFFFFFFF
end

local function is_prime(n)
  for i = 2, math.floor(n ^ 0.5) do
    if n % i == 0 then return false end
  end
  return true
end

local n = 2
while #K < 64 do
  if is_prime(n) then
    if #START < 8 then START[#START + 1] = fraction(n ^ 0.5) end
    K[#K + 1] = fraction(n ^ (1 / 3))
  end
  n = n + 1
end

local function rotate(x, by)
  return (x >> by | x << (32 - by)) & 0xFFFFFFFF
end

local function schedule(block)
  local w = { (">I4I4I4I4I4I4I4I4I4I4I4I4I4I4I4I4"):unpack(block) }
  for i = 17, 64 do
    local a, b = w[i - 15], w[i - 2]
    local s0 = rotate(a, 7) ~ rotate(a, 18) ~ a >> 3
    local s1 = rotate(b, 17) ~ rotate(b, 19) ~ b >> 10
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) & 0xFFFFFFFF
  end
  return w
end

local function compress(state, block)
  local w = schedule(block)
  local a, b, c, d, e, f, g, h = table.unpack(state)
  for i = 1, 64 do
    local s1 = rotate(e, 6) ~ rotate(e, 11) ~ rotate(e, 25)
    local choice = e & f ~ ~e & g
    local one = h + s1 + choice + K[i] + w[i]
    local s0 = rotate(a, 2) ~ rotate(a, 13) ~ rotate(a, 22)
    local majority = a & b ~ a & c ~ b & c
    h, g, f, e = g, f, e, (d + one) & 0xFFFFFFFF
    d, c, b, a = c, b, a, (one + s0 + majority) & 0xFFFFFFFF
  end
  for i, value in ipairs { a, b, c, d, e, f, g, h } do
    state[i] = (state[i] + value) & 0xFFFFFFFF
  end
end

---@param text string
---@return string digest 32 bytes
function sha256.digest(text)
  local state = { table.unpack(START) }
  local padded = text .. "\128" .. ("\0"):rep((55 - #text) % 64)
    .. (">I8"):pack(#text * 8)
  for at = 1, #padded, 64 do compress(state, padded:sub(at, at + 63)) end
  return (">I4I4I4I4I4I4I4I4"):pack(table.unpack(state))
end

local function mask(key, with)
  return (key:gsub(".", function(c) return string.char(c:byte() ~ with) end))
end

---@param key string
---@param text string
---@return string mac 32 bytes
function sha256.hmac(key, text)
  if #key > 64 then key = sha256.digest(key) end
  key = key .. ("\0"):rep(64 - #key)
  return sha256.digest(mask(key, 0x5C)
    .. sha256.digest(mask(key, 0x36) .. text))
end

return sha256
