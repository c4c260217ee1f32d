--- A function of the host's that raised while a sign-in went on left the
-- sign-in's transfer open, and the cache's lock with it, until the next call.

local demo = require "support.demo"
local loop = require "orchestrator.loop"
local orchestrator = require "orchestrator"
local refused = require "support.refused"

describe("a sign-in that nobody waits for", function()
  local server
  setup(function() server = demo.start { seed = "empty" } end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    server:fault { path = "token", delay = 20, times = 9 }
  end)

  local function connect(given)
    given = given or {}
    given.cache = false
    return orchestrator.connect(server:options("user_key", given))
  end

  local CALLS = {
    call = function(tenant) tenant.Settings:GetLicense() end,
    walk = function(tenant) for _ in tenant.Folders:each() do end end,
    export = function(tenant)
      tenant.Folders:export { write = function() end }
    end,
  }

  for name, call in pairs(CALLS) do
    it("ends when the trace function raises in a " .. name, function()
      local tenant
      tenant = connect { trace = function()
        if tenant and tenant:stats().transfers > 0 then
          error("on purpose", 0)
        end
      end }
      local ok, err = pcall(orchestrator.within, 5, call, tenant)
      assert.is_false(ok)
      assert.equal("on purpose", err)
      assert.equal(0, tenant:stats().transfers)
      tenant:close()
    end)

    it("ends when the task of a " .. name .. " is cancelled", function()
      local tenant = connect()
      local task = loop.go(call, tenant)
      assert.equal(1, tenant:stats().transfers)
      task:cancel()
      assert.equal("cancelled", task.err.kind)
      assert.equal(0, tenant:stats().transfers)
    end)
  end

  it("goes on for others, and after a timeout for the next call", function()
    local tenant = connect()
    local first = loop.go(CALLS.call, tenant)
    local second = loop.go(CALLS.walk, tenant)
    first:cancel()
    assert.equal(1, tenant:stats().transfers)
    second:cancel()
    assert.equal(0, tenant:stats().transfers)
    refused("timeout", orchestrator.within, 0.1, CALLS.call, tenant)
    assert.equal(1, tenant:stats().transfers)
    tenant:close()
    assert.equal(0, tenant:stats().state.transfers)
  end)
end)
