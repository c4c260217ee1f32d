-- Folder paths with wildcards: * and ? within a name, ** for any depth.

local errors = require "orchestrator.errors"

local folder_pattern = {}

local function split(path)
  local names = {}
  for name in path:gmatch "[^/]+" do names[#names + 1] = name:lower() end
  return names
end

-- One list against a pattern of which some elements stand for any number.
-- Only the last of those is ever tried again, so the time is bounded by the
-- product of the lengths, whatever the pattern.
local function glob(wanted, list, any, equal)
  local i, k, again, from = 1, 1, nil, nil
  while k <= #list do
    if wanted[i] == any then
      again, from, i = i, k, i + 1
    elseif wanted[i] and equal(wanted[i], list[k]) then
      i, k = i + 1, k + 1
    elseif again then
      from = from + 1
      i, k = again + 1, from
    else
      return false
    end
  end
  while wanted[i] == any do i = i + 1 end
  return wanted[i] == nil
end

local function characters(text)
  local list = {}
  for i = 1, #text do list[i] = text:sub(i, i) end
  return list
end

local function same_character(wanted, found)
  return wanted == "?" or wanted == found
end

local function same_name(wanted, name)
  return wanted == name
    or glob(characters(wanted), characters(name), "*", same_character)
end

---Does a path match? Case does not count, as on the server.
---@param pattern string "Shared/*", "Finance/**", "**/Inbound"; the last also
---  matches "Inbound", and the middle one "Finance"
---@param path string a folder's FullyQualifiedName
---@return boolean
function folder_pattern.matches(pattern, path)
  return glob(split(pattern), split(path), "**", same_name)
end

---@param pattern any
---@param what string for messages
function folder_pattern.check(pattern, what)
  if type(pattern) ~= "string" or pattern == "" or pattern:find "%c" then
    errors.argument(what .. ": give a path, in which * and ** are wildcards")
  end
end

return folder_pattern
