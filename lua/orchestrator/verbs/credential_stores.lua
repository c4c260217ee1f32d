-- Where secrets are kept.

local which = require "orchestrator.verbs.which"

local credential_stores = {}

---The store that new secrets of a kind go to (GetDefaultStoreForResourceType).
---@param kind string "AssetCredential", "RobotCredential", …
---@return table row
---@usage tenant.CredentialStores:default("AssetCredential").Name
function credential_stores.default(self, kind)
  return self:get(self:GetDefaultStoreForResourceType(kind))
end

---Makes a store the one that new secrets of a kind go to
---(SetDefaultStoreForResourceType).
---@param store integer|string|table its Id, name or row
---@param kind string "AssetCredential", "RobotCredential", …
---@return true
---@usage tenant.CredentialStores:set_default("Vault", "AssetCredential")
function credential_stores.set_default(self, store, kind)
  return self:SetDefaultStoreForResourceType(
    which.id(self, store, "set_default"), { resourceType = kind })
end

---The kinds of stores that can be created (GetAvailableCredentialStoreTypes).
---@return string[]
---@usage tenant.CredentialStores:types()
function credential_stores.types(self)
  return self:GetAvailableCredentialStoreTypes()
end

return credential_stores
