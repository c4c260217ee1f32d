local demo = require "support.demo"
local loop = require "orchestrator.loop"
local orchestrator = require "orchestrator"
local pause = require "orchestrator.pause"

describe("loop", function()
  local server, tenant, log

  setup(function()
    server = demo.start { seed = "empty" }
    tenant = orchestrator.connect(server:options("access_token",
      { timeout = 20 }))
    tenant.Settings:GetLicense()
  end)

  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    log = {}
    server:fault { path = "/odata/Folders", delay = 0.5, times = 8 }
  end)

  after_each(function() loop.adopt {} end)

  local function ask(i)
    log[#log + 1] = "ask"
    tenant.Folders:list()
    log[#log + 1] = "done"
    return i
  end

  -- All were under way before the first was done.
  local function assert_overlap()
    assert.equal(16, #log)
    for i = 1, 8 do assert.equal("ask", log[i]) end
    for i = 9, 16 do assert.equal("done", log[i]) end
    assert.equal(8, #server:requests { path = "/odata/Folders" })
  end

  it("runs functions at the same time and gives their results", function()
    local list = {}
    for i = 1, 8 do list[i] = function() return ask(i) end end
    assert.same({ 1, 2, 3, 4, 5, 6, 7, 8 },
      { orchestrator.run(table.unpack(list)) })
    assert_overlap()
  end)

  it("goes on meanwhile with what a task does by the clock", function()
    local list, ticks = {}, 0
    for i = 1, 8 do list[i] = function() return ask(i) end end
    list[9] = function()
      while #log < 16 do
        pause.sleep(0.02)
        ticks = ticks + 1
      end
    end
    orchestrator.run(table.unpack(list))
    assert_overlap()
    assert.is_true(ticks >= 5, ticks)
  end)

  it("runs inside of a task, too", function()
    local inner
    orchestrator.run(function()
      inner = { orchestrator.run(function() return ask(1) end,
        function() return ask(2) end) }
    end)
    assert.same({ 1, 2 }, inner)
    assert.same({ "ask", "ask", "done", "done" }, log)
  end)

  it("raises what a function raised, after the others have ended", function()
    local ok, err = pcall(orchestrator.run,
      function() return ask(1) end,
      function() tenant:folder(99).Jobs:list() end)
    assert.is_false(ok)
    assert.equal("invalid", err.kind)
    assert.equal("done", log[#log])
  end)

  it("blocks in a coroutine that nobody has told it of", function()
    local co = coroutine.wrap(function() return ask(5) end)
    assert.equal(5, co())
  end)

  it("is driven by any loop through its descriptor", function()
    local list = {}
    for i = 1, 8 do list[i] = loop.go(ask, i) end
    assert.is_true(loop.fd() >= 0)
    local socket = require "socket"
    local watched = { getfd = function() return loop.fd() end,
      dirty = function() return false end }
    local turns, ticks, next_tick = 0, 0, socket.gettime()
    while not list[8].done or #log < 16 do
      turns = turns + 1
      assert.is_true(turns < 10000)
      local left = math.max(0, next_tick - socket.gettime())
      socket.select({ watched }, nil, math.min(loop.timeout() or 1, left))
      if socket.gettime() >= next_tick then
        ticks, next_tick = ticks + 1, socket.gettime() + 0.02
      end
      loop.step()
    end
    assert.is_true(ticks >= 5, ticks)
    assert_overlap()
    assert.equal(3, list[3].results[1])
  end)

  it("yields under luv, whose timers go on", function()
    local uv = require "support.luv"
    local ticks, left = 0, 8
    local adapter = require "orchestrator.loop.luv"(uv)
    local timer = uv.new_timer()
    timer:start(20, 20, function() ticks = ticks + 1 end)
    for i = 1, 8 do
      coroutine.wrap(function()
        ask(i)
        left = left - 1
        if left == 0 then
          timer:close()
          adapter.close()
        end
      end)()
    end
    uv.run()
    assert_overlap()
    assert.is_true(ticks >= 5, ticks)
  end)

  it("yields under cqueues, whose other coroutines go on", function()
    local cqueues = require "cqueues"
    require "orchestrator.loop.cqueues"(cqueues)
    local cq, ticks = cqueues.new(), 0
    for i = 1, 8 do cq:wrap(function() ask(i) end) end
    cq:wrap(function()
      while #log < 16 do
        cqueues.sleep(0.02)
        ticks = ticks + 1
      end
    end)
    assert(cq:loop())
    assert_overlap()
    assert.is_true(ticks >= 5, ticks)
  end)
end)
