-- Reads a filter's template: where its placeholders stand, and which property
-- each is compared with.

local errors = require "orchestrator.errors"

local filter_template = {}

local OPERATORS = { eq = true, ne = true, gt = true, ge = true, lt = true,
  le = true, ["in"] = true, add = true, sub = true, mul = true, div = true,
  mod = true, has = true }
local WORDS = { ["and"] = true, ["or"] = true, ["not"] = true, null = true,
  ["true"] = true, ["false"] = true }

-- What an OData function takes and gives, where it is not its argument's type.
local TAKES = { contains = "string", startswith = "string",
  endswith = "string", indexof = "string", concat = "string",
  substringof = "string" }
local GIVES = { length = "int64", indexof = "int64", year = "int64",
  month = "int64", day = "int64", hour = "int64", minute = "int64",
  second = "int64", round = "number", floor = "number", ceiling = "number",
  tolower = "string", toupper = "string", trim = "string", concat = "string",
  substring = "string" }

local PATTERNS = {
  { "space", "^%s+()" },
  { "name", "^[%a_][%w_./]*()" },
  { "number", "^[%-]?%d[%w.:%-]*()" },
  { "slot", "^%?()" },
  { "other", "^.()" },
}

local function read_quoted(text, at)
  local start = at
  repeat
    at = text:find("'", at + 1, true)
    if not at then
      errors.argument("filter: a quote is not closed in " .. text:sub(start))
    end
    at = at + 1
  until text:sub(at, at) ~= "'"
  return at
end

local function next_token(text, at)
  if text:sub(at, at) == "'" then return "text", read_quoted(text, at) end
  for _, pattern in ipairs(PATTERNS) do
    local stop = text:match(pattern[2], at)
    if stop then return pattern[1], stop end
  end
end

local function tokens_of(text)
  local tokens, at = {}, 1
  while at <= #text do
    local kind, stop = next_token(text, at)
    if kind ~= "space" then
      local word = text:sub(at, stop - 1)
      if kind == "name" and OPERATORS[word:lower()] then kind = "operator"
      elseif kind == "name" and WORDS[word:lower()] then kind = "word" end
      tokens[#tokens + 1] = { kind = kind, text = word, at = at, stop = stop }
    end
    at = stop
  end
  for i, token in ipairs(tokens) do
    local follows = tokens[i + 1]
    if token.kind == "name" and follows and follows.text == "(" then
      token.kind = "function"
    end
  end
  return tokens
end

-- The function whose parentheses hold token i, and where they open; nil outside
-- of any.
local function call_around(tokens, i)
  local depth = 0
  for j = i - 1, 1, -1 do
    local text = tokens[j].text
    if text == ")" then depth = depth + 1 end
    if text == "(" and depth == 0 then
      local call = tokens[j - 1]
      if not call or call.kind ~= "function" then return nil end
      return call.text:lower(), j
    elseif text == "(" then
      depth = depth - 1
    end
  end
end

-- The token that opens what the ")" at i closes.
local function opening(tokens, i)
  local depth = 0
  for j = i, 1, -1 do
    if tokens[j].text == ")" then depth = depth + 1 end
    if tokens[j].text == "(" then depth = depth - 1 end
    if depth == 0 then return j end
  end
  return 1
end

local function first_name(tokens, i)
  while tokens[i] and tokens[i].text ~= ")" do
    if tokens[i].kind == "name" then return tokens[i].text end
    i = i + 1
  end
end

-- The property that the operand which ends with token i stands for, and the
-- kind of what it gives, where a function decides that.
local function operand_before(tokens, i)
  local token = tokens[i]
  if not token then return nil end
  if token.kind == "name" then return token.text end
  if token.text ~= ")" then return nil end
  local open = opening(tokens, i)
  local call = tokens[open - 1]
  local kind = call and call.kind == "function" and GIVES[call.text:lower()]
  return first_name(tokens, open), kind or nil
end

local function operand_behind(tokens, i)
  local token = tokens[i]
  if not token then return nil end
  local kind = token.kind == "function" and GIVES[token.text:lower()]
  return first_name(tokens, i), kind or nil
end

-- The operator that a placeholder belongs to: before it, or before the list
-- in which it stands.
local function operator_before(tokens, i)
  local j = i - 1
  while tokens[j] and (tokens[j].text == "(" or tokens[j].text == ","
    or tokens[j].kind == "slot" or tokens[j].kind == "text"
    or tokens[j].kind == "number") do
    j = j - 1
  end
  return tokens[j] and tokens[j].kind == "operator" and j or nil
end

-- Is the placeholder at i all of what stands behind the "in" at j?
local function is_list_place(tokens, i, j)
  if tokens[j].text:lower() ~= "in" then return false end
  local follows = tokens[i + 1]
  return j == i - 1 or j == i - 2 and tokens[i - 1].text == "("
    and follows ~= nil and follows.text == ")"
end

local function slot_at(tokens, i)
  local operator = operator_before(tokens, i)
  local call, open = call_around(tokens, i)
  local follows = tokens[i + 1]
  local slot = {}
  if call and TAKES[call] then
    slot.path, slot.kind = first_name(tokens, open), TAKES[call]
  elseif operator then
    slot.path, slot.kind = operand_before(tokens, operator - 1)
    slot.list = is_list_place(tokens, i, operator)
  elseif follows and follows.kind == "operator" then
    slot.path, slot.kind = operand_behind(tokens, i + 2)
  end
  return slot
end

---Reads a template.
---@param text string
---@return { slots: table[], after: string, count: integer, has_or: boolean,
---  has_not: boolean } each slot: the text before it, the property's path, the
---  kind where a function decides it, and whether it is a list's place
function filter_template.read(text)
  local tokens, slots, from = tokens_of(text), {}, 1
  local read = { slots = slots }
  for i, token in ipairs(tokens) do
    if token.kind == "slot" then
      local slot = slot_at(tokens, i)
      local stop = token.at - 1
      from, slot.from = token.stop, from
      if slot.list and tokens[i - 1].text == "(" then
        stop, from = tokens[i - 1].at - 1, tokens[i + 1].stop
      end
      slot.before = text:sub(slot.from, stop)
      slots[#slots + 1] = slot
    elseif token.kind == "word" then
      read.has_or = read.has_or or token.text:lower() == "or"
      read.has_not = read.has_not or token.text:lower() == "not"
    end
  end
  read.after, read.count = text:sub(from), #slots
  return read
end

return filter_template
