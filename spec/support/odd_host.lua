--- A C program with Lua in it that treats its scripts badly, see odd_host.c.

local demo = require "support.demo"
local files = require "support.files"
local host = require "support.host"
local interpreter = require "support.interpreter"
local luassert = require "luassert"
local process = require "support.process"

local odd_host = {}
odd_host.__index = odd_host

--- Builds it, for the Lua that runs the specs.
---@param server orchestrator.sandbox.Handle whose tenant its scripts use
---@return support.odd_host
function odd_host.new(server)
  local self = setmetatable({ folder = files.temp_dir() }, odd_host)
  local made = process.run { "sh", "-c", ("${CC:-gcc} -std=c11 -D_GNU_SOURCE "
    .. "-O1 -Wall -Wextra -Werror -o '%s/host' spec/support/odd_host.c "
    .. "$(pkg-config --cflags --libs %s)"):format(self.folder,
    interpreter.name) }
  assert(made.code == 0, made.stderr)
  self.env = host.tenant(server)
  for name, value in pairs(host.paths(interpreter.version)) do
    self.env[name] = value
  end
  self.env.HOME, self.env.XDG_CACHE_HOME = self.folder, self.folder
  return self
end

local BEGIN = [[
local orchestrator = require "orchestrator"
local loop = orchestrator.loop
local function fails(kind, fn, ...)
  local ok, err = pcall(fn, ...)
  if ok then error("did not fail with " .. kind, 2) end
  if type(err) ~= "table" or err.kind ~= kind then
    error("failed with " .. tostring(err), 2)
  end
  return err
end
]]

--- Runs a script to its end.
---@param script string
---@param given { env: table?, rounds: integer?, bare: boolean?,
---  options: table? }?
---@return support.process_result
function odd_host:run(script, given)
  given = given or {}
  local env = {}
  for _, more in ipairs { self.env, given.env or {} } do
    for name, value in pairs(more) do env[name] = value end
  end
  local path = self.folder .. "/script.lua"
  files.write(path, (given.bare and "" or BEGIN) .. script)
  return process.run({ self.folder .. "/host", path, given.rounds or 1 },
    { env = env, timeout = 60 })
end

function odd_host:remove() files.remove(self.folder) end

--- A sandbox and a host for a spec file.
---@param hooks table busted's setup, teardown and before_each
---@return { server: orchestrator.sandbox.Handle, host: support.odd_host } those
---  of the spec that runs
---@return fun(script: string, given?: table): string passes runs a script that
---  has to end well and say nothing on stderr, and gives what it printed
function odd_host.around(hooks)
  local here = {}
  hooks.setup(function()
    here.server = demo.start()
    here.host = odd_host.new(here.server)
  end)
  hooks.teardown(function()
    here.host:remove()
    here.server:stop()
  end)
  hooks.before_each(function() here.server:reset() end)
  return here, function(script, given)
    local result = here.host:run(script, given)
    luassert.equal("", result.stderr)
    luassert.equal(0, result.code)
    return result.stdout
  end
end

return odd_host
