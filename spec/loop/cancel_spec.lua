--- What is under way ends when another coroutine says so, or its time is up.

local demo = require "support.demo"
local engine = require "orchestrator.engine"
local files = require "support.files"
local loop = require "orchestrator.loop"
local orchestrator = require "orchestrator"

describe("cancelling", function()
  local server, tenant

  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options("access_token",
      { timeout = 20 }))
    tenant.Settings:GetLicense()
  end)

  teardown(function() server:stop() end)

  before_each(function()
    collectgarbage() -- Lua 5.3 leaves what a dropped task held to it
    server:reset()
    server:fault { path = "/", delay = 10, times = 8 }
  end)

  after_each(function() loop.adopt {} end)

  local function in_flight() return tenant:stats().state.transfers end

  -- Starts something that waits, and answers where its end will be.
  local function start(fn)
    local outcome = {}
    local task = loop.go(function()
      outcome.ok, outcome.err = pcall(fn)
      outcome.ended = true
    end)
    assert.is_false(task.done)
    loop.step()
    assert.is_true(in_flight() > 0)
    return task, outcome
  end

  local folder = files.temp_dir()
  local WAITS = {
    call = function() tenant.Settings:GetLicense() end,
    list = function() tenant.Folders:list() end,
    walk = function() for _ in tenant.Folders:each() do error "a row" end end,
    ["folders' walk"] = function()
      for _ in tenant:folders("**").Jobs:each() do error "a row" end
    end,
    request = function() tenant:request("GET", "/odata/Folders") end,
    export = function()
      tenant.Folders:export { file = folder .. "/rows.csv" }
    end,
    download = function()
      require "orchestrator.transfer".read(tenant.connection,
        { method = "GET", url = tenant.connection.address.base .. "/x" },
        function() end)
    end,
    map = function()
      tenant:map({ 1, 2, 3 }, function() tenant.Folders:list() end)
    end,
    run = function()
      orchestrator.run(function() tenant.Folders:list() end,
        function() tenant.Settings:GetLicense() end)
    end,
  }

  for name, fn in pairs(WAITS) do
    it("ends a " .. name .. " where it waits", function()
      local task, outcome = start(fn)
      task:cancel()
      assert.is_true(task.done)
      assert.is_false(outcome.ok)
      assert.equal("cancelled", outcome.err.kind)
      assert.equal(0, in_flight())
      task:cancel()
    end)
  end

  it("leaves no file of a cancelled export", function()
    local task = start(WAITS.export)
    task:cancel()
    assert.is_nil(io.open(folder .. "/rows.csv"))
    files.remove(folder)
  end)

  it("drops a task that will not hear of it", function()
    local tries = 0
    local task = loop.go(function()
      while true do
        tries = tries + 1
        pcall(tenant.Folders.list, tenant.Folders)
      end
    end)
    task:cancel()
    assert.is_true(task.done)
    assert.equal(2, tries)
    assert.equal("cancelled", task.err.kind)
    local ok, err = pcall(loop.join, { task })
    assert.is_false(ok)
    assert.equal("cancelled", err.kind)
  end)

  it("is heard by a task that cancels itself at its next wait", function()
    local task
    task = loop.go(function()
      loop.await(function() return task end)
      task:cancel()
      tenant.Folders:list()
    end)
    loop.await(function() return task.done end)
    assert.equal("cancelled", task.err.kind)
  end)

  it("a walk that another coroutine closes says so at once", function()
    local walk
    local _, outcome = start(function()
      local step
      step, walk = tenant.Folders:each()
      step(walk)
    end)
    walk:close()
    assert.equal(0, loop.timeout())
    loop.await(function() return outcome.ended end)
    assert.equal("closed", outcome.err.kind)
    assert.equal(0, in_flight())
  end)

  it("a map that another coroutine closes says so at once", function()
    local pool
    local _, outcome = start(function()
      local step
      step, pool = tenant:imap({ 1 }, function() tenant.Folders:list() end)
      step(pool)
    end)
    pool:close()
    loop.await(function() return outcome.ended end)
    assert.equal("closed", outcome.err.kind)
    assert.is_nil(pool:next())
  end)

  it("a tenant that is closed ends its calls, walks and exports", function()
    local other = orchestrator.connect(server:options "access_token")
    local outcomes = {}
    for i, fn in ipairs {
      function() other.Folders:list() end,
      function() other.Settings:GetLicense() end,
      function() other.Folders:export { write = function() end } end,
    } do outcomes[i] = select(2, start(fn)) end
    other:close()
    for _, outcome in ipairs(outcomes) do
      loop.await(function() return outcome.ended end)
      assert.equal("closed", outcome.err.kind)
    end
    assert.equal(0, in_flight())
  end)

  local EVERY = 60

  -- A follower in the pause between two looks, which is a minute long.
  local function following(follow)
    server:reset()
    local walk
    local outcome = {}
    local task = loop.go(function()
      outcome.ok, outcome.err = pcall(function()
        local step
        step, walk = follow()
        while step(walk) ~= nil do end
      end)
      outcome.ended = true
    end)
    loop.await(function()
      return walk and in_flight() == 0 and loop.timeout() > EVERY / 2
    end)
    return task, outcome, walk
  end

  local function follow_logs()
    return tenant:folder("Shared/Finance").RobotLogs:follow { every = EVERY }
  end

  local function follow_job()
    local folder_ = tenant:folder "Shared/Finance"
    local job = folder_.Jobs:filter { State = "Running" }:first()
      or folder_.Jobs:filter { State = "Pending" }:first()
    return folder_.Jobs:follow(job, { every = EVERY })
  end

  for name, follow in pairs { logs = follow_logs, job = follow_job } do
    it("a follower of a " .. name .. " ends at once in its pause", function()
      local begun = engine.get():now()
      local _, outcome, walk = following(follow)
      walk:close()
      assert.equal(0, loop.timeout())
      loop.await(function() return outcome.ended end)
      assert.is_true(outcome.ok, outcome.err)

      local task
      task, outcome = following(follow)
      task:cancel()
      assert.equal("cancelled", outcome.err.kind)

      local ok, err = pcall(orchestrator.within, 1, function()
        local step, other = follow()
        while true do step(other) end
      end)
      assert.is_false(ok)
      assert.equal("timeout", err.kind)
      assert.is_true(engine.get():now() - begun < 30)
    end)
  end

  it("closing wakes those who wait under luv", function()
    local uv = require "support.luv"
    local adapter = require "orchestrator.loop.luv"(uv)
    local timer, walk, err = uv.new_timer(), nil, nil
    coroutine.wrap(function()
      local step
      step, walk = tenant.Folders:each()
      err = select(2, pcall(step, walk))
      adapter.close()
    end)()
    timer:start(20, 0, function()
      timer:close()
      walk:close()
    end)
    local begun = engine.get():now()
    uv.run()
    assert.equal("closed", err.kind)
    assert.is_true(engine.get():now() - begun < 5)
  end)

  it("closing wakes those who wait under cqueues", function()
    local cqueues = require "cqueues"
    require "orchestrator.loop.cqueues"(cqueues)
    local cq, walk, err = cqueues.new(), nil, nil
    cq:wrap(function()
      local step
      step, walk = tenant.Folders:each()
      err = select(2, pcall(step, walk))
    end)
    cq:wrap(function()
      while not walk do cqueues.sleep(0.005) end -- then it waits
      walk:close()
    end)
    local begun = engine.get():now()
    assert(cq:loop())
    assert.equal("closed", err.kind)
    assert.is_true(engine.get():now() - begun < 5)
  end)
end)

describe("a timeout", function()
  local server

  setup(function() server = demo.start { seed = "empty" } end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  -- Kind of the failure of a call that may take half a second.
  local function ask(given)
    local tenant = orchestrator.connect(server:options(given or "access_token",
      { timeout = 0.5 }))
    local begun = engine.get():now()
    local ok, err = pcall(function() return tenant.Folders:list() end)
    assert.is_false(ok)
    assert.is_true(engine.get():now() - begun < 3)
    tenant:close()
    return err.kind
  end

  it("bounds a sign-in, and the call behind it", function()
    server:fault { path = "token", delay = 5 }
    assert.equal("timeout", ask "user_key")
    server:reset()
    server:fault { path = "token", delay = 0.3 }
    server:fault { path = "Folders", delay = 5 }
    assert.equal("timeout", ask "user_key")
  end)

  it("bounds repetitions and what the server asks to wait", function()
    server:fault { path = "Folders", status = 503, times = 20 }
    assert.equal("server", ask())
    server:reset()
    server:fault { path = "Folders", status = 429,
      retry_after = 60, times = 20 }
    assert.equal("rate_limit", ask())
  end)

  it("bounds one call where it is given with it", function()
    local tenant = orchestrator.connect(server:options "access_token")
    server:fault { path = "Folders", delay = 5 }
    local begun = engine.get():now()
    local ok, err = pcall(tenant.request, tenant, "GET", "/odata/Folders",
      { timeout = 0.2 })
    assert.is_false(ok)
    assert.equal("timeout", err.kind)
    assert.is_true(engine.get():now() - begun < 3)
    tenant:close()
  end)
end)
