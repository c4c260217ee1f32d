local cjson = require "cjson"
local files = require "support.files"
local interpreter = require "support.interpreter"
local orchestrator = require "orchestrator"
local process = require "support.process"
local sandbox = require "orchestrator.sandbox"

describe("trace", function()
  local server, dir
  setup(function()
    server = sandbox.start { seed = "demo" }
    dir = files.temp_dir()
  end)
  teardown(function()
    server:stop()
    files.remove(dir)
  end)
  before_each(function() server:reset() end)

  local function traced(way, more)
    local said = {}
    more = more or {}
    more.trace = function(text) said[#said + 1] = text end
    return orchestrator.connect(server:options(way, more)), function()
      return table.concat(said)
    end
  end

  local function assert_hides(text, ...)
    for _, secret in ipairs { ... } do
      assert.is_nil(text:find(secret, 1, true))
    end
  end

  it("shows requests and answers to a function, the token masked", function()
    local tenant, said = traced "access_token"
    tenant.Folders:top(1):list()
    assert.matches("1 > GET /acme/%S+/odata/Folders%?$top=1 HTTP/1.1", said())
    assert.matches("1 > Authorization: Bearer ********", said(), 1, true)
    assert.matches("1 < HTTP/1.1 200", said())
    assert.matches('1 < {"@odata.context"', said(), 1, true)
    assert.matches("1 %* 200 after [%d.]+ s\n", said())
    assert_hides(said(), server.access_token)
  end)

  it("masks what every way in sends and gets", function()
    for way, secret in pairs { user_key = server.user_key,
      client_secret = server.client_secret } do
      local tenant, said = traced(way)
      tenant.Folders:list()
      assert.matches("/token\n1 > POST", said(), 1, true)
      assert.matches('"access_token":"********"', said(), 1, true)
      local sent = server:requests { path = "token" }
      local bearer = server:requests { path = "odata" }
      assert_hides(said(), secret,
        bearer[#bearer].headers.authorization:match "Bearer (.*)")
      assert.is_true(#sent > 0)
    end
    local refresh = server:refresh_token()
    local tenant, said = traced("none", { refresh_token = refresh,
      client_id = server.public_client_id, cache = { directory = dir } })
    tenant.Folders:list()
    assert_hides(said(), refresh)
    assert.matches("refresh_token=********", said(), 1, true)
  end)

  it("masks secrets in bodies by their names", function()
    local tenant, said = traced "client_secret"
    local folder = tenant:folder(tenant.Folders:first().Id)
    local asset = folder.Assets:create { Name = "traced", ValueScope = "Global",
      ValueType = "Credential", CredentialUsername = "u",
      CredentialPassword = "hunter2-is-secret" }
    folder.Assets:delete(asset.Id)
    assert.matches('"CredentialPassword":"********"', said(), 1, true)
    assert.matches('"CredentialUsername":"u"', said(), 1, true)
    assert_hides(said(), "hunter2-is-secret")
  end)

  it("masks the signatures of blob addresses", function()
    local blobs = process.start { "lua5.4", "spec/support/blobs.lua" }
    finally(function() blobs:stop() end)
    local tenant, said = traced "client_secret"
    local set = tenant:folder("Shared/Finance").Buckets
    set:create { Name = "Traced",
      Identifier = "8f3c0000-1111-2222-3333-444455556677" }
    server:fault { path = "GetWriteUri", status = 200, times = 1,
      content_type = "application/json", body = cjson.encode {
        Uri = "http://127.0.0.1:" .. blobs:line() .. "/a?sv=1&sig=s3cr3t",
        Verb = "PUT", RequiresAuth = false,
        Headers = { Keys = {}, Values = {} } } }
    files.write(dir .. "/a.txt", "hello")
    set:named("Traced"):upload(dir .. "/a.txt", "a.txt")
    assert.matches("PUT /a?sv=1&sig=******** HTTP/1.1", said(), 1, true)
    assert.matches("%d %* a file of 5 bytes\n", said())
    assert_hides(said(), "s3cr3t")
  end)

  it("tells of what failed", function()
    local said = {}
    local tenant = orchestrator.connect { url = "http://127.0.0.1:1/o/t",
      access_token = "t", timeout = 0.05,
      trace = function(text) said[#said + 1] = text end }
    pcall(tenant.Folders.list, tenant.Folders)
    assert.matches("1 %* failed after %S+ s: .*127.0.0.1:1",
      table.concat(said))
  end)

  it("goes to a file, from a profile or the environment too", function()
    local path = dir .. "/trace.txt"
    local code = [[
      local tenant = require "orchestrator".connect { check = false }
      tenant.Folders:list()]]
    local result = process.run({ interpreter.name, "-e", code }, { env = {
      LUA_PATH = package.path, LUA_CPATH = package.cpath, HOME = dir,
      UIPATH_URL = ("%s/%s/%s"):format(server.url, server.organization,
        server.tenant), UIPATH_ACCESS_TOKEN = server.access_token,
      ORC_TRACE = path } })
    assert.equal(0, result.code, result.stderr)
    local text = files.read(path)
    assert.matches("1 < HTTP/1.1 200", text)
    assert_hides(text .. result.stderr, server.access_token)
  end)

  it("goes to stderr with orch run --verbose", function()
    files.write(dir .. "/s.lua", [[
      require "orchestrator".connect().Folders:list()
      print(arg[1])]])
    local result = process.run({ "bin/orch", "run", "--verbose",
      dir .. "/s.lua", "word" }, { env = { HOME = dir, UIPATH_URL =
        ("%s/%s/%s"):format(server.url, server.organization, server.tenant),
        UIPATH_ACCESS_TOKEN = server.access_token } })
    assert.equal("word\n", result.stdout)
    assert.matches("1 < HTTP/1.1 200", result.stderr)
    assert_hides(result.stderr, server.access_token)
  end)

  it("says why a file cannot be written", function()
    local ok, err = pcall(orchestrator.connect, server:options("access_token",
      { trace = "/proc/none/x" }))
    assert.is_false(ok)
    assert.equal("config", err.kind)
    assert.matches("/proc/none/x", err.message, 1, true)
  end)
end)
