-- The one engine of this Lua state, made when it is first needed, and anew in
-- a child process: what was made before a fork is the parent's.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"

local engine = {}

local shared
local forgetters = {}

---What is to be forgotten in a child process, before its engine is made.
---@param fn function
function engine.after_fork(fn) forgetters[#forgetters + 1] = fn end

---The engine that every connection of this state shares.
---@return userdata
function engine.get()
  if shared and shared:forked() then
    shared = nil
    for _, fn in ipairs(forgetters) do fn() end
  end
  if not shared then
    local made, err = core.engine()
    if not made then errors.raise(err) end
    shared = made
  end
  return shared
end

return engine
