-- What somebody typed, as a function: an expression, a statement, or the
-- beginning of one; and where a mistake in it is.

local chunk = {}

local NAME = "=prompt"

-- A message without chunk and line, and its line.
local function split(message)
  local line, text = message:match "^prompt:(%d+): (.*)$"
  return text or message, math.tointeger(tonumber(line)) or 1
end

-- A string in quotes does not go on in the next line.
local function ends_early(message)
  return message:find "near <eof>$" ~= nil
    and not message:find(": unfinished string near", 1, true)
end

local function line_at(text, number)
  local at = 1
  for _ = 2, number do at = (text:find("\n", at, true) or #text) + 1 end
  return at, (text:find("\n", at, true) or #text + 1) - 1
end

-- The place of the token that Lua stopped at: its first one in that line
-- behind which Lua stops, too, when nothing follows.
local function column_of(text, message, number)
  local token = message:match "near '(.*)'$"
  local first, last = line_at(text, number)
  if not token then return last - first + 1 end
  local at = first
  while true do
    local from, to = text:find(token, at, true)
    if not from or from > last then break end
    local _, early = load(text:sub(1, to), NAME, "t")
    if early and not ends_early(early) then return from - first + 1 end
    at = from + 1
  end
  local from = text:find(token, first, true)
  return from and from <= last and from - first + 1 or 1
end

---@class orchestrator.Fault
---@field message string what Lua says, without the place
---@field line integer
---@field column integer bytes from the line's beginning, from 1

local function fault_of(text, message, before)
  local plain, line = split(message)
  local column = column_of(text, message, line)
  if line == 1 then column = column - before end
  return { message = plain, line = line, column = math.max(column, 1) }
end

local function is_behind(a, b)
  return a.line > b.line or a.line == b.line and a.column >= b.column
end

---Reads what was typed. An expression's values are its results, with or
---without "=" before it.
---@param text string
---@param env table its globals
---@return function|nil fn
---@return orchestrator.Fault|nil fault nil with no function either: there is
---  more to come
---@return boolean is_expression
function chunk.read(text, env)
  local shown = text:gsub("^%s*=", "")
  local as_value = "return " .. shown
  local fn, why = load(as_value, NAME, "t", env)
  if fn then return fn, nil, true end
  if shown == text then
    local statement, message = load(text, NAME, "t", env)
    if statement then return statement, nil, false end
    if ends_early(why) or ends_early(message) then return nil, nil, false end
    local first, second = fault_of(as_value, why, #"return "),
      fault_of(text, message, 0)
    return nil, is_behind(second, first) and second or first, false
  end
  if ends_early(why) then return nil, nil, true end
  local fault = fault_of(as_value, why, #"return " - (#text - #shown))
  return nil, fault, true
end

return chunk
