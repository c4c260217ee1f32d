-- Which function answers which declared operation, by its operationId.

local entities = require "orchestrator.sandbox.entities"
local entity_sql = require "orchestrator.sandbox.entity_sql"
local model = require "orchestrator.sandbox.model"
local router = require "orchestrator.sandbox.router"
local sets = require "orchestrator.sandbox.sets"

local handlers = {}

local generic = {
  ["GET /odata/%s"] = entities.list,
  ["GET /odata/%s({key})"] = function(context, set)
    return entities.get(context, set, entity_sql.key(set) .. " = ?",
      context.args.key)
  end,
  ["POST /odata/%s"] = entities.create,
  ["PUT /odata/%s({key})"] = entities.replace,
  ["PATCH /odata/%s({key})"] = entities.patch,
  ["DELETE /odata/%s({key})"] = entities.delete,
}

local extras = require "orchestrator.sandbox.operations.extras"

-- An operation of a set that the generic ones answer, by its form.
local function add_generic(op)
  local set = op.path:match "^/odata/(%w+)"
  local form = set and sets[set]
    and ("%s %s"):format(op.method, op.path):gsub("/" .. set, "/%%s")
  local handler = form and generic[form]
  -- Files come in a form: what they mean is not in the definition.
  if op.body and not model.type(op.body) then handler = nil end
  if handler then
    handlers[op.id] = function(context) return handler(context, set) end
  end
end

for _, list in ipairs { model.operations, extras.operations } do
  for _, op in ipairs(list) do add_generic(op) end
end

-- These know better than the generic ones.
local modules = { "alerts", "assets", "business_rules",
  "credential_stores", "directory", "folder_machines", "folders", "logs",
  "navigation", "people", "queues", "retention", "robots", "roles", "rows",
  "sessions", "settings", "shares", "stats", "task_catalogs",
  "task_definitions", "task_notes", "tasks", "test_data" }

for _, name in ipairs(modules) do
  for id, handler in pairs(require("orchestrator.sandbox.operations." .. name))
  do
    handlers[id] = handler
  end
end

for id, handler in pairs(require "orchestrator.sandbox.flows") do
  handlers[id] = handler
end

router.add(extras.operations)
for id, handler in pairs(extras.handlers) do handlers[id] = handler end

return handlers
