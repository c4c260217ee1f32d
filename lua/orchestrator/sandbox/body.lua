-- A request's body as the columns of a row. The server binds strictly: a
-- member it does not know, or of the wrong type, makes the whole argument
-- null.

local instant = require "orchestrator.sandbox.instant"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local text = require "orchestrator.sandbox.text"

local body = {}

---Stands for an explicit null in a body.
body.null = json.null

local function invalid(message) problem.fail(400, 1009, message) end

local function check_limits(property, value)
  local low, high = property.low or -math.huge, property.high or math.huge
  if type(value) == "string" then
    local length = utf8.len(value)
    if length > high then
      invalid(("The field %s must be a string or array type with a maximum "
        .. "length of '%s'."):format(property.name, high))
    elseif length < low then
      invalid(("The field %s must be a string or array type with a minimum "
        .. "length of '%s'."):format(property.name, low))
    end
  elseif value < low or value > high then
    invalid(("The field %s must be between %s and %s."):format(property.name,
      low, high))
  end
end

local function whole(least, most)
  return function(value)
    local number = math.type(value) == "integer" and value
    return number and number >= least and number <= most and number or nil
  end
end

local function plain(kind)
  return function(value) return type(value) == kind and value or nil end
end

-- What a JSON value becomes as a column of a kind; nil when it is refused.
local scalars = {
  int32 = whole(-2147483648, 2147483647),
  int64 = whole(math.mininteger, math.maxinteger),
  number = plain "number",
  string = plain "string",
  bytes = plain "string",
  bool = function(value)
    if type(value) == "boolean" then return value end
  end,
  guid = function(value)
    return type(value) == "string" and text.is_guid(value) and value:lower()
      or nil
  end,
  date = function(value)
    return type(value) == "string" and instant.parse(value) or nil
  end,
  enum = function(value, property)
    if type(value) == "string" and property.enum.numbers[value] then
      return value
    end
    return property.enum.values[value]
  end,
}

local check_object

-- Whether a decoded value fits a complex property.
local function fits(property, value)
  if value == json.null then return true end
  if property.kind:sub(1, 1) == "{" then return type(value) == "table" end
  if not property.collection then
    return not property.target or check_object(property.target, value)
  end
  if getmetatable(value) ~= json.array_mt then return false end
  for _, item in ipairs(value) do
    if property.target and not check_object(property.target, item) then
      return false
    end
  end
  return true
end

-- Whether a decoded object has only members of its type, each of its kind.
function check_object(name, value)
  local of = model.type(name)
  if not of then return true end
  if type(value) ~= "table" or getmetatable(value) == json.array_mt then
    return false
  end
  for key, member in pairs(value) do
    local property = model.property(of, key)
    if not property and not key:find("@odata.", 1, true) then return false end
    if property and member ~= json.null then
      if property.scalar then
        local got = scalars[property.kind](member, property)
        if got == nil then return false end
        if property.low or property.high then check_limits(property, got) end
      elseif not fits(property, member) then
        return false
      end
    end
  end
  return true
end

local booleans = { ["true"] = true, ["false"] = false }

-- One member as its column's value; nil when it is refused.
local function column(property, member)
  if member.type == "null" then return body.null end
  if not property.scalar then
    if member.type ~= "object" and member.type ~= "array" then return nil end
    local value = json.decode(member.value)
    return fits(property, value) and member.value or nil
  end
  local value = member.value
  if member.type == "object" or member.type == "array" then return nil end
  if booleans[member.type] ~= nil then value = booleans[member.type] end
  value = scalars[property.kind](value, property)
  if value ~= nil and (property.low or property.high) then
    check_limits(property, value)
  end
  return value
end

---Reads a body as columns: name to value, body.null for null. Dates come in
---the stored form, complex values as JSON text.
---@param source string the request's body
---@param of table the type it is declared to have
---@param argument string the server's name for it in its refusal
---@return table
function body.read(source, of, argument)
  local members = json.members(source)
  if not members then problem.null_argument(argument) end
  local values = {}
  for _, member in ipairs(members) do
    local property = model.property(of, member.key)
    if property then
      local value = column(property, member)
      if value == nil then problem.null_argument(argument) end
      values[property.name] = value
    elseif not member.key:find("@odata.", 1, true) then
      problem.null_argument(argument)
    end
  end
  return values
end

local function is_null(value) return value == nil or value == body.null end

local known_only

local function known_value(property, value)
  if not property.target or type(value) ~= "table" then return value end
  if not property.collection then return known_only(property.target, value) end
  local list = setmetatable({}, getmetatable(value))
  for i, item in ipairs(value) do
    list[i] = known_only(property.target, item)
  end
  return list
end

-- A decoded object without the members that its type has not.
function known_only(name, value)
  local of = model.type(name)
  if not of or type(value) ~= "table" or getmetatable(value) == json.array_mt
    or value == json.null then
    return value
  end
  local out = {}
  for key, member in pairs(value) do
    local property = model.property(of, key)
    if property then out[key] = known_value(property, member) end
  end
  return out
end

---Reads an action's parameters: a table by the declared names, nulls left
---out.
---@param source string the request's body
---@param of table the declared type
---@param argument string the server's name for it in its refusal
---@param loose boolean|nil true: members that the type has not are passed
---over, as /api, /tasks and /forms do; OData's binding is strict
---@return table
function body.action(source, of, argument, loose)
  local decoded = json.decode(source)
  if loose then decoded = known_only(of.name, decoded) end
  if type(decoded) ~= "table" or not check_object(of.name, decoded) then
    problem.null_argument(argument)
  end
  local given = {}
  for name, value in pairs(decoded) do
    local property = model.property(of, name)
    if property and not is_null(value) then given[property.name] = value end
  end
  body.require(of, given)
  return given
end

---Raises unless every required property is there.
function body.require(of, values)
  for _, property in ipairs(of.list) do
    local value = values[property.name]
    if property.required and is_null(value) then
      invalid(("The %s field is required."):format(property.name))
    end
  end
end

return body
