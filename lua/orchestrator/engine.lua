-- The one engine of this Lua state, made when it is first needed.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"

local engine = {}

local shared

---The engine that every connection of this state shares.
---@return userdata
function engine.get()
  if not shared then
    local made, err = core.engine()
    if not made then errors.raise(err) end
    shared = made
  end
  return shared
end

return engine
