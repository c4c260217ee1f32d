-- Which fields hold secrets, and rows without them.

local core = require "orchestrator.core"

local mask = {}

mask.TEXT = "********"

local WHOLE = { licensekey = true, apikey = true, userkey = true,
  accesstoken = true, refreshtoken = true, token = true, pat = true,
  connectionstring = true, secretvalue = true }
local PARTS = { "password", "secret", "privatekey", "credential" }

---Does a field of that name hold a secret?
---@param name any
---@return boolean
function mask.is_secret(name)
  if type(name) ~= "string" then return false end
  local folded = name:lower():gsub("_", "")
  if WHOLE[folded] then return true end
  for _, part in ipairs(PARTS) do
    if folded:find(part, 1, true) then return true end
  end
  return false
end

-- Ids and names of where secrets are kept are none themselves.
local function is_about(name) return name:find "I[dD]$" or name:find "[Nn]ame$"
  or name:find "Type$" end

---Is this value of this field to be hidden?
---@param name any
---@param value any
---@return boolean
function mask.hides(name, value)
  return type(value) == "string" and value ~= "" and mask.is_secret(name)
    and not is_about(name)
end

---A copy in which secrets are masked, however deep.
---@param value any
---@param name? any of the field that holds it
---@return any
function mask.copy(value, name)
  if mask.hides(name, value) then return mask.TEXT end
  if type(value) ~= "table" or value == core.null then return value end
  local out = {}
  for key, member in pairs(value) do
    out[key] = mask.copy(member, math.type(key) and name or key)
  end
  return setmetatable(out, getmetatable(value))
end

return mask
