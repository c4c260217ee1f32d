-- orchestrator.safe: the same module, whose calls return `nil, err` where the
-- other's raise. Iterators still raise, since a quiet end would cut a report
-- short.

local orchestrator = require "orchestrator"
local connect = require "orchestrator.connect"
local errors = require "orchestrator.errors"

---@class orchestrator.safe : orchestrator
local safe = {}
for name, member in pairs(orchestrator) do safe[name] = member end

-- The same functions, which return what they would raise.
local function catching(into, from)
  for name, member in pairs(from) do
    if type(member) == "function" then
      into[name] = function(...) return errors.catch(member, ...) end
    end
  end
  return into
end

catching(safe, orchestrator)
safe.time = catching({}, orchestrator.time)
safe.webhook = catching({}, orchestrator.webhook)

---@param options? orchestrator.ConnectOptions
---@return orchestrator.Tenant|nil
---@return orchestrator.Error|nil
function safe.connect(options) return errors.catch(connect, options, true) end

return safe
