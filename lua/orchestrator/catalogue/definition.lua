-- Reads an OpenAPI 3 or Swagger 2 document, as JSON, into the catalogue's
-- notation, so that a server newer than the catalogue can be called by name.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local host = require "orchestrator.host"

local definition = {}

local MOST = 64 << 20 -- bytes of a document
local VERBS = { "get", "post", "put", "patch", "delete" }
local FOLDER_HEADER = "x-uipath-organizationunitid"
local FORMATS = { int32 = "int32", int64 = "int64", uuid = "uuid",
  ["date-time"] = "date", binary = "binary", byte = "byte",
  decimal = "number", double = "number", float = "number" }
local SCALARS = { string = "string", integer = "int64", number = "number",
  boolean = "boolean", object = "object", file = "binary", array = "[]any" }
local OPTIONS = { ["$filter"] = "filter", ["$orderby"] = "orderby",
  ["$select"] = "select", ["$expand"] = "expand", ["$top"] = "top",
  ["$skip"] = "skip", ["$count"] = "count" }

---@class orchestrator.DefinitionReader
local Reader = {}
Reader.__index = Reader

local function reference(schema)
  return type(schema) == "table" and type(schema["$ref"]) == "string"
    and schema["$ref"]:match "([^/]+)$" or nil
end

-- OData wraps what it answers: { value = … }.
function Reader:wrapped(schema)
  local name = reference(schema)
  local target = name and name:find "^ODataValueOf" and self.schemas[name]
  return target and target.properties and target.properties.value
end

local function joined(values)
  local out = {}
  for i, value in ipairs(values) do out[i] = tostring(value) end
  return table.concat(out, "|")
end

-- What a schema is, without its limits.
function Reader:kind(schema, wanted)
  if type(schema) ~= "table" then return "any" end
  local name = reference(schema)
  if name then
    local target = self.schemas[name]
    if target and target.enum then
      self.enums[name] = joined(target.enum)
      return "#" .. name
    end
    return target and "@" .. name or "any"
  elseif schema.enum then
    self.enums[wanted] = joined(schema.enum)
    return "#" .. wanted
  elseif schema.type == "array" and schema.items then
    return "[]" .. self:kind(schema.items, wanted)
  elseif type(schema.additionalProperties) == "table"
    and next(schema.additionalProperties) then
    return "{}" .. self:kind(schema.additionalProperties, wanted)
  end
  return FORMATS[schema.format] or SCALARS[schema.type] or "any"
end

local LIMITS = { { "minLength", "minlength" }, { "maxLength", "maxlength" },
  { "minimum", "min" }, { "maximum", "max" } }

function Reader:descriptor(schema, wanted, required)
  local words = { self:kind(schema, wanted) }
  if required then words[#words + 1] = "required" end
  if schema.readOnly == true then words[#words + 1] = "readonly" end
  for _, limit in ipairs(LIMITS) do
    local value = math.type(schema[limit[1]])
      and math.tointeger(schema[limit[1]])
    if value then words[#words + 1] = limit[2] .. "=" .. value end
  end
  return table.concat(words, " ")
end

-- Properties of a schema and of what it inherits.
function Reader:properties(schema, into, required, depth)
  for _, name in ipairs(schema.required or {}) do required[name] = true end
  for _, part in ipairs(depth < 16 and schema.allOf or {}) do
    self:properties(self.schemas[reference(part)] or part, into, required,
      depth + 1)
  end
  for name, property in pairs(schema.properties or {}) do
    into[name] = property
  end
end

function Reader:add_type(name, schema)
  local all, required, fields = {}, {}, {}
  self:properties(schema, all, required, 1)
  for field, property in pairs(all) do
    fields[field] = self:descriptor(property, name .. "." .. field,
      required[field])
  end
  self.types[name] = fields
end

---------------------------------------------------------------------------
-- Operations.

-- "Jobs" of /odata/Jobs, "StartJobs" of …/Some.Namespace.StartJobs(x={x}).
local function last_name(path)
  local segment = path:gsub("%b()", ""):match "([^/]*)$"
  return segment:match "^[%w%.]*%.(%w+)$" or segment:match "^(%w+)$"
end

function Reader:add_parameter(out, parameter)
  local name, place = parameter.name, parameter["in"]
  if OPTIONS[name] then
    out.options = (out.options and out.options .. " " or "") .. OPTIONS[name]
  elseif place == "body" then
    out.body = self:kind(parameter.schema, out.id .. ".body")
  elseif place == "formData" then
    out.form = out.form or {}
    out.form[name] = self:descriptor(parameter, out.id .. "." .. name,
      parameter.required)
  elseif place == "header" and name:lower() == FOLDER_HEADER then
    out.folder = true
  elseif place == "path" or place == "query" or place == "header" then
    out[place] = out[place] or {}
    out[place][name] = self:descriptor(parameter.schema or parameter,
      out.id .. "." .. name, place ~= "path" and parameter.required)
  end
end

function Reader:add_body(out, operation)
  local content = operation.requestBody and operation.requestBody.content
  if content then
    local json = content["application/json"]
    local form = content["multipart/form-data"]
    if json then
      out.body = self:kind(json.schema, out.id .. ".body")
    elseif form and form.schema then
      local all, required = {}, {}
      self:properties(self.schemas[reference(form.schema)] or form.schema,
        all, required, 1)
      out.form = {}
      for name, schema in pairs(all) do
        out.form[name] = self:descriptor(schema, out.id .. "." .. name,
          required[name])
      end
    end
  end
  if out.form then
    self.types[out.id .. "Body"] = out.form
    out.media, out.body = "multipart/form-data", "@" .. out.id .. "Body"
    out.form = nil
  end
end

function Reader:answer(operation, path)
  for _, status in ipairs { "200", "201", "202", "207" } do
    local response = (operation.responses or {})[status]
    local content = response and response.content or {}
    if content["application/octet-stream"] then return "octets" end
    local json = content["application/json"]
    local schema = json and json.schema or response and response.schema
    if schema then
      local value = self:wrapped(schema)
      local kind = self:kind(value or schema, "Answer")
      local item = kind:match "^%[%](.*)$"
      if item and (value or path:find "^/odata/") then
        return "list " .. item
      end
      return value and "value " .. kind or kind
    end
  end
end

function Reader:add_operation(path, verb, item, operation)
  local id = operation.operationId
  local tag, action = tostring(id):match "^(%w-)_(.+)$"
  if not tag then return end
  local out = { id = id, method = verb:upper(), at = path,
    answer = self:answer(operation, path), status = "" }
  for _, list in ipairs { item.parameters or {}, operation.parameters or {} }
  do
    for _, parameter in ipairs(list) do
      local name = reference(parameter)
      self:add_parameter(out, name and self.parameters[name] or parameter)
    end
  end
  self:add_body(out, operation)
  local name = last_name(path)
  if not path:find "^/odata/" or not name or name == tag then name = action end
  self.tags[tag] = self.tags[tag] or {}
  self.tags[tag][name] = out
  self.count = self.count + 1
end

local function read_text(path)
  local file, why = host.open(path, "rb")
  local text = file and file:read(MOST + 1)
  if file then file:close() end
  if not text or #text > MOST then
    errors.argument("load_definition: the file cannot be read: "
      .. tostring(why or #(text or "") > MOST and "it is over 64 MiB"
      or "it is empty"))
  end
  return text
end

local function parse(path)
  local document, why = core.decode(read_text(path), false)
  if type(document) ~= "table" or type(document.paths) ~= "table"
    or not (document.openapi or document.swagger) then
    errors.argument(("load_definition: %s is no OpenAPI or Swagger document "
      .. "in JSON%s"):format(path, type(why) == "string" and ": " .. why
      or ""), "a server has it at /swagger/v20.0/swagger.json")
  end
  return document
end

-- Paths begin below what the document calls its base.
local function below_base(document, path)
  local base = document.basePath
  if type(base) == "string" and base ~= "/" and path:sub(1, #base) == base then
    path = path:sub(#base + 1)
  end
  return path:sub(1, 1) == "/" and path or "/" .. path
end

---Adds to a connection's catalogue what a document has and the catalogue has
---not.
---@param connection orchestrator.Connection
---@param path string of a JSON file
---@return { operations: integer, new: integer, fields: integer,
---  version?: string }
function definition.load(connection, path)
  if type(path) ~= "string" or path == "" then
    errors.argument "load_definition: give the path of a JSON file"
  end
  local document = parse(path)
  local parts = document.components or {}
  local reader = setmetatable({ tags = {}, types = {}, enums = {}, count = 0,
    schemas = parts.schemas or document.definitions or {},
    parameters = parts.parameters or document.parameters or {} }, Reader)
  for name, schema in pairs(reader.schemas) do
    if not schema.enum and not reader:wrapped { ["$ref"] = name } then
      reader:add_type(name, schema)
    end
  end
  for at, item in pairs(document.paths) do
    for _, verb in ipairs(VERBS) do
      if type(item[verb]) == "table" then
        reader:add_operation(below_base(document, at), verb, item,
          item[verb])
      end
    end
  end
  connection.catalogue = connection.catalogue:own()
  local new, fields = connection.catalogue:extend(reader.tags, reader.types,
    reader.enums)
  return { operations = reader.count, new = new, fields = fields,
    version = document.info and document.info.version }
end

return definition
