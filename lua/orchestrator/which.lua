-- What a verb is told of an entity: its Id, its name, or a row that was read.

local errors = require "orchestrator.errors"
local named = require "orchestrator.named"

local which = {}

local function refuse(set, what)
  errors.argument(("%s: give an Id, a name or a row of %s"):format(what,
    set.spec.tag))
end

---Its row, read unless it was given.
---@param set orchestrator.Query
---@param given integer|string|table
---@param what string the verb, for messages
---@return table
function which.row(set, given, what)
  if type(given) == "table" and given.Id then return given end
  if math.type(given) == "integer" then return set:get(given) end
  if type(given) ~= "string" then refuse(set, what) end
  return named.one(set, given)
end

---Its Id.
---@param set orchestrator.Query
---@param given integer|string|table
---@param what string
---@return integer
function which.id(set, given, what)
  if math.type(given) == "integer" then return given end
  if type(given) == "table" and math.type(given.Id) == "integer" then
    return given.Id
  end
  if type(given) ~= "string" then refuse(set, what) end
  return named.one(set, given).Id
end

---Their Ids: of a list, or of one alone.
---@param set orchestrator.Query
---@param given integer|string|table
---@param what string
---@return integer[]
function which.ids(set, given, what)
  if type(given) ~= "table" or given.Id ~= nil then given = { given } end
  local ids = {}
  for i, one in ipairs(given) do ids[i] = which.id(set, one, what) end
  if #ids == 0 then errors.argument(what .. ": the list is empty") end
  return ids
end

return which
