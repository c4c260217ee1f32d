--- Which operations the sandbox models, as docs/sandbox.md lists those that it
-- does not.

local files = require "support.files"

--- `it` where the sandbox models all of these operations, else `pending`.
---@param ids string[] operationIds
---@param given table it and pending, of the spec
---@return function
return function(ids, given)
  local text = files.read "docs/sandbox.md"
  for _, id in ipairs(ids) do
    if text:find("- `" .. id, 1, true) then return given.pending end
  end
  return given.it
end
