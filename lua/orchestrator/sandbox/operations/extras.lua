-- What the live server answers and no definition lists: the vendor's own
-- clients call these.

local entities = require "orchestrator.sandbox.entities"
local model = require "orchestrator.sandbox.model"

local extras = {}

-- In the form of model.operations.
local LINES = [[
%s_GetByKeyByIdentifier GET /odata/%s/ns.GetByKey(identifier={identifier}) ]]
  .. "folder path=identifier:guid query=$expand,$select scope=%s 200=%s"

---The operations.
extras.operations = {}

-- An entity by its GUID, with or without quotes.
local function by_key(set, scope, dto, column)
  local op = model.read_operations(LINES:format(set, set, scope, dto))[1]
  table.insert(extras.operations, op)
  extras[op.id] = function(context)
    return entities.get(context, set, ('t."%s" = ?'):format(column),
      context.args.identifier)
  end
end

by_key("Jobs", "OR.Jobs", "JobDto", "Key")
by_key("Buckets", "OR.Administration", "BucketDto", "Identifier")

return extras
