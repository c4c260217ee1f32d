--- Host programs for specs: started on a free port of this machine, unattended,
-- and ended with the spec.

local eventually = require "support.eventually"
local files = require "support.files"
local http = require "socket.http"
local process = require "support.process"
local socket = require "socket"

local host = {}
host.__index = host

--- The folder of the checkout.
---@return string
function host.here()
  local pipe = assert(io.popen("pwd", "r"))
  local path = pipe:read "l"
  pipe:close()
  return path
end

--- The folder of a recipe.
---@param name string
---@return string
function host.recipe(name) return host.here() .. "/examples/hosts/" .. name end

--- A port that is free now.
---@return integer
function host.port()
  local listener = assert(socket.bind("127.0.0.1", 0))
  local _, port = listener:getsockname()
  listener:close()
  return math.tointeger(port)
end

--- Has this machine the program?
---@param path string
---@return boolean
function host.has(path)
  local file = io.open(path)
  if file then file:close() end
  return file ~= nil
end

--- Where a host of another Lua finds the module.
---@param version string "5.3" or "5.4"
---@return table<string, string> environment LUA_PATH and LUA_CPATH
function host.paths(version)
  local here = host.here()
  return {
    LUA_PATH = ("%s/lua/?.lua;%s/lua/?/init.lua;;"):format(here, here),
    LUA_CPATH = ("%s/build/%s/?.so;;"):format(here, version),
  }
end

--- The variables of `connect` for a sandbox's tenant.
---@param server orchestrator.sandbox.Handle
---@param folder string?
---@return table<string, string>
function host.tenant(server, folder)
  return { UIPATH_URL = server.url, UIPATH_TENANT = server.tenant,
    UIPATH_ORGANIZATION = server.organization, UIPATH_FOLDER_PATH = folder,
    UIPATH_CLIENT_ID = server.client_id, UIPATH_USER_KEY = server.user_key }
end

local function serves(port)
  local peer = socket.connect("127.0.0.1", port)
  if peer then peer:close() end
  return peer ~= nil
end

-- One attempt: false when the host ended, for its port may be taken by now.
local function attempt(self, argv, env)
  self.port = host.port()
  env.PORT = tostring(self.port)
  self.child = process.start(argv, { env = env })
  return eventually(function()
    return serves(self.port) or not process.alive(self.child.pid)
  end, 30) and serves(self.port)
end

--- Starts a host that serves HTTP, and waits until it does.
---@param argv (string|number)[]
---@param given { version: string, recipe: string, env: table }
---@return support.host
function host.start(argv, given)
  local self = setmetatable({ data = files.temp_dir() }, host)
  local env = { DATA = self.data, HOME = self.data, XDG_CACHE_HOME = self.data,
    RECIPE = host.recipe(given.recipe) }
  for _, more in ipairs { host.paths(given.version), given.env or {} } do
    for name, value in pairs(more) do env[name] = value end
  end
  for _ = 1, 3 do
    if attempt(self, argv, env) then return self end
    self.child:stop()
  end
  error(argv[1] .. " does not serve: " .. self.child:stderr())
end

--- A request to it.
---@param path string
---@param given table? of socket.http
---@return integer status
---@return string body
function host:request(path, given)
  local out = {}
  given = given or {}
  given.url = ("http://127.0.0.1:%d%s"):format(self.port, path)
  given.sink = require "ltn12".sink.table(out)
  local _, status = http.request(given)
  return status, table.concat(out)
end

function host:stop()
  self.child:stop()
  files.remove(self.data)
end

return host
