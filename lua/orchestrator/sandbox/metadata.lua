-- /odata/$metadata: the model as an OData schema (CSDL 4.0, XML).

local enums = require "orchestrator.sandbox.model.enums"
local model = require "orchestrator.sandbox.model"
local schema = require "orchestrator.sandbox.schema"
local sets = require "orchestrator.sandbox.sets"
local types = require "orchestrator.sandbox.model.types"

local metadata = {}

local NAMESPACE = "UiPath.Server.Configuration.OData"

local edm = { int32 = "Edm.Int32", int64 = "Edm.Int64", number = "Edm.Double",
  bool = "Edm.Boolean", string = "Edm.String", guid = "Edm.Guid",
  date = "Edm.DateTimeOffset", bytes = "Edm.Binary" }

-- A kind of the model as a type of the schema.
local function type_name(kind)
  local item = kind:match "^%[(.*)%]$"
  if item then return ("Collection(%s)"):format(type_name(item)) end
  local enum = kind:match "^enum:(.*)$"
  if enum or types[kind] then return NAMESPACE .. "." .. (enum or kind) end
  return edm[kind] or "Edm.Untyped"
end

local keys = {}
for set, name in pairs(model.sets) do keys[name] = sets[set].key or "Id" end

local function property_xml(property)
  local kind = property.enum and "enum:" .. property.enum.name
    or property.kind
  local what = model.is_navigation(property) and "NavigationProperty"
    or "Property"
  return ('<%s Name="%s" Type="%s"%s/>'):format(what, property.name,
    type_name(kind), property.required and ' Nullable="false"' or "")
end

local function type_xml(name)
  local of, out = model.type(name), {}
  local key = keys[name] or of.by_name.id and of.by_name.id.name
  local tag = key and "EntityType" or "ComplexType"
  out[1] = ('<%s Name="%s">'):format(tag, name)
  if key then
    out[2] = ('<Key><PropertyRef Name="%s"/></Key>'):format(key)
  end
  for _, property in ipairs(of.list) do
    out[#out + 1] = property_xml(property)
  end
  out[#out + 1] = ("</%s>"):format(tag)
  return table.concat(out)
end

local function enum_xml(name)
  local of = model.enum(name)
  local out = { ('<EnumType Name="%s">'):format(name) }
  for i = 0, of.count - 1 do
    out[#out + 1] = ('<Member Name="%s" Value="%d"/>'):format(of.values[i], i)
  end
  return table.concat(out) .. "</EnumType>"
end

-- Bound functions and actions by the name after their namespace.
local function bound_xml(op)
  local set, name = op.path:match "^/odata/(%w+).-/%l+%.(%w+)"
  if not set or not model.sets[set] then return nil end
  local tag = op.method == "GET" and "Function" or "Action"
  local answer = op.answers[200] or op.answers[201]
  local one = op.path:find "^/odata/%w+%("
  local target = type_name(one and model.sets[set]
    or "[" .. model.sets[set] .. "]")
  local result = answer and answer ~= "-"
    and ('<ReturnType Type="%s"/>'):format(type_name(answer)) or ""
  return ('<%s Name="%s" IsBound="true"><Parameter Name="bindingParameter" '
    .. 'Type="%s"/>%s</%s>'):format(tag, name, target, result, tag)
end

local function container_xml()
  local out = { '<EntityContainer Name="Container">' }
  for _, set in ipairs(schema.sorted(model.sets)) do
    out[#out + 1] = ('<EntitySet Name="%s" EntityType="%s.%s"/>'):format(set,
      NAMESPACE, model.sets[set])
  end
  return table.concat(out) .. "</EntityContainer>"
end

local function build()
  local out = { '<?xml version="1.0" encoding="utf-8"?>\n'
    .. '<edmx:Edmx Version="4.0" '
    .. 'xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">'
    .. '<edmx:DataServices><Schema Namespace="' .. NAMESPACE
    .. '" xmlns="http://docs.oasis-open.org/odata/ns/edm">' }
  for _, name in ipairs(schema.sorted(types)) do
    out[#out + 1] = type_xml(name)
  end
  for _, name in ipairs(schema.sorted(enums)) do
    out[#out + 1] = enum_xml(name)
  end
  for _, op in ipairs(model.operations) do out[#out + 1] = bound_xml(op) end
  out[#out + 1] = container_xml()
  out[#out + 1] = "</Schema></edmx:DataServices></edmx:Edmx>\n"
  return table.concat(out, "\n")
end

local cached

---@return string xml
function metadata.document()
  cached = cached or build()
  return cached
end

return metadata
