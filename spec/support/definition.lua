--- The definitions' requests as spec/data/operations.lua has them: samples of
-- arguments, and whether a request that went out is what they say. Written
-- apart from the client's catalogue, to check it.

local data = require "data.operations"

local definition = {}

local DEPTH = 6
local FORMATS = {
  uuid = "8f3c0000-1111-2222-3333-444455556666",
  ["date-time"] = "2026-11-01T10:00:00Z", byte = "QUJD", binary = "bytes",
}

local function resolve(schema, schemas)
  return schema.ref and schemas[schema.ref] or schema
end

-- Properties and required names, those inherited included.
local function members(schema, schemas, properties, required)
  properties, required = properties or {}, required or {}
  schema = resolve(schema, schemas)
  for _, part in ipairs(schema.allOf or {}) do
    members(part, schemas, properties, required)
  end
  for name, member in pairs(schema.properties or {}) do
    properties[name] = member
  end
  for _, name in ipairs(schema.required or {}) do required[name] = true end
  return properties, required
end

local function is_object(schema)
  return schema.properties or schema.allOf
    or schema.type == "object" and not schema.additionalProperties
end

local sample

local function sample_object(schema, schemas, full, depth)
  local out = {}
  local properties, required = members(schema, schemas)
  for name, member in pairs(properties) do
    if required[name] or full and depth < DEPTH then
      out[name] = sample(member, schemas, full, depth + 1)
    end
  end
  return out
end

local function sample_text(schema)
  local text = FORMATS[schema.format] or "Text"
  if schema.maxLength then text = text:sub(1, schema.maxLength) end
  return text
end

local function sample_number(schema)
  if schema.format == "int64" and not schema.maximum then
    return 9007199254740993
  end
  return math.tointeger(schema.minimum or 0) + 1
end

--- A value that fits a schema: required members only, or all of them.
function sample(schema, schemas, full, depth)
  schema = resolve(schema, schemas)
  if schema.enum then return schema.enum[1] end
  if schema.type == "array" then
    local item = schema.items and sample(schema.items, schemas, full, depth + 1)
    return { item == nil and 5 or item }
  elseif schema.additionalProperties then
    return { member = sample(schema.additionalProperties, schemas, full,
      depth + 1) }
  elseif is_object(schema) then
    return sample_object(schema, schemas, full, depth)
  elseif schema.type == "integer" then
    return sample_number(schema)
  elseif schema.type == "number" then
    return 1.5
  elseif schema.type == "boolean" then
    return true
  end
  return sample_text(schema)
end

local OPTIONS = { ["$filter"] = "Id gt 5", ["$orderby"] = "Id",
  ["$select"] = "Id", ["$expand"] = "Robot", ["$top"] = 3, ["$skip"] = 2,
  ["$count"] = true }

--- Arguments for a call of an operation, by our calling convention.
---@param case table of the data
---@param full boolean every parameter and body field
---@param file? string path of a file, for operations that send one
---@return table
function definition.arguments(case, full, file)
  local schemas, args = data[case.api].schemas, {}
  for _, parameter in ipairs(case.parameters) do
    local name = parameter.name
    if parameter.place == "path" or full
      and name ~= "X-UIPATH-OrganizationUnitId" then
      local value = OPTIONS[name]
      if value == nil then
        value = sample(parameter.schema, schemas, full, 1)
      end
      args[name:gsub("^%$", "")] = value
    end
  end
  if case.body and case.body.media ~= "application/json" then
    for name, member in pairs(case.body.schema.properties) do
      args[name] = member.format ~= "binary" and "a text"
        or name == "file" and file or nil
    end
  elseif case.body then
    args.body = sample(case.body.schema, schemas, full, 1)
  end
  return args
end

---------------------------------------------------------------------------
-- Whether a request is right.

local function unescape(text)
  return (text:gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end))
end

local function segments(path)
  local out = {}
  for segment in path:gmatch "[^/]+" do out[#out + 1] = segment end
  return out
end

-- A template as a pattern: its places hold what they are given.
local function path_fits(template, path)
  local wanted, got = segments(template), segments(path)
  if #wanted ~= #got then return false end
  for i, segment in ipairs(wanted) do
    local pattern = segment:gsub("[%^%$%(%)%%%.%[%]%*%+%-%?]", "%%%0")
      :gsub("{[%w_]+}", "[^/']+")
    if not unescape(got[i]):match("^" .. pattern .. "$") then return false end
  end
  return true
end

local TYPES = {
  string = function(value) return type(value) == "string" end,
  integer = function(value) return math.type(value) == "integer" end,
  number = function(value) return math.type(value) ~= nil end,
  boolean = function(value) return type(value) == "boolean" end,
  object = function(value) return type(value) == "table" end,
  array = function(value) return type(value) == "table" end,
}

local validate

local function validate_object(value, schema, schemas, where)
  local properties, required = members(schema, schemas)
  for name, member in pairs(value) do
    if next(properties) and not properties[name] then
      return where .. ": unknown member " .. name
    end
    local fault = properties[name]
      and validate(member, properties[name], schemas, where .. "." .. name)
    if fault then return fault end
  end
  for name in pairs(required) do
    if value[name] == nil then return where .. ": lacks " .. name end
  end
end

local function in_list(value, list)
  for _, one in ipairs(list) do
    if one == value then return true end
  end
  return false
end

--- What is wrong with a value, or nil.
function validate(value, schema, schemas, where)
  schema = resolve(schema, schemas)
  if schema.type and not schema.enum and not TYPES[schema.type](value) then
    return where .. ": is no " .. schema.type
  elseif schema.enum and not in_list(value, schema.enum) then
    return where .. ": not in its list"
  elseif schema.maxLength and #value > schema.maxLength then
    return where .. ": too long"
  elseif type(value) ~= "table" then
    return nil
  end
  if schema.type == "array" then
    for i, item in ipairs(value) do
      local fault = schema.items and validate(item, schema.items, schemas,
        ("%s[%d]"):format(where, i))
      if fault then return fault end
    end
  elseif is_object(schema) then
    return validate_object(value, schema, schemas, where)
  end
end

local function query_of(target)
  local out = {}
  for pair in (target:match "%?(.*)$" or ""):gmatch "[^&]+" do
    local name, value = pair:match "^([^=]*)=(.*)$"
    out[unescape(name)] = unescape((value:gsub("+", " ")))
  end
  return out
end

local function check_query(case, query, full)
  local known = {}
  for _, parameter in ipairs(case.parameters) do
    if parameter.place == "query" then
      local name = parameter.name
      known[name] = true
      -- A walk asks for its count by itself.
      if full and query[name] == nil and name ~= "$count" then
        return "the parameter " .. name .. " did not go out"
      end
    end
  end
  for name in pairs(query) do
    if not known[name] then return "nobody knows the parameter " .. name end
  end
end

local function check_headers(case, headers, full)
  for _, parameter in ipairs(case.parameters) do
    local name = parameter.name:lower()
    if parameter.place == "header" and full and not headers[name] then
      return "the header " .. name .. " did not go out"
    end
  end
end

-- The parts of a multipart body, by the names that the definition has.
local function check_parts(case, request)
  local kind, boundary = (request.headers["content-type"] or "")
    :match "^([^;]*); boundary=(%S+)$"
  if kind ~= case.body.media then return "content type " .. tostring(kind) end
  local parts = {}
  for name in request.body:gmatch(("--%s\r\nContent%%-Disposition: "
    .. "form%%-data; name=\"([^\"]*)\""):format(
    (boundary:gsub("%-", "%%-")))) do
    parts[name] = true
  end
  for name in pairs(parts) do
    if not case.body.schema.properties[name] then return "part " .. name end
  end
  for _, name in ipairs(case.body.schema.required or {}) do
    if not parts[name] then return "lacks the part " .. name end
  end
end

--- What is wrong with a request of an operation, or nil.
---@param case table
---@param request table method, target, headers, and its body as `json`
---@param full boolean whether all parameters were given
---@return string|nil
function definition.fault(case, request, full)
  local base = case.api == "identity" and "^.-/identity_" or "^.-/orchestrator_"
  local path = request.target:match "^[^?]*":gsub(base, "", 1)
  if request.method ~= case.method then return "method " .. request.method end
  if not path_fits(case.path, path) then return "path " .. path end
  local fault = check_query(case, query_of(request.target), full)
    or check_headers(case, request.headers, full)
  if fault or not case.body then return fault end
  if case.body.media ~= "application/json" then
    return check_parts(case, request)
  end
  if request.json == nil then return "no body" end
  return validate(request.json, case.body.schema, data[case.api].schemas,
    "body")
end

--- Every operation of both definitions.
---@return fun(): table|nil
function definition.cases()
  return coroutine.wrap(function()
    for _, api in ipairs { "orchestrator", "identity" } do
      for _, case in ipairs(data[api].operations) do coroutine.yield(case) end
    end
  end)
end

return definition
