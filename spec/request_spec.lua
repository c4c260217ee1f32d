local Connection = require "orchestrator.connection"
local demo = require "support.demo"
local orchestrator = require "orchestrator"
local request = require "orchestrator.request"

describe("request", function()
  local server, tenant
  setup(function()
    server = demo.start { seed = "empty" }
    tenant = orchestrator.connect(server:options("user_key", { timeout = 5 }))
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function failure(fn, ...)
    local ok, err = pcall(fn, ...)
    assert.is_false(ok)
    assert.is_string(tostring(err))
    assert.is_nil(tostring(err):find("\n", 1, true))
    assert.is_nil(tostring(err):find("eyJ", 1, true)) -- no token
    return err
  end

  local function licence() return tenant.Settings:GetLicense() end

  -- After every failure the same tenant works.
  after_each(function()
    server:reset()
    assert.is_table(licence())
  end)

  it("says of a web page with status 200 that the address is wrong",
    function()
      server:fault { path = "GetLicense", content_type = "text/html",
        body = "<html><body>Sign in</body></html>" }
      local err = failure(licence)
      assert.equal("protocol", err.kind)
      assert.equal(200, err.status)
      assert.is_nil(tostring(err):find("<", 1, true))
      assert.matches("url", tostring(err))
    end)

  it("says of text with status 200 that it is not JSON", function()
    server:fault { path = "GetLicense", content_type = "application/json",
      body = "not json" }
    assert.equal("protocol", failure(licence).kind)
  end)

  it("says of a body that was cut short that it is not whole", function()
    server:fault { path = "GetLicense", cut_at = 20, times = 10 }
    local err = failure(licence)
    assert.equal("network", err.kind)
    assert.matches("cut short", err.message)
    assert.is_true(err.attempts > 1)
  end)

  it("reads on when a cut answer comes whole the second time", function()
    server:fault { path = "GetLicense", cut_at = 20 }
    assert.is_table(licence())
  end)

  it("refuses an answer over the cap", function()
    local small = Connection.new({ token = { grant = "fixed",
      secret = server.access_token }, max_answer = 100,
      origins = { server.url } }, { timeout = 5 })
    local err = failure(request.send, small, { method = "GET",
      url = server.url .. "/acme/Production/orchestrator_/odata/Folders" })
    assert.equal("too_large", err.kind)
    small:close()
  end)

  it("tells the server's own words, code and trace", function()
    local err = failure(function() return tenant.Folders:get(99) end)
    assert.equal("not_found", err.kind)
    assert.equal(404, err.status)
    assert.equal(1002, err.code)
    assert.equal("Folder does not exist.", err.message)
    assert.matches("^00%-", err.trace_id)
    assert.equal("GET", err.method)
    assert.matches("/odata/Folders%(99%)$", err.url)
    assert.equal("yes", err.sent)
    assert.equal(1, err.attempts)
    assert.is_false(err.retryable)
  end)

  it("does not send a write again that may have arrived", function()
    server:fault { path = "/odata/Folders", close = true, times = 5 }
    local err = failure(function()
      return tenant.Folders:create { DisplayName = "X" }
    end)
    assert.equal("network", err.kind)
    assert.equal("unsure", err.sent)
    assert.matches("not known", tostring(err))
    assert.equal(1, #server:requests { method = "POST", path = "/odata" })
  end)

  it("ends a wait at its deadline", function()
    local hasty = orchestrator.connect(server:options("user_key",
      { timeout = 0.2 }))
    server:fault { path = "GetLicense", delay = 2 }
    local err = failure(hasty.Settings.GetLicense, hasty.Settings)
    assert.equal("timeout", err.kind)
    assert.is_true(err.retryable)
    assert.matches("0.2 s", err.message, 1, true)
  end)

  it("is unsure of a write whose deadline has passed", function()
    local hasty = orchestrator.connect(server:options("user_key",
      { timeout = 0.5 }))
    hasty.Settings:GetLicense()
    server:fault { path = "/odata/Folders", delay = 3 }
    local err = failure(hasty.Folders.create, hasty.Folders,
      { DisplayName = "Y" })
    assert.equal("timeout", err.kind)
    assert.equal("unsure", err.sent)
  end)

  it("fails at once when the server asks to wait beyond the deadline",
    function()
      server:fault { path = "GetLicense", status = 429, retry_after = 600 }
      local before = os.time()
      local other = orchestrator.connect(server:options("user_key",
        { timeout = 5 })) -- it is held back for as long
      local err = failure(other.Settings.GetLicense, other.Settings)
      assert.equal("rate_limit", err.kind)
      assert.equal(600, err.retry_after)
      assert.is_true(os.time() - before < 4)
    end)

  it("says what to do when nothing listens", function()
    local nobody = orchestrator.connect(server:options("access_token",
      { url = "http://127.0.0.1:1", timeout = 5 }))
    local err = failure(nobody.Settings.GetLicense, nobody.Settings)
    assert.equal("network", err.kind)
    assert.equal("no", err.sent)
    assert.matches("127.0.0.1:1", tostring(err), 1, true)
  end)
end)
