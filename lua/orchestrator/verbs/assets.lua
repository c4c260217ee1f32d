-- Assets by their names, with values of their types.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local named = require "orchestrator.verbs.named"
local nearest = require "orchestrator.nearest"
local options = require "orchestrator.options"

local assets = {}

-- The old list lacks assets of some types; its successor is not on every
-- server.
local function find_all(self, name)
  local rows, known = named.all(self, name)
  if #rows > 0 then return rows end
  local newer = errors.catch(self.GetFiltered, self,
    { filter = { Name = name } })
  local out, wanted = {}, name:lower()
  for _, row in ipairs(newer or {}) do
    if tostring(row.Name):lower() == wanted then out[#out + 1] = row end
  end
  return out, known
end

local function only(self, name, rows, known)
  if #rows == 1 then return rows[1] end
  if #rows > 1 then
    errors.refuse("conflict", ("Assets: %d are named %q"):format(#rows, name),
      "use the Id of one of them")
  end
  local _, err = pcall(named.refuse, self, name, known or {})
  err.hint = err.hint .. "; create = true makes one"
  error(err, 0)
end

local function find(self, name)
  return only(self, name, find_all(self, name))
end

-- By type: the value of a row, and the fields that a value becomes.
local TYPES = {}

local function plain(field, lua_type)
  return {
    read = function(row) return row[field] end,
    write = function(value, where)
      local kind = math.type(value) == "integer" and "integer" or type(value)
      if kind ~= lua_type then
        errors.argument(("%s takes a value of type %s, not a %s"):format(
          where, lua_type, kind))
      end
      return { [field] = value }
    end,
  }
end

TYPES.Text = plain("StringValue", "string")
TYPES.Bool = plain("BoolValue", "boolean")
TYPES.Integer = plain("IntValue", "integer")
-- The server shows no secret, so there is none to read.
TYPES.Secret = { read = function() return nil end,
  write = plain("SecretValue", "string").write }

TYPES.Credential = {
  read = function(row) return { username = row.CredentialUsername } end,
  write = function(value, where)
    local given = options.check(value, { username = "text",
      password = "text" }, where)
    if not given.username or not given.password then
      errors.argument(where .. " takes a table with username and password",
        "the server shows no password, so none can be kept")
    end
    return { CredentialUsername = given.username,
      CredentialPassword = given.password }
  end,
}
TYPES.WindowsCredential = TYPES.Credential

TYPES.KeyValueList = {
  read = function(row)
    local out = {}
    for _, pair in ipairs(row.KeyValueList or {}) do
      out[pair.Key] = pair.Value
    end
    return out
  end,
  write = function(value, where)
    if type(value) ~= "table" then
      errors.argument(where .. " takes a table of strings")
    end
    local list = setmetatable({}, core.array_mt)
    for _, key in ipairs(nearest.names(value)) do
      list[#list + 1] = { Key = key, Value = tostring(value[key]) }
    end
    return { KeyValueList = list }
  end,
}

local function type_of(row)
  local known = TYPES[row.ValueType]
  if not known then
    errors.argument(("Assets: %q is of the type %s"):format(row.Name,
      tostring(row.ValueType)), "read and change its row instead")
  end
  return known
end

---The value of an asset: a string, boolean or integer, a table of strings, or
---{ username = … }. Secrets and passwords are never shown by the server.
---@param name string compared exactly but for its case; none or several raise
---@return any
---@usage print(folder.Assets:value "Limit")
function assets.value(self, name)
  local row = find(self, name)
  return type_of(row).read(row)
end

local GUESSES = { string = "Text", boolean = "Bool", table = "Credential" }
local OPTIONS = { create = "boolean", type = "text", description = "text" }

local function create(self, name, value, given)
  local kind = given.type or math.type(value) == "integer" and "Integer"
    or GUESSES[type(value)]
  local known = kind and TYPES[kind]
  if not known then
    errors.argument(("Assets: %s is no type that can be set"):format(
      tostring(kind or type(value))), nearest.hint(tostring(kind),
      nearest.names(TYPES)))
  end
  local row = known.write(value, ("Assets: %q"):format(name))
  row.Name, row.ValueScope, row.ValueType = name, "Global", kind
  row.Description = given.description
  return self:create(row)
end

---Sets the value of an asset, of the type that it has, and keeps everything
---else of it: description, tags, values of single users.
---@param name string
---@param value any as `value` gives it; a credential is { username, password }
---@param given? { create?: boolean, type?: string, description?: string }
---  create: make it when there is none, of that type or the value's
---@return table|true
---@usage folder.Assets:set("Limit", 500, { create = true })
function assets.set(self, name, value, given)
  given = options.check(given, OPTIONS, "set")
  if value == nil then errors.argument "set: the value is nil" end
  local rows, known = find_all(self, name)
  if #rows == 0 and given.create then
    return create(self, name, value, given)
  end
  local row = only(self, name, rows, known)
  local changes = type_of(row).write(value, ("Assets: %q"):format(name))
  changes.Description = given.description
  return self:update(row.Id, changes)
end

return assets
