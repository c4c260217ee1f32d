-- Finds the one row of a set by its name. Names are compared here, since some
-- servers' filters mean "contains" (Assets).

local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"

local named = {}

-- What is called the name, where it is not Name.
local PROPERTIES = { Folders = "DisplayName", Sessions = "HostMachineName",
  Tasks = "Title", Users = "UserName" }

---The property that holds the names of a set's rows; nil: they have none.
---@param catalogue orchestrator.Catalogue
---@param tag string
---@return string|nil
function named.property(catalogue, tag)
  local rows = catalogue:row_type(tag)
  local property = PROPERTIES[tag] or "Name"
  return rows and catalogue:property(rows, property) and property or nil
end

-- Those in the letter case that was asked for, if there are any.
local function exact(rows, property, name)
  local same = {}
  for _, row in ipairs(rows) do
    if row[property] == name then same[#same + 1] = row end
  end
  return #same > 0 and same or rows
end

local function filtered(set, name, property)
  local rows, wanted = {}, name:lower()
  for _, row in ipairs(set:filter({ [property] = name }):list()) do
    if tostring(row[property]):lower() == wanted then
      rows[#rows + 1] = row
    end
  end
  return exact(rows, property, name)
end

local MOST = 1000 -- names that are read where the filter finds none

-- The names there are, as far as they can be read.
local function known_names(set, property)
  local rows = errors.catch(function()
    return set:select(property):top(MOST):list()
  end)
  local names = {}
  for _, row in ipairs(rows or {}) do
    names[#names + 1] = type(row[property]) == "string" and row[property]
      or nil
  end
  table.sort(names)
  return names
end

---All rows of that name, in any case, as the server compares names; where some
---have it in the very same case, only those.
---@param set orchestrator.Query
---@param name string
---@param property? string default: what the set calls the name
---@return table[] rows
---@return string[]|nil known names that there are, where there is no such row
function named.all(set, name, property)
  property = property or named.property(set.connection.catalogue, set.spec.tag)
    or "Name"
  if type(name) ~= "string" or name == "" then
    errors.argument(set.spec.tag .. ": the name must be a string")
  end
  local rows = filtered(set, name, property)
  if #rows > 0 then return rows end
  local known = known_names(set, property)
  for i, other in ipairs(known) do -- where the filter minds the case
    if other:lower() == name:lower() and other ~= known[i - 1] then
      for _, row in ipairs(filtered(set, other, property)) do
        rows[#rows + 1] = row
      end
    end
  end
  return rows, known
end

---Raises not_found, with the nearest names that there are.
---@param set orchestrator.Query
---@param name string
---@param known string[]
function named.refuse(set, name, known)
  local label = rawget(set.owner, "label")
  local hint = nearest.hint(name, known)
  if #known == 0 or hint == "see the documentation" then
    hint = "check the name, and the folder"
  end
  errors.refuse("not_found", ("%s: there is no %q%s"):format(set.spec.tag,
    name, label and (" in the folder %q"):format(label) or ""), hint)
end

---The row of that name; none raises not_found, several raise conflict.
---@param set orchestrator.Query
---@param name string
---@param property? string
---@return table
function named.one(set, name, property)
  local rows, known = named.all(set, name, property)
  if #rows == 1 then return rows[1] end
  if #rows == 0 then named.refuse(set, name, known or {}) end
  local keys = {}
  for i = 1, math.min(#rows, 10) do keys[i] = tostring(rows[i].Id) end
  errors.refuse("conflict", ("%s: %d are named %q"):format(set.spec.tag,
    #rows, name), "use the Id of one of them: " .. table.concat(keys, ", "))
end

return named
