-- Credential stores: their types, and the default one of each kind of
-- resource.

local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
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

---------------------------------------------------------------------------
-- What is kept in a store

-- By kind of resource: where such are, and the condition that they are.
local kept = {
  AssetCredential = { "Assets", [["ValueType" = 'Credential']] },
  Secrets = { "Assets", [["ValueType" = 'Secret']] },
  RobotCredential = { "Robots", "1" }, BucketCredential = { "Buckets", "1" },
}

local RESOURCE = [[SELECT r."Name" AS "Name", '%s' AS "Type", r.Id AS "Id",
  r."CredentialStoreId" AS "CredentialStoreId", s."Name" AS
  "CredentialStoreName" FROM "%s" r JOIN "CredentialStores" s
  ON s.Id = r."CredentialStoreId" WHERE %s AND %s]]

local PROXIED = [[SELECT "Name" AS "Name", 'CredentialStore' AS "Type", Id
  AS "Id", Id AS "CredentialStoreId", "Name" AS "CredentialStoreName"
  FROM "CredentialStores" s WHERE %s]]

local function resources(context, dto, condition)
  local kind = context.args.resourceType
  local from = kept[kind]
  local sql = from and RESOURCE:format(kind, from[1], from[2], condition)
    or PROXIED:format(condition)
  local rows, count = query.derived(context, "CredentialStores",
    model.type(dto), sql)
  return respond.collection(context,
    ("Collection(UiPath.Server.Configuration.OData.%s)"):format(dto), rows,
    count)
end

---The resources of a kind that a store keeps the secrets of.
function
stores.CredentialStores_GetResourcesForCredentialStoreTypesByKeyAndResourcetype(
  context)
  entities.must_exist(context, "CredentialStores", context.args.key)
  return resources(context, "CredentialStoreResourceDto",
    ("s.Id = %d"):format(context.args.key))
end

---Those of all stores behind a proxy, or the stores themselves.
function stores.CredentialStores_GetResourcesForCredentialsProxyResourceTypes(
  context)
  return resources(context, "CredentialsProxyResourceDto",
    ([[s."ProxyId" = %d]]):format(context.args.key))
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
