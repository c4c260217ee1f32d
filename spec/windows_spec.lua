-- Windows' sign-in on premises, against a server that speaks NTLM.

local ntlm = require "support.ntlm"
local orchestrator = require "orchestrator"
local process = require "support.process"

describe("MD4 and MD5 of the server", function()
  it("are those of RFC 1320 and 1321", function()
    local function hex(text)
      return (text:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
    end
    assert.equal("a448017aaf21d8525fc10ae87aa6729d", hex(ntlm.md4 "abc"))
    assert.equal("900150983cd24fb0d6963f7d28e17f72", hex(ntlm.md5 "abc"))
  end)
end)

describe("Windows' sign-in", function()
  local server, url
  after_each(function() server:stop() end)

  local function start(scheme)
    server = process.start { "lua5.4", "spec/support/windows_server.lua",
      "ada", "s3cr3t-pass", "Default", scheme }
    url = "http://127.0.0.1:" .. server:line()
  end

  local function connect(more)
    local fields = { url = url, edition = "standalone", auth = "ntlm",
      username = "CORP\\ada", password = "s3cr3t-pass", timeout = 10 }
    for name, value in pairs(more or {}) do
      fields[name] = value or nil
    end
    return orchestrator.connect(fields)
  end

  local function failure(fn, ...)
    local ok, err = pcall(fn, ...)
    assert.is_false(ok)
    return err
  end

  it("makes NTLM's handshake once for a connection", function()
    start()
    local tenant = connect()
    assert.equal(1, #tenant.Folders:top(1):list())
    assert.equal(1, #tenant.Folders:top(1):list())
    tenant:close()
    assert.equal("type1", server:line())
    assert.equal("type3 CORP\\ada right", server:line())
    assert.equal("request 1 GET /odata/Folders 0", server:line())
    assert.equal("request 1 GET /odata/Folders 0", server:line())
  end)

  it("sends a write's body once, when the handshake is done", function()
    start()
    local answer = connect():request("POST", "/odata/Things",
      { body = { Name = ("x"):rep(100000) } })
    assert.equal(100011, answer.got)
    assert.equal("type1", server:line())
    assert.equal("type3 CORP\\ada right", server:line())
    assert.equal("request 1 POST /odata/Things 100011", server:line())
  end)

  it("sends a write without a body once, too", function()
    start()
    connect():request("DELETE", "/odata/Things(1)")
    assert.equal("type1", server:line())
    assert.equal("type3 CORP\\ada right", server:line())
    assert.equal("request 1 DELETE /odata/Things(1) 0", server:line())
  end)

  it("tells a wrong password, without showing it", function()
    start()
    local tenant = connect { password = "wr0ng-pass" }
    local err = failure(tenant.Folders.list, tenant.Folders)
    assert.equal("auth", err.kind)
    assert.equal(401, err.status)
    assert.matches("DOMAIN\\name", err.hint, 1, true)
    assert.is_nil(tostring(err):find("wr0ng", 1, true))
  end)

  it("looks which tenant it has led to", function()
    start()
    assert.equal(1, #connect({ tenant = "default" }).Folders:top(1):list())
    local tenant = connect { tenant = "Other" }
    for _ = 1, 2 do
      local err = failure(tenant.Folders.list, tenant.Folders)
      assert.equal("config", err.kind)
      assert.matches('leads to the tenant "Default", not to "Other"',
        err.message, 1, true)
    end
    assert.equal("type1", server:line())
  end)

  it("goes to no other server", function()
    start()
    local other = process.start { "lua5.4", "spec/support/windows_server.lua",
      "ada", "s3cr3t-pass", "Default" }
    finally(function() other:stop() end)
    local elsewhere = "http://127.0.0.1:" .. other:line()
    local tenant = connect()
    local err = failure(tenant.request, tenant, "GET", elsewhere .. "/odata/X")
    assert.equal("argument", err.kind)
    local client = tenant.connection:open()
    local call = assert(client:call { method = "GET", anonymous = true,
      url = elsewhere .. "/blob" })
    local engine = require "orchestrator.engine".get()
    local done, why
    repeat
      done, why = call:poll()
      if done == false then engine:wait(10) end
    until done ~= false
    assert.equal(401, why.status)
    assert.equal("401 none", other:line())
  end)

  it("masks the handshake in a trace", function()
    start()
    local said = {}
    connect({ trace = function(text) said[#said + 1] = text end }).Folders
      :top(1):list()
    local text = table.concat(said)
    assert.matches("1 > Authorization: NTLM ********\n", text, 1, true)
    assert.matches("1 < WWW-Authenticate: NTLM ********\n", text, 1, true)
    assert.is_nil(text:find("TlRMTVNTUAA", 1, true))
    assert.matches("1 * 200 after", text, 1, true)
  end)

  it("says what Negotiate lacks when there is no ticket", function()
    start "Negotiate"
    local tenant = connect { auth = "negotiate", username = false,
      password = false }
    local err = failure(tenant.Folders.list, tenant.Folders)
    assert.equal("auth", err.kind)
    assert.matches("kinit", err.hint)
  end)

  it("is refused where it cannot be", function()
    start()
    assert.matches("cloud has no Windows", failure(connect, {
      edition = "cloud", url = url .. "/o/t" }).message)
    assert.matches("username is missing", failure(connect, {
      username = false, password = false }).message)
    assert.matches("go together", failure(connect, {
      password = false }).message)
    assert.matches("did you mean", tostring(failure(connect, {
      auth = "ntml" })))
  end)

  it("is shown by whoami", function()
    start()
    local text = tostring(connect():whoami())
    assert.matches("signs in with auth", text)
    assert.matches("password         ********", text, 1, true)
  end)
end)
