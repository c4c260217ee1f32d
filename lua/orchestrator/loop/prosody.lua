-- Under prosody: waits in its handlers (util.async) yield, and its server
-- goes on. In a module:
--
--   require "orchestrator.loop.prosody"()

local loop = require "orchestrator.loop"

return function()
  local async, server = require "util.async", require "net.server"
  local timer = require "util.timer"
  local waiting, watched = {}, nil
  local function wake()
    loop.step()
    local list = waiting
    waiting = {}
    for done in pairs(list) do done() end
  end
  local function wait(seconds)
    watched = watched or server.watchfd(loop.fd(), wake)
    local pause, done = async.waiter()
    waiting[done] = true
    local alarm = timer.add_task(
      math.min(seconds, loop.timeout() or seconds), wake)
    pause()
    timer.stop(alarm)
    return true
  end
  loop.adopt { wait = function() return async.ready() and wait or nil end }
end
