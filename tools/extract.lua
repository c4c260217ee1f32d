-- Writes lua/orchestrator/catalogue/ from the API's OpenAPI definitions: facts
-- only (names, types, places), none of their prose.
--
--   lua5.4 tools/extract.lua orchestrator.yaml identity.yaml [folder]
--
-- Run by hand from the top of the checkout when a definition changes, and
-- commit what it writes; the same input gives the same bytes. Needs lyaml
-- (Debian: lua-yaml). The notation is explained in lua/orchestrator/
-- catalogue/descriptor.lua, which reads it.

local lyaml = require "lyaml"

local OPTIONS = {
  ["$filter"] = "filter", ["$orderby"] = "orderby", ["$select"] = "select",
  ["$expand"] = "expand", ["$top"] = "top", ["$skip"] = "skip",
  ["$count"] = "count",
}
local FOLDER_HEADER = "X-UIPATH-OrganizationUnitId"
local VERBS = { "get", "post", "put", "patch", "delete" }
local FORMATS = {
  ["int32"] = "int32", ["int64"] = "int64", ["uuid"] = "uuid",
  ["date-time"] = "date", ["binary"] = "binary", ["byte"] = "byte",
  ["decimal"] = "number", ["double"] = "number", ["float"] = "number",
}
local SCALARS = {
  string = "string", integer = "int64", number = "number",
  boolean = "boolean", object = "object", file = "binary", array = "[]any",
}

local function sorted(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  local i = 0
  return function()
    i = i + 1
    return keys[i], t[keys[i]]
  end
end

local function quoted(s) return (("%q"):format(s):gsub("\\\n", "\\n")) end

local function field_name(name)
  if name:match "^[%a_][%w_]*$" and load("local " .. name) then return name end
  return "[" .. quoted(name) .. "]"
end

---------------------------------------------------------------------------
-- Enumerations: one name per distinct list of values.

local enums = { by_values = {}, by_name = {} }

local function enum_name(values, wanted)
  local joined = table.concat(values, "|")
  local known = enums.by_values[joined]
  if known then return known end
  local name, n = wanted, 1
  while enums.by_name[name] do
    n = n + 1
    name = wanted .. n
  end
  enums.by_values[joined], enums.by_name[name] = name, joined
  return name
end

---------------------------------------------------------------------------
-- Types: a schema becomes property -> descriptor.

local types = {}
-- Of the definition being read: its schemas, and what sets its types' names
-- apart from those of the other one ("" or "identity.").
local schemas, space

local function reference(schema)
  return schema["$ref"] and schema["$ref"]:match "([^/]+)$"
end

-- OData wraps what it answers: { value = … }.
local function wrapped(name)
  if name and name:match "^ODataValueOf" then
    return schemas[name].properties.value
  end
end

local descriptor

-- What a schema is, without its limits: "int64", "[]JobDto", "#JobDtoState".
local function kind_of(schema, wanted)
  local name = reference(schema)
  if name then
    local target = schemas[name]
    if target.enum then return "#" .. enum_name(target.enum, name) end
    return "@" .. space .. name
  end
  if schema.enum then
    return "#" .. enum_name(schema.enum, wanted)
  end
  if schema.type == "array" and schema.items then
    return "[]" .. kind_of(schema.items, wanted)
  end
  if type(schema.additionalProperties) == "table" then
    return "{}" .. kind_of(schema.additionalProperties, wanted)
  end
  if schema.items and schema.items.oneOf then return "[]object" end
  return FORMATS[schema.format] or SCALARS[schema.type] or "any"
end

function descriptor(schema, wanted, required)
  local words = { kind_of(schema, wanted) }
  local function word(s) words[#words + 1] = s end
  if required then word "required" end
  if schema.readOnly then word "readonly" end
  if schema.minLength and schema.minLength > 0 then
    word("minlength=" .. schema.minLength)
  end
  if schema.maxLength then word("maxlength=" .. schema.maxLength) end
  if schema.minimum then word(("min=%d"):format(schema.minimum)) end
  if schema.maximum then word(("max=%d"):format(schema.maximum)) end
  return table.concat(words, " ")
end

-- Properties of a schema and of what it inherits.
local function properties(schema, into, required)
  for _, name in ipairs(schema.required or {}) do required[name] = true end
  for _, part in ipairs(schema.allOf or {}) do
    local name = reference(part)
    properties(name and schemas[name] or part, into, required)
  end
  for name, property in pairs(schema.properties or {}) do
    into[name] = property
  end
  return into, required
end

local function add_type(name, schema)
  local all, required = properties(schema, {}, {})
  local fields = {}
  for field, property in sorted(all) do
    fields[field] = descriptor(property, field:gsub("^%l", string.upper),
      required[field])
  end
  types[space .. name] = fields
end

local function add_types()
  for name, schema in sorted(schemas) do
    if not schema.enum and not wrapped(name) then add_type(name, schema) end
  end
end

---------------------------------------------------------------------------
-- Operations.

-- "Jobs" of /odata/Jobs, "StartJobs" of …/Some.Namespace.StartJobs(x={x}).
local function last_name(path)
  local segment = path:gsub("%b()", ""):match "([^/]*)$"
  return segment:match "^[%w%.]*%.(%w+)$" or segment:match "^(%w+)$"
end

local function operation_name(path, operation)
  local tag, action = operation.operationId:match "^(%w-)_(.+)$"
  local name = last_name(path)
  if path:match "^/odata/" and name and name ~= tag then return name end
  return action
end

local function scopes_of(operation)
  local text = (operation.description or ""):match
    "OAuth required scopes: ([%w%.%s]-)%.?%s*\n"
    or (operation.description or ""):match
    "OAuth required scopes: ([%w%. ]+)"
  if not text then return nil end
  local found = {}
  for scope in text:gmatch "[%w]+%.[%w%.]*%w" do found[#found + 1] = scope end
  return #found > 0 and table.concat(found, " ") or nil
end

local function add_parameter(out, parameter)
  local name, place = parameter.name, parameter["in"]
  if OPTIONS[name] then
    out.options[#out.options + 1] = OPTIONS[name]
  elseif place == "header" and name == FOLDER_HEADER then
    out.folder = true
  else
    local required = parameter.required and place ~= "path"
    local group = out[place]
    group[name] = descriptor(parameter.schema, name:gsub("^%l", string.upper),
      required)
  end
end

local function add_body(out, operation, wanted)
  local body = operation.requestBody
  if not body then return end
  local content = body.content["application/json"]
  if not content then
    out.media, content = "multipart/form-data",
      assert(body.content["multipart/form-data"], operation.operationId)
  end
  local schema = content.schema
  if schema.type == "object" and schema.properties then
    add_type(wanted .. "Body", schema)
    out.body = "@" .. space .. wanted .. "Body"
  else
    out.body = kind_of(schema, wanted)
  end
  out.body_required = body.required or nil
end

-- "list of X", "value X" (both inside OData's { value = … }), "X", "octets".
local function answer_of(operation)
  for _, status in ipairs { "200", "201", "202", "207" } do
    local response = operation.responses[status]
    local media = response and response.content or {}
    if media["application/octet-stream"] then return "octets" end
    local content = media["application/json"]
    if content and content.schema then
      local value = wrapped(reference(content.schema))
      if not value then return kind_of(content.schema, "Answer") end
      local kind = kind_of(value, "Answer")
      local item = kind:match "^%[%](.*)$"
      return item and "list " .. item or "value " .. kind
    end
  end
end

local function statuses(operation)
  local found = {}
  for status in sorted(operation.responses) do
    found[#found + 1] = status
  end
  return table.concat(found, " ")
end

local function extract_operation(path, verb, operation)
  local wanted = operation.operationId:gsub("_", "")
  local out = {
    id = operation.operationId, method = verb:upper(), at = path,
    options = {}, query = {}, path = {}, header = {},
    answer = answer_of(operation), status = statuses(operation),
    scopes = scopes_of(operation),
    deprecated = operation.deprecated or nil,
    anonymous = not operation.security and space == "" or nil,
  }
  for _, parameter in ipairs(operation.parameters or {}) do
    add_parameter(out, parameter)
  end
  add_body(out, operation, wanted)
  table.sort(out.options)
  out.options = table.concat(out.options, " ")
  return out
end

local tags = {}

local function add_operations(definition, api)
  for path, item in sorted(definition.paths) do
    for _, verb in ipairs(VERBS) do
      local operation = item[verb]
      if operation then
        local name = operation_name(path, operation)
        local tag = operation.operationId:match "^(%w-)_"
        tags[tag] = tags[tag] or { api = api, operations = {} }
        local known = tags[tag].operations
        assert(not known[name], tag .. ": two operations named " .. name)
        known[name] = extract_operation(path, verb, operation)
      end
    end
  end
end

---------------------------------------------------------------------------
-- Writing.

local HEAD = "-- Generated by tools/extract.lua from the API's definitions.\n"
  .. "-- luacheck: no max line length\n"

local folder

local function write_file(name, text)
  local file = assert(io.open(folder .. "/" .. name, "w"))
  assert(file:write(HEAD, text))
  assert(file:close())
end

local function write_map(map, indent)
  local lines = {}
  for key, value in sorted(map) do
    lines[#lines + 1] = ("%s%s = %s,\n"):format(indent, field_name(key),
      quoted(value))
  end
  return table.concat(lines)
end

local ORDER = { "id", "method", "at", "path", "query", "header", "options",
  "folder", "media", "body", "body_required", "answer", "status", "scopes",
  "anonymous", "deprecated" }

local function write_field(key, value)
  if type(value) == "table" then
    if not next(value) then return "" end
    return ("    %s = {\n%s    },\n"):format(key, write_map(value, "      "))
  elseif value == "" then
    return ""
  end
  return ("    %s = %s,\n"):format(key,
    value == true and "true" or quoted(value))
end

local function write_tag(name, tag)
  local out = { "return {\n" }
  for operation_key, operation in sorted(tag.operations) do
    out[#out + 1] = ("  %s = {\n"):format(field_name(operation_key))
    for _, key in ipairs(ORDER) do
      if operation[key] ~= nil then
        out[#out + 1] = write_field(key, operation[key])
      end
    end
    out[#out + 1] = "  },\n"
  end
  out[#out + 1] = "}\n"
  write_file("operations/" .. name .. ".lua", table.concat(out))
end

-- What a set's rows are; nil for a tag that has no list.
local function row_type(tag)
  local list = tag.operations.Get
  return list and (list.answer or ""):match "^list @(.+)$"
end

local function write_index()
  local out = { "return {\n" }
  for name, tag in sorted(tags) do
    local rows = row_type(tag)
    out[#out + 1] = ("  %s = %q,\n"):format(field_name(name),
      rows and tag.api .. " " .. rows or tag.api)
  end
  out[#out + 1] = "}\n"
  write_file("index.lua", table.concat(out))
end

local function write_types()
  local letters = {}
  for name, fields in sorted(types) do
    local letter = name:match "^(.+)%." or name:sub(1, 1):lower()
    local out = letters[letter] or { "return {\n" }
    out[#out + 1] = ("  %s = {\n%s  },\n"):format(
      field_name(name:match "[^.]+$"), write_map(fields, "    "))
    letters[letter] = out
  end
  for letter, out in sorted(letters) do
    out[#out + 1] = "}\n"
    write_file("types/" .. letter .. ".lua", table.concat(out))
  end
end

local function load_definition(name)
  local file = assert(io.open(name))
  local definition = lyaml.load(file:read "a")
  file:close()
  return definition
end

local function read_definition(name, api, prefix)
  local definition = load_definition(name)
  schemas, space = definition.components.schemas, prefix
  add_types()
  add_operations(definition, api)
end

local function main(orchestrator, identity, target)
  if not identity then
    io.stderr:write("usage: lua5.4 tools/extract.lua orchestrator.yaml ",
      "identity.yaml [folder]\n")
    os.exit(2)
  end
  folder = target or "lua/orchestrator/catalogue"
  assert(os.execute(("mkdir -p '%s/operations' '%s/types'")
    :format(folder, folder)))
  read_definition(orchestrator, "orchestrator", "")
  read_definition(identity, "identity", "identity.")
  for name, tag in sorted(tags) do write_tag(name, tag) end
  write_index()
  write_types()
  write_file("enums.lua",
    "return {\n" .. write_map(enums.by_name, "  ") .. "}\n")
end

main(...)
