-- Loaded by every Lua of a test run in which tools/leaks.lua looks for secrets
-- (LUA_INIT). It notes which secrets there are, turns every connection's trace
-- on, and keeps what specs would throw away: what programs printed, and their
-- temporary folders.

local FOLDER = os.getenv "ORC_LEAKS"
if not FOLDER then return end

local function append(name, text)
  local file = assert(io.open(FOLDER .. "/" .. name, "a"))
  file:write(text)
  file:close()
end

-- Words of specs as short as "t" would be met everywhere.
local SHORTEST = 8

local function secret(value)
  if type(value) == "string" and #value >= SHORTEST
    and not value:find "[%c]" then
    append("secrets", value .. "\n")
  end
  return value
end

local hooks = {}

local FIELDS = { "secret", "refresh_token", "password", "code",
  "code_verifier" }

hooks["orchestrator.core"] = function(core)
  local client = core.client
  core.client = function(engine, spec, ...)
    for _, name in ipairs(FIELDS) do
      secret(type(spec) == "table" and spec.token and spec.token[name])
    end
    return client(engine, spec, ...)
  end
end

hooks["orchestrator.connection"] = function(Connection)
  local new = Connection.new
  Connection.new = function(spec, fields)
    if not fields.trace then
      spec.trace = true
      fields.trace = function(text) append("trace", text) end
    end
    return new(spec, fields)
  end
end

-- What the sandbox makes at random and of these sizes signs somebody in: keys,
-- secrets, passwords, codes, refresh tokens, and the signature of each token.
local SIZES = { [32] = true, [24] = true, [12] = true }

hooks["orchestrator.sandbox.text"] = function(text)
  local random, last = text.random, nil
  text.random = function(count)
    last = random(count)
    return last
  end
  for _, name in ipairs { "hex", "base64url" } do
    local encode = text[name]
    text[name] = function(bytes)
      local out = encode(bytes)
      if bytes == last and SIZES[#bytes] then
        secret(out)
        if name == "hex" then secret(out:upper()) end
      end
      return out
    end
  end
end

hooks["support.files"] = function(files)
  local write = files.write
  files.remove = function() end
  files.write = function(path, text) -- a spec's own file, it may hold secrets
    append("inputs", path .. "\n")
    return write(path, text)
  end
end

local OURS = { ["bin/orch"] = true, ["lua5.3"] = true,
  ["lua5.4"] = true }

hooks["support.process"] = function(process)
  local run, start = process.run, process.start
  process.run = function(argv, options)
    local result = run(argv, options)
    if OURS[argv[1]] then
      append("printed", result.stdout .. result.stderr)
    end
    return result
  end
  process.start = function(argv, options)
    local child = start(argv, options)
    local wait = child.wait
    rawset(child, "wait", function(self)
      local code = wait(self)
      append("printed", self:stderr() or "")
      return code
    end)
    return child
  end
end

local plain = require
function require(name) -- luacheck: ignore
  local loaded = package.loaded[name] ~= nil
  local module, place = plain(name)
  if hooks[name] and not loaded then hooks[name](module) end
  return module, place
end
