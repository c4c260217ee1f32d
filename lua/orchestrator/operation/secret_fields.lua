-- Secrets within bodies: found by their members' names, given as a text or as
-- a reference, { env = "NAME" }, { file = … } or { command = … }.

local secret = require "orchestrator.sign_in.secret"

local secret_fields = {}

-- In lower case.
local NAMES = {
  accesstoken = true, adminpassword = true, apikey = true,
  clientsecret = true, connectionstring = true, credentialpassword = true,
  currentpassword = true, newpassword = true, password = true, secret = true,
  secretvalue = true,
}
local SOURCES = { env = true, file = true, command = true }
local DEPTH = 64

local function is_reference(value)
  local name, place = next(value)
  return SOURCES[name] and type(place) == "string" and place ~= ""
    and next(value, name) == nil
end

local function is_mask(text)
  return text:gsub("\226\128\162", ""):gsub("%*", "") == ""
end

---Does a member of that name hold a secret?
---@param name any
---@param holder? table what the member is of
---@return boolean
function secret_fields.is(name, holder)
  if type(name) ~= "string" then return false end
  if NAMES[name:lower()] then return true end
  -- A setting: { Name = "Email.SMTP.Password", Value = … }
  local title = name == "Value" and holder and holder.Name
  if type(title) ~= "string" then return false end
  title = title:lower()
  return title:find("password", 1, true) ~= nil
    or title:find("secret", 1, true) ~= nil
end

local function replace(value, fn, path, depth)
  local copy
  for name, member in pairs(value) do
    local where = path == "" and tostring(name)
      or path .. "." .. tostring(name)
    local kind, new = type(member), nil
    if secret_fields.is(name, value) and (kind == "string"
      and not is_mask(member) or kind == "table" and is_reference(member)) then
      new = fn(member, where)
    elseif kind == "table" and depth < DEPTH then
      new = replace(member, fn, where, depth + 1)
    end
    if new ~= nil and new ~= member then
      if not copy then
        copy = setmetatable({}, getmetatable(value))
        for key, one in pairs(value) do copy[key] = one end
      end
      copy[name] = new
    end
  end
  return copy or value
end

---The same value with each secret replaced by what a function makes of it.
---@param value any
---@param fn fun(secret: string|table, path: string): string
---@return any a copy where something was replaced
function secret_fields.replace(value, fn)
  if type(value) ~= "table" then return value end
  return replace(value, fn, "", 1)
end

local function reveal(value, path)
  if type(value) == "string" then return value end
  return secret.read(path, value)
end

---The same value with the secrets that its references point to.
---@param value any
---@return any
function secret_fields.reveal(value)
  return secret_fields.replace(value, reveal)
end

return secret_fields
