-- Conditions on rows, as OData's $filter. Text is never pasted: values become
-- literals of their property's type.
--
-- A condition is a list of pieces: texts, and lists of literals of which a
-- request takes as many as the server's limits allow. A filter is a list of
-- conditions that all have to hold.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local literal = require "orchestrator.literal"
local nearest = require "orchestrator.nearest"
local template = require "orchestrator.query.filter_template"
local time = require "orchestrator.time"

local filter = {}

local COMPARISONS = { eq = true, ne = true, gt = true, ge = true, lt = true,
  le = true }
local FUNCTIONS = { contains = true, startswith = true, endswith = true }
local OPERATORS = { "eq", "ne", "gt", "ge", "lt", "le", "contains",
  "startswith", "endswith", "in" }

local function is_scalar(value)
  return type(value) ~= "table" or literal.is(value) or time.is(value)
end

local function is_list(value)
  return next(value) == nil or getmetatable(value) == core.array_mt
    or value[1] ~= nil
end

-- The literals of a list, each once.
local function literals(list, kind, where)
  local out, seen, highest = {}, {}, 0
  for key in pairs(list) do
    if math.type(key) ~= "integer" or key < 1 then
      errors.argument(where .. ": a list must not have the key "
        .. tostring(key))
    end
    highest = math.max(highest, key)
  end
  for i = 1, highest do
    local text = literal.write(list[i], kind, ("%s, value %d"):format(where, i))
    if text == "null" then
      errors.argument(where .. ": null cannot stand in a list",
        "compare with it in a condition of its own")
    end
    if not seen[text] then
      seen[text] = true
      out[#out + 1] = text
    end
  end
  return out
end

local function compare(path, operator, value, kind, where)
  if operator == "in" or operator == "eq" and not is_scalar(value) then
    if is_scalar(value) or not is_list(value) then
      errors.argument(where .. ": in takes a list")
    end
    return { path .. " in ", literals(value, kind, where) }
  elseif not is_scalar(value) then
    errors.argument(where .. ": " .. operator .. " takes one value")
  elseif FUNCTIONS[operator] then
    return { ("%s(%s,%s)"):format(operator, path,
      literal.write(value, "string", where)) }
  elseif value == core.null and operator ~= "eq" and operator ~= "ne" then
    errors.argument(where .. ": null can only be compared with eq and ne")
  end
  return { ("%s %s %s"):format(path, operator,
    literal.write(value, kind, where)) }
end

local of_table

-- What stands behind a property: a value, a list, operators, or properties
-- of the type it is.
local function of_property(out, catalogue, row_type, path, value)
  local where = "filter: " .. path
  local property = catalogue:property(row_type, path)
  local kind = property and property.kind
  if is_scalar(value) then
    out[#out + 1] = compare(path, "eq", value, kind, where)
  elseif is_list(value) then
    out[#out + 1] = compare(path, "in", value, kind, where)
  elseif property and property.type then
    of_table(out, catalogue, row_type, value, path .. "/")
  else
    for _, operator in ipairs(nearest.names(value)) do
      if not (COMPARISONS[operator] or FUNCTIONS[operator]
        or operator == "in") then
        errors.argument(("%s: unknown operator %q"):format(where, operator),
          nearest.hint(operator, OPERATORS))
      end
      out[#out + 1] = compare(path, operator, value[operator], kind, where)
    end
  end
end

function of_table(out, catalogue, row_type, conditions, prefix)
  if next(conditions) == nil then
    errors.argument("filter: the table is empty, which would match every row",
      "leave the filter out to mean that")
  end
  for name in pairs(conditions) do
    if type(name) ~= "string" or not (name .. "/"):match "^[%a_][%w_/]*/$"
      or name:find("//", 1, true) then
      errors.argument(("filter: %q is not a property"):format(tostring(name)),
        'write "Name", or "Robot/Name" for a property of a property')
    end
  end
  for _, name in ipairs(nearest.names(conditions)) do
    of_property(out, catalogue, row_type, prefix .. name, conditions[name])
  end
  return out
end

local function refuse_list(where)
  errors.argument(where .. ": a list belongs behind in: \"State in ?\"")
end

-- The pieces of a template with its values put in.
local function of_template(catalogue, row_type, text, values)
  local read = template.read(text)
  if read.count ~= values.n then
    errors.argument(("filter: %d placeholders and %d values")
      :format(read.count, values.n), "give one value for each ?")
  end
  local pieces = {}
  for i, slot in ipairs(read.slots) do
    local where = ("filter: value %d (%s)"):format(i, slot.path or "?")
    local value = values[i]
    local kind = slot.kind
    if slot.path and not kind then
      local property = catalogue:property(row_type, slot.path)
      kind = property and property.kind
    end
    pieces[#pieces + 1] = slot.before
    if is_scalar(value) then
      local written = literal.write(value, kind, where)
      pieces[#pieces + 1] = slot.list and { written } or written
    elseif not slot.list or not is_list(value) then
      refuse_list(where)
    else
      pieces[#pieces + 1] = literals(value, kind, where)
    end
  end
  pieces[#pieces + 1] = read.after
  pieces.has_or, pieces.has_not = read.has_or, read.has_not
  return pieces
end

---Conditions out of what a user gives to `query:filter`.
---@param catalogue orchestrator.Catalogue
---@param row_type string|nil the type of the rows, for literals
---@param given string|table a template with ? for values, or property to value,
---  list or { operator = value }
---@param ... any the template's values
---@return table[] conditions
function filter.read(catalogue, row_type, given, ...)
  local values = table.pack(...)
  if type(given) == "table" and not literal.is(given) then
    if values.n > 0 then
      errors.argument("filter: a table of conditions takes no further values")
    end
    return of_table({}, catalogue, row_type, given, "")
  elseif literal.is(given) and values.n == 0 then
    return { { given.text, has_or = true } }
  elseif type(given) ~= "string" or not given:match "%S" then
    errors.argument("filter: give a template or a table, not "
      .. (given == "" and "an empty string" or "a " .. type(given)))
  end
  return { of_template(catalogue, row_type, given, values) }
end

return filter
