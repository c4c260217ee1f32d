-- Profiles: settings under a name, from our own file, from the vendor's Go
-- client, and from the vendor's command line. The vendor's files are only
-- read.

local core = require "orchestrator.core"
local dotenv = require "orchestrator.settings.dotenv"
local environment = require "orchestrator.settings.environment"
local errors = require "orchestrator.errors"
local flat_yaml = require "orchestrator.settings.flat_yaml"
local nearest = require "orchestrator.nearest"
local profile_file = require "orchestrator.settings.profile_file"

local profile = {}

---@class orchestrator.Profile
---@field name string
---@field values table<string, any> settings
---@field where table<string, string> file and line of each
---@field file? string our own file, where it is from there

local DEFAULT = "default"

local function read(path)
  local file = path and io and io.open and io.open(path, "rb")
  if not file then return nil end
  local text = file:read "a" -- nil for a folder
  file:close()
  return text
end

---Our own file; nil when neither XDG_CONFIG_HOME nor HOME is set.
---@return string|nil
function profile.path()
  local folder = environment.folder("XDG_CONFIG_HOME", ".config")
  return folder and folder .. "/orchestrator/profiles.ini"
end

-- It may name commands that are run: whoever writes it is whom we are.
local function check_ours(path)
  if core.disk_reach(path) ~= "changed" then return end
  errors.config(path .. ": others than you may change it, and with it which "
    .. "commands are run", "own it, and say: chmod 600 " .. path)
end

local function of_ours(found)
  local path = profile.path()
  local text = read(path)
  if not text then return end
  check_ours(path)
  for name, about in pairs(profile_file.parse(text, path)) do
    local where = {}
    for field, line in pairs(about.lines) do
      where[field] = ("%s:%d"):format(path, line)
    end
    found(name, about.values, where, path)
  end
end

-- The Go client's names, in a profile and in its auth.
local GO = { organization = "organization", tenant = "tenant", uri = "url" }
local GO_AUTH = { clientId = "client_id", clientSecret = "client_secret",
  scopes = "scope", pat = "pat", uri = "identity_url",
  redirectUri = "redirect_uri" }

local function take(node, names, path, values, where)
  for name, field in pairs(names) do
    local entry = node and node.map and node.map[name]
    if entry and entry.text and entry.text ~= "" then
      values[field] = entry.text
      where[field] = ("%s:%d"):format(path, entry.line)
    end
  end
end

local CLOUD = "https://cloud.uipath.com" -- what that client has built in

-- Its addresses may hold {organization} and a whole path; ours begin at the
-- server.
local function server_of(values, where, field, default)
  local url = values[field]
  if url then url = url:match "^(%a+://[^/{]+)" or url end
  values[field] = url or default
  where[field] = where[field] or default and "built in"
end

local function of_go(found)
  local home = environment.variable "HOME"
  local path = environment.variable "UIPATH_CONFIGURATION_PATH"
    or home and home .. "/.uipath/config"
  local text = read(path)
  local root = text and flat_yaml.parse(text, path)
  local list = root and root.map and root.map.profiles
  for _, item in ipairs(list and list.list or {}) do
    local values, where = {}, {}
    take(item, GO, path, values, where)
    take(item.map and item.map.auth, GO_AUTH, path, values, where)
    server_of(values, where, "url", CLOUD)
    server_of(values, where, "identity_url")
    local name = item.map and item.map.name and item.map.name.text
    found(name or DEFAULT, values, where)
  end
end

-- Its refresh token is left alone: it can be spent once, and spending it
-- would sign that tool out.
local AUTH = {
  url = { "UIPATH_URL" }, access_token = { "UIPATH_ACCESS_TOKEN" },
  organization = { "UIPATH_ORGANIZATION_NAME", "UIPATH_ORGANIZATION_ID" },
  tenant = { "UIPATH_TENANT_NAME", "UIPATH_TENANT_ID" },
  organization_id = { "UIPATH_ORGANIZATION_ID" },
}

local function of_auth(found, name, path)
  local text = read(path)
  if not text then return end
  local given, lines = dotenv.parse(text, path)
  local values, where = {}, {}
  for field, names in pairs(AUTH) do
    for _, variable in ipairs(names) do
      if values[field] == nil and given[variable] then
        values[field] = given[variable]
        where[field] = lines[variable]
          and ("%s:%d"):format(path, lines[variable]) or path
      end
    end
  end
  found(name, values, where)
end

-- Every source in turn; a name that an earlier one has is the earlier one's.
local function read_all(name)
  local known = {}
  local function found(profile_name, values, where, file)
    known[profile_name] = known[profile_name]
      or { name = profile_name, values = values, where = where, file = file }
  end
  local home = environment.variable "HOME"
  of_ours(found)
  if known[name] then return known end
  of_go(found)
  if home and name == DEFAULT then
    of_auth(found, DEFAULT, home .. "/.uipath/.auth")
  elseif home and name:match "^[%w._ -]+$" and not name:find("..", 1, true) then
    of_auth(found, name, ("%s/.uipath/profiles/%s/.auth"):format(home, name))
  end
  return known
end

local told = false -- once is enough

-- The umask makes such files, and a script that ran yesterday must run today:
-- so it is said, not refused.
local function warn(found)
  local path = found and found.file
  if told or not path or not profile_file.holds_secret(found.values)
    or core.disk_reach(path) ~= "seen" then
    return found
  end
  told = true
  if io and io.stderr then
    io.stderr:write("orchestrator: everybody on this machine may read the ",
      "secrets in ", path, "; say: chmod 600 ", path, "\n")
  end
  return found
end

---A profile by its name. Raises kind config when there is none, when a file
---that was read has a fault (with its line), or when others may change ours.
---@param name string
---@return orchestrator.Profile
function profile.find(name)
  local known = read_all(name)
  if known[name] then return warn(known[name]) end
  local path = profile.path()
  if not path then
    errors.config(("profile %q: there is no folder to look in, because HOME "
      .. "is not set"):format(name), "set HOME or XDG_CONFIG_HOME")
  end
  local names = nearest.names(known)
  errors.config(("there is no profile %q"):format(name), #names == 0
    and ("begin one with [%s] in %s"):format(name, path)
    or nearest.hint(name, names))
end

---What stands in the files for when nothing is said: the profile "default".
---@return orchestrator.Profile|nil
function profile.default() return warn(read_all(DEFAULT)[DEFAULT]) end

return profile
