-- What a verb is told of an entity: its Id, its name, a row that was read, or
-- what `named` gives for it (a queue, a bucket).

local errors = require "orchestrator.errors"
local named = require "orchestrator.verbs.named"

local which = {}

-- The row of what was given.
local function given_row(given)
  if type(given) ~= "table" then return nil end
  return rawget(given, "Id") and given or rawget(given, "row")
end

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
  local row = given_row(given)
  if row then return row end
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
  local row = given_row(given)
  if row and math.type(row.Id) == "integer" then return row.Id end
  if type(given) ~= "string" then refuse(set, what) end
  return named.one(set, given).Id
end

---Their Ids: of a list, or of one alone.
---@param set orchestrator.Query
---@param given integer|string|table
---@param what string
---@return integer[]
function which.ids(set, given, what)
  if type(given) ~= "table" or given_row(given) then given = { given } end
  local ids = {}
  for i, one in ipairs(given) do ids[i] = which.id(set, one, what) end
  if #ids == 0 then errors.argument(what .. ": the list is empty") end
  return ids
end

return which
