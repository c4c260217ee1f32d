-- SHA-256 and HMAC (FIPS 180-4, RFC 2104): for the challenge of a code, for
-- presigned addresses and for the signatures of webhooks.

local sha256 = {}

local BLOCK = 64
local MASK = 0xFFFFFFFF

-- The first 32 bits of the fractional part of a root of each prime: cube
-- roots make the constants of the rounds, square roots the first state. By
-- whole numbers, because doubles are too short for it.
local function primes(count)
  local list, n = {}, 2
  while #list < count do
    local prime = true
    for _, p in ipairs(list) do
      if n % p == 0 then prime = false break end
    end
    if prime then list[#list + 1] = n end
    n = n + 1
  end
  return list
end

-- A long number, in pieces of 18 bits, times one below 2^38.
local function multiply(a, digits)
  local out, carry = {}, 0
  for i = 1, #digits do
    local value = digits[i] * a + carry
    out[i], carry = value & 0x3FFFF, value >> 18
  end
  while carry > 0 do
    out[#out + 1], carry = carry & 0x3FFFF, carry >> 18
  end
  return out
end

-- The whole part of a number of pieces, after `bits` of fraction.
local function whole(digits, bits)
  local value = 0
  for i = #digits, 1, -1 do
    local at = (i - 1) * 18 - bits
    if at >= 0 then
      value = value | digits[i] << at
    elseif at > -18 then
      value = value | digits[i] >> -at
    end
  end
  return value
end

-- Halving finds the largest x with (x / 2^32) ^ power < n.
local function root(n, power)
  local low, high = 0, 1 << 37
  while high - low > 1 do
    local middle = (low + high) // 2
    local digits = { 1 }
    for _ = 1, power do digits = multiply(middle, digits) end
    if whole(digits, 32 * power) >= n then high = middle else low = middle end
  end
  return low & MASK
end

local K, START = {}, {}
for i, p in ipairs(primes(64)) do
  K[i] = root(p, 3)
  if i <= 8 then START[i] = root(p, 2) end
end

local function rotate(x, n) return x >> n | x << 32 - n & MASK end

-- The words of a block, stretched to 64.
local function schedule(message, at)
  local w = { string.unpack(">" .. ("I4"):rep(16), message, at) }
  for i = 17, 64 do
    local a, b = w[i - 15], w[i - 2]
    local s0 = rotate(a, 7) ~ rotate(a, 18) ~ a >> 3
    local s1 = rotate(b, 17) ~ rotate(b, 19) ~ b >> 10
    w[i] = w[i - 16] + s0 + w[i - 7] + s1 & MASK
  end
  return w
end

local function absorb(state, w)
  local a, b, c, d, e, f, g, h = table.unpack(state)
  for i = 1, 64 do
    local s1 = rotate(e, 6) ~ rotate(e, 11) ~ rotate(e, 25)
    local t1 = h + s1 + (e & f ~ (~e & g)) + K[i] + w[i] & MASK
    local s0 = rotate(a, 2) ~ rotate(a, 13) ~ rotate(a, 22)
    local t2 = s0 + (a & b ~ a & c ~ b & c)
    a, b, c, d, e, f, g, h = t1 + t2 & MASK, a, b, c, d + t1 & MASK, e, f, g
  end
  for i, value in ipairs { a, b, c, d, e, f, g, h } do
    state[i] = state[i] + value & MASK
  end
end

---The digest of a string: 32 bytes.
---@param message string
---@return string
function sha256.digest(message)
  local padded = message .. "\128"
    .. ("\0"):rep(-(#message + 9) % BLOCK) .. string.pack(">I8", #message * 8)
  local state = { table.unpack(START) }
  for at = 1, #padded, BLOCK do absorb(state, schedule(padded, at)) end
  return string.pack(">I4I4I4I4I4I4I4I4", table.unpack(state))
end

local function xor(key, byte)
  return (key:gsub(".", function(c) return string.char(c:byte() ~ byte) end))
end

---The keyed digest of a string: 32 bytes.
---@param key string
---@param message string
---@return string
function sha256.hmac(key, message)
  if #key > BLOCK then key = sha256.digest(key) end
  key = key .. ("\0"):rep(BLOCK - #key)
  return sha256.digest(xor(key, 0x5C)
    .. sha256.digest(xor(key, 0x36) .. message))
end

return sha256
