-- Options tables: copied, unknown names refused with the nearest known one,
-- types checked.

local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"

local options = {}

-- Lua's own type names, and three of ours.
local CHECKS = {
  text = function(value) return type(value) == "string" and value ~= "" end,
  integer = function(value) return math.type(value) == "integer" end,
  positive = function(value)
    return math.type(value) and value > 0 and value < math.huge
  end,
}
local WORDS = {
  text = "a string that is not empty", integer = "an integer",
  positive = "a number above 0",
}

local function fits(value, allowed)
  for name in allowed:gmatch "[^|]+" do
    local check = CHECKS[name]
    if check and check(value) or not check and type(value) == name then
      return true
    end
  end
  return false
end

local function wanted(allowed)
  local words = {}
  for name in allowed:gmatch "[^|]+" do
    words[#words + 1] = WORDS[name] or "a " .. name
  end
  return table.concat(words, " or ")
end

local function check_one(what, name, value, known)
  local allowed = known[name]
  if not allowed then
    errors.argument(("%s: unknown option %q"):format(what, tostring(name)),
      nearest.hint(tostring(name), nearest.names(known)))
  elseif not fits(value, allowed) then
    local got = value == "" and "an empty string" or "a " .. type(value)
    if type(value) == "number" then got = tostring(value) end
    errors.argument(("%s: option %s must be %s, not %s"):format(what, name,
      wanted(allowed), got))
  end
end

---A checked copy of an options table.
---@param given table|nil what the caller gave
---@param known table<string, string> name to types: "string|table", also
---  "text" (not empty), "integer" and "positive"
---@param what string the function's name, for messages
---@return table copy
function options.check(given, known, what)
  if given == nil then return {} end
  if type(given) ~= "table" then
    errors.argument(("%s: options must be a table, not a %s"):format(what,
      type(given)))
  end
  local copy = {}
  for name, value in pairs(given) do
    check_one(what, name, value, known)
    copy[name] = value
  end
  return copy
end

return options
