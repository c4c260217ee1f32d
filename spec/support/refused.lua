--- Calls what must raise an error object of a kind, and gives the error.

local luassert = require "luassert"

---@param kind string
---@param fn function
---@param ... any its arguments
---@return table error
return function(kind, fn, ...)
  local ok, err = pcall(fn, ...)
  luassert.is_false(ok)
  luassert.equal(kind, err.kind, tostring(err))
  return err
end
