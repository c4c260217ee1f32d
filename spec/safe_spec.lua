local demo = require "support.demo"
local orchestrator = require "orchestrator"
local safe = require "orchestrator.safe"

describe("orchestrator.safe", function()
  local server, tenant
  setup(function()
    server = demo.start { seed = "empty" }
    tenant = assert(safe.connect(server:options()))
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function failed(kind, value, err)
    assert.is_nil(value)
    assert.equal(kind, err.kind)
    assert.is_string(tostring(err))
  end

  it("has what the module has", function()
    for name in pairs(orchestrator) do assert.is_not_nil(safe[name], name) end
    assert.equal(orchestrator.null, safe.null)
    assert.equal(orchestrator.version, safe.version)
  end)

  it("returns what works", function()
    assert.is_table(tenant.Settings:GetLicense())
    assert.is_table(tenant.Folders:list())
    assert.is_number(tenant.Folders:count())
    assert.is_table(tenant:folder "Shared")
    assert.is_table((tenant:request("GET", "/odata/Folders")))
  end)

  it("returns nil and the error of connect", function()
    failed("argument", safe.connect { urll = "x" })
    failed("config", safe.connect { url = "ftp://x", access_token = "t" })
  end)

  it("returns nil and the error of calls", function()
    failed("not_found", tenant.Folders:get(99))
    failed("argument", tenant:folder "")
    failed("argument", tenant:call("No_Such"))
    failed("argument", tenant:request("FETCH", "/x"))
    failed("argument", tenant.Folders:filter("Id eq ?", nil))
    failed("invalid", tenant:folder "No/Such".QueueDefinitions:list())
    failed("argument", tenant.identity.RobotAccount:get "a/b")
    failed("argument", tenant.Folders:GetById "x")
  end)

  it("returns nil and the error of the module's functions", function()
    failed("argument", safe.guid "x")
    failed("argument", safe.date "x")
    failed("argument", safe.array(5))
    failed("argument", safe.time.parse "x")
    failed("argument", safe.time.today "Mars")
    assert.is_false(safe.time.is(5))
  end)

  it("raises in iterators, since a quiet end would cut them short",
    function()
      server:fault { path = "/odata/Folders", status = 403 }
      local ok, err = pcall(function()
        for _ in tenant.Folders:each() do error "a row" end
      end)
      assert.is_false(ok)
      assert.equal("forbidden", err.kind)
      ok, err = pcall(function() tenant.Folders:each { nonsense = 1 } end)
      assert.is_false(ok)
      assert.equal("argument", err.kind)
    end)

  it("leaves the other module raising", function()
    local raising = orchestrator.connect(server:options())
    assert.is_false(pcall(function() return raising.Folders:get(99) end))
  end)

  it("lets mistakes of the program through", function()
    assert.is_false(pcall(function() return tenant.Nonsense end))
  end)
end)
