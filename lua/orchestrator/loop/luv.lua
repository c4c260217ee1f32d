-- Under lua-luv: waits in coroutines yield, and libuv's loop resumes them.
--
--   local uv = require "luv"
--   require "orchestrator.loop.luv"(uv)
--   coroutine.wrap(function() print(#tenant.Jobs:list()) end)()
--   uv.run()
--
-- Keep luv in package.loaded: loaded for a second time in one Lua state, luv
-- itself crashes.

local loop = require "orchestrator.loop"

---@param uv table luv
---@return { close: fun() } close() lets uv.run end
return function(uv)
  local poll, timer = uv.new_poll(loop.fd()), uv.new_timer()
  local turn
  local function arm()
    local seconds = loop.timeout()
    timer:stop()
    if seconds then timer:start(math.ceil(seconds * 1000), 0, turn) end
  end
  function turn()
    loop.step()
    arm()
  end
  poll:start("r", turn)
  loop.adopt { known = function() return true end, arm = arm }
  return { close = function()
    loop.adopt {}
    timer:close()
    poll:close()
  end }
end
