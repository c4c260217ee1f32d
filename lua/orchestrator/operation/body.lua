-- Request bodies: tables as the definition's type has them.

local parse = require "orchestrator.catalogue.descriptor"
local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local time = require "orchestrator.time"

local body = {}

local DEPTH = 64 -- deeper types than any definition has; ends on cycles

local shape

local function shape_members(value, about, catalogue, depth)
  local fields = about.type and catalogue:fields(about.type)
  local copy
  for name, member in pairs(value) do
    local text = about.map and about.kind or fields and fields[name]
    local shaped = text and shape(member, parse(text), catalogue,
      depth + 1)
    if shaped and shaped ~= member then
      copy = copy or {}
      copy[name] = shaped
    end
  end
  return copy
end

local function shape_items(value, about, catalogue, depth)
  local item = parse(about.kind)
  local copy
  for i, member in ipairs(value) do
    local shaped = shape(member, item, catalogue, depth + 1)
    if shaped ~= member then
      copy = copy or {}
      copy[i] = shaped
    end
  end
  return copy
end

-- The same value with empty tables marked as the arrays that they have to be;
-- copied along the way to them, and nowhere else.
function shape(value, about, catalogue, depth)
  if type(value) ~= "table" or depth > DEPTH then return value end
  if time.is(value) then return tostring(value) end
  if about.list and next(value) == nil then
    return setmetatable({}, core.array_mt)
  end
  local changed
  if about.list then
    changed = shape_items(value, about, catalogue, depth)
  else
    changed = shape_members(value, about, catalogue, depth)
  end
  if not changed then return value end
  for name, member in pairs(value) do
    if changed[name] == nil then changed[name] = member end
  end
  return setmetatable(changed, getmetatable(value))
end

---A value with its empty tables as the definition declares them: `{}` becomes
---[] where an array belongs.
---@param value any
---@param descriptor string|nil
---@param catalogue? orchestrator.Catalogue of its types
---@return any
function body.shape(value, descriptor, catalogue)
  if not descriptor then return value end
  return shape(value, parse(descriptor), catalogue, 1)
end

---JSON text of a body.
---@param value any a table, or what the operation takes
---@param descriptor string|nil what the definition says it is
---@param catalogue? orchestrator.Catalogue of its types
---@return string
function body.encode(value, descriptor, catalogue)
  local text, message = core.encode(body.shape(value, descriptor, catalogue))
  if not text then
    errors.argument("the body cannot be sent as JSON: " .. message)
  end
  return text
end

return body
