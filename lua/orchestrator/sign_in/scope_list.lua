-- Scopes: the combinations that the identity server is known to refuse, found
-- before it is asked, with what to write instead.

local errors = require "orchestrator.errors"

local scope_list = {}

-- "OR.Jobs.Read" belongs to "OR.Jobs".
local function whole_of(name)
  return name:match "^(.+)%.Read$" or name:match "^(.+)%.Write$"
end

local function names_of(scope)
  local names, set = {}, {}
  for name in scope:gmatch "%S+" do
    if set[name] then
      errors.config(("scope: %s is there twice"):format(name), "name it once")
    end
    names[#names + 1], set[name] = name, true
  end
  return names, set
end

-- What can be said of one name by itself.
local function check_name(name, kind)
  if name:find "[,;]" then
    errors.config(("scope: %q holds a comma or a semicolon"):format(name),
      "separate scopes by spaces")
  elseif name:find '[%c"\\\x7f-\xff]' then
    errors.config("scope: a name holds a character that no scope has")
  elseif name == "offline_access" and kind == "application" then
    errors.config("scope: offline_access does not go with client_id + "
      .. "client_secret, which needs no refresh token", "leave it out")
  end
end

---Raises when a scope cannot be granted as it is written.
---@param scope string|nil names separated by spaces
---@param kind "application"|"user" whose scopes they are
function scope_list.check(scope, kind)
  if scope == nil then return end
  local names, set = names_of(scope)
  if #names == 0 then errors.config "scope is empty" end
  for _, name in ipairs(names) do
    check_name(name, kind)
    local whole = whole_of(name)
    if whole and set[whole] then
      errors.config(("scope: %s and %s together are refused by the server")
        :format(whole, name), ("leave out %s: %s includes it"):format(name,
        whole))
    end
  end
end

---Joins scopes, each once, in the order in which they come.
---@param ... string|nil
---@return string
function scope_list.join(...)
  local out, set = {}, {}
  for i = 1, select("#", ...) do
    for name in (select(i, ...) or ""):gmatch "%S+" do
      if not set[name] then out[#out + 1], set[name] = name, true end
    end
  end
  return table.concat(out, " ")
end

---The scope of a user's sign-in: with a refresh token, and for the vendor's
---own pages to say who it is.
---@param scope string|nil
---@return string
function scope_list.of_user(scope)
  return scope_list.join(scope or "OR.Default", "offline_access")
end

return scope_list
