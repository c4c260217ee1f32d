-- Query strings.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"

local url = {}

local function value_text(name, value)
  local kind = math.type(value) or type(value)
  if kind == "integer" then return ("%d"):format(value) end
  if kind == "string" or kind == "boolean" then return tostring(value) end
  if kind == "float" and value == value and value ~= math.huge
    and value ~= -math.huge then
    -- Not string.format, which writes the locale's decimal point.
    return (core.encode(value):gsub("%.0$", ""))
  end
  if kind == "table" and getmetatable(value)
    and getmetatable(value).__tostring then
    return tostring(value)
  end
  errors.argument(("query: %s cannot be a %s"):format(name, kind))
end

---One parameter, escaped. Option names with their $ stay as they are.
---@param name string
---@param value string|number|boolean
---@return string
function url.pair(name, value)
  return name:gsub("[^%w$_.~-]", core.escape) .. "="
    .. core.escape_query(value_text(name, value))
end

---Parameters sorted by name; a list repeats its name.
---@param parameters table<string, any>
---@return string
function url.query(parameters)
  local out = {}
  for _, name in ipairs(nearest.names(parameters)) do
    local value = parameters[name]
    if type(value) == "table" and not getmetatable(value)
      or getmetatable(value) == core.array_mt then
      for _, item in ipairs(value) do out[#out + 1] = url.pair(name, item) end
    else
      out[#out + 1] = url.pair(name, value)
    end
  end
  return table.concat(out, "&")
end

return url
