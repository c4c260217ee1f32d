-- The API's operations and types, as facts: what the definitions say, loaded
-- tag by tag on first use. tools/extract.lua writes the tables under
-- catalogue/.
--
-- A descriptor is a line of words. Its first says what a value is:
--   string uuid date int32 int64 number boolean binary byte object any
--   @Name   the type of that name     #Name  an enumeration
--   []…     an array of               {}…    an object whose members are
-- then come, where they hold: required readonly minlength=n maxlength=n
-- min=n max=n.

local overlay = require "orchestrator.catalogue.overlay"

local catalogue = {}

local index = setmetatable({}, {
  __index = require "orchestrator.catalogue.index",
})
for tag, about in pairs(overlay.tags) do index[tag] = about end

---@class orchestrator.Operation
---@field id string the definition's operationId
---@field method string
---@field at string path template, below the API's base
---@field path? table<string, string> path parameters, as descriptors
---@field query? table<string, string> query parameters
---@field header? table<string, string> headers but the folder's
---@field options? string OData's options without $, e.g. "filter top"
---@field folder? boolean takes a folder
---@field media? string the body's type where it is not JSON
---@field body? string descriptor
---@field answer? string descriptor, "list X", "value X" or "octets"
---@field status string the statuses declared
---@field scopes? string OAuth scopes, any of which will do
---@field reads? boolean changes nothing, although it is a POST
---@field since? integer the API version that brought it

local loaded = {} -- tags that a definition brought at run time
local added = {}  -- type -> fields that one brought
local values = {} -- enumeration -> its values, where one brought some

---All tags of an API: its entity sets and its other groups of operations.
---@param api "orchestrator"|"identity"
---@return string[]
function catalogue.tags(api)
  local names = {}
  for _, known in ipairs { require "orchestrator.catalogue.index",
    overlay.tags, loaded } do
    for name, about in pairs(known) do
      if about:match "^%w+" == api then names[#names + 1] = name end
    end
  end
  table.sort(names)
  return names
end

---Is there a tag of that name in that API?
---@param name any
---@param api "orchestrator"|"identity"
---@return boolean
function catalogue.has(name, api)
  return type(name) == "string" and index[name] ~= nil
    and index[name]:match "^%w+" == api
end

---The type of a set's rows; nil for a tag that has no list.
---@param tag string
---@return string|nil
function catalogue.row_type(tag) return index[tag]:match " (%S+)$" end

local merged = {} -- tag -> its operations, those of the overlay included

---@param tag string a known tag
---@return table<string, orchestrator.Operation> by the API's short name
function catalogue.operations(tag)
  if merged[tag] then return merged[tag] end
  local operations = {}
  for _, known in ipairs { (overlay.tags[tag] or loaded[tag]) and {}
    or require("orchestrator.catalogue.operations." .. tag),
    overlay.operations[tag] or {} } do
    for name, operation in pairs(known) do
      operations[name] = operation
      local id = operation.id
      operation.reads = overlay.reads[id]
      operation.since = operation.since or overlay.floors[id]
    end
  end
  merged[tag] = operations
  return operations
end

---Is this an operation of the overlay, which no definition has?
---@param tag string
---@param name string
---@return boolean
function catalogue.is_extra(tag, name)
  local extra = overlay.operations[tag]
  return extra ~= nil and extra[name] ~= nil
end

---An operation of a tag by its name (`StartJobs`) or by the part of its
---operationId behind the tag (`StopJobById`).
---@param tag string
---@param name string
---@return orchestrator.Operation|nil
function catalogue.method(tag, name)
  local operations = catalogue.operations(tag)
  if operations[name] then return operations[name] end
  local id = tag .. "_" .. tostring(name)
  for _, operation in pairs(operations) do
    if operation.id == id then return operation end
  end
end

---@param id string an operationId of either definition
---@return orchestrator.Operation|nil operation
---@return string|nil tag
---@return string|nil api
function catalogue.operation(id)
  local tag, name = tostring(id):match "^(%w+)_(.+)$"
  if not tag or not index[tag] then return nil end
  local operation = catalogue.method(tag, name)
  if operation then return operation, tag, index[tag]:match "^%w+" end
end

local parsed = {}

---@class orchestrator.Descriptor
---@field kind string the first word without its [] or {}
---@field list? boolean
---@field map? boolean
---@field type? string name of a type
---@field enum? string name of an enumeration
---@field required? boolean
---@field readonly? boolean

---Reads a descriptor.
---@param text string
---@return orchestrator.Descriptor
function catalogue.parse(text)
  local out = parsed[text]
  if out then return out end
  out = {}
  for word in text:gmatch "%S+" do
    if not out.kind then
      out.list = word:match "^%[%]" and true or nil
      out.map = word:match "^{}" and true or nil
      out.kind = word:gsub("^[%[%]{}]+", "")
      out.type = out.kind:match "^@(.+)"
      out.enum = out.kind:match "^#(.+)"
    else
      local name, value = word:match "^(%a+)=?(.*)$"
      out[name] = value == "" and true or math.tointeger(tonumber(value))
    end
  end
  parsed[text] = out
  return out
end

local function generated_fields(name)
  local space, own = name:match "^(%w+)%.(.+)$"
  local file = space or name:sub(1, 1):lower()
  local known, types = pcall(require, "orchestrator.catalogue.types." .. file)
  return known and types[own or name] or nil
end

local function with(fields, more)
  local out = {}
  for name, text in pairs(fields or {}) do out[name] = text end
  for name, text in pairs(more or {}) do out[name] = text end
  return out
end

local widened = {} -- type -> its fields, those of the overlay included

---The properties of a type, as descriptors; nil for a type we do not know.
---@param name string
---@return table<string, string>|nil
function catalogue.fields(name)
  local own, more = overlay.types[name], overlay.fields[name]
  local new = added[name] or own and own.of and added[own.of]
  if not own and not more and not new then return generated_fields(name) end
  if not widened[name] then
    widened[name] = with(own and with(own.of and generated_fields(own.of),
      own.fields) or with(generated_fields(name), more), new)
  end
  return widened[name]
end

---The API version that brought a field; nil: it has always been there.
---@param type_name string
---@param name string
---@return integer|nil
function catalogue.since(type_name, name)
  local own = overlay.types[type_name]
  local floors = overlay.since[type_name]
  if floors and floors[name] then return floors[name] end
  return own and own.of and catalogue.since(own.of, name) or nil
end

local function field(fields, name)
  if fields[name] then return fields[name] end
  local wanted = name:lower() -- as the server compares them
  for known, text in pairs(fields) do
    if known:lower() == wanted then return text end
  end
end

---What a property of a type is, also of a type within it ("Robot/Id").
---@param type_name string|nil
---@param path string
---@return orchestrator.Descriptor|nil
function catalogue.property(type_name, path)
  local found
  for name in path:gmatch "[^/]+" do
    local fields = type_name and catalogue.fields(type_name)
    local text = fields and field(fields, name)
    if not text then return nil end
    found = catalogue.parse(text)
    type_name = found.type
  end
  return found
end

---The values of an enumeration.
---@param name string
---@return string[]
function catalogue.enum(name)
  local list = {}
  local joined = values[name] or require "orchestrator.catalogue.enums"[name]
  for value in (joined or ""):gmatch "[^|]+" do list[#list + 1] = value end
  return list
end

---------------------------------------------------------------------------
-- What a newer definition adds, at run time and for every tenant.

---Counts the definitions that were loaded: what is remembered of operations
---holds until then.
catalogue.generation = 0

-- The values of an enumeration and those that a newer definition has.
local function extend_enum(name, joined)
  local known, list = {}, catalogue.enum(name)
  for _, value in ipairs(list) do known[value] = true end
  for value in joined:gmatch "[^|]+" do
    if not known[value] then list[#list + 1] = value end
  end
  values[name] = table.concat(list, "|")
end

local function extend_type(name, fields, enums)
  local known, count = catalogue.fields(name) or {}, 0
  for field_name, text in pairs(fields) do
    local old = known[field_name]
    local enum = text:match "^#(%S+)"
    local old_enum = old and old:match "^[%[%]{}]*#(%S+)"
    if enum and old_enum and enums[enum] then
      extend_enum(old_enum, enums[enum])
    elseif not old then
      added[name] = added[name] or {}
      added[name][field_name] = text
      count = count + 1
    end
  end
  widened = {}
  return count
end

-- Parameters that a known operation has gained.
local function extend_operation(known, newer)
  for _, place in ipairs { "query", "header" } do
    for name, text in pairs(newer[place] or {}) do
      known[place] = known[place] or {}
      known[place][name] = known[place][name] or text
    end
  end
  for _, part in ipairs { "body", "media", "answer" } do
    known[part] = known[part] or newer[part]
  end
end

local function row_of(operations)
  local list = operations.Get
  return list and (list.answer or ""):match "^list @(%S+)$"
end

---Adds operations, types and enumerations that are not known yet, and fields,
---parameters and values to those that are.
---@param tags table<string, table<string, orchestrator.Operation>>
---@param types table<string, table<string, string>>
---@param enums table<string, string>
---@return integer operations that are new
---@return integer fields that are new
function catalogue.extend(tags, types, enums)
  local new, fields = 0, 0
  for name, joined in pairs(enums) do
    extend_enum(name, joined)
  end
  for name, members in pairs(types) do
    fields = fields + extend_type(name, members, enums)
  end
  for tag, operations in pairs(tags) do
    if not index[tag] then
      local row = row_of(operations)
      loaded[tag] = "orchestrator" .. (row and " " .. row or "")
      index[tag] = loaded[tag]
    end
    local known = catalogue.operations(tag)
    for name, operation in pairs(operations) do
      local same = catalogue.operation(operation.id)
      if same then
        extend_operation(same, operation)
      else
        if known[name] then name = operation.id:match "_(.+)$" end
        known[name], new = operation, new + 1
      end
    end
  end
  catalogue.generation = catalogue.generation + 1
  return new, fields
end

return catalogue
