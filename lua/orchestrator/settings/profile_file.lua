-- Our file of profiles: INI, because it is flat, every fault has a line,
-- people can write it by hand, and reading it runs no code.
--
--   [production]
--   url = https://cloud.uipath.com/acme/Production
--   client_id = 36dea5b8
--   client_secret.command = pass show uipath/production

local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"

local profile_file = {}

-- Settings to how their text is read. A secret may also be written as
-- NAME.env, NAME.file or NAME.command.
local KEYS = {
  url = "text", organization = "text", tenant = "text", edition = "text",
  account_url = "text", identity_url = "text", organization_id = "text",
  client_id = "text", scope = "text", redirect_uri = "text",
  username = "text", auth = "text", user_key = "secret",
  client_secret = "secret",
  access_token = "secret", refresh_token = "secret", pat = "secret",
  password = "secret", login = "boolean", ca = "text", client_cert = "text",
  proxy = "text", insecure = "boolean", timeout = "number",
  cache = "cache", folder = "text", trace = "text", colour = "colour",
}
local SOURCES = { env = true, file = true, command = true }
local BOOLEANS = { ["true"] = true, ["false"] = false }

local function fail(path, line, message, hint)
  errors.config(("%s:%d: %s"):format(path, line, message), hint)
end

local READERS = {}
function READERS.text(text) return text end
READERS.secret = READERS.text
function READERS.boolean(text)
  return BOOLEANS[text], "must be true or false"
end
function READERS.number(text)
  local value = tonumber(text)
  return value and value > 0 and value or nil, "must be a number above 0"
end
-- Of the prompt, so that production does not look like a test.
local COLOURS = { red = true, green = true, yellow = true, blue = true,
  magenta = true, cyan = true }
function READERS.colour(text)
  return COLOURS[text] and text or nil, "must be "
    .. table.concat(nearest.names(COLOURS), ", ")
end
function READERS.cache(text)
  if BOOLEANS[text] ~= nil then return BOOLEANS[text] end
  return { directory = text }
end

local function unquoted(text)
  return text:match '^"(.*)"$' or text:match "^'(.*)'$" or text
end

-- "client_secret.file" is the setting and where it is to be fetched.
local function split_key(path, line, key)
  local name, source = key:match "^([%w_]+)%.([%w_]+)$"
  name = name or key
  local kind = KEYS[name]
  if not kind then
    fail(path, line, ("unknown setting %q"):format(key),
      nearest.hint(name, nearest.names(KEYS)))
  elseif source and (kind ~= "secret" or not SOURCES[source]) then
    fail(path, line, ("unknown setting %q"):format(key), "secrets may have "
      .. ".env, .file or .command behind their name")
  end
  return name, source, kind
end

local function add_setting(path, line, profile, key, text)
  local name, source, kind = split_key(path, line, key)
  if profile.lines[name] then
    fail(path, line, ("%s is given twice, also in line %d"):format(name,
      profile.lines[name]), "keep one")
  end
  text = unquoted(text)
  if text == "" then fail(path, line, name .. " is empty") end
  local value, why = READERS[kind](text)
  if value == nil then fail(path, line, name .. " " .. why) end
  profile.values[name] = source and { [source] = value } or value
  profile.lines[name] = line
end

local function new_profile(path, line, profiles, name)
  name = unquoted(name)
  local known = profiles[name]
  if known then
    fail(path, line, ("profile %q is there twice, also in line %d"):format(
      name, known.line), "keep one")
  end
  profiles[name] = { values = {}, lines = {}, line = line }
  return profiles[name]
end

---Does a profile hold a secret itself, not only where to fetch one?
---@param values table<string, any> settings
---@return boolean
function profile_file.holds_secret(values)
  for name, value in pairs(values) do
    if KEYS[name] == "secret" and type(value) == "string" then return true end
  end
  return false
end

---@class orchestrator.FileProfile
---@field values table<string, any> by setting
---@field lines table<string, integer> by setting
---@field line integer where the profile begins

---Reads the text of such a file. Raises kind config with file and line.
---@param text string
---@param path string for messages
---@return table<string, orchestrator.FileProfile>
function profile_file.parse(text, path)
  local profiles, current, number = {}, nil, 0
  for line in (text:gsub("^\xEF\xBB\xBF", "") .. "\n"):gmatch "(.-)\r?\n" do
    number = number + 1
    line = line:match "^%s*(.-)%s*$"
    local name = line:match "^%[%s*([^%]]-)%s*%]$"
    local key, value = line:match "^([%w_.]+)%s*=%s*(.*)$"
    if name and name ~= "" then
      current = new_profile(path, number, profiles, name)
    elseif key and current then
      add_setting(path, number, current, key, value)
    elseif key then
      fail(path, number, "this setting stands before the first profile",
        "begin one: [name]")
    elseif line ~= "" and not line:find "^[#;]" then
      fail(path, number, "neither a [profile] nor a setting",
        "write settings like: url = https://…")
    end
  end
  return profiles
end

return profile_file
