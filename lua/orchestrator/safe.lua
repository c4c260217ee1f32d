-- orchestrator.safe: the same module, whose calls return `nil, err` where the
-- other's raise. Iterators still raise, since a quiet end would cut a report
-- short.

local orchestrator = require "orchestrator"
local connect = require "orchestrator.connect"
local errors = require "orchestrator.errors"

---@class orchestrator.safe : orchestrator
local safe = {}
for name, member in pairs(orchestrator) do safe[name] = member end

-- Calls of the module itself.
for _, name in ipairs { "guid", "date", "raw", "array" } do
  local raising = orchestrator[name]
  safe[name] = function(...) return errors.catch(raising, ...) end
end

---@param options? orchestrator.ConnectOptions
---@return orchestrator.Tenant|nil
---@return orchestrator.Error|nil
function safe.connect(options) return errors.catch(connect, options, true) end

return safe
