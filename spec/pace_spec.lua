local orchestrator = require "orchestrator"
local pace = require "orchestrator.pace"
local demo = require "support.demo"

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
end)
