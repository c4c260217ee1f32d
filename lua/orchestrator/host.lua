-- What the host's Lua gave when this module was loaded: files, the clock,
-- coroutines. A host may give none of them, or take them away afterwards.

local errors = require "orchestrator.errors"

local host = {}

local io, os, coroutine = io or {}, os or {}, coroutine

local function no_files(path)
  return nil, path .. ": this host's Lua has no files"
end

local G, require = _G, require

---As require. Some parts are loaded when they are first used, and find it for
---as long as that takes, though the host has taken it away.
---@param name string
---@return any
function host.require(name)
  local before = rawget(G, "require")
  if before then return require(name) end
  rawset(G, "require", require)
  local ok, value = pcall(require, name)
  rawset(G, "require", before)
  if not ok then error(value, 0) end
  return value
end

---As io.open.
host.open = io.open or no_files

---As os.rename.
host.rename = os.rename or no_files

---As os.remove.
host.remove = os.remove or no_files

---As os.getenv.
host.getenv = os.getenv or function() end

---As os.time without a table.
host.time = os.time or function()
  errors.config("this host's Lua has no clock", "give moments as text")
end

---Lua's coroutine library, as far as it is there.
host.coroutine = coroutine or {
  running = function() return host, true end,
  create = function()
    errors.config("this host's Lua has no coroutines",
      "make one call after the other")
  end,
}

return host
