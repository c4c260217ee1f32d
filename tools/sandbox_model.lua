-- Extracts the facts the sandbox's model needs from the vendor's OpenAPI
-- definitions: operations, entity types and enumerations, without prose.
--
--   lua5.4 tools/sandbox_model.lua DEFINITIONS [OUT]
--
-- DEFINITIONS holds orchestrator.yaml and identity.yaml; OUT is
-- lua/orchestrator/sandbox/model unless given. The output depends on the
-- definitions alone, so that running it twice changes nothing.

local yaml = require "yaml"

local definitions, out = ...
if not definitions then
  io.stderr:write("usage: sandbox_model.lua DEFINITIONS [OUT]\n")
  os.exit(2)
end
out = out or "lua/orchestrator/sandbox/model"

---------------------------------------------------------------------------
-- YAML with the order of its keys, which lyaml.load loses: a mapping is a
-- table with its keys in order under `order`.

local order = {}

local build

local function build_mapping(events)
  local map, keys = {}, {}
  for event in events do
    if event.type == "MAPPING_END" then break end
    keys[#keys + 1] = event.value
    map[event.value] = build(events, events())
  end
  map[order] = keys
  return map
end

local function build_sequence(events)
  local list = {}
  for event in events do
    if event.type == "SEQUENCE_END" then break end
    list[#list + 1] = build(events, event)
  end
  return list
end

function build(events, event)
  if event.type == "MAPPING_START" then return build_mapping(events) end
  if event.type == "SEQUENCE_START" then return build_sequence(events) end
  return event.value
end

-- The parser keeps only a pointer to its text: `texts` keeps the text.
local texts = {}

local function read(name)
  local file = assert(io.open(definitions .. "/" .. name))
  texts[name] = file:read "a"
  file:close()
  local events = yaml.parser(texts[name])
  assert(events().type == "STREAM_START")
  assert(events().type == "DOCUMENT_START")
  return build(events, events())
end

---------------------------------------------------------------------------
-- Types: "int64", "EntityDto", "[int64]", "{int64}", "enum:Name"

local enums, enum_names = {}, {}

-- Equal enumerations share one name: that of the first property seen with
-- them, numbered when another enumeration has it already.
local function enum_name(property, values)
  local text = table.concat(values, " ")
  if enum_names[text] then return enum_names[text] end
  local name, n = property, 1
  while enums[name] do
    n = n + 1
    name = property .. n
  end
  enums[name], enum_names[text] = text, name
  return name
end

local formats = {
  ["date-time"] = "date", uuid = "guid", byte = "bytes", int32 = "int32",
  int64 = "int64", decimal = "number", double = "number", float = "number",
}
local plain = { boolean = "bool", string = "string", integer = "int32",
  number = "number" }

local function ref_name(schema)
  return schema["$ref"] and schema["$ref"]:match "[^/]+$"
end

local schemas -- of the definition in hand

local function type_of(schema, name)
  if not schema then return "any" end
  local target = ref_name(schema)
  if target and schemas[target].enum then
    return type_of(schemas[target], target)
  end
  if target then return target end
  if schema.enum then return "enum:" .. enum_name(name, schema.enum) end
  if schema.type == "array" then
    return "[" .. type_of(schema.items, name) .. "]"
  end
  if schema.type == "object" or schema.additionalProperties then
    local extra = schema.additionalProperties
    extra = type(extra) == "table" and extra.type ~= "object" and extra
    return "{" .. type_of(extra or nil, name) .. "}"
  end
  return formats[schema.format] or plain[schema.type] or "any"
end

local function limits(schema)
  local low = schema.minLength or schema.minimum
  local high = schema.maxLength or schema.maximum
  if not (low or high) then return "" end
  return " " .. (low or "") .. ".." .. (high or "")
end

local function properties(schema, lines)
  local required = {}
  for _, name in ipairs(schema.required or {}) do required[name] = true end
  for _, part in ipairs(schema.allOf or {}) do
    local base = ref_name(part)
    properties(base and schemas[base] or part, lines)
  end
  local map = schema.properties or { [order] = {} }
  for _, name in ipairs(map[order]) do
    local value = map[name]
    lines[#lines + 1] = name .. " " .. type_of(value, name)
      .. limits(value) .. (required[name] and " required" or "")
      .. (value.readOnly == "true" and " readonly" or "")
  end
  return lines
end

---------------------------------------------------------------------------
-- Operations

local verbs = { "get", "post", "put", "patch", "delete" }

-- What a list answers is written [Type], whatever envelope it comes in.
local function answer_type(schema)
  if not schema then return nil end
  local name = ref_name(schema)
  local target = name and schemas[name]
  local value = target and target.properties and target.properties.value
  if name and name:match "^ODataValueOf" and value then
    return type_of(value, "value")
  end
  return type_of(schema, "value")
end

local function content_type(content)
  if not content then return nil end
  local json = content["application/json"]
    or content["application/json;odata.metadata=minimal;odata.streaming=true"]
  if json then return json.schema end
  return nil, content[order][1]
end

local function short(path)
  return (path:gsub("UiPath%.Server%.Configuration%.OData%.", "ns.")
    :gsub("UiPathODataSvc%.", "svc."))
end

local function parameters(op)
  local folder, keys, options = false, {}, {}
  for _, parameter in ipairs(op.parameters or {}) do
    local name = parameter.name
    if name == "X-UIPATH-OrganizationUnitId" then folder = true end
    if parameter["in"] == "path" then
      keys[#keys + 1] = name .. ":" .. type_of(parameter.schema, name)
    elseif parameter["in"] == "query" then
      options[#options + 1] = name
    end
  end
  return folder, keys, options
end

-- "Queues.View and Transactions.Create" as "Queues.View&Transactions.Create";
-- "|" stands for "or", and binds more tightly. Parts in brackets are taken
-- together when they are lists of choices, and are themselves choices else;
-- those of special cases ("Required only when") are left out.
local function conjunction(text)
  return (text:gsub("%s+and%s+", "&"):gsub("%s+or%s+", "|")
    :gsub("[^%w.&|]", ""))
end

local function needs(text)
  local line = text:match "Required permissions: ([^\n]+)"
  if not line then return nil end
  local parts, together = {}, line:find("%(%S+ or ") ~= nil
  for part in line:gmatch "%(([^()]+)%)" do
    local names, comment = part:match "^(.-) %- (.*)$"
    names = names or part
    if names:find " and " then together = false end
    if not (comment and comment:find "^Required") then
      parts[#parts + 1] = conjunction(names)
    end
  end
  if #parts == 0 then
    return conjunction(line:match "^[%w. ]+" :gsub("%.%s*$", ""))
  end
  for i, part in ipairs(parts) do
    if not together then parts[i] = part:gsub("&.*", "") end
  end
  return table.concat(parts, together and "&" or "|")
end

local default_security -- of the definition in hand

local function operation(path, verb, op)
  local folder, keys, options = parameters(op)
  local words = { op.operationId, verb:upper(), short(path) }
  local function add(name, value)
    if value then words[#words + 1] = name .. "=" .. value end
  end
  if folder then words[#words + 1] = "folder" end
  add("path", #keys > 0 and table.concat(keys, ","))
  add("query", #options > 0 and table.concat(options, ","))
  local text = op.description or ""
  add("scope", text:match "OAuth required scopes: ([%w%.]+)")
  add("needs", needs(text))
  if not (op.security or default_security) then
    words[#words + 1] = "anonymous"
  end
  local body = op.requestBody
  if body then
    local schema, media = content_type(body.content)
    add("body", schema and type_of(schema, "body") or media)
  end
  for _, status in ipairs(op.responses[order]) do
    local schema, media = content_type(op.responses[status].content)
    add(status, answer_type(schema) or media or "-")
  end
  return table.concat(words, " ")
end

local function operations(definition)
  schemas = definition.components.schemas
  default_security = definition.security
  local lines = {}
  for _, path in ipairs(definition.paths[order]) do
    for _, verb in ipairs(verbs) do
      local op = definition.paths[path][verb]
      if op then
        lines[#lines + 1] = operation(path, verb, op)
      end
    end
  end
  table.sort(lines)
  return lines
end

---------------------------------------------------------------------------
-- The types that answers and bodies are made of

local function names_in(line, found)
  for name in line:gmatch "[%w_]+" do found[#found + 1] = name end
end

-- A type is written when an operation answers it or takes it, or a written
-- type refers to it.
local function reachable(ops)
  local wanted, queue = {}, {}
  for _, line in ipairs(ops) do
    names_in(line:match "^%S+ %S+ %S+(.*)", queue)
  end
  while #queue > 0 do
    local name = table.remove(queue)
    if schemas[name] and not wanted[name] then
      wanted[name] = true
      for _, line in ipairs(properties(schemas[name], {})) do
        names_in(line:match "%S+ (%S+)", queue)
      end
    end
  end
  return wanted
end

---------------------------------------------------------------------------
-- Output

local header = "-- Made by tools/sandbox_model.lua from the vendor's " ..
  "definitions; not edited.\n-- luacheck: no max line length\n"

local function sorted(map)
  local keys = {}
  for key in pairs(map) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

local function write(name, text)
  local file = assert(io.open(out .. "/" .. name, "w"))
  file:write(header, text)
  file:close()
end

local function write_types(name, wanted)
  local parts = { "return {\n" }
  for _, type_name in ipairs(sorted(wanted)) do
    local lines = properties(schemas[type_name], {})
    parts[#parts + 1] = ("%s = [[\n%s\n]],\n"):format(
      type_name, table.concat(lines, "\n"))
  end
  parts[#parts + 1] = "}\n"
  write(name, table.concat(parts))
end

local function write_definition(name, prefix)
  local lines = operations(read(name))
  write(prefix .. "operations.lua", ("return [[\n%s\n]]\n"):format(
    table.concat(lines, "\n")))
  write_types(prefix .. "types.lua", reachable(lines))
end

write_definition("orchestrator.yaml", "")
write_definition("identity.yaml", "identity_")

local parts = { "return {\n" }
for _, name in ipairs(sorted(enums)) do
  parts[#parts + 1] = ("%s = %q,\n"):format(name, enums[name])
end
parts[#parts + 1] = "}\n"
write("enums.lua", table.concat(parts))
