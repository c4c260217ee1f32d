-- /swagger/v20.0/swagger.json: the operations and types of the model as an
-- OpenAPI document, without their prose.

local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local schema = require "orchestrator.sandbox.schema"
local types = require "orchestrator.sandbox.model.types"

local swagger = {}

local plain = {
  int32 = { type = "integer", format = "int32" },
  int64 = { type = "integer", format = "int64" },
  number = { type = "number", format = "double" },
  bool = { type = "boolean" }, string = { type = "string" },
  guid = { type = "string", format = "uuid" },
  date = { type = "string", format = "date-time" },
  bytes = { type = "string", format = "byte" },
}

local function array(list) return setmetatable(list, json.array_mt) end

local function enum_values(name)
  local of, list = model.enum(name), {}
  for i = 0, of.count - 1 do list[#list + 1] = of.values[i] end
  return { type = "string", enum = array(list) }
end

local function schema_of(kind)
  local item = kind:match "^%[(.*)%]$"
  if item then return { type = "array", items = schema_of(item) } end
  local enum = kind:match "^enum:(.*)$"
  if enum then return enum_values(enum) end
  if types[kind] then return { ["$ref"] = "#/components/schemas/" .. kind } end
  return plain[kind] or { type = "object" }
end

local function property_schema(property)
  return schema_of(property.enum and "enum:" .. property.enum.name
    or property.kind)
end

local function type_schema(name)
  local properties, required = {}, {}
  for _, property in ipairs(model.type(name).list) do
    properties[property.name] = property_schema(property)
    if property.required then required[#required + 1] = property.name end
  end
  return { type = "object", properties = properties,
    required = #required > 0 and array(required) or nil }
end

local integers = { ["$top"] = true, ["$skip"] = true }

local function parameters(op)
  local list = {}
  for _, name in ipairs(schema.sorted(op.keys)) do
    list[#list + 1] = { name = name, ["in"] = "path", required = true,
      schema = schema_of(op.keys[name]) }
  end
  for _, name in ipairs(schema.sorted(op.query)) do
    list[#list + 1] = { name = name, ["in"] = "query",
      schema = plain[integers[name] and "int32" or name == "$count"
        and "bool" or "string"] }
  end
  if op.folder then
    list[#list + 1] = { name = "X-UIPATH-OrganizationUnitId",
      ["in"] = "header", schema = plain.int64 }
  end
  return array(list)
end

local function content(kind)
  local media = kind:find "/" and kind or "application/json"
  local of = kind:find "/" and plain.string or schema_of(kind)
  return { [media] = { schema = of } }
end

local function operation(op)
  local answers = {}
  for status, kind in pairs(op.answers) do
    answers[tostring(status)] = { description = "",
      content = kind ~= "-" and content(kind) or nil }
  end
  return { operationId = op.id, parameters = parameters(op),
    tags = array { op.id:match "^[^_]+" }, responses = answers,
    requestBody = op.body and { content = content(op.body) } or nil }
end

local namespaces = { ["/ns%."] = "/UiPath.Server.Configuration.OData.",
  ["/svc%."] = "/UiPathODataSvc." }

local function full_path(path)
  for short, long in pairs(namespaces) do path = path:gsub(short, long) end
  return path
end

local function build(base)
  local paths, schemas = {}, {}
  for _, op in ipairs(model.operations) do
    local path = full_path(op.path)
    paths[path] = paths[path] or {}
    paths[path][op.method:lower()] = operation(op)
  end
  for name in pairs(types) do schemas[name] = type_schema(name) end
  return json.encode { openapi = "3.0.1", paths = paths,
    info = { title = "UiPath.WebApi", version = "20.0" },
    servers = array { { url = base } },
    components = { schemas = schemas } }
end

local cached = {}

---@param base string the address of the Orchestrator
---@return string json
function swagger.document(base)
  if not cached[base] then cached = { [base] = build(base) } end
  return cached[base]
end

return swagger
