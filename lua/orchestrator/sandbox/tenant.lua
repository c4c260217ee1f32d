-- A tenant's file: made and seeded once, opened again later.

local core = require "orchestrator.sandbox.core"
local Database = require "orchestrator.sandbox.database"
local prefix = require "orchestrator.sandbox.prefix"
local schema = require "orchestrator.sandbox.schema"
local text = require "orchestrator.sandbox.text"

local tenant = {}

---The seeds there are, and the modules that make them.
tenant.seeds = {
  demo = "orchestrator.sandbox.seed.demo",
  empty = "orchestrator.sandbox.seed.empty",
  large = "orchestrator.sandbox.seed.large",
}

local ORGANIZATION = "acme"
local TENANT = "Production"
local ORGANIZATION_ID = "6e0d5c2a-41b7-4c58-9a3e-0d1f5b7a9c11"
local TENANT_ID = "b3f1a7d4-8c26-4e0b-95d7-2a6c4e8f0b22"

-- What a client signs in with is new for each file: nothing to copy around.
-- `name` is that of a further tenant, "organisation/name".
local function facts(name)
  local organization, own = (name or ""):match "^(.*)/(.*)$"
  local another = organization and organization:lower() ~= ORGANIZATION
  return {
    organization = organization or ORGANIZATION,
    organization_id = another and text.guid_of(organization)
      or ORGANIZATION_ID,
    tenant = own or TENANT, tenant_id = own and text.guid() or TENANT_ID,
    client_id = text.guid(),
    user_key = text.base64url(text.random(32)),
    client_secret = text.base64url(text.random(24)),
    password = text.base64url(text.random(12)),
  }
end

local function fill(database, seed, own)
  schema.create(database)
  for name, value in pairs(facts(own)) do
    database:run("INSERT INTO _tenant VALUES (?, ?)", name, value)
  end
  require(tenant.seeds[seed])(database)
  schema.index(database)
end

local function read_facts(database)
  local out = {}
  for _, row in ipairs(database:rows "SELECT name, value FROM _tenant") do
    out[row.name] = row.value
  end
  return out
end

local function prepare(database, seed, own)
  local version = database:row "PRAGMA user_version"
  local tables = database:row("SELECT count(*) FROM sqlite_schema WHERE "
    .. "name = ? OR ?1 IS NULL", own and database.before .. "_tenant")
  if tables == 0 and (version == 0 or own and version == schema.version) then
    database:transaction(fill, database, seed, own)
  elseif version ~= schema.version then
    error("the file is no tenant of this sandbox's version; name another one",
      0)
  end
end

---Opens a tenant, and makes it when its file is new or there is none.
---@param path string|nil a file; nil: in memory
---@param seed string "demo" | "empty" | "large"
---@param own string|nil "organisation/name", when it is not the usual one:
---it has tables of its own in the file
---@return table|nil tenant
---@return string|nil message
function tenant.open(path, seed, own)
  local database, message = Database.open(path, own and prefix.of(own))
  if not database then
    return nil, ("cannot open %s: %s"):format(path, message)
  end
  local ok, problem = pcall(prepare, database, seed, own)
  if not ok then
    return nil, ("cannot use %s: %s"):format(path or "memory", problem)
  end
  local known = read_facts(database)
  return {
    database = database, id = known.tenant_id, name = known.tenant,
    organization = { id = known.organization_id, name = known.organization },
    client_id = known.client_id, user_key = known.user_key,
    client_secret = known.client_secret, user_id = "1",
    user_key_id = "10000000-0000-4000-a000-000000000001",
    username = "admin", password = known.password,
    opened = core.now(),
  }
end

return tenant
