-- The ways to sign in, and which of them a connection takes.
--
-- What is given to `connect` goes before what the environment holds. Of the
-- environment's ways the first in WAYS is taken, which puts those that can
-- renew their token before fixed ones; but when a scope is given, the client
-- secret, because only that way has scopes.

local environment = require "orchestrator.environment"
local errors = require "orchestrator.errors"

local sign_in = {}

---@class orchestrator.Way
---@field name string
---@field marks string[] the fields that say that this way is meant
---@field needs string[] the fields it cannot do without
---@field scopes? boolean a scope goes with it
---@field token fun(fields: table, address: table): table what core.client
---  takes as its token

local function fixed(field)
  return function(fields)
    return { grant = "fixed", secret = fields[field] }
  end
end

local function user_key(fields, address)
  if not address.account_tokens then
    errors.config("user_key: " .. address.edition .. " has no user keys",
      "use client_id and client_secret, or give account_url")
  end
  return { grant = "user_key", url = address.account_tokens,
    client_id = fields.client_id, secret = fields.user_key }
end

local function client_credentials(fields, address)
  return { grant = "client_credentials", url = address.identity_tokens,
    client_id = fields.client_id, secret = fields.client_secret,
    scope = fields.scope }
end

local function not_yet(what)
  return function()
    errors.config(what .. " cannot be used yet in this version",
      "use access_token, client_id + user_key, client_id + client_secret or "
      .. "pat")
  end
end

---@type orchestrator.Way[]
local WAYS = {
  { name = "client_id + user_key", marks = { "user_key" },
    needs = { "client_id", "user_key" }, token = user_key },
  { name = "client_id + client_secret", marks = { "client_secret" },
    needs = { "client_id", "client_secret" }, scopes = true,
    token = client_credentials },
  { name = "pat", marks = { "pat" }, needs = { "pat" }, token = fixed "pat" },
  { name = "access_token", marks = { "access_token" },
    needs = { "access_token" }, token = fixed "access_token" },
  { name = "username + password", marks = { "username", "password" },
    needs = { "username", "password" },
    token = not_yet "username + password" },
  { name = "token", marks = { "token" }, needs = { "token" },
    token = not_yet "token = function" },
  { name = "profile", marks = { "profile" }, needs = { "profile" },
    token = not_yet "profile" },
}

local function has_any(fields, names)
  for _, name in ipairs(names) do
    if fields[name] ~= nil then return true end
  end
  return false
end

local function given_ways(fields)
  local found = {}
  for _, way in ipairs(WAYS) do
    if has_any(fields, way.marks) then found[#found + 1] = way end
  end
  return found
end

local function refuse_many(ways)
  local names = {}
  for i, way in ipairs(ways) do names[i] = way.name end
  errors.config("several ways to sign in are given: "
    .. table.concat(names, ", "), "give one of them")
end

local function is_complete(way, fields)
  for _, name in ipairs(way.needs) do
    if (fields[name] or environment.get(name)) == nil then return false end
  end
  return true
end

local function way_of_environment(fields)
  local scoped = fields.scope or environment.get "scope"
  for _, way in ipairs(WAYS) do
    if scoped and way.scopes and is_complete(way, fields) then return way end
  end
  for _, way in ipairs(WAYS) do
    if is_complete(way, fields) and not (fields.scope and not way.scopes) then
      return way
    end
  end
  errors.config("there is no way to sign in", "give access_token, client_id + "
    .. "user_key, client_id + client_secret or pat, or set "
    .. "UIPATH_ACCESS_TOKEN, UIPATH_CLIENT_ID and so on")
end

local function choose(fields)
  local given = given_ways(fields)
  if #given > 1 then refuse_many(given) end
  if given[1] and fields.scope and not given[1].scopes then
    errors.config("scope does not go with " .. given[1].name,
      "leave it out, or use client_id + client_secret")
  end
  return given[1] or way_of_environment(fields)
end

-- A value that could not be a credential is refused before it is sent.
local function check(name, value)
  if type(value) ~= "string" then return end
  if value == "" then errors.config(name .. " is empty") end
  if value:find "[%c]" or value:find "^%s" or value:find "%s$" then
    errors.config(name .. " has a line break, or white space around it",
      "take it away: it often comes from a file or a copy")
  end
  if (name == "access_token" or name == "pat") and value:find "%s" then
    errors.config(name .. " has white space in it")
  end
end

---Decides how a connection signs in.
---@param fields table the fields of `connect` about signing in, as given
---@param address orchestrator.Address
---@return table token what core.client takes
---@return string way its name
function sign_in.resolve(fields, address)
  local way = choose(fields)
  if fields.scope == nil and way.scopes then
    fields.scope = environment.get "scope"
  end
  for _, name in ipairs(way.needs) do
    if fields[name] == nil then fields[name] = environment.get(name) end
    if fields[name] == nil then
      errors.config(("%s: %s is missing"):format(way.name, name),
        ("give %s, or set %s"):format(name, environment.names(name)))
    end
    check(name, fields[name])
  end
  return way.token(fields, address), way.name
end

return sign_in
