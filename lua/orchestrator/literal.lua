-- Values as OData literals.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local time = require "orchestrator.time"

local literal = {}

---@class orchestrator.Literal
---@field text string what will be written

-- A value whose literal its maker has chosen.
local Chosen = { __name = "orchestrator.literal" }
function Chosen:__tostring() return self.text end

local function chosen(text) return setmetatable({ text = text }, Chosen) end

---Is this value made by `guid`, `date` or `raw`?
---@param value any
---@return boolean
function literal.is(value) return getmetatable(value) == Chosen end

local function refuse(where, value, wanted)
  local shown = type(value) == "table" and "a table" or tostring(value)
  errors.argument(("%s: %s is not %s"):format(where, shown, wanted))
end

local HEX = "%x%x%x%x"
local GUID = "^" .. HEX .. HEX .. "%-" .. (HEX .. "%-"):rep(3)
  .. HEX:rep(3) .. "$"

local function guid_text(value, where)
  local text = type(value) == "string" and value:match "^{(.*)}$" or value
  if type(text) ~= "string" or not text:match(GUID) then
    refuse(where, value, "a GUID")
  end
  return text
end

local function date_text(value, where)
  if time.is(value) then return tostring(value) end
  local moment, why = time.read(value)
  if not moment then
    local shown = type(value) == "table" and "a table" or tostring(value)
    errors.argument(("%s: %s is not a moment: %s"):format(where, shown, why),
      time.HINT)
  end
  return tostring(moment)
end

local function quoted(text) return "'" .. text:gsub("'", "''") .. "'" end

local function string_text(value, where)
  if time.is(value) then return quoted(tostring(value)) end
  local kind = type(value)
  if kind ~= "string" and kind ~= "number" and kind ~= "boolean" then
    refuse(where, value, "a string")
  end
  return quoted(tostring(value))
end

local function integer_text(value, where)
  local whole
  if type(value) == "string" then
    whole = value:match "^%-?%d+$" and math.tointeger(tonumber(value))
  elseif math.type(value) then
    whole = math.tointeger(value)
  end
  if not whole then refuse(where, value, "an integer of 64 bits") end
  return ("%d"):format(whole)
end

local function number_text(value, where)
  local whole = math.type(value) and math.tointeger(value)
  if whole then return ("%d"):format(whole) end -- all its digits, not 17
  if type(value) ~= "number" or value ~= value or value == math.huge
    or value == -math.huge then
    refuse(where, value, "a finite number")
  end
  -- Not string.format, which writes the locale's decimal point.
  return (core.encode(value):gsub("%.0$", ""))
end

local function boolean_text(value, where)
  if type(value) ~= "boolean" then refuse(where, value, "true or false") end
  return tostring(value)
end

-- A property that no definition knows.
local function any_text(value, where)
  if type(value) == "number" then return number_text(value, where) end
  if type(value) == "boolean" then return tostring(value) end
  if time.is(value) then return tostring(value) end
  return string_text(value, where)
end

local WRITERS = {
  string = string_text, byte = string_text, binary = string_text,
  uuid = guid_text, date = date_text, int32 = integer_text,
  int64 = integer_text, number = number_text, boolean = boolean_text,
}

---A value as the literal of a property's kind.
---@param value any a string, number, boolean, moment, `orchestrator.null` or
---  what `guid`, `date` or `raw` made
---@param kind string|nil first word of the property's descriptor; nil: unknown
---@param where string what to name in an error, e.g. "filter: Name"
---@return string
function literal.write(value, kind, where)
  if value == nil then
    errors.argument(where .. ": the value is nil, which would widen the filter",
      "use orchestrator.null for the API's null")
  elseif value == core.null then
    return "null"
  elseif literal.is(value) then
    return value.text
  elseif kind and kind:sub(1, 1) == "#" then
    return string_text(value, where) -- enumerations are written as strings
  end
  return (WRITERS[kind] or any_text)(value, where)
end

---A GUID, written bare whatever the property's type.
---@param text string with or without braces
---@return orchestrator.Literal
function literal.guid(text) return chosen(guid_text(text, "guid")) end

---A moment, written bare whatever the property's type.
---@param value string|orchestrator.Time ISO 8601 with an offset
---@return orchestrator.Literal
function literal.date(value) return chosen(date_text(value, "date")) end

---A literal exactly as given. What you put here is not checked.
---@param text string
---@return orchestrator.Literal
function literal.raw(text)
  if type(text) ~= "string" or text == "" then refuse("raw", text, "a text") end
  return chosen(text)
end

return literal
