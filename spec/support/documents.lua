--- Generated JSON documents: a Lua value, and its text written by other rules
-- than the codec's (white space, escapes, forms of numbers), so that the two
-- share no code. The same seed gives the same documents.

local documents = {}

local Maker = {}
Maker.__index = Maker

--- A maker of documents.
---@param seed integer
---@param null any what stands for null in the values
---@return support.maker
function documents.new(seed, null)
  return setmetatable({ state = seed, null = null }, Maker)
end

-- 0 to most - 1, by a linear congruence: math.random is seeded by others.
function Maker:roll(most)
  self.state = (self.state * 6364136223846793005 + 1442695040888963407)
  return (self.state >> 33) % most
end

function Maker:pick(list)
  return list[self:roll(#list) + 1]
end

function Maker:space()
  return self:roll(4) == 0 and self:pick { " ", "\n", "\t", "\r\n", "  " } or ""
end

local pieces = {
  -- text, its escaped forms
  { "a", "a", "\\u0061" }, { "Z", "Z" }, { " ", " ", "\\u0020" },
  { '"', '\\"', "\\u0022" }, { "\\", "\\\\", "\\u005C" },
  { "/", "/", "\\/" }, { "\n", "\\n", "\\u000a" }, { "\t", "\\t" },
  { "\0", "\\u0000" }, { "\127", "\127", "\\u007F" },
  { "ä", "ä", "\\u00e4", "\\u00E4" }, { "€", "€", "\\u20ac" },
  { "😀", "😀", "\\ud83d\\ude00", "\\uD83D\\uDE00" },
  { "\u{2028}", "\u{2028}", "\\u2028" },
  { "plain words of some length, ", "plain words of some length, " },
}

function Maker:string()
  local value, text = {}, {}
  for i = 1, self:roll(12) do
    local piece = self:pick(pieces)
    value[i] = piece[1]
    text[i] = piece[self:roll(#piece - 1) + 2]
  end
  return table.concat(value), '"' .. table.concat(text) .. '"'
end

local integers = {
  0, 1, -1, 10, 255, 2 ^ 31 // 1 | 0, 9007199254740991, 9007199254740992,
  9007199254740993, -9007199254740993, math.maxinteger, math.mininteger,
  math.maxinteger - 1,
}

function Maker:number()
  local kind = self:roll(4)
  if kind == 0 then
    local value = self:pick(integers)
    return value, ("%d"):format(value)
  elseif kind == 1 then
    local value = self:roll(1 << 30) - (1 << 29)
    return value, ("%d"):format(value)
  elseif kind == 2 then
    local whole, part = self:roll(100000), self:roll(1000)
    local text = ("%s%d.%03d"):format(self:pick { "", "-" }, whole, part)
    return tonumber(text), text
  end
  local text = ("%d.%d%s%s%d"):format(self:roll(10), self:roll(1 << 30),
    self:pick { "e", "E" }, self:pick { "", "+", "-" }, self:roll(300))
  return tonumber(text), text
end

function Maker:array(depth)
  local value, text = {}, {}
  for i = 1, self:roll(5) do
    local item, written = self:value(depth - 1)
    value[i] = item
    text[i] = self:space() .. written .. self:space()
  end
  return value, "[" .. table.concat(text, ",") .. self:space() .. "]", #value
end

function Maker:object(depth)
  local value, text = {}, {}
  for i = 1, self:roll(5) do
    local name, written_name = self:string()
    local item, written = self:value(depth - 1)
    value[name] = item -- of two that are named the same, the last
    text[i] = self:space() .. written_name .. self:space() .. ":" ..
      self:space() .. written .. self:space()
  end
  return value, "{" .. table.concat(text, ",") .. self:space() .. "}"
end

--- A value and a text of it.
---@param depth integer how deep it may nest
---@return any value nulls are the maker's null
---@return string text
function Maker:value(depth)
  local kind = self:roll(depth > 0 and 8 or 5)
  if kind == 0 then
    return self:string()
  elseif kind <= 2 then
    return self:number()
  elseif kind == 3 then
    local word = self:pick { "true", "false" }
    return word == "true", word
  elseif kind == 4 then
    return self.null, "null"
  elseif kind == 5 then
    return self:array(depth)
  end
  return self:object(depth)
end

--- The text with some bytes changed, dropped or doubled.
---@param text string
---@return string
function Maker:damage(text)
  local at = self:roll(#text) + 1
  local run = self:roll(3) + 1
  local before, behind = text:sub(1, at - 1), text:sub(at + run)
  local kind = self:roll(3)
  if kind == 0 then return before .. behind end
  local piece = text:sub(at, at + run - 1)
  if kind == 1 then return before .. piece .. piece .. behind end
  local bytes = '{}[]",:\\/ 0123456789.eE+-tfnu\xC3\xA4\x80\xED'
  local byte = self:roll(#bytes) + 1
  return before .. bytes:sub(byte, byte) .. behind
end

return documents
