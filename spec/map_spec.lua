local demo = require "support.demo"
local loop = require "orchestrator.loop"
local orchestrator = require "orchestrator"

describe("map", function()
  local server, tenant

  setup(function()
    server = demo.start { tenants = { "acme/Second" } }
    tenant = orchestrator.connect(server:options())
    tenant.Settings:GetLicense()
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)
  after_each(function() loop.adopt {} end)

  local EIGHT = { 1, 2, 3, 4, 5, 6, 7, 8 }

  local function slow(seconds, times)
    server:fault { path = "/odata/Settings", delay = seconds,
      times = times or 8 }
  end

  local function ask(i)
    tenant.Settings:GetLicense()
    return i * 10
  end

  -- How many were under way at the same time, at most.
  local function counting(fn)
    local now, most = 0, 0
    return function(...)
      now = now + 1
      most = math.max(most, now)
      local result = fn(...)
      now = now - 1
      return result
    end, function() return most end
  end

  it("runs eight requests of half a second in less than two", function()
    slow(0.5)
    local fn, most = counting(ask)
    local begun = os.time()
    local results, errors, n = tenant:map(EIGHT, fn, { workers = 8 })
    assert.same({ 10, 20, 30, 40, 50, 60, 70, 80 }, results)
    assert.same({}, errors)
    assert.equal(8, n)
    assert.equal(8, most())
    assert.is_true(os.time() - begun <= 2)
  end)

  it("keeps to its number of workers", function()
    slow(0.05)
    local fn, most = counting(ask)
    tenant:map(EIGHT, fn, { workers = 3 })
    assert.equal(3, most())
    assert.equal(8, #demo.requests(server))
  end)

  it("puts results in the order of the items, whoever is first", function()
    server:fault { path = "/odata/Folders(1002)", delay = 0.3 }
    local ended = {}
    local results = tenant:map({ 1002, 1001 }, function(id)
      local row = tenant.Folders:get(id)
      ended[#ended + 1] = id
      return row.Id
    end)
    assert.same({ 1002, 1001 }, results)
    assert.same({ 1001, 1002 }, ended)
  end)

  it("keeps each item's error, and goes on", function()
    local results, errors, n = tenant:map({ 1001, 99999, 1002 }, function(id)
      return tenant.Folders:get(id).Id
    end)
    assert.equal(3, n)
    assert.equal(1001, results[1])
    assert.is_nil(results[2])
    assert.equal(1002, results[3])
    assert.equal("not_found", errors[2].kind)
    assert.is_nil(errors[1])
    assert.is_nil(errors[3])
  end)

  it("takes a call that returned its failure for one", function()
    local safe = require "orchestrator.safe".connect(server:options())
    local results, errors = safe:map({ 1001, 99999 }, function(id)
      return safe.Folders:get(id)
    end)
    assert.equal(1001, results[1].Id)
    assert.is_nil(results[2])
    assert.equal("not_found", errors[2].kind)
  end)

  it("goes over a query, a set of folders and an iterator", function()
    local rows = tenant:map(tenant.Folders:top(5), function(row)
      return row.Id
    end)
    assert.equal(5, #rows)
    local folders = tenant:folders "Shared/Finance/**"
    local names, errors = tenant:map(folders, function(folder)
      folder.Jobs:top(1):list()
      return folder.row.FullyQualifiedName
    end)
    assert.same({}, errors)
    assert.equal("Shared/Finance", names[1])
    assert.equal(#folders:list(), #names)
    local paired = tenant:map(folders.Jobs:top(9), function(job, _, folder)
      return folder.Id and job.Id
    end)
    assert.equal(9, #paired)
    local i = 0
    assert.same({ 1, 4, 9 }, (tenant:map(function()
      i = i + 1
      return i <= 3 and i or nil
    end, function(n) return n * n end)))
    assert.same({}, (tenant:map({}, ask)))
  end)

  it("maps in a map", function()
    slow(0.2, 4)
    local results = tenant:map({ 1, 2 }, function(i)
      return (tenant:map({ 1, 2 }, function(k)
        return ask(i * 10 + k)
      end))
    end)
    assert.same({ { 110, 120 }, { 210, 220 } }, results)
  end)

  it("maps over several tenants of one script", function()
    local second = server.tenants[1]
    local other = orchestrator.connect(server:options("access_token", {
      organization = second.organization, tenant = second.tenant,
      access_token = second.access_token }))
    other.Folders:create { DisplayName = "Only here" }
    local results, errors = tenant:map({ tenant, other }, function(one)
      return one.Folders:filter{ DisplayName = "Only here" }:count()
    end)
    assert.same({}, errors)
    assert.same({ 0, 1 }, results)
    other:close()
    assert.is_true(tenant.Folders:count() > 0)
  end)

  it("raises what its iterator raises, after those under way", function()
    local ended = 0
    local i = 0
    local ok, err = pcall(tenant.map, tenant, function()
      i = i + 1
      if i > 2 then error("no more", 0) end
      return i
    end, function(n)
      ask(n)
      ended = ended + 1
    end)
    assert.is_false(ok)
    assert.equal("no more", err)
    assert.equal(2, ended)
  end)

  it("as a loop gives results in order, in bounded memory", function()
    local taken, seen = 0, 0
    for i, result, err in tenant:imap(function()
      taken = taken + 1
      return taken -- without an end
    end, function(n) return ("x"):rep(1000) .. n end, { workers = 4 }) do
      seen = seen + 1
      assert.equal(seen, i)
      assert.equal(("x"):rep(1000) .. i, result)
      assert.is_nil(err)
      assert.is_true(taken - i <= 8)
      if i == 5000 then break end
    end
    assert.equal(5000, seen)
    assert.is_true(taken <= 5008)
  end)

  it("ends with the loop: what is under way is cancelled", function()
    slow(0.1, 1)
    server:fault { path = "/odata/Settings", delay = 5, times = 3 }
    local begun, ended = os.time(), 0
    for i in tenant:imap(EIGHT, function(n)
      ask(n)
      ended = ended + 1
    end, { workers = 4 }) do
      if i == 1 then break end
    end
    assert.is_true(os.time() - begun < 4)
    tenant.Folders:count()
    assert.equal(1, ended)
    assert.is_true(#server:requests { path = "/odata/Settings" } <= 5)
  end)

  it("ends when the loop's body raises", function()
    local taken = 0
    local ok, err = pcall(function()
      for _ in tenant:imap(function()
        taken = taken + 1
        return taken
      end, ask, { workers = 2 }) do
        error("mine", 0)
      end
    end)
    assert.is_false(ok)
    assert.equal("mine", err)
    local after = taken
    tenant.Folders:count()
    assert.equal(after, taken)
  end)

  it("refuses what it cannot do", function()
    for _, given in ipairs {
      { 5, ask }, { {}, "no function" }, { {}, ask, { workers = 0 } },
      { {}, ask, { workers = 1000 } }, { {}, ask, { worker = 2 } },
    } do
      local ok, err = pcall(tenant.map, tenant, table.unpack(given))
      assert.is_false(ok)
      assert.equal("argument", err.kind)
    end
  end)

  it("works in coroutines of luv, whose timers go on", function()
    slow(0.3)
    local uv = require "luv"
    local adapter = require "orchestrator.loop.luv"(uv)
    local timer, ticks, results = uv.new_timer(), 0, nil
    timer:start(20, 20, function() ticks = ticks + 1 end)
    coroutine.wrap(function()
      results = tenant:map(EIGHT, ask)
      timer:close()
      adapter.close()
    end)()
    uv.run()
    assert.same({ 10, 20, 30, 40, 50, 60, 70, 80 }, results)
    assert.is_true(ticks >= 5, ticks)
  end)

  it("works in coroutines of cqueues, whose others go on", function()
    slow(0.3)
    local cqueues = require "cqueues"
    require "orchestrator.loop.cqueues"(cqueues)
    local cq, ticks, results = cqueues.new(), 0, nil
    cq:wrap(function() results = tenant:map(EIGHT, ask) end)
    cq:wrap(function()
      while not results do
        cqueues.sleep(0.02)
        ticks = ticks + 1
      end
    end)
    assert(cq:loop())
    assert.same({ 10, 20, 30, 40, 50, 60, 70, 80 }, results)
    assert.is_true(ticks >= 5, ticks)
  end)
end)
