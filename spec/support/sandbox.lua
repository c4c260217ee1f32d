--- A sandbox for specs: a process of its own, on a port the system chose.

local process = require "support.process"

local sandbox = {}

-- What `orch sandbox` prints when it is ready, one to a line.
local LINES = {
  "UIPATH_URL", "UIPATH_ORGANIZATION", "UIPATH_TENANT", "UIPATH_ACCESS_TOKEN",
  "UIPATH_CLIENT_ID", "UIPATH_USER_KEY", "UIPATH_CLIENT_SECRET",
}

---@class support.sandbox : support.child
---@field env table<string, string> the printed lines, for a child's `env`
---@field url string
---@field organization string
---@field tenant string
---@field access_token string
---@field client_id string
---@field user_key string
---@field client_secret string
local handle = {}
handle.__index = handle

--- The fields of `connect` that sign in with the user key, and `more`.
---@param more table?
---@return table
function handle:credentials(more)
  local fields = {
    url = self.url, organization = self.organization, tenant = self.tenant,
    client_id = self.client_id, user_key = self.user_key,
  }
  for name, value in pairs(more or {}) do
    fields[name] = value
  end
  return fields
end

--- Ends it. Can be called twice.
function handle:stop()
  return self.child:stop()
end

function handle:stderr()
  return self.child:stderr()
end

--- Starts `orch sandbox` and returns when it is ready. Stop it in `teardown`.
---@param args string[]? further arguments, e.g. { "--seed", "demo" }
---@param options support.process_options?
---@return support.sandbox
function sandbox.start(args, options)
  local argv = { "bin/orch", "sandbox", "--port", "0" }
  for _, word in ipairs(args or {}) do
    argv[#argv + 1] = word
  end
  local self = { child = process.start(argv, options), env = {} }
  for _ = 1, #LINES do
    local line = self.child:line()
    if not line then
      self.child:wait()
      error("the sandbox did not start:\n" .. self.child:stderr(), 2)
    end
    local name, value = line:match("^(UIPATH_[%u_]+)=(.*)$")
    if not name then
      self.child:stop()
      error("the sandbox printed an unexpected line: " .. line, 2)
    end
    self.env[name] = value
    self[name:sub(#"UIPATH_" + 1):lower()] = value
  end
  return setmetatable(self, handle)
end

return sandbox
