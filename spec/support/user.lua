--- A user of this machine, for specs: a home folder of its own, and nothing
-- in the environment that says how to sign in.

local files = require "support.files"
local interpreter = require "support.interpreter"
local process = require "support.process"

local user = {}
user.__index = user

local VARIABLES = { "URL", "URI", "ORGANIZATION", "ORGANIZATION_NAME",
  "ORGANIZATION_ID", "TENANT", "TENANT_NAME", "TENANT_ID", "ACCESS_TOKEN",
  "CLIENT_ID", "CLIENT_SECRET", "USER_KEY", "PAT", "SCOPE", "AUTH_SCOPES",
  "FOLDER_PATH", "FOLDER_KEY", "PROFILE", "REFRESH_TOKEN", "USERNAME",
  "PASSWORD", "AUTH_GRANT_TYPE", "AUTH_REDIRECT_URI", "AUTH_PORT",
  "CONFIGURATION_PATH",
  "IDENTITY_URL", "IDENTITY_URI", "ACCOUNT_URL", "CALL_TIMEOUT",
  "AUTH", "CLI_ENABLE_ENV_AUTH", "CLI_AUTH_TOKEN" }
-- What tools/leaks.lua has every Lua load.
local LEAKS = os.getenv "ORC_LEAKS" and os.getenv "LUA_INIT"
local OTHERS = { "UNATTENDED_USER_ACCESS_TOKEN", "XDG_CONFIG_HOME",
  "XDG_CACHE_HOME", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "ORC_TRACE",
  "DISPLAY", "WAYLAND_DISPLAY" }

---@param place string? the folder of its home, the usual one unless given
---@return table user with `home`; call remove() in the teardown
function user.new(place)
  return setmetatable({ home = files.temp_dir(place) }, user)
end

function user:remove() files.remove(self.home) end

--- Writes a file below the home folder, and its folders.
---@param path string
---@param text string
---@return string path absolute
function user:write(path, text)
  path = self.home .. "/" .. path
  process.run { "mkdir", "-p", (path:match "^(.*)/") }
  files.write(path, text)
  return path
end

--- The environment, for process.run: nothing said but HOME and `more`.
---@param more table<string, string|false>?
---@return table<string, string|false>
function user:env(more)
  local env = { HOME = self.home, LUA_PATH = package.path,
    LUA_CPATH = package.cpath, LUA_INIT = LEAKS or false }
  for _, name in ipairs(VARIABLES) do env["UIPATH_" .. name] = false end
  for _, name in ipairs(OTHERS) do env[name] = false end
  for name, value in pairs(more or {}) do env[name] = value end
  return env
end

--- Runs Lua as this user.
---@param code string
---@param more table<string, string|false>?
---@return support.process_result
function user:run(code, more)
  return process.run({ interpreter.name, "-e", code }, { env = self:env(more) })
end

return user
