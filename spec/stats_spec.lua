--- tenant:stats(): each counter moves by what happens, and only by that.

local demo = require "support.demo"
local loop = require "orchestrator.loop"
local orchestrator = require "orchestrator"

describe("stats", function()
  local server, tenant

  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options "user_key")
    tenant.Settings:GetLicense()
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  -- What a function adds to each counter of a tenant.
  local function added(fn, of)
    of = of or tenant
    collectgarbage()
    local before = of:stats()
    fn()
    local out = {}
    for name, value in pairs(of:stats()) do
      if name ~= "state" then out[name] = value - before[name] end
    end
    return out
  end

  it("count requests, pages, rows and bytes", function()
    local more = added(function()
      assert.equal(5, #tenant.Folders:top(5):list())
    end)
    assert.equal(1, more.requests)
    assert.equal(1, more.pages)
    assert.equal(5, more.rows)
    assert.equal(0, more.retries)
    assert.equal(0, more.renewals)
    assert.is_true(more.bytes_in > 500)
    assert.is_true(more.bytes_out > 100)
    assert.is_true(more.bytes_out < 10000)
    assert.equal(0, more.transfers)
  end)

  it("count bytes of a body that is sent", function()
    local more = added(function()
      pcall(tenant.request, tenant, "POST", "/odata/Nothing",
        { body = ("x"):rep(100000) })
    end)
    assert.is_true(more.bytes_out > 100000)
  end)

  it("count repetitions, and the seconds before them", function()
    server:fault { path = "Folders", status = 503, times = 1 }
    local more = added(function() tenant.Folders:count() end)
    assert.equal(2, more.requests)
    assert.equal(1, more.retries)
    assert.is_true(more.backed_off >= 0.25)
    assert.is_true(more.waited >= 0.2)
    assert.equal(0, more.paced)
  end)

  it("count seconds that a rate limit takes", function()
    local paced = orchestrator.connect(server:options("access_token",
      { pace = 1 }))
    server:fault { path = "Folders", status = 429, retry_after = 1 }
    local more = added(function() paced.Folders:count() end, paced)
    assert.equal(1, more.retries)
    assert.is_true(more.backed_off + more.paced >= 0.9)
    -- Another call of the tenant's is held back by the same answer.
    server:fault { path = "Folders", status = 429, retry_after = 1 }
    local before = paced:stats().retries
    more = added(function()
      local task = loop.go(function() paced.Folders:count() end)
      loop.await(function() return paced:stats().retries > before end)
      paced.Settings:GetLicense()
      loop.join { task }
    end, paced)
    assert.is_true(more.paced > 0)
    paced:close()
  end)

  it("are each tenant's own, and the state's together", function()
    local other = orchestrator.connect(server:options "access_token")
    local before, state = other:stats(), tenant:stats().state
    assert.equal(0, before.requests)
    assert.is_true(before.held > 0 and before.held < state.held)
    server:fault { path = "Folders", delay = 0.3, times = 1 }
    local more = added(function()
      assert.equal(5, #other.Folders:top(5):list())
    end)
    for name, value in pairs(more) do assert.equal(0, value, name) end
    local after = other:stats()
    assert.same({ 1, 1, 5 }, { after.requests, after.pages, after.rows })
    assert.is_true(after.waited > 0.1)
    assert.equal(state.requests + 1, after.state.requests)
    assert.equal(state.bytes_in + after.bytes_in, after.state.bytes_in)

    server:fault { path = "Folders", delay = 5, times = 2 }
    local task = loop.go(function() other.Folders:list() end)
    assert.equal(1, other:stats().transfers)
    assert.equal(0, tenant:stats().transfers)
    assert.equal(1, tenant:stats().state.transfers)
    task:cancel()
    other:close()
    after = other:stats()
    assert.same({ 2, 0, 0 }, { after.requests, after.transfers, after.held })
    assert.is_true(after.peak >= before.held)
  end)

  it("tell of a renewal whom it concerns only", function()
    local told = 0
    local quiet = orchestrator.connect(server:options("access_token",
      { on_event = function(event)
        if event.event == "renewal" then told = told + 1 end
      end }))
    local other = orchestrator.connect(server:options("user_key",
      { cache = false }))
    server:fault { path = "Folders", delay = 0.3 }
    orchestrator.run(function() quiet.Folders:count() end,
      function() other.Settings:GetLicense() end)
    assert.equal(1, other:stats().renewals)
    assert.equal(0, told)
  end)

  it("count renewals", function()
    local other = orchestrator.connect(server:options("user_key",
      { cache = false }))
    local more = added(function() other.Settings:GetLicense() end, other)
    assert.equal(1, more.renewals)
    assert.equal(2, more.requests)
    other:close()
  end)

  it("tell what is open", function()
    server:fault { path = "Folders", delay = 5, times = 2 }
    local tasks = {}
    for i = 1, 2 do
      tasks[i] = loop.go(function() tenant.Folders:count() end)
    end
    assert.equal(2, tenant:stats().transfers)
    for i = 1, 2 do tasks[i]:cancel() end
    assert.equal(0, tenant:stats().transfers)
  end)

  it("tell the bytes held, which come back, and the most there were",
    function()
      local walk
      local more = added(function()
        local step
        step, walk = tenant.Folders:each()
        step(walk)
      end)
      local most = tenant:stats()
      assert.is_true(more.held > 1000)
      assert.is_true(most.peak >= most.held)
      walk:close()
      assert.is_true(tenant:stats().held < most.held)
      local kept = tenant:stats().held
      for _ = 1, 50 do tenant.Folders:list() end
      collectgarbage()
      collectgarbage()
      -- No more than what stays at hand for the next answers.
      assert.is_true(tenant:stats().held <= kept + 65536)
      assert.is_true(tenant:stats().peak >= most.peak)
    end)
end)
