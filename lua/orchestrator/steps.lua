-- Calls that take a request for each of several things: where one fails, the
-- error says how many were done before, and nothing is half-done unsaid.

local errors = require "orchestrator.errors"

---Does something for each of a list, one after the other.
---@param what string the call, for the message
---@param list any[]
---@param fn fun(item: any, index: integer)
return function(what, list, fn)
  for i, item in ipairs(list) do
    local ok, err = pcall(fn, item, i)
    if not ok and i > 1 and errors.is(err) then
      err.message = ("%s (%s: %d of %d were done before this)"):format(
        err.message, what, i - 1, #list)
      err.done = i - 1
    end
    if not ok then error(err, 0) end
  end
end
