-- Credential stores: their types, and the default one of each kind of
-- resource.

local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local respond = require "orchestrator.sandbox.respond"

local stores = {}

local types = { "Database", "AzureKeyVault", "AzureKeyVault (read only)",
  "CyberArk", "CyberArkCCP", "HashiCorp Vault", "HashiCorp Vault (read only)",
  "BeyondTrust", "Thycotic Secret Server", "AWS Secrets Manager" }

function stores.CredentialStores_GetAvailableCredentialStoreTypes(context)
  return respond.value(context, "Collection(Edm.String)",
    setmetatable({ table.unpack(types) }, json.array_mt))
end

local PREFIX = "default_store:"

local function default_of(database, resource)
  return database:row("SELECT CAST(value AS INTEGER) FROM _values WHERE "
    .. "name = ?", PREFIX .. resource)
end

---The default store's key; raises 1002 when none was chosen.
function stores.CredentialStores_GetDefaultStoreForResourceTypeByResourcetype(
  context)
  local key = default_of(context.database, context.args.resourceType)
  if not key then problem.not_found "CredentialStore" end
  return respond.value(context, "Edm.Int64", key)
end

function stores.CredentialStores_SetDefaultStoreForResourceTypeById(context)
  local key = context.args.key
  entities.must_exist(context, "CredentialStores", key)
  local given = body.action(context.request.body,
    model.type(context.op.body), "model")
  context.database:run("INSERT OR REPLACE INTO _values VALUES (?, ?)",
    PREFIX .. given.resourceType, key)
  return respond.empty(200)
end

---A default store stays.
function stores.CredentialStores_DeleteById(context)
  local key = context.args.key
  if context.database:row("SELECT 1 FROM _values WHERE name LIKE ? || '%' "
    .. "AND CAST(value AS INTEGER) = ?", PREFIX, key) then
    problem.fail(409, 1000, "A default credential store cannot be deleted.")
  end
  return entities.delete(context, "CredentialStores")
end

return stores
