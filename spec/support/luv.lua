--- luv, loaded once: loaded for a second time in one state, when its first
--- table has been collected, luv 1.44 uses a loop that is gone, and crashes.
--- busted forgets after each file what that file has loaded.

local KEY = "orchestrator.spec.luv"
local registry = debug.getregistry()
registry[KEY] = registry[KEY] or require "luv"
return registry[KEY]
