--- Waits for a condition, looking again and again.

local socket = require "socket"

---@param condition fun(): any
---@param seconds number? the longest wait, 10 when left out
---@param sleep fun(seconds: number)? how it waits between looks
---@return any truthy what the condition answered; false when time was up
return function(condition, seconds, sleep)
  sleep = sleep or socket.sleep
  local deadline = socket.gettime() + (seconds or 10)
  repeat
    local answer = condition()
    if answer then
      return answer
    end
    sleep(0.01)
  until socket.gettime() > deadline
  return false
end
