-- What the live server answers and no definition lists: the vendor's own and
-- others' clients call these. One that has no handler answers 501.

local lines = require "orchestrator.sandbox.model.further_operations"
local model = require "orchestrator.sandbox.model"

local extras = {}

local ALL = "query=$expand,$filter,$select,$orderby,$top,$skip,$count"
local ONE = "query=$expand,$select"

---The operations.
extras.operations = model.read_operations((lines:gsub("@(%u+)",
  { ALL = ALL, ONE = ONE })))

---Their handlers, by id; the generic ones of their sets are not among them.
extras.handlers = {}

for _, name in ipairs { "folders", "jobs", "machines", "retention", "rest",
  "triggers" } do
  for id, handler in pairs(
    require("orchestrator.sandbox.operations.extras." .. name)) do
    extras.handlers[id] = handler
  end
end

return extras
