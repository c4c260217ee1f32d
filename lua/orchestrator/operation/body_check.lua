-- Checks a value against what the definition says of it, before it is sent:
-- the server answers an unknown field or a wrong type with no more than
-- "must not be null".

local parse = require "orchestrator.catalogue.descriptor"
local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"
local time = require "orchestrator.time"

local DEPTH = 64 -- as body.lua
local HINT = "check = false on connect sends it as it is"

---@class orchestrator.BodyCheck
---@field catalogue orchestrator.Catalogue
---@field loose? boolean ids need not be GUIDs, as identity's are not
---@field partial? boolean required fields may be missing (PATCH)
---@field version? number the server's API version, where it is known

local function shown(value)
  local kind = math.type(value) or type(value)
  if kind == "integer" or kind == "float" or kind == "boolean" then
    return tostring(value)
  end
  return kind == "table" and "a table" or "a " .. kind
end

-- Never the value of a string, which may be a secret.
local function refuse(where, value, wanted, hint)
  errors.argument(("%s must be %s, not %s"):format(where, wanted,
    shown(value)), hint or HINT)
end

local function integer(bits)
  local most = (1 << (bits - 1)) - 1
  return function(value, where)
    local whole = math.type(value) and math.tointeger(value)
    if not whole or whole > most or whole < -most - 1 then
      refuse(where, value, ("an integer of %d bits"):format(bits))
    end
    return whole
  end
end

local function number(value, where)
  if not math.type(value) or value ~= value or value == math.huge
    or value == -math.huge then
    refuse(where, value, "a finite number")
  end
  return value
end

local function text(value, where)
  if time.is(value) then return tostring(value) end
  if type(value) ~= "string" then refuse(where, value, "a string") end
  if not utf8.len(value) then refuse(where, value, "UTF-8 text") end
  return value
end

local function flag(value, where)
  if type(value) ~= "boolean" then refuse(where, value, "true or false") end
end

local GUID = "^" .. ("%x"):rep(8) .. ("%-" .. ("%x"):rep(4)):rep(3) .. "%-"
  .. ("%x"):rep(12) .. "$"

local function uuid(value, where, check)
  if type(value) ~= "string" or not check.loose and not value:match(GUID) then
    if type(value) ~= "string" then refuse(where, value, "a GUID") end
    errors.argument(where .. " must be a GUID, like "
      .. "8f3c0000-1111-2222-3333-444455556666", HINT)
  end
end

local function date(value, where)
  if time.is(value) then return end
  if type(value) ~= "string" then refuse(where, value, "a moment") end
  if not value:match "^%d%d%d%d%-%d%d%-%d%d" then
    errors.argument(("%s must be a moment"):format(where), time.HINT)
  end
end

local function object(value, where)
  if type(value) ~= "table" then refuse(where, value, "a table") end
end

local SCALARS = {
  string = text, byte = text, binary = text, uuid = uuid, date = date,
  int32 = integer(32), int64 = integer(64), number = number, boolean = flag,
  object = object,
}

local function check_enum(value, name, where, check)
  local known = check.catalogue:enum(name)
  if math.type(value) == "integer" or #known == 0 then return end
  if type(value) ~= "string" then
    refuse(where, value, "one of " .. table.concat(known, ", "))
  end
  for _, one in ipairs(known) do
    if one == value then return end
  end
  errors.argument(("%s: %q is not one of its values"):format(where,
    value:sub(1, 40)), nearest.hint(value, known))
end

-- Lengths as the server counts them, in UTF-16 units.
local function length(value)
  local units = 0
  for _, point in utf8.codes(value) do
    units = units + (point >= 0x10000 and 2 or 1)
  end
  return units
end

local function check_limits(value, about, where)
  if type(value) == "string" then
    if about.minlength and #value < about.minlength then
      errors.argument(where .. " is empty or too short: it takes at least "
        .. about.minlength .. " characters", HINT)
    elseif about.maxlength and #value > about.maxlength
      and length(value) > about.maxlength then
      errors.argument(("%s is too long: %d characters, and it takes %d")
        :format(where, length(value), about.maxlength), HINT)
    end
  elseif math.type(value) and (about.min and value < about.min
    or about.max and value > about.max) then
    errors.argument(("%s is %s, which is out of its range: %s to %s"):format(
      where, tostring(value), tostring(about.min or "any"),
      tostring(about.max or "any")), HINT)
  end
end

local check_value

local function check_known(name, fields, about, where, check)
  local since = check.catalogue:since(about.type, name)
  if not fields[name] then
    errors.argument(("%s: unknown field %q"):format(where, tostring(name)),
      nearest.hint(tostring(name), nearest.names(fields)) .. "; " .. HINT)
  elseif since and check.version and check.version < since then
    errors.argument(("%s.%s needs API version %d, and this server has %g")
      :format(where, name, since, check.version), "leave it out")
  end
end

local function is_annotation(name)
  return type(name) == "string" and name:find("@odata.", 1, true)
end

local function check_fields(value, about, where, check, depth)
  local fields = check.catalogue:fields(about.type)
  if not fields then return end
  for name, member in pairs(value) do
    if not is_annotation(name) then
      check_known(name, fields, about, where, check)
      check_value(member, parse(fields[name]),
        where .. "." .. name, check, depth + 1)
    end
  end
  if check.partial then return end
  for name, described in pairs(fields) do
    local field = parse(described)
    if field.required and not field.readonly and value[name] == nil then
      errors.argument(("%s: the field %q is missing"):format(where, name),
        HINT)
    end
  end
end

local function check_list(value, about, where, check, depth)
  local item = parse(about.kind)
  local n = #value
  for key in pairs(value) do
    if math.type(key) ~= "integer" or key < 1 or key > n then
      errors.argument(("%s must be a list, and has the key %q"):format(where,
        tostring(key)), HINT)
    end
  end
  for i = 1, n do
    check_value(value[i], item, ("%s[%d]"):format(where, i), check, depth + 1)
  end
end

local function check_map(value, about, where, check, depth)
  -- Definitions say "object" of members that may be anything.
  if about.kind == "object" then return end
  local item = parse(about.kind)
  for name, member in pairs(value) do
    if not is_annotation(name) then
      check_value(member, item, where .. "." .. tostring(name), check,
        depth + 1)
    end
  end
end

function check_value(value, about, where, check, depth)
  if depth > DEPTH then return end -- the encoder says it of cycles
  if value == core.null then
    if about.required and not check.partial then
      errors.argument(where .. " must not be null", HINT)
    end
    return
  end
  if about.list or about.map or about.type then
    object(value, where)
    local members = about.list and check_list or about.map and check_map
      or check_fields
    return members(value, about, where, check, depth)
  elseif about.enum then
    return check_enum(value, about.enum, where, check)
  end
  local scalar = SCALARS[about.kind]
  if scalar then
    scalar(value, where, check)
    check_limits(value, about, where)
  end
end

---Raises when a value is not what a descriptor says.
---@param value any
---@param descriptor string
---@param where string what to name in a message, e.g. "Jobs_StartJobs: body"
---@param check orchestrator.BodyCheck
return function(value, descriptor, where, check)
  if value == nil then return end
  check_value(value, parse(descriptor), where, check, 1)
end
