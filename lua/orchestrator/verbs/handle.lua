-- What a queue and a bucket have in common: a folder that owns them, a row, and
-- methods, which rely on it that those of others raise.

local deadline = require "orchestrator.deadline"
local errors = require "orchestrator.errors"
local verbs = require "orchestrator.verbs"

local handle = {}

---A class of such objects.
---@param kind string for people, "queue"
---@return table class with new(owner, row) and raising(object)
---@return table methods what its objects answer to
---@return fun(fn: function, name?: string): function method makes a method of
---  a function; with a name it has the connection's timeout for all it does,
---  without one for each request
function handle.class(kind)
  local Class, methods = { __name = "orchestrator." .. kind }, {}

  function Class.__index(_, name) return methods[name] end

  function Class:__tostring()
    return ("orchestrator.%s %q"):format(kind, self.row.Name)
  end

  local function make(owner, row)
    return setmetatable({ connection = owner.connection, owner = owner,
      row = row }, Class)
  end

  function Class.new(owner, row) return make(verbs.original(owner), row) end

  -- The same object, whose owner's calls raise.
  function Class.raising(object)
    return make(verbs.raising(object.owner), object.row)
  end

  local function method(fn, name)
    if name then fn = deadline.method(kind .. ":" .. name, fn) end
    return errors.method(function(self, ...)
      return fn(Class.raising(self), ...)
    end)
  end

  return Class, methods, method
end

return handle
