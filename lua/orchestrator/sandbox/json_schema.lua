-- Checks a decoded JSON value against a JSON schema. What it does not know
-- ("format" and what only describes) it lets pass.

local core = require "orchestrator.sandbox.core"
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

-- Levels of schemas within each other, and of references; seconds of work on
-- one value: choices that refer to themselves double with every level.
local MAX_DEPTH, MAX_SECONDS = 64, 0.2

-- Each finds what is wrong with a value, by a keyword of the schema: called
-- with the value, what the keyword says, the schema, and {root, depth, ends}.
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

---------------------------------------------------------------------------
-- Numbers, texts and sizes

local function bound(kind, measure, fits, text)
  return function(value, limit)
    if kind[kind_of(value)] and not fits(measure(value), limit) then
      return text:format(limit)
    end
  end
end

local numbers = { integer = true, number = true }
local texts, arrays, objects = { string = true }, { array = true },
  { object = true }

local function itself(value) return value end
local function count(value) return #value end
local function at_least(a, b) return a >= b end
local function at_most(a, b) return a <= b end

local function members(value)
  local n = 0
  for _ in pairs(value) do n = n + 1 end
  return n
end

-- Exact for integers; else as near as numbers of 64 bits are.
local function is_multiple(value, step)
  if math.type(value) == "integer" and math.type(step) == "integer" then
    return step ~= 0 and value % step == 0
  end
  local times = value / step
  return math.abs(times - math.floor(times + 0.5)) < 1e-9
end

keywords.minimum = bound(numbers, itself, at_least, "is below %s")
keywords.maximum = bound(numbers, itself, at_most, "is above %s")

-- A number, or true beside the bound that is meant.
local function exclusive(beside, fits, text)
  local check = bound(numbers, itself, fits, text)
  return function(value, limit, schema)
    if limit == true then limit = schema[beside] end
    return limit and check(value, limit)
  end
end

keywords.exclusiveMinimum = exclusive("minimum",
  function(a, b) return a > b end, "is not above %s")
keywords.exclusiveMaximum = exclusive("maximum",
  function(a, b) return a < b end, "is not below %s")
keywords.multipleOf = bound(numbers, itself, is_multiple,
  "is no multiple of %s")
keywords.minLength = bound(texts, utf8.len, at_least, "is shorter than %s")
keywords.maxLength = bound(texts, utf8.len, at_most, "is longer than %s")
keywords.minItems = bound(arrays, count, at_least, "has fewer items than %s")
keywords.maxItems = bound(arrays, count, at_most, "has more items than %s")
keywords.minProperties = bound(objects, members, at_least,
  "has fewer members than %s")
keywords.maxProperties = bound(objects, members, at_most,
  "has more members than %s")

function keywords.pattern(value, pattern)
  if kind_of(value) ~= "string" then return nil end
  local found, why = core.pattern_find(pattern, value)
  if found then return nil end
  return ("does not match '%s'%s"):format(pattern,
    why and " (" .. why .. ")" or "")
end

---------------------------------------------------------------------------
-- Members and items

function keywords.required(value, names)
  if kind_of(value) ~= "object" then return nil end
  for _, name in ipairs(names) do
    if value[name] == nil then return ("lacks '%s'"):format(name) end
  end
end

function keywords.dependentRequired(value, wanted)
  if kind_of(value) ~= "object" then return nil end
  for name, names in pairs(wanted) do
    local wrong = value[name] ~= nil and keywords.required(value, names)
    if wrong then return wrong end
  end
end

-- The items from one on, against one schema.
local function each_item(value, from, schema, at)
  for i = from, #value do
    local wrong = problem(value[i], schema, at)
    if wrong then return ("[%d] %s"):format(i - 1, wrong) end
  end
end

-- A list of schemas is of the first items.
function keywords.prefixItems(value, schemas, _, at)
  if kind_of(value) ~= "array" then return nil end
  for i = 1, math.min(#schemas, #value) do
    local wrong = problem(value[i], schemas[i], at)
    if wrong then return ("[%d] %s"):format(i - 1, wrong) end
  end
end

local function is_list(value) return getmetatable(value) == json.array_mt end

function keywords.items(value, wanted, schema, at)
  if is_list(wanted) then
    return keywords.prefixItems(value, wanted, nil, at)
  end
  if kind_of(value) ~= "array" then return nil end
  return each_item(value, #(schema.prefixItems or {}) + 1, wanted, at)
end

function keywords.additionalItems(value, wanted, schema, at)
  if kind_of(value) ~= "array" or not is_list(schema.items) then return nil end
  return each_item(value, #schema.items + 1, wanted, at)
end

function keywords.contains(value, schema, _, at)
  if kind_of(value) ~= "array" then return nil end
  for _, item in ipairs(value) do
    if not problem(item, schema, at) then return nil end
  end
  return "has no such item"
end

function keywords.uniqueItems(value, wanted)
  if not wanted or kind_of(value) ~= "array" then return nil end
  local seen = {}
  for _, item in ipairs(value) do
    local text = json.encode(item)
    if seen[text] then return "has an item twice" end
    seen[text] = true
  end
end

function keywords.properties(value, properties, _, at)
  if kind_of(value) ~= "object" then return nil end
  for name, schema in pairs(properties) do
    local wrong = value[name] ~= nil and problem(value[name], schema, at)
    if wrong then return (".%s %s"):format(name, wrong) end
  end
end

function keywords.patternProperties(value, patterns, _, at)
  if kind_of(value) ~= "object" then return nil end
  for pattern, schema in pairs(patterns) do
    for name, member in pairs(value) do
      local wrong = core.pattern_find(pattern, name)
        and problem(member, schema, at)
      if wrong then return (".%s %s"):format(name, wrong) end
    end
  end
end

local function is_known(schema, name)
  if (schema.properties or {})[name] ~= nil then return true end
  for pattern in pairs(schema.patternProperties or {}) do
    if core.pattern_find(pattern, name) then return true end
  end
  return false
end

function keywords.additionalProperties(value, wanted, schema, at)
  if kind_of(value) ~= "object" then return nil end
  for name, member in pairs(value) do
    if not is_known(schema, name) then
      if wanted == false then return ("may not have '%s'"):format(name) end
      local wrong = problem(member, wanted, at)
      if wrong then return (".%s %s"):format(name, wrong) end
    end
  end
end

function keywords.propertyNames(value, schema, _, at)
  if kind_of(value) ~= "object" then return nil end
  for name in pairs(value) do
    local wrong = problem(name, schema, at)
    if wrong then return ("has a name that %s"):format(wrong) end
  end
end

---------------------------------------------------------------------------
-- Schemas of schemas

-- How many of several schemas a value fits, and what was wrong first.
local function fitting(value, schemas, at)
  local n, first = 0, nil
  for _, schema in ipairs(schemas) do
    local wrong = problem(value, schema, at)
    if wrong then first = first or wrong else n = n + 1 end
  end
  return n, first
end

function keywords.allOf(value, schemas, _, at)
  local _, wrong = fitting(value, schemas, at)
  return wrong
end

function keywords.anyOf(value, schemas, _, at)
  local n, wrong = fitting(value, schemas, at)
  return n == 0 and wrong or nil
end

function keywords.oneOf(value, schemas, _, at)
  local n, wrong = fitting(value, schemas, at)
  if n == 0 then return wrong end
  if n > 1 then return ("fits %d choices of one"):format(n) end
end

keywords["not"] = function(value, schema, _, at)
  if not problem(value, schema, at) then return "is what it may not be" end
end

keywords["if"] = function(value, condition, schema, at)
  local branch = schema["then"]
  if problem(value, condition, at) then branch = schema["else"] end
  return branch ~= nil and problem(value, branch, at) or nil
end

-- "#/definitions/x": a place in the same schema; elsewhere nothing is looked
-- for.
keywords["$ref"] = function(value, reference, _, at)
  local path, target = reference:match "^#(.*)$", at.root
  if not path then return nil end
  for step in path:gmatch "/([^/]*)" do
    step = step:gsub("~1", "/"):gsub("~0", "~")
    target = type(target) == "table" and target[step] or nil
  end
  if target == nil then return ("has no schema at '%s'"):format(reference) end
  return problem(value, target, at)
end

function problem(value, schema, at)
  if schema == false then return "may not be there" end
  if type(schema) ~= "table" then return nil end
  if at.depth >= MAX_DEPTH then return "is nested too deeply" end
  if os.clock() > at.ends then return "takes too long to look at" end
  local below = { root = at.root, depth = at.depth + 1, ends = at.ends }
  for keyword, wanted in pairs(schema) do
    local check = keywords[keyword]
    local wrong = check and check(value, wanted, schema, below)
    if wrong then return wrong end
  end
end

---------------------------------------------------------------------------
-- The schema itself

local function expression(pattern)
  local found, why = core.pattern_find(pattern, "")
  if found == nil then
    return ("'%s' is no regular expression: %s"):format(pattern, why)
  end
end

local natural = { integer = true }
local limits = { integer = true, number = true, boolean = true }
local strings, lists, maps, either = { string = true }, { array = true },
  { object = true }, { object = true, boolean = true }
local both = { object = true, boolean = true, array = true }

-- What a keyword's value may be.
local shapes = { enum = lists, minimum = numbers, maximum = numbers,
  exclusiveMinimum = limits, exclusiveMaximum = limits,
  multipleOf = numbers, minLength = natural, maxLength = natural,
  minItems = natural, maxItems = natural, minProperties = natural,
  maxProperties = natural, pattern = strings, required = lists,
  dependentRequired = maps, prefixItems = lists, items = both,
  additionalItems = either, contains = either,
  uniqueItems = { boolean = true }, properties = maps,
  patternProperties = maps, additionalProperties = either,
  propertyNames = either, allOf = lists, anyOf = lists, oneOf = lists,
  ["not"] = either, ["if"] = either, ["$ref"] = strings,
  type = { string = true, array = true } }

-- Where further schemas stand: in the value itself, or below it.
local single = { items = true, additionalItems = true, contains = true,
  additionalProperties = true, propertyNames = true, ["not"] = true,
  ["if"] = true, ["then"] = true, ["else"] = true }
local several = { properties = true, patternProperties = true, allOf = true,
  anyOf = true, oneOf = true, prefixItems = true, definitions = true,
  ["$defs"] = true, items = true }

local wrong_schema

local function wrong_keyword(name, value, depth)
  local shape = shapes[name]
  if shape and not shape[kind_of(value)] then
    return ("'%s' may not be %s"):format(name, kind_of(value))
  end
  if name == "pattern" then return expression(value) end
  if type(value) ~= "table" then return nil end
  if single[name] and not is_list(value) then
    return wrong_schema(value, depth + 1)
  end
  for key, schema in pairs(several[name] and value or {}) do
    local wrong = name == "patternProperties" and expression(key)
      or wrong_schema(schema, depth + 1)
    if wrong then return wrong end
  end
end

function wrong_schema(schema, depth)
  if type(schema) == "boolean" then return nil end
  if kind_of(schema) ~= "object" then
    return ("a schema may not be %s"):format(kind_of(schema))
  end
  if depth > MAX_DEPTH then return "it is nested too deeply" end
  for name, value in pairs(schema) do
    local wrong = wrong_keyword(name, value, depth)
    if wrong then return wrong end
  end
end

---What is wrong with a schema; nil: nothing.
---@param source string a JSON text
---@return string|nil message
function json_schema.invalid(source)
  local schema = json.decode(source)
  if schema == nil then return "it is no JSON" end
  return wrong_schema(schema, 0)
end

---What is wrong with a JSON text by a schema, itself a JSON text; nil:
---nothing.
---@param source string
---@param schema string
---@return string|nil message
function json_schema.problem(source, schema)
  local value, wanted = json.decode(source), json.decode(schema)
  if value == nil or wanted == nil then return nil end
  return problem(value, wanted, { root = wanted, depth = 0,
    ends = os.clock() + MAX_SECONDS })
end

return json_schema
