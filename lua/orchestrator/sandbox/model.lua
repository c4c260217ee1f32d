-- The entity types of the definitions, read on demand from the generated
-- facts, and the operations that are declared on them.

local enums = require "orchestrator.sandbox.model.enums"
local types = require "orchestrator.sandbox.model.types"
local operations = require "orchestrator.sandbox.model.operations"
local further = require "orchestrator.sandbox.model.further"

further.extend(types)

local model = {}

local function read_enum(name)
  local values, numbers, n = {}, {}, 0
  for value in enums[name]:gmatch "%S+" do
    values[n], numbers[value] = value, n
    n = n + 1
  end
  return { name = name, values = values, numbers = numbers, count = n }
end

local enum_cache = {}

---An enumeration: `values` by number, `numbers` by value.
function model.enum(name)
  enum_cache[name] = enum_cache[name] or read_enum(name)
  return enum_cache[name]
end

-- Kinds of value that stand in a column as they are.
local scalar = { int32 = true, int64 = true, number = true, bool = true,
  string = true, guid = true, date = true, bytes = true, enum = true }

-- "int32 0..50 required" and the like.
local function read_property(name, words)
  local kind, rest = words:match "^(%S+)(.*)$"
  local enum = kind:match "^enum:(.*)$"
  local low, high = rest:match "(%-?%d*)%.%.(%-?%d*)"
  local property = {
    name = name, kind = enum and "enum" or kind,
    enum = enum and model.enum(enum), low = tonumber(low),
    high = tonumber(high), required = rest:find "required" ~= nil,
    readonly = rest:find "readonly" ~= nil,
    collection = kind:sub(1, 1) == "[",
    target = kind:match "^%[?(%u[%w_]*)%]?$",
  }
  property.scalar = scalar[property.kind] or false
  return property
end

local function read_type(name, text)
  local result = { name = name, list = {}, by_name = {} }
  for line in text:gmatch "[^\n]+" do
    local property = read_property(line:match "^(%S+) (.*)$")
    result.list[#result.list + 1] = property
    result.by_name[property.name:lower()] = property
  end
  return result
end

-- A function that gives a definition's types, read once.
local function reader(source)
  local cache = {}
  return function(name)
    if not source[name] then return nil end
    cache[name] = cache[name] or read_type(name, source[name])
    return cache[name]
  end
end

---An entity type by its name in the definition.
---@param name string
---@return table|nil type {name, list, by_name}; by_name has lower-case keys
model.type = reader(types)

---The same for a type of the identity server.
model.identity_type = reader(require
  "orchestrator.sandbox.model.identity_types")

---A property by its name in any case.
function model.property(of, name) return of.by_name[name:lower()] end

---True for a property that has its own key: it is left out of an answer
---unless it is expanded.
function model.is_navigation(property)
  local target = property.target and model.type(property.target)
  return target ~= nil and target.by_name.id ~= nil
end

-- "Jobs_Get GET /odata/Jobs folder query=... 200=[JobDto]"
local function read_operation(line)
  local id, method, path, rest = line:match "^(%S+) (%S+) (%S+)(.*)$"
  local op = { id = id, method = method, path = path, query = {}, keys = {},
    answers = {} }
  for word in rest:gmatch "%S+" do
    local name, value = word:match "^([^=]+)=(.*)$"
    if not name then
      op[word] = true
    elseif name == "query" then
      for option in value:gmatch "[^,]+" do op.query[option] = true end
    elseif name == "path" then
      for key, kind in value:gmatch "([^:,]+):([^,]+)" do
        op.keys[key] = kind
      end
    elseif name:match "^%d+$" then
      op.answers[tonumber(name)] = value
    else
      op[name] = value
    end
  end
  return op
end

---Reads a list of operations, one to a line.
function model.read_operations(lines)
  local list = {}
  for line in lines:gmatch "[^\n]+" do
    list[#list + 1] = read_operation(line)
  end
  return list
end

model.operations = model.read_operations(operations)
model.identity_operations = model.read_operations(
  require "orchestrator.sandbox.model.identity_operations")

---The entity sets: name to type name, from what their lists answer, or what
---one of them answers.
model.sets = {}
for _, op in ipairs(model.operations) do
  local set = op.method == "GET" and op.path:match "^/odata/(%w+)$"
  local answer = op.answers[200]
  if set and answer and answer:match "^%[%u" then
    model.sets[set] = answer:match "%w+"
  end
end
for set, name in pairs(further.sets) do model.sets[set] = name end

return model
