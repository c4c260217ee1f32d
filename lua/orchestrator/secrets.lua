-- Members that hold secrets, by the names of the API's definitions. They are
-- masked where rows are written or shown.

local parse = require "orchestrator.catalogue.descriptor"
local core = require "orchestrator.core"

local secrets = {}

-- One table with the trace, which is written below Lua.
local NAMES = {}
for _, name in ipairs(core.secret_names()) do NAMES[name] = true end

local DEPTH = 3 -- a row, what it holds, and what is expanded in that

local function gather(catalogue, type_name, depth, seen, found)
  local fields = catalogue:fields(type_name)
  if not fields or depth > DEPTH or seen[type_name] then return end
  seen[type_name] = true
  for name, text in pairs(fields) do
    local about = parse(text)
    if NAMES[name] then found[name] = true end
    if about.type then gather(catalogue, about.type, depth + 1, seen, found) end
  end
end

---The secret members that rows of a type can have, themselves or in what they
---hold.
---@param catalogue orchestrator.Catalogue
---@param type_name string|nil
---@return string[]|nil names in order; nil: there are none
function secrets.of(catalogue, type_name)
  local found, list = {}, {}
  if not type_name then found = NAMES end
  if type_name then gather(catalogue, type_name, 1, {}, found) end
  for name in pairs(found) do list[#list + 1] = name end
  if #list == 0 then return nil end
  table.sort(list)
  return list
end

return secrets
