-- One value as text in one line.

local clean = require "orchestrator.console.clean"
local core = require "orchestrator.core"
local dates = require "orchestrator.console.dates"
local mask = require "orchestrator.console.mask"
local nearest = require "orchestrator.nearest"

local value = {}

local LONGEST = 2000 -- bytes of a text that are looked at for one line
local DEPTH = 3

-- What an entity within a row is known by.
local NAMES = { "FullyQualifiedName", "DisplayName", "Name", "UserName",
  "FullName", "Key", "Id", "name", "id" }

local function text_of(text, options)
  if dates.is(text) then return dates.text(text, options.time) end
  if #text > LONGEST then
    text = text:sub(1, utf8.offset(text, 0, LONGEST + 1) - 1) .. "…"
  end
  return clean.line(text)
end

local fold

local function fold_list(list, options, depth)
  if #list == 0 then return "[]" end
  local parts = {}
  for i = 1, math.min(#list, 5) do
    parts[i] = value.text(list[i], nil, options, depth + 1)
  end
  if #list > #parts then parts[#parts + 1] = ("+%d"):format(#list - #parts) end
  return "[" .. table.concat(parts, ", ") .. "]"
end

function fold(object, options, depth)
  if #object > 0 or getmetatable(object) == core.array_mt then
    return fold_list(object, options, depth)
  end
  local keys = {}
  for key in pairs(object) do keys[#keys + 1] = tostring(key) end
  if #keys == 0 then return "{}" end
  for _, name in ipairs(NAMES) do
    local known = object[name]
    if known ~= nil and type(known) ~= "table" then
      local rest = #keys > 1 and (" +%d"):format(#keys - 1) or ""
      return ("{%s%s}"):format(value.text(known, name, options, depth + 1),
        rest)
    end
  end
  if depth >= DEPTH then return ("{+%d}"):format(#keys) end
  table.sort(keys)
  local parts = {}
  for i = 1, math.min(#keys, 4) do
    parts[i] = clean.line(keys[i]) .. ": " .. value.text(object[keys[i]],
      keys[i], options, depth + 1)
  end
  if #keys > #parts then parts[#parts + 1] = ("+%d"):format(#keys - #parts) end
  return "{" .. table.concat(parts, ", ") .. "}"
end

---A value as text in one line, harmless to a terminal.
---@param given any
---@param name? any of its field
---@param options { reveal?: boolean, time?: string }
---@param depth? integer
---@return string
function value.text(given, name, options, depth)
  if given == nil or given == core.null then return "" end
  if not options.reveal and mask.hides(name, given) then return mask.TEXT end
  local kind = type(given)
  if kind == "string" then return text_of(given, options) end
  if math.type(given) == "float" then return ("%.14g"):format(given) end
  if kind == "table" then
    local meta = getmetatable(given)
    if meta and meta ~= core.array_mt then
      return clean.line(tostring(given))
    end
    return fold(given, options, depth or 0)
  end
  return tostring(given)
end

---The names of a row's fields, in order.
---@param row table
---@return string[]
function value.names(row)
  local names = {}
  for name in pairs(row) do
    if type(name) == "string" then names[name] = true end
  end
  return nearest.names(names)
end

return value
