local orchestrator = require "orchestrator"
local pace = require "orchestrator.pace"
local await = require "orchestrator.await"
local demo = require "support.demo"
local socket = require "socket"

describe("pace", function()
  local cloud = { edition = "cloud", base = "https://cloud.uipath.com/a/b" }
  local own = { edition = "suite", base = "https://orch.example.com/a/b" }
  local loopback = { edition = "cloud", base = "http://127.0.0.1:80/a/b" }

  it("keeps the Cloud's limits on its hosts, elsewhere learns them", function()
    assert.equal("cloud", pace.resolve(nil, cloud).limits)
    assert.equal("learn", pace.resolve(nil, own).limits)
    assert.equal("learn", pace.resolve(nil, loopback).limits)
    assert.is_nil(pace.resolve(false, cloud).limits)
    assert.equal("cloud", pace.resolve(true, own).limits)
    assert.equal(0.5, pace.resolve(0.5, cloud).share)
    assert.same({ Jobs = 10 },
      pace.resolve({ Jobs = 10, share = 1 }, cloud).figures)
  end)

  it("refuses what is no share and no limit", function()
    local function refused(given)
      local ok, err = pcall(pace.resolve, given, cloud)
      assert.is_false(ok)
      assert.equal("config", err.kind)
      return tostring(err)
    end
    refused(0)
    refused(1.5)
    refused { share = -1 }
    refused { Jobs = -1 }
    refused { Jobs = 1.5 }
    assert.matches('did you mean "Jobs"', refused { Job = 5 }, 1, true)
  end)
end)

describe("a tenant with a pace", function()
  local server, events, tenant

  setup(function()
    server = demo.start { seed = "empty" }
  end)

  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    events = {}
    tenant = orchestrator.connect(server:options("access_token", {
      pace = { Jobs = 2 }, timeout = 10,
      on_event = function(event) events[#events + 1] = event end,
    }))
  end)

  it("refuses at once what its limit puts beyond the deadline", function()
    local function ask() return tenant.Jobs:top(1):list() end
    ask()
    ask()
    local ok, err = pcall(ask)
    assert.is_false(ok)
    assert.equal("rate_limit", err.kind)
    assert.equal("no", err.sent)
    assert.is_true(err.retryable)
    assert.equal(2, #server:requests { path = "/odata/Jobs" })
    assert.has_no_error(function() tenant.Folders:list() end)
  end)

  it("is as fast as ever with pace = false", function()
    tenant = orchestrator.connect(server:options("access_token",
      { pace = false }))
    for _ = 1, 150 do tenant.Jobs:top(1):list() end
    assert.equal(150, #server:requests { path = "/odata/Jobs" })
  end)

  it("tells of a long wait before it waits", function()
    server:fault { path = "/odata/Folders", status = 429, retry_after = 6 }
    local patient = orchestrator.connect(server:options("access_token", {
      timeout = 30,
      on_event = function(event)
        events[#events + 1] = event
        if event.event == "wait" then error("seen", 0) end
      end }))
    local ok, err = pcall(patient.Folders.list, patient.Folders)
    assert.is_false(ok)
    assert.equal("seen", err)
    assert.equal("retry after", events[#events].reason)
    assert.is_true(events[#events].seconds > 5.9)
  end)

  -- Seconds until the answer, when the first one is a 429 that says so.
  local function waited(header)
    tenant = orchestrator.connect(server:options("access_token",
      { timeout = 10 }))
    server:reset()
    server:fault { path = "/odata/Folders", status = 429,
      headers = { header } }
    local from = socket.gettime()
    tenant.Folders:list()
    assert.equal(2, #server:requests { path = "/odata/Folders" })
    return socket.gettime() - from
  end

  it("waits as long as Retry-After says, in seconds or as a date", function()
    assert.is_true(waited "Retry-After: 1" >= 1)
    local date = os.date("!%a, %d %b %Y %H:%M:%S GMT", os.time() + 2)
    assert.is_true(waited("Retry-After: " .. date) >= 0.9)
  end)

  it("waits a while where Retry-After is missing or nonsense", function()
    for _, header in ipairs { "X-Nothing: 1", "Retry-After: soon" } do
      local seconds = waited(header)
      assert.is_true(seconds > 0.1 and seconds < 5, header)
    end
  end)

  it("holds back every query of the tenant after a 429", function()
    local refused
    tenant = orchestrator.connect(server:options("access_token",
      { timeout = 10, on_event = function(event)
        refused = refused or event.status == 429
      end }))
    tenant.Machines:list() -- signed in, connected
    server:fault { path = "/odata/Folders", status = 429, retry_after = 1 }
    local from, quick = socket.gettime(), nil
    orchestrator.run(function() tenant.Folders:list() end, function()
      while not refused do await.sleep(0.01) end
      tenant.Machines:list()
      quick = socket.gettime() - from
    end)
    assert.is_true(quick >= 1, quick)
  end)

  it("says beforehand how long a walk takes at least", function()
    server:sql [[WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1
      FROM n WHERE i < 2500) INSERT INTO Jobs (Id, "Key", State, CreationTime,
      _folder) SELECT 5000 + i, printf('00000000-0000-4000-8000-%012d', i),
      'Faulted', '2026-11-01T00:00:00.0000000Z', 1001 FROM n]]
    local found = tenant:folder(1001).Jobs:explain() -- 2 in 60 s
    assert.equal(2500, found.rows)
    assert.equal(4, found.requests)
    assert.equal(60, found.seconds)
    server:sql "DELETE FROM Jobs"
  end)
end)
