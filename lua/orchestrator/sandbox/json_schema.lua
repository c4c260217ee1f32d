-- Checks a decoded JSON value against a JSON schema: types, enumerations,
-- members, items, lengths and bounds. What it does not know it lets pass.

local json = require "orchestrator.sandbox.json"

local json_schema = {}

local function kind_of(value)
  if value == json.null then return "null" end
  if type(value) == "table" then
    return getmetatable(value) == json.array_mt and "array" or "object"
  end
  if math.type(value) == "integer" then return "integer" end
  return type(value)
end

local function is_kind(value, wanted)
  local kind = kind_of(value)
  return kind == wanted or wanted == "number" and kind == "integer"
    or wanted == "integer" and kind == "number" and value % 1 == 0
end

local function same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  return json.encode(a) == json.encode(b)
end

local function one_of(value, list, fits)
  for _, item in ipairs(list) do
    if fits(value, item) then return true end
  end
  return false
end

local problem

-- Each finds what is wrong with a value, by a keyword of the schema.
local keywords = {
  type = function(value, wanted)
    local list = type(wanted) == "table" and wanted or { wanted }
    if one_of(value, list, is_kind) then return nil end
    return ("is %s, not %s"):format(kind_of(value),
      table.concat(list, " or "))
  end,
  enum = function(value, list)
    if not one_of(value, list, same) then return "is none of the choices" end
  end,
  const = function(value, wanted)
    if not same(value, wanted) then return "is not the one value" end
  end,
}

local function bound(kind, measure, fits, text)
  return function(value, limit)
    if kind[kind_of(value)] and not fits(measure(value), limit) then
      return text:format(limit)
    end
  end
end

local numbers = { integer = true, number = true }
local function itself(value) return value end
local function count(value) return #value end
local function at_least(a, b) return a >= b end
local function at_most(a, b) return a <= b end

keywords.minimum = bound(numbers, itself, at_least, "is below %s")
keywords.maximum = bound(numbers, itself, at_most, "is above %s")
keywords.exclusiveMinimum = bound(numbers, itself,
  function(a, b) return a > b end, "is not above %s")
keywords.exclusiveMaximum = bound(numbers, itself,
  function(a, b) return a < b end, "is not below %s")
keywords.minLength = bound({ string = true }, utf8.len, at_least,
  "is shorter than %s")
keywords.maxLength = bound({ string = true }, utf8.len, at_most,
  "is longer than %s")
keywords.minItems = bound({ array = true }, count, at_least,
  "has fewer items than %s")
keywords.maxItems = bound({ array = true }, count, at_most,
  "has more items than %s")

function keywords.required(value, names)
  if kind_of(value) ~= "object" then return nil end
  for _, name in ipairs(names) do
    if value[name] == nil then return ("lacks '%s'"):format(name) end
  end
end

function keywords.items(value, schema)
  if kind_of(value) ~= "array" then return nil end
  for i, item in ipairs(value) do
    local wrong = problem(item, schema)
    if wrong then return ("[%d] %s"):format(i - 1, wrong) end
  end
end

function keywords.properties(value, properties)
  if kind_of(value) ~= "object" then return nil end
  for name, schema in pairs(properties) do
    local wrong = value[name] ~= nil and problem(value[name], schema)
    if wrong then return (".%s %s"):format(name, wrong) end
  end
end

function keywords.additionalProperties(value, wanted, schema)
  if kind_of(value) ~= "object" then return nil end
  local known = schema.properties or {}
  for name, member in pairs(value) do
    if known[name] == nil then
      if wanted == false then return ("may not have '%s'"):format(name) end
      local wrong = problem(member, wanted)
      if wrong then return (".%s %s"):format(name, wrong) end
    end
  end
end

function problem(value, schema)
  if type(schema) ~= "table" then return nil end
  for keyword, wanted in pairs(schema) do
    local check = keywords[keyword]
    local wrong = check and check(value, wanted, schema)
    if wrong then return wrong end
  end
end

---What is wrong with a JSON text by a schema, itself a JSON text; nil:
---nothing.
---@param source string
---@param schema string
---@return string|nil message
function json_schema.problem(source, schema)
  local value, wanted = json.decode(source), json.decode(schema)
  if value == nil or type(wanted) ~= "table" then return nil end
  return problem(value, wanted)
end

return json_schema
