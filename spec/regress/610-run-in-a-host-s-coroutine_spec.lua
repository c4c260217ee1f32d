local demo = require "support.demo"
local loop = require "orchestrator.loop"
local orchestrator = require "orchestrator"

-- run() in a coroutine of luv's or cqueues' blocked the host's loop; and tasks
-- whose answers came while the main program waited for something else were
-- looked at only when that wait's time was up.
describe("run", function()
  local server, tenant
  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options())
    tenant.Settings:GetLicense()
  end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    server:fault { path = "/odata/Settings", delay = 0.3, times = 2 }
  end)
  after_each(function() loop.adopt {} end)

  local function ask() return tenant.Settings:GetLicense() end

  it("in a coroutine of luv lets its timers go on", function()
    local uv = require "luv"
    local adapter = require "orchestrator.loop.luv"(uv)
    local timer, ticks = uv.new_timer(), 0
    timer:start(20, 20, function() ticks = ticks + 1 end)
    coroutine.wrap(function()
      orchestrator.run(ask, ask)
      timer:close()
      adapter.close()
    end)()
    uv.run()
    assert.is_true(ticks >= 5, ticks)
  end)

  it("in a coroutine of cqueues lets its others go on", function()
    local cqueues = require "cqueues"
    require "orchestrator.loop.cqueues"(cqueues)
    local cq, ticks, done = cqueues.new(), 0, false
    cq:wrap(function()
      orchestrator.run(ask, ask)
      done = true
    end)
    cq:wrap(function()
      while not done do
        cqueues.sleep(0.02)
        ticks = ticks + 1
      end
    end)
    assert(cq:loop())
    assert.is_true(ticks >= 5, ticks)
  end)

  it("looks at once at what came while the program did something else",
    function()
      local task = loop.go(ask)
      server:fault { path = "/odata/Folders", delay = 0.6 }
      tenant.Folders:count() -- the task's answer comes meanwhile
      local begun = os.time()
      loop.join { task }
      assert.is_true(os.time() - begun <= 2)
    end)
end)
