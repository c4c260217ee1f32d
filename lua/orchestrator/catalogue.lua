-- The API's operations and types, as facts: what the definitions say, loaded
-- tag by tag on first use. tools/extract.lua writes the tables under
-- catalogue/, in the notation of catalogue/descriptor.lua.
--
-- This module is the catalogue that all connections share. One that has read
-- the definition of a newer server has a catalogue of its own: what that
-- brought, above the shared one.

local overlay = require "orchestrator.catalogue.overlay"
local parse = require "orchestrator.catalogue.descriptor"
local require = require("orchestrator.host").require

---@class orchestrator.Catalogue
---@field base? orchestrator.Catalogue nil: this is the shared one
---@field index table<string, string> tag -> API, and the type of its rows
---@field known table<string, table> tag -> its operations, as far as needed
---@field added table<string, table> type -> fields that a definition brought
---@field widened table<string, table> type -> its fields, those included
---@field values table<string, string> enumeration -> its values, where a
---  definition brought some
---@field notes table of remember
local Catalogue = {}
Catalogue.__index = Catalogue

local function new(base, index)
  return setmetatable({ base = base, index = index, known = {}, added = {},
    widened = {}, values = {}, notes = {} }, Catalogue)
end

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

---All tags of an API: its entity sets and its other groups of operations.
---@param api "orchestrator"|"identity"
---@return string[]
function Catalogue:tags(api)
  local names = self.base and self.base:tags(api) or {}
  for name, about in pairs(self.index) do
    if about:match "^%w+" == api then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

---Is there a tag of that name in that API?
---@param name any
---@param api "orchestrator"|"identity"
---@return boolean
function Catalogue:has(name, api)
  return type(name) == "string" and self.index[name] ~= nil
    and self.index[name]:match "^%w+" == api
end

---The type of a set's rows; nil for a tag that has no list.
---@param tag string
---@return string|nil
function Catalogue:row_type(tag) return self.index[tag]:match " (%S+)$" end

-- Operations as the definitions have them, and those of the overlay.
local function generated_operations(tag)
  local operations = {}
  for _, known in ipairs { overlay.tags[tag] and {}
    or require("orchestrator.catalogue.operations." .. tag),
    overlay.operations[tag] or {} } do
    for name, operation in pairs(known) do
      operations[name] = operation
      local id = operation.id
      operation.reads = overlay.reads[id]
      operation.since = operation.since or overlay.floors[id]
    end
  end
  return operations
end

---@param tag string a known tag
---@return table<string, orchestrator.Operation> by the API's short name
function Catalogue:operations(tag)
  if self.known[tag] then return self.known[tag] end
  if self.base then return self.base:operations(tag) end
  self.known[tag] = generated_operations(tag)
  return self.known[tag]
end

---Is this an operation of the overlay, which no definition has?
---@param tag string
---@param name string
---@return boolean
function Catalogue:is_extra(tag, name)
  local extra = overlay.operations[tag]
  return extra ~= nil and extra[name] ~= nil
end

---An operation of a tag by its name (`StartJobs`) or by the part of its
---operationId behind the tag (`StopJobById`).
---@param tag string
---@param name string
---@return orchestrator.Operation|nil
function Catalogue:method(tag, name)
  local operations = self:operations(tag)
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
function Catalogue:operation(id)
  local tag, name = tostring(id):match "^(%w+)_(.+)$"
  if not tag or not self.index[tag] then return nil end
  local operation = self:method(tag, name)
  if operation then return operation, tag, self.index[tag]:match "^%w+" end
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

-- Of the definitions and the overlay; the second result: they are a new table.
local function shared_fields(name)
  local own, more = overlay.types[name], overlay.fields[name]
  if not own and not more then return generated_fields(name), false end
  return own and with(own.of and generated_fields(own.of), own.fields)
    or with(generated_fields(name), more), true
end

-- What a definition brought above the fields of the shared catalogue.
local function extended_fields(self, name)
  local own = overlay.types[name]
  local more = self.added[name] or own and own.of and self.added[own.of]
  local fields = self.base:fields(name)
  if more then return with(fields, more), true end
  return fields, false
end

---The properties of a type, as descriptors; nil for a type we do not know.
---@param name string
---@return table<string, string>|nil
function Catalogue:fields(name)
  if self.widened[name] then return self.widened[name] end
  local fields, made
  if self.base then
    fields, made = extended_fields(self, name)
  else
    fields, made = shared_fields(name)
  end
  if made then self.widened[name] = fields end
  return fields
end

---The API version that brought a field; nil: it has always been there.
---@param type_name string
---@param name string
---@return integer|nil
function Catalogue:since(type_name, name)
  local own = overlay.types[type_name]
  local floors = overlay.since[type_name]
  if floors and floors[name] then return floors[name] end
  return own and own.of and self:since(own.of, name) or nil
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
function Catalogue:property(type_name, path)
  local found
  for name in path:gmatch "[^/]+" do
    local fields = type_name and self:fields(type_name)
    local text = fields and field(fields, name)
    if not text then return nil end
    found = parse(text)
    type_name = found.type
  end
  return found
end

---The values of an enumeration.
---@param name string
---@return string[]
function Catalogue:enum(name)
  local list, joined = {}, self.values[name]
  if not joined and self.base then return self.base:enum(name) end
  joined = joined or require "orchestrator.catalogue.enums"[name]
  for value in (joined or ""):gmatch "[^|]+" do list[#list + 1] = value end
  return list
end

---A table for what others make of this catalogue and want to keep: it is
---forgotten when the catalogue is extended.
---@param what string
---@return table
function Catalogue:remember(what)
  self.notes[what] = self.notes[what] or {}
  return self.notes[what]
end

---------------------------------------------------------------------------
-- What a newer definition adds, at run time.

---A catalogue that may be extended: this one, or one above the shared one.
---@return orchestrator.Catalogue
function Catalogue:own()
  if self.base then return self end
  return new(self, setmetatable({}, { __index = self.index }))
end

-- The values of an enumeration and those that a newer definition has.
local function extend_enum(self, name, joined)
  local known, list = {}, self:enum(name)
  for _, value in ipairs(list) do known[value] = true end
  for value in joined:gmatch "[^|]+" do
    if not known[value] then list[#list + 1] = value end
  end
  self.values[name] = table.concat(list, "|")
end

local function extend_type(self, name, fields, enums)
  local known, count = self:fields(name) or {}, 0
  for field_name, text in pairs(fields) do
    local old = known[field_name]
    local enum = text:match "^#(%S+)"
    local old_enum = old and old:match "^[%[%]{}]*#(%S+)"
    if enum and old_enum and enums[enum] then
      extend_enum(self, old_enum, enums[enum])
    elseif not old then
      self.added[name] = self.added[name] or {}
      self.added[name][field_name] = text
      count = count + 1
    end
  end
  self.widened = {}
  return count
end

-- A known operation with the parameters and parts that it has gained.
local function widened_operation(known, newer)
  local out = with(known)
  for _, place in ipairs { "query", "header" } do
    if newer[place] then out[place] = with(newer[place], known[place]) end
  end
  for _, part in ipairs { "body", "media", "answer" } do
    out[part] = out[part] or newer[part]
  end
  return out
end

local function row_of(operations)
  local list = operations.Get
  return list and (list.answer or ""):match "^list @(%S+)$"
end

local function name_of(operations, id)
  for name, operation in pairs(operations) do
    if operation.id == id then return name end
  end
end

-- Operations of a tag beside those that are known; counts the new ones.
local function extend_tag(self, tag, operations)
  local known, new_ones = {}, 0
  if self.index[tag] then
    known = with(self:operations(tag))
  else
    local row = row_of(operations)
    self.index[tag] = "orchestrator" .. (row and " " .. row or "")
  end
  for name, operation in pairs(operations) do
    local same = name_of(known, operation.id)
    if same then
      known[same] = widened_operation(known[same], operation)
    else
      if known[name] then name = operation.id:match "_(.+)$" end
      known[name], new_ones = operation, new_ones + 1
    end
  end
  self.known[tag] = known
  return new_ones
end

---Adds operations, types and enumerations that are not known yet, and fields,
---parameters and values to those that are; to a catalogue of `own`.
---@param tags table<string, table<string, orchestrator.Operation>>
---@param types table<string, table<string, string>>
---@param enums table<string, string>
---@return integer operations that are new
---@return integer fields that are new
function Catalogue:extend(tags, types, enums)
  local operations, fields = 0, 0
  for name, joined in pairs(enums) do extend_enum(self, name, joined) end
  for name, members in pairs(types) do
    fields = fields + extend_type(self, name, members, enums)
  end
  for tag, members in pairs(tags) do
    operations = operations + extend_tag(self, tag, members)
  end
  self.notes = {}
  return operations, fields
end

---------------------------------------------------------------------------

local index = require "orchestrator.catalogue.index"
for tag, about in pairs(overlay.tags) do index[tag] = about end

return new(nil, index)
