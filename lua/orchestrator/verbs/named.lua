-- Finds the one row of a set by its name. Names are compared here, since some
-- servers' filters mean "contains" (Assets).

local errors = require "orchestrator.errors"

local named = {}

---All rows of that name, in any case, as the server compares names.
---@param set orchestrator.Query
---@param name string
---@param property? string default "Name"
---@return table[]
function named.all(set, name, property)
  property = property or "Name"
  if type(name) ~= "string" or name == "" then
    errors.argument(set.spec.tag .. ": the name must be a string")
  end
  local rows, wanted = {}, name:lower()
  for _, row in ipairs(set:filter({ [property] = name }):list()) do
    if tostring(row[property]):lower() == wanted then
      rows[#rows + 1] = row
    end
  end
  return rows
end

---The row of that name; none raises not_found, several raise conflict.
---@param set orchestrator.Query
---@param name string
---@param property? string
---@return table
function named.one(set, name, property)
  local rows = named.all(set, name, property)
  if #rows == 1 then return rows[1] end
  local label = rawget(set.owner, "label")
  local where = label and (" in the folder %q"):format(label) or ""
  if #rows == 0 then
    errors.refuse("not_found", ("%s: there is no %q%s"):format(set.spec.tag,
      name, where), "check the name, and the folder")
  end
  errors.refuse("conflict", ("%s: %d are named %q%s"):format(set.spec.tag,
    #rows, name, where), "use the key of one of them")
end

return named
