-- Assets: what the old list leaves out.

local entities = require "orchestrator.sandbox.entities"

local assets = {}

---The deprecated list, which drops secrets.
function assets.Assets_Get(context)
  return entities.list(context, "Assets",
    { sql = [[t."ValueType" IS NOT ?]], value = "Secret" })
end

---Its successor, with them.
function assets.Assets_GetFiltered(context)
  return entities.list(context, "Assets")
end

return assets
