local demo = require "support.demo"
local orchestrator = require "orchestrator"
local Source = require "orchestrator.query.pager_source"

describe("pager_source", function()
  local server, tenant, events
  setup(function() server = demo.start() end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    events = {}
    tenant = orchestrator.connect(server:options("user_key",
      { on_event = function(event) events[#events + 1] = event end }))
  end)

  local function source(more, seconds)
    local spec = { url = tenant.connection.address.base .. "/odata/Folders",
      paging = "key", key = "Id", page = 5 }
    for name, value in pairs(more or {}) do spec[name] = value end
    return Source.new(tenant.connection, spec, seconds or 5)
  end

  it("gives row after row, then nil", function()
    local rows = source()
    local n = 0
    while rows:next() do n = n + 1 end
    assert.equal(tenant.Folders:count(), n)
    assert.is_nil(rows:next())
  end)

  it("tells of every page", function()
    local rows = source()
    while rows:next() do end -- luacheck: ignore
    local pages = {}
    for _, event in ipairs(events) do
      if event.event == "page" then pages[#pages + 1] = event.pages end
    end
    assert.is_true(#pages >= 3)
    assert.equal(#pages, pages[#pages])
  end)

  it("tells of a strategy that changes", function()
    server:fault { path = "filter=Id", status = 400, times = 100 }
    local rows, n = source(), 0
    while rows:next() do n = n + 1 end
    local changes = {}
    for _, event in ipairs(events) do
      if event.event == "strategy" then changes[#changes + 1] = event end
    end
    assert.equal(1, #changes)
    assert.equal("key", changes[1].from)
    assert.equal("skip", changes[1].to)
    assert.equal(tenant.Folders:count(), n)
  end)

  it("raises its failure and is closed", function()
    server:fault { path = "/odata/Folders", status = 403, times = 2 }
    local rows = source()
    local ok, err = pcall(rows.next, rows)
    assert.is_false(ok)
    assert.equal("forbidden", err.kind)
    ok, err = pcall(rows.next, rows)
    assert.is_false(ok)
    assert.equal("closed", err.kind)
  end)

  it("is closed twice", function()
    local rows = source()
    rows:next()
    rows:close()
    rows:close()
    assert.is_false(pcall(rows.next, rows))
  end)
end)
