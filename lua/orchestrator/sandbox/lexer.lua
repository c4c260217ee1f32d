-- Splits an OData expression into tokens: {kind, value, ...}. Kinds are
-- string, integer, number, guid, date, word (a name, path or keyword), and
-- the punctuation characters themselves.

local instant = require "orchestrator.sandbox.instant"
local problem = require "orchestrator.sandbox.problem"
local text = require "orchestrator.sandbox.text"

local lexer = {}

-- More than any filter within the node limit can have.
local MAX_TOKENS = 20000

local function bad(at)
  problem.options(("Syntax error at position %d."):format(at))
end

-- 'it''s'
local function read_string(s, at)
  local from = at + 1
  while true do
    local quote = s:find("'", from, true)
    if not quote then bad(at) end
    if s:sub(quote + 1, quote + 1) ~= "'" then
      local value = s:sub(at + 1, quote - 1):gsub("''", "'")
      return { "string", value }, quote + 1
    end
    from = quote + 2
  end
end

local function integer(digits)
  local value = math.tointeger(tonumber(digits))
  if not value or ("%d"):format(value) ~= digits:gsub("^(%-?)0*(%d)", "%1%2")
  then
    return nil
  end
  return value
end

-- Piece by piece: one pattern would try every way to share digits out.
local function number_of(word)
  local at = word:match "^%-?%d+()"
  if not at then return nil end
  at = word:match("^%.%d*()", at) or at
  at = word:match("^[eE][+-]?%d+()", at) or at
  return word:match("^[mMdDfF]?$", at) and tonumber(word:sub(1, at - 1))
end

-- What starts with a digit or a sign: number, GUID or date.
local function read_number(s, at)
  local word = s:match("^[%w%-+:.]+", at)
  if text.is_guid(word) then return { "guid", word:lower() }, at + #word end
  if word:match "^%d%d%d%d%-%d" then
    local value = instant.parse(word)
    if not value then bad(at) end
    return { "date", value }, at + #word
  end
  local digits = word:match "^%-?%d+[lL]?$"
  if digits then
    local value = integer(digits:match "^%-?%d+")
    if not value then bad(at) end
    return { "integer", value }, at + #word
  end
  local number = number_of(word)
  if not number then bad(at) end
  return { "number", number }, at + #word
end

local function read_token(s, at)
  local c = s:sub(at, at)
  if c == "'" then return read_string(s, at) end
  local word = s:match("^[%a_@][%w_/.]*", at)
  if word then
    local guid = s:match("^%x[%x%-]+", at)
    if guid and text.is_guid(guid) then
      return { "guid", guid:lower() }, at + #guid
    end
    return { "word", word }, at + #word
  end
  if c:match "[%d%-]" then return read_number(s, at) end
  if c:match "[(),]" then return { c }, at + 1 end
  bad(at)
end

---@param s string
---@return table tokens
function lexer.read(s)
  local tokens, at = {}, 1
  while true do
    at = s:find("%S", at)
    if not at then return tokens end
    local token
    token, at = read_token(s, at)
    tokens[#tokens + 1] = token
    if #tokens > MAX_TOKENS then problem.options "The query is too long." end
  end
end

return lexer
