-- Required before anything else of the sandbox: raises when its C part is of
-- another version.

local core = require "orchestrator.sandbox.core"
local version = require "orchestrator.sandbox.version"

if core.version ~= version then
  error(("orchestrator.sandbox: the Lua part is version %s and the C part is "
    .. "%s, found in two places: install both again, from one source"):format(
    version, tostring(core.version)), 0)
end

return version
