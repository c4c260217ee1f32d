-- Folder paths with wildcards: * and ? within a name, ** for any depth.

local errors = require "orchestrator.errors"

local folder_pattern = {}

local function name_pattern(text)
  return (text:gsub("[%^%$%(%)%%%.%[%]%+%-]", "%%%0"):gsub("%*", ".*")
    :gsub("%?", "."))
end

local function split(path)
  local names = {}
  for name in path:gmatch "[^/]+" do names[#names + 1] = name:lower() end
  return names
end

local function match(wanted, i, names, k)
  local segment = wanted[i]
  if not segment then return names[k] == nil end
  if segment == "**" then
    for next_name = k, #names + 1 do
      if match(wanted, i + 1, names, next_name) then return true end
    end
    return false
  end
  return names[k] ~= nil and names[k]:match("^" .. name_pattern(segment)
    .. "$") ~= nil and match(wanted, i + 1, names, k + 1)
end

---Does a path match? Case does not count, as on the server.
---@param pattern string "Shared/*", "Finance/**", "**/Inbound"; the last also
---  matches "Inbound", and the middle one "Finance"
---@param path string a folder's FullyQualifiedName
---@return boolean
function folder_pattern.matches(pattern, path)
  return match(split(pattern), 1, split(path), 1)
end

---@param pattern any
---@param what string for messages
function folder_pattern.check(pattern, what)
  if type(pattern) ~= "string" or pattern == "" or pattern:find "%c" then
    errors.argument(what .. ": give a path, in which * and ** are wildcards")
  end
end

return folder_pattern
