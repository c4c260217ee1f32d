--- The module taken out of package.loaded, and loaded once more.

local files = require "support.files"
local interpreter = require "support.interpreter"
local odd_host = require "support.odd_host"
local process = require "support.process"

describe("loading again", function()
  local here, run = odd_host.around { setup = setup, teardown = teardown,
    before_each = before_each }

  local FORGET = [[
    local function forget()
      for name in pairs(package.loaded) do
        if name:find "^orchestrator" then package.loaded[name] = nil end
      end
    end
  ]]

  local function passes(script) run(FORGET .. script, { rounds = 3 }) end

  it("gives another engine, beside the first one or after it", function()
    passes [[
      local tenant = orchestrator.connect()
      local n = tenant.Folders:count()
      local task = loop.go(function() return tenant.Folders:count() end)
      forget()
      local again = require "orchestrator"
      assert(again ~= orchestrator)
      assert(again.loop.fd() ~= loop.fd())
      local other = again.connect()
      assert(other.Folders:count() == n and tenant.Folders:count() == n)
      loop.join { task }
      assert(task.results[1] == n)
      orchestrator, loop, tenant, task = nil, nil, nil, nil
      forget()
      collectgarbage()
      collectgarbage()
      assert(other.Folders:count() == n)
      assert(require "orchestrator".connect().Folders:count() == n)
    ]]
  end)

  it("works under luv, which itself has to stay loaded", function()
    passes [[
      local uv = require "luv"
      for _ = 1, 3 do
        local orchestrator = require "orchestrator"
        local adapter = require "orchestrator.loop.luv"(uv)
        local n
        coroutine.wrap(function()
          local tenant = orchestrator.connect()
          n = tenant.Folders:count()
          tenant:close()
          adapter.close()
        end)()
        uv.run()
        assert(n > 1)
        forget()
        collectgarbage()
        collectgarbage()
      end
    ]]
  end)

  it("is refused where the Lua part is of another version", function()
    local dir = files.temp_dir()
    finally(function() files.remove(dir) end)
    process.run { "mkdir", "-p", dir .. "/orchestrator" }
    files.write(dir .. "/orchestrator/version.lua", 'return "0.0.1"\n')
    local path = ("%s/?.lua;%s"):format(dir, here.host.env.LUA_PATH)
    local result = process.run({ interpreter.name, "-e",
      'print(pcall(require, "orchestrator")) '
      .. 'print(pcall(require, "orchestrator"))' },
      { env = { LUA_PATH = path, LUA_CPATH = here.host.env.LUA_CPATH } })
    assert.equal("", result.stderr)
    local _, times = result.stdout:gsub("the Lua part is version 0%.0%.1", "")
    assert.equal(2, times)
    assert.matches("install both again", result.stdout)
  end)
end)
