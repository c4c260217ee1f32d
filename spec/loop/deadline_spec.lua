--- One deadline for all that is done for a verb, a walk, a wait or a block:
-- what is called within gets what is left. The server holds every answer back
-- for DELAY; what takes several of them has time for one or two.

local demo = require "support.demo"
local engine = require "orchestrator.engine"
local loop = require "orchestrator.loop"
local orchestrator = require "orchestrator"
local refused = require "support.refused"

local sleep = require "orchestrator.await".sleep

local DELAY = 0.6
local LIMIT = 1    -- more than one answer takes, less than two
local LATE = 5     -- seconds that a busy machine may add

describe("a deadline", function()
  local server, tenant, folder

  setup(function()
    server = demo.start { seed = "empty", transactions = "anyone" }
  end)
  teardown(function() server:stop() end)

  local function connect(given)
    return orchestrator.connect(server:options("access_token", given))
  end

  before_each(function()
    server:reset()
    tenant = connect()
    folder = tenant:folder(1001)
    tenant.Folders:top(1):list()
  end)
  after_each(function() tenant:close() end)

  local function slow()
    server:fault { path = "/", delay = DELAY, times = 99 }
  end

  local function asked() return #server:requests() end

  -- The error of what has to end after so many seconds.
  local function late(seconds, fn, ...)
    local begun, before = engine.get():now(), asked()
    local err = refused("timeout", fn, ...)
    local took = engine.get():now() - begun
    assert.is_true(took >= seconds - 0.1 and took < seconds + LATE, took)
    return err, asked() - before
  end

  it("of the connection is for all requests of a verb", function()
    local name = tenant.Roles:first().Name
    slow()
    local hasty = connect { timeout = LIMIT }
    local err, requests = late(LIMIT, function()
      hasty.Roles:remove(name) -- finds it, then deletes it
    end)
    -- The second is under way, unless the machine is very busy.
    assert.is_true(requests <= 2)
    assert.matches("^Roles:remove: no answer within 1 s", err.message)
    assert.matches("/odata/Roles", err.url, 1, true)
    assert.equal(err.method == "DELETE" and "unsure" or "yes", err.sent)
    hasty:close()
  end)

  it("of the connection is for a change, which reads first", function()
    local row = tenant.Roles:first()
    slow()
    local hasty = connect { timeout = LIMIT }
    local err, requests = late(LIMIT, function()
      hasty.Roles:update(row.Id, { DisplayName = "other" })
    end)
    assert.is_true(requests <= 2)
    assert.matches("^Roles:update: ", err.message)
    hasty:close()
  end)

  it("of a wait is for its looks, too", function()
    server:fault { path = "/odata/Jobs", delay = 30, times = 9 }
    local err = late(LIMIT, folder.Jobs.wait, folder.Jobs, 7,
      { timeout = LIMIT })
    assert.matches("^wait: 1 of 1 jobs .* within 1 s", err.message)
    assert.matches("wait again", err.hint)
  end)

  it("of a list, a walk, a count and an export is for all their pages",
    function()
      local all = { timeout = LIMIT }
      local roles = tenant.Roles:paging("skip", { page = 1, concurrency = 1 })
      slow()
      for name, fn in pairs {
        list = function() roles:list(all) end,
        each = function() for _ in roles:each(all) do end end,
        pages = function() for _ in roles:pages(all) do end end,
        export = function()
          roles:export { write = function() end, timeout = LIMIT }
        end,
        count = function() -- two filters, so two requests
          local many = {}
          for i = 1, 600 do many[i] = ("role number %d"):format(i) end
          tenant.Roles:filter { Name = many }:count(all)
        end,
      } do
        local err = late(LIMIT, fn)
        assert.matches("within 1 s", err.message, 1, true)
        assert.equal(0, tenant:stats().transfers, name)
      end
    end)

  it("of a walk does not count the loop's body", function()
    local rows, n = tenant.Roles:paging("skip", { page = 1 }), 0
    for _ in rows:each { timeout = 2 } do
      n = n + 1
      if n == 1 then
        local begun = engine.get():now()
        sleep(2.1)
        assert.is_true(engine.get():now() - begun >= 2.1)
      end
    end
    assert.equal(tenant.Roles:count(), n)
  end)

  it("of within is for everything, sign-in, pauses and repetitions too",
    function()
      local other = orchestrator.connect(server:options "user_key")
      server:fault { path = "token", delay = DELAY }
      server:fault { path = "/odata/", delay = DELAY, times = 9 }
      local err = late(LIMIT, orchestrator.within, LIMIT, function()
        return other.Folders:count()
      end)
      assert.matches("within 1 s", err.message, 1, true)
      other:close()

      server:reset()
      server:fault { path = "/odata/", status = 503, times = 9 }
      local begun = engine.get():now()
      refused("server", orchestrator.within, LIMIT, function()
        return tenant.Folders:count()
      end)
      assert.is_true(engine.get():now() - begun < LIMIT + LATE)

      late(LIMIT, orchestrator.within, LIMIT, sleep, 30)
    end)

  it("sends nothing once it has passed, and ends with its block", function()
    local before
    local err = refused("timeout", orchestrator.within, 0.05, function()
      pcall(sleep, 30)
      before = asked()
      return tenant.Folders:count()
    end)
    assert.equal("no", err.sent)
    assert.equal(before, asked())
    assert.is_true(tenant.Folders:count() >= 0)
  end)

  it("that is nearer stays, and goes on to tasks", function()
    slow()
    late(LIMIT, orchestrator.within, LIMIT, function()
      orchestrator.within(60, function()
        orchestrator.run(function()
          while true do tenant.Folders:count() end
        end, function()
          folder.Jobs:wait(7, { timeout = 60 })
        end)
      end)
    end)
    assert.equal(0, tenant:stats().transfers)
  end)

  it("of a map ends what is under way, and takes no more", function()
    slow()
    local taken = 0
    local function items()
      taken = taken + 1
      return taken
    end
    local err = late(LIMIT, tenant.map, tenant, items, function()
      return tenant.Folders:count()
    end, { workers = 2, timeout = LIMIT })
    assert.matches("within 1 s", err.message, 1, true)
    assert.is_true(taken < 10, taken)
    assert.equal(0, tenant:stats().transfers)

    for _, _, fault in tenant:imap({ 1, 2, 3 }, function()
      return tenant.Folders:count()
    end, { timeout = 60 }) do assert.is_nil(fault) end
  end)

  it("of many items is for all their chunks", function()
    local queue = folder.QueueDefinitions:ensure { Name = "Many" }
    slow()
    local err = late(LIMIT, queue.add_many, queue, { {}, {}, {}, {} },
      { chunk = 1, timeout = LIMIT })
    assert.matches("^queue:add_many: no answer within 1 s", err.message)
    assert.equal("unsure", err.sent)
    server:reset()
    assert.equal(2, queue:add_many({ {}, {} }, { chunk = 1, timeout = 30 })
      .added)
  end)

  it("goes with a task out of its block", function()
    slow()
    local task
    orchestrator.within(60, function()
      task = loop.go(function() return tenant.Folders:count() end)
    end)
    loop.join { task }
    assert.is_true(task.results[1] >= 0)
  end)

  it("is told to the queue by a loop that it ends", function()
    local finance = tenant:folder(tenant.Folders:first())
    local queue = finance.QueueDefinitions:ensure { Name = "Deadlines" }
    queue:add { SpecificContent = { N = 1 }, Reference = "deadline" }
    local result = orchestrator.within(30, queue.work, queue, function()
      orchestrator.within(0.05, sleep, 30)
    end)
    assert.equal(1, result.failed)
    assert.equal("timeout", result.errors[1].error.kind)
    queue:add { SpecificContent = { N = 2 }, Reference = "second" }
    refused("timeout", orchestrator.within, 2, queue.work, queue, function()
      sleep(30)
    end)
    assert.equal(0, queue:status().InProgress)
  end)

  it("refuses what is no deadline", function()
    refused("argument", orchestrator.within, 0, print)
    refused("argument", orchestrator.within, "5", print)
    refused("argument", orchestrator.within, 5)
    refused("argument", tenant.map, tenant, {}, print, { timeout = 0 })
  end)
end)
