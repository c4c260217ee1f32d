-- Under cqueues: waits in its coroutines poll our descriptor as cqueues does.
--
--   local cqueues = require "cqueues"
--   require "orchestrator.loop.cqueues"(cqueues)
--   local cq = cqueues.new()
--   cq:wrap(function() print(#tenant.Jobs:list()) end)
--   assert(cq:loop())

local loop = require "orchestrator.loop"

---@param cqueues table
return function(cqueues)
  local function wait(seconds)
    local least = math.min(seconds, loop.timeout() or seconds)
    cqueues.poll({ pollfd = loop.fd(), events = "r" }, least)
    loop.step()
    return true
  end
  loop.adopt { wait = function()
    local _, own = cqueues.running()
    return own and wait or nil
  end }
end
