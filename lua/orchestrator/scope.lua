-- What tenants and folders have in common: entity sets by name, and the
-- headers that every request of theirs carries.

local errors = require "orchestrator.errors"
local nearest = require "orchestrator.nearest"

local scope = {}

---An entity set or other group of operations, made on first use.
---@param owner table a tenant or folder
---@param name any
---@param methods table<string, function> the owner's own, for the hint
---@param Query table
---@return orchestrator.Query|nil
function scope.set(owner, name, methods, Query)
  if type(name) ~= "string" or name:match "^_" then return nil end
  local catalogue = owner.connection.catalogue
  if not catalogue:has(name, "orchestrator") then
    local known = nearest.names(methods)
    for _, tag in ipairs(catalogue:tags "orchestrator") do
      known[#known + 1] = tag
    end
    errors.argument(("there is no entity set %q"):format(name),
      nearest.hint(name, known))
  end
  local set = Query.new(owner, name)
  rawset(owner, name, set)
  return set
end

---The headers of a tenant's or folder's requests.
---@param owner table
---@return string[]
function scope.headers(owner)
  local headers = { "Accept: application/json" }
  local tenant = owner.connection.address.tenant_header
  if tenant then headers[#headers + 1] = "X-UIPATH-TenantName: " .. tenant end
  headers[#headers + 1] = rawget(owner, "header")
  return headers
end

return scope
