-- What `connect` is told, from everywhere, and where each setting came from.
--
-- The layers, the first that says something counts:
--   1. the arguments
--   2. the profile that the arguments name
--   3. the environment
--   4. the profile that UIPATH_PROFILE names; without it, and only when
--      nothing above gives an address, the profile "default"
-- What signs in is taken from layer 4 only together with its address, so
-- that a file's secret goes nowhere but where the file says.

local address = require "orchestrator.settings.address"
local environment = require "orchestrator.settings.environment"
local errors = require "orchestrator.errors"
local profile = require "orchestrator.settings.profile"

local settings = {}

---@class orchestrator.Layer
---@field kind "argument"|"profile"|"environment"|"file"
---@field values table<string, any>
---@field where table<string, string> variable, or file and line, of each

---@class orchestrator.Settings
---@field layers orchestrator.Layer[]
---@field values table<string, any>
---@field sources table<string, string> where each value came from, for people
local Settings = {}
Settings.__index = Settings

local function layer_of_profile(kind, found)
  local values, where = {}, {}
  for field, value in pairs(found.values) do
    values[field] = value
    where[field] = found.where[field]
      and ("profile %s, %s"):format(found.name, found.where[field])
      or "profile " .. found.name
  end
  return { kind = kind, values = values, where = where }
end

local GRANT = "UIPATH_AUTH_GRANT_TYPE" -- the vendor's way to ask for a login

local function layer_of_environment()
  local values, where = environment.read()
  local timeout = tonumber(values.timeout)
  values.timeout = timeout and timeout > 0 and timeout or nil
  if environment.variable(GRANT) == "authorization_code" then
    values.login, where.login = true, GRANT
  end
  return { kind = "environment", values = values, where = where }
end

local function has_url(layers)
  for _, layer in ipairs(layers) do
    if layer.values.url then return true end
  end
  return false
end

local function collect(given)
  local layers = { { kind = "argument", values = given, where = {} } }
  if given.profile then
    layers[2] = layer_of_profile("profile", profile.find(given.profile))
  end
  local env = layer_of_environment()
  layers[#layers + 1] = env
  if given.profile then return layers end
  local found
  if env.values.profile then
    found = profile.find(env.values.profile)
  elseif not has_url(layers) then
    found = profile.default()
  end
  layers[#layers + 1] = found and layer_of_profile("file", found)
  return layers
end

-- An address and the organisation and tenant in it. Said outright in the same
-- place they must not contradict it; but variables are often set one by one,
-- and there a variable of its own counts.
local function read_address(layer)
  local values, where = layer.values, layer.where
  local parsed = address.parse(values.url)
  values.url = parsed.url
  for _, name in ipairs { "organization", "tenant" } do
    local said = values[name]
    if parsed[name] and not said then
      values[name], where[name] = parsed[name], where.url
    elseif parsed[name] and said ~= parsed[name]
      and layer.kind ~= "environment" then
      errors.config(("%s%s is %q, but url has %q"):format(
        where[name] and where[name] .. ": " or "", name, said, parsed[name]),
        "give one of them")
    end
  end
end

---The layer whose address is used.
---@return orchestrator.Layer|nil
function Settings:url_layer()
  for _, layer in ipairs(self.layers) do
    if layer.values.url then return layer end
  end
end

-- Does what signs in count in this layer?
local function may_sign_in(self, layer)
  return layer.kind ~= "file" or self:url_layer() == layer
end

---The first value of a field that signs in.
---@param field string
---@return any value
---@return string|nil source
function Settings:credential(field)
  for _, layer in ipairs(self.layers) do
    if layer.values[field] and may_sign_in(self, layer) then
      return layer.values[field], layer.where[field] or layer.kind
    end
  end
end

---What the layers of some kinds say, the first of them counting.
---@param kinds table<string, true>
---@return table<string, any>
function Settings:merged(kinds)
  local out = {}
  for _, layer in ipairs(self.layers) do
    if kinds[layer.kind] and may_sign_in(self, layer) then
      for field, value in pairs(layer.values) do
        if value and out[field] == nil then out[field] = value end
      end
    end
  end
  return out
end

---Remembers where a value came from.
---@param field string
---@param value any
---@param source string
function Settings:note(field, value, source)
  self.values[field], self.sources[field] = value, source
end

-- An address may hold a password, as a proxy's does.
local function for_people(value)
  if type(value) == "table" then return "{…}" end
  if type(value) ~= "string" then return value end
  return (value:gsub("://[^/@]*@", "://********@"))
end

---What may be kept: the values for people, and where they came from. The
---layers, which hold secrets, are let go.
---@return { values: table<string, any>, sources: table<string, string> }
function Settings:shown()
  local values = {}
  for field, value in pairs(self.values) do
    values[field] = for_people(value)
  end
  return { values = values, sources = self.sources }
end

---@param given table the arguments, checked; kept and completed
---@param signs_in table<string, true> the fields about signing in, which
---  `credential` answers
---@return orchestrator.Settings
function settings.gather(given, signs_in)
  local self = setmetatable({ layers = collect(given), values = {},
    sources = {} }, Settings)
  local from = self:url_layer()
  local edition
  for _, layer in ipairs(self.layers) do
    edition = edition or layer.values.edition
  end
  if from and edition ~= "standalone" then read_address(from) end
  for _, layer in ipairs(self.layers) do
    for field, value in pairs(layer.values) do
      if self.values[field] == nil and not signs_in[field] then
        self:note(field, value, layer.where[field] or layer.kind)
      end
    end
  end
  return self
end

return settings
