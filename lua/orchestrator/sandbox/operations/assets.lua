-- Assets: what the old list leaves out.

local entities = require "orchestrator.sandbox.entities"

local assets = {}

---The deprecated list, which drops secrets.
function assets.Assets_Get(context)
  return entities.list(context, "Assets",
    { sql = [[t."ValueType" IS NOT ?]], value = "Secret" })
end

---Its successor, with them; it does not say whose a credential is.
function assets.Assets_GetFiltered(context)
  local reply = entities.list(context, "Assets")
  reply.body = reply.body:gsub('"CredentialUsername":"[^"\\]*"',
    '"CredentialUsername":""')
  return reply
end

return assets
