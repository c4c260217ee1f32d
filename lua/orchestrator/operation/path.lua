-- Fills the places of an operation's path, in the style that each place asks
-- for: (5), ('text'), (name='text',id=5), [1,2], /segment.

local parse = require "orchestrator.catalogue.descriptor"
local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local literal = require "orchestrator.literal"

local path = {}

-- Text that would leave its segment or vanish in it.
local function check_text(text, where)
  if text == "" then errors.argument(where .. " is empty") end
  if text:find "[/\\%c]" or text == "." or text == ".." then
    errors.argument(where .. " holds a slash or a control character, which "
      .. "cannot stand in a path")
  end
  return text
end

local function as_text(value, where)
  if type(value) ~= "string" and math.type(value) ~= "integer" then
    errors.argument(("%s must be a string, not a %s"):format(where,
      type(value)))
  end
  return check_text(tostring(value), where)
end

-- Identity's ids: "magic-7" is one, although the definition says uuid.
local function identifier(value, where)
  local text = as_text(value, where)
  if not text:match "^[%w._~-]+$" then
    errors.argument(where .. " holds a character that no id has")
  end
  return text
end

local function scalar(value, kind, where, loose)
  if kind == "string" or kind:sub(1, 1) == "#" then
    return as_text(value, where)
  elseif loose then
    return identifier(value, where)
  end
  return literal.write(value, kind, where)
end

local function list(values, kind, where)
  if type(values) ~= "table" or #values == 0 then
    errors.argument(where .. " must be a list")
  end
  local out = {}
  for i, value in ipairs(values) do
    out[i] = literal.write(value, kind == "any" and "int64" or kind, where)
  end
  return table.concat(out, ",")
end

---The names of a template's places, in order.
---@param template string
---@return string[]
function path.places(template)
  local names = {}
  for name in template:gmatch "{([%w_]+)}" do names[#names + 1] = name end
  return names
end

---An operation's path with values in its places, escaped.
---@param operation orchestrator.Operation
---@param values table<string, any> by the places' names
---@param loose? boolean ids need not have the form that the definition says
---@return string
function path.fill(operation, values, loose)
  local out, at = {}, 1
  for before, name, stop in operation.at:gmatch "([^{]*){([%w_]+)}()" do
    local where = operation.id .. ": " .. name
    local value = values[name]
    if value == nil then errors.argument(where .. " is missing") end
    local about = parse(operation.path[name])
    local text
    if about.list then
      text = list(value, about.kind, where)
    else
      text = scalar(value, about.kind, where, loose)
      if before:sub(-1) == "'" then text = text:gsub("'", "''") end
      text = core.escape(text)
    end
    out[#out + 1] = before .. text
    at = stop
  end
  return table.concat(out) .. operation.at:sub(at)
end

return path
