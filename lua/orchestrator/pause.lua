-- Waiting for time to pass, as calls wait for answers.

local await = require "orchestrator.await"
local engine = require "orchestrator.engine"
local errors = require "orchestrator.errors"

local pause = {}

local function never() return false end

---Waits so many seconds.
---@param seconds number
function pause.sleep(seconds)
  local _, err = await.poll(never, nil, seconds, { read = true })
  if err.kind ~= "timeout" then errors.raise(err) end
end

---The engine's clock, in seconds.
---@return number
function pause.now() return engine.get():now() end

---A schedule of polls: soon at first, then less and less often.
---@param first number seconds before the second poll
---@param most number seconds
---@param deadline number on the engine's clock
---@return fun(): boolean wait false when the deadline has come
function pause.schedule(first, most, deadline)
  local step = first
  return function()
    local left = deadline - pause.now()
    if left <= 0 then return false end
    pause.sleep(math.min(step, left))
    step = math.min(step * 1.5, most)
    return true
  end
end

return pause
