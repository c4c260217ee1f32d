--- NTLM's server side (MS-NLMP), for a spec's server: the challenge, and
-- whether a client's NTLMv2 answer proves the password. Nothing of it is the
-- client's, whose handshake is libcurl's.

local ntlm = {}

local function words_of(block)
  return { string.unpack("<" .. ("I4"):rep(16), block) }
end

local function rotate(x, n)
  x = x & 0xFFFFFFFF
  return (x << n | x >> (32 - n)) & 0xFFFFFFFF
end

local function pad(text)
  return text .. "\x80" .. ("\0"):rep((55 - #text) % 64)
    .. string.pack("<I8", #text * 8)
end

-- MD4 and MD5 differ in their rounds only.
local function digest(text, rounds)
  local state = { 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476 }
  text = pad(text)
  for at = 1, #text, 64 do
    local x = words_of(text:sub(at, at + 63))
    local a, b, c, d = rounds(x, table.unpack(state))
    for i, value in ipairs { a, b, c, d } do
      state[i] = (state[i] + value) & 0xFFFFFFFF
    end
  end
  return string.pack("<I4I4I4I4", table.unpack(state))
end

local MD4 = {
  { f = function(b, c, d) return b & c | ~b & d end, k = 0,
    s = { 3, 7, 11, 19 },
    { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 } },
  { f = function(b, c, d) return b & c | b & d | c & d end, k = 0x5A827999,
    s = { 3, 5, 9, 13 },
    { 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15 } },
  { f = function(b, c, d) return b ~ c ~ d end, k = 0x6ED9EBA1,
    s = { 3, 9, 11, 15 },
    { 0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15 } },
}

local function md4(text)
  return digest(text, function(x, a, b, c, d)
    for _, round in ipairs(MD4) do
      for i = 0, 15 do
        local sum = a + round.f(b, c, d) + x[round[1][i + 1] + 1] + round.k
        a, b, c, d = d, rotate(sum, round.s[i % 4 + 1]), b, c
      end
    end
    return a, b, c, d
  end)
end

local MD5 = {
  { f = function(b, c, d) return b & c | ~b & d end, step = 1, from = 0,
    s = { 7, 12, 17, 22 } },
  { f = function(b, c, d) return d & b | ~d & c end, step = 5, from = 1,
    s = { 5, 9, 14, 20 } },
  { f = function(b, c, d) return b ~ c ~ d end, step = 3, from = 5,
    s = { 4, 11, 16, 23 } },
  { f = function(b, c, d) return c ~ (b | ~d) end, step = 7, from = 0,
    s = { 6, 10, 15, 21 } },
}

local function md5(text)
  return digest(text, function(x, a, b, c, d)
    for number, round in ipairs(MD5) do
      for i = 0, 15 do
        local at = (number - 1) * 16 + i
        local k = math.floor(math.abs(math.sin(at + 1)) * 2 ^ 32)
        local sum = a + round.f(b, c, d) + k
          + x[(round.from + round.step * i) % 16 + 1]
        a, b, c, d = d, b + rotate(sum, round.s[i % 4 + 1]), b, c
        b = b & 0xFFFFFFFF
      end
    end
    return a, b, c, d
  end)
end

local function xor(text, byte)
  return (text:gsub(".", function(c) return string.char(c:byte() ~ byte) end))
end

local function hmac(key, text)
  key = key .. ("\0"):rep(64 - #key)
  return md5(xor(key, 0x5C) .. md5(xor(key, 0x36) .. text))
end

local function utf16(text)
  return (text:gsub(".", "%0\0"))
end

ntlm.md4, ntlm.md5 = md4, md5

local FLAGS = 0xA2898205 -- Unicode, NTLM, NTLM2, target and its info, 56, 128

--- The second message.
---@param challenge string eight bytes
---@param domain string
---@return string
function ntlm.challenge(challenge, domain)
  local target = utf16(domain)
  local info = string.pack("<I2I2", 2, #target) .. target
    .. string.pack("<I2I2", 0, 0)
  local at = 56
  return "NTLMSSP\0" .. string.pack("<I4I2I2I4I4", 2, #target, #target, at,
    FLAGS) .. challenge .. ("\0"):rep(8)
    .. string.pack("<I2I2I4", #info, #info, at + #target)
    .. ("\0"):rep(8) .. target .. info
end

---@param message string
---@return integer kind 1, 2 or 3
function ntlm.kind(message)
  assert(message:sub(1, 8) == "NTLMSSP\0", "not a message of NTLM")
  return (string.unpack("<I4", message, 9))
end

local function field(message, at)
  local len, _, offset = string.unpack("<I2I2I4", message, at)
  return message:sub(offset + 1, offset + len)
end

local function plain(text) return (text:gsub("(.)%z", "%1")) end

--- Does the third message prove the password?
---@param message string
---@param challenge string
---@param password string
---@return boolean right
---@return string user
---@return string domain
function ntlm.verify(message, challenge, password)
  local answer = field(message, 21)
  local domain, user = plain(field(message, 29)), plain(field(message, 37))
  local key = hmac(md4(utf16(password)), utf16(user:upper() .. domain))
  local proof, blob = answer:sub(1, 16), answer:sub(17)
  return #blob > 0 and hmac(key, challenge .. blob) == proof, user, domain
end

return ntlm
