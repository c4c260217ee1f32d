-- Who a connection is, and where each of its settings came from. Secrets are
-- masked; nothing is sent.

local nearest = require "orchestrator.nearest"

local whoami = {}

---@class orchestrator.Setting
---@field name string
---@field value string secrets are masked
---@field source string "argument", "environment UIPATH_URL",
---  "profile prod, /home/ann/.config/orchestrator/profiles.ini:3"

---@class orchestrator.Whoami
---@field way string how it signs in
---@field edition string
---@field base string Orchestrator's address
---@field identity string the identity server's token endpoint
---@field settings orchestrator.Setting[] sorted by name
---@field token_left? number seconds that its token still has
---@field scope? string what the server has granted, once it has
---@field cache? string the folder, or the file once it was looked at
local Whoami = { __name = "orchestrator.whoami" }
Whoami.__index = Whoami

local function source_text(source)
  if source:match "^[%u_]+$" then return "environment " .. source end
  return source
end

local function value_text(value)
  if type(value) == "function" then return "a function" end
  return tostring(value)
end

local function list(connection)
  local out = {}
  local all, plan = connection.settings, connection.plan
  for _, name in ipairs(nearest.names(all.values)) do
    out[#out + 1] = { name = name, value = value_text(all.values[name]),
      source = source_text(all.sources[name]) }
  end
  for _, name in ipairs(nearest.names(plan.shown)) do
    out[#out + 1] = { name = name, value = value_text(plan.shown[name]),
      source = source_text(plan.sources[name]) }
  end
  table.sort(out, function(a, b) return a.name < b.name end)
  return out
end

---@param connection orchestrator.Connection
---@return orchestrator.Whoami
function whoami.of(connection)
  local client, places = connection.client, connection.address
  return setmetatable({ way = connection.way, edition = places.edition,
    base = places.base, identity = places.identity_tokens,
    settings = list(connection),
    token_left = client and client:token_left(),
    scope = client and client:token_scope(),
    cache = client and client:cache_path()
      or connection.cache and (connection.cache.cache_dir
        or "the host's cache"),
  }, Whoami)
end

function Whoami:__tostring()
  local lines = { self.base,
    ("signs in with %s (%s)"):format(self.way, self.edition) }
  for _, setting in ipairs(self.settings) do
    lines[#lines + 1] = ("  %-16s %s   [%s]"):format(setting.name,
      setting.value, setting.source)
  end
  if self.cache then lines[#lines + 1] = "tokens are kept in " .. self.cache end
  return table.concat(lines, "\n")
end

return whoami
