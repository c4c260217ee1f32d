-- What stands before the cursor in a line of Lua: is it in a string, in which
-- brackets, behind which chain of names. Enough for completion, no parser.

local syntax = {}

local CLOSING = { [")"] = "(", ["]"] = "[", ["}"] = "{" }

---@class orchestrator.Cursor
---@field text string up to the cursor
---@field string? integer where the open string's quote is
---@field quote? string
---@field open integer[] the brackets that are open, by their places

---Reads a line up to the cursor.
---@param text string
---@return orchestrator.Cursor
function syntax.read(text)
  local open, at, quote = {}, 1, nil
  local began
  while at <= #text do
    local char = text:sub(at, at)
    if quote then
      if char == "\\" then at = at + 1
      elseif char == quote then quote = nil end
    elseif char == '"' or char == "'" then
      quote, began = char, at
    elseif char:find "[%(%[{]" then
      open[#open + 1] = at
    elseif CLOSING[char] then
      open[#open] = nil
    end
    at = at + 1
  end
  return { text = text, open = open, quote = quote,
    string = quote and began or nil }
end

-- The place of the bracket or quote that a text's last character closes.
local function opening_of(text)
  local last = text:sub(-1)
  if last == '"' or last == "'" then
    for at = #text - 1, 1, -1 do
      if text:sub(at, at) == last and text:sub(at - 1, at - 1) ~= "\\" then
        return at
      end
    end
    return nil
  end
  local cursor = syntax.read(text:sub(1, -2))
  return not cursor.string and cursor.open[#cursor.open] or nil
end

---The names of a chain that a text ends in, and what joins them:
---`a.b:c{…}` is { {"a"}, {"b", "."}, {"c", ":", called = "{…}"} }.
---@param text string
---@return table[]|nil chain nil where there is none
function syntax.chain(text)
  local out, called = {}, nil
  while true do
    text = text:gsub("%s+$", "")
    local last = text:sub(-1)
    if last:find "[%)%]}\"']" then
      local at = opening_of(text)
      if not at then return nil end
      text, called = text:sub(1, at - 1), text:sub(at)
    else
      local before, name = text:match "^(.-)([%a_][%w_]*)$"
      if not name then return nil end
      local joint = before:match "([.:])%s*$"
      table.insert(out, 1, { name, joint, called = called })
      if not joint then return out end
      text, called = before:gsub("[.:]%s*$", ""), nil
    end
  end
end

return syntax
