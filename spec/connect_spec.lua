local demo = require "support.demo"
local interpreter = require "support.interpreter"
local orchestrator = require "orchestrator"
local process = require "support.process"

local FIXED = { url = "https://cloud.uipath.com", organization = "acme",
  tenant = "Production", access_token = "s3cr3t" }

local function with(more)
  local options = {}
  for name, value in pairs(FIXED) do options[name] = value end
  for name, value in pairs(more) do options[name] = value or nil end
  return options
end

local function refused(kind, options)
  local ok, err = pcall(orchestrator.connect, options)
  assert.is_false(ok)
  assert.equal(kind, err.kind)
  assert.equal("no", err.sent)
  assert.is_nil(tostring(err):find("s3cr3t", 1, true))
  return tostring(err)
end

-- What a script prints in that environment.
local function run(code, env)
  for _, name in ipairs { "URL", "ORGANIZATION", "TENANT", "ACCESS_TOKEN",
    "CLIENT_ID", "CLIENT_SECRET", "USER_KEY", "PAT", "SCOPE", "FOLDER_PATH",
    "FOLDER_KEY", "PROFILE" } do
    name = "UIPATH_" .. name
    if env[name] == nil then env[name] = false end
  end
  env.LUA_PATH, env.LUA_CPATH = package.path, package.cpath
  return process.run({ interpreter.name, "-e", code }, { env = env })
end

describe("connect", function()
  it("sends nothing and shows no secret", function()
    local tenant = orchestrator.connect(FIXED)
    assert.equal("orchestrator.tenant "
      .. "https://cloud.uipath.com/acme/Production/orchestrator_",
      tostring(tenant))
  end)

  it("does not change the table that it is given", function()
    local options = with { url = "https://cloud.uipath.com/acme/Production",
      organization = false, tenant = false }
    local tenant = orchestrator.connect(options)
    assert.matches("/acme/Production/orchestrator_", tostring(tenant), 1, true)
    assert.same({ url = "https://cloud.uipath.com/acme/Production",
      access_token = "s3cr3t" }, options)
  end)

  it("takes organisation and tenant from the address, with or without "
    .. "orchestrator_", function()
    for _, tail in ipairs { "", "/", "/orchestrator_", "/orchestrator_/" } do
      local tenant = orchestrator.connect { access_token = "t",
        url = "https://cloud.uipath.com/acme/Production" .. tail }
      assert.matches("com/acme/Production/orchestrator_$", tostring(tenant))
    end
  end)

  it("refuses an address that contradicts what is given", function()
    assert.matches('organization is "acme", but url has "other"',
      refused("config", with { url = "https://cloud.uipath.com/other/x" }), 1,
      true)
  end)

  it("refuses unknown options and names the nearest", function()
    assert.matches('unknown option "organisation"; did you mean '
      .. '"organization"?', refused("argument", with { organisation = "x" }), 1,
      true)
    assert.matches('did you mean "client_secret"',
      refused("argument", { client_secert = "s3cr3t" }), 1, true)
  end)

  it("refuses options of the wrong type", function()
    for name, value in pairs { timeout = "5", insecure = "yes", url = 5,
      on_event = {}, nulls = 1, concurrency = 1.5, ca = true, token = "x",
      access_token = "" } do
      refused("argument", with { [name] = value })
    end
    refused("argument", with { timeout = 0 })
    refused("argument", "https://cloud.uipath.com")
  end)

  it("refuses an unknown edition", function()
    assert.matches('did you mean "suite"',
      refused("config", with { edition = "suit" }), 1, true)
  end)

  it("refuses settings that cannot do anything yet", function()
    refused("argument", with { cache = { directroy = "x" } })
    refused("config", with { cache = {} })
    assert.has_no_error(function()
      local options = with { concurrency = 4 }
      options.pace, options.cache = false, false
      orchestrator.connect(options)
    end)
  end)

  it("refuses certificate files that cannot be read", function()
    assert.matches("ca cannot be read.*PEM text", refused("config",
      with { ca = "/nonexistent/ca.pem" }))
    refused("config", with { client_cert = "/nonexistent/cert.pem" })
    refused("config", with { client_cert = { key = "x" } })
    refused("argument", with { client_cert = { fiel = "x" } })
  end)

  it("refuses a user agent that would break its header", function()
    refused("config", with { user_agent = "a\r\nX: y" })
  end)

  it("refuses plain http but to a loopback address", function()
    assert.matches("plain http", refused("config",
      with { url = "http://host.example" }))
  end)

  it("works from the environment alone, in both shapes of UIPATH_URL",
    function()
      local code = [[print(require "orchestrator".connect())]]
      local result = run(code, { UIPATH_URL = "https://cloud.uipath.com",
        UIPATH_ORGANIZATION = "acme", UIPATH_TENANT = "Prod",
        UIPATH_ACCESS_TOKEN = "t" })
      assert.equal("", result.stderr)
      assert.matches("/acme/Prod/orchestrator_\n", result.stdout, 1, true)
      result = run(code, { UIPATH_URL = "https://cloud.uipath.com/acme/Prod/",
        UIPATH_PAT = "t" })
      assert.matches("/acme/Prod/orchestrator_\n", result.stdout, 1, true)
    end)

  it("prefers what is given to the environment, piece by piece", function()
    local result = run([[
      print(require "orchestrator".connect { tenant = "Other" })]],
      { UIPATH_URL = "https://cloud.uipath.com/acme/Prod",
        UIPATH_ACCESS_TOKEN = "t" })
    assert.matches("/acme/Other/orchestrator_\n", result.stdout, 1, true)
    result = run([[print(require "orchestrator".connect {
      url = "https://suite.example/a/b" })]], { UIPATH_ORGANIZATION = "x",
      UIPATH_URL = "https://cloud.uipath.com", UIPATH_ACCESS_TOKEN = "t" })
    assert.matches("https://suite.example/a/b/orchestrator_\n", result.stdout,
      1, true)
  end)

  it("tells of insecure on stderr, once for each connection", function()
    local result = run([[require "orchestrator".connect { insecure = true,
      url = "http://host.example/a/b", access_token = "t" }]], {})
    assert.equal(0, result.code, result.stderr)
    local _, lines = result.stderr:gsub("\n", "")
    assert.equal(1, lines)
    assert.matches("insecure = true", result.stderr, 1, true)
  end)
end)

describe("signing in", function()
  local server
  setup(function() server = demo.start { seed = "empty" } end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  it("posts the user key as JSON, as the API guide has it", function()
    local tenant = orchestrator.connect(server:options "user_key")
    tenant.Settings:GetLicense()
    local request = server:requests { path = "/oauth/token" }[1]
    assert.equal("POST", request.method)
    assert.equal("/oauth/token", request.path)
    assert.matches("^application/json", request.headers["content-type"])
    assert.same({ grant_type = "refresh_token",
      client_id = server.client_id, refresh_token = server.user_key },
      request.json)
    assert.equal(200, request.status)
    local call = demo.requests(server)[1]
    assert.matches("^Bearer .+", call.headers.authorization)
    assert.matches("orchestrator-lua/" .. orchestrator.version,
      call.headers["user-agent"], 1, true)
  end)

  it("signs in once for many calls", function()
    local tenant = orchestrator.connect(server:options())
    for _ = 1, 3 do tenant.Settings:GetLicense() end
    assert.equal(1, #server:requests { path = "/oauth/token" })
  end)

  it("posts the client secret as a form, with its scope", function()
    local tenant = orchestrator.connect(server:options("client_secret",
      { scope = "OR.Settings.Read" }))
    tenant.Settings:GetLicense()
    local request = server:requests { path = "/connect/token" }[1]
    assert.matches("identity_/connect/token$", request.path)
    assert.equal("application/x-www-form-urlencoded",
      request.headers["content-type"])
    assert.matches("grant_type=client_credentials", request.body, 1, true)
    assert.matches("scope=OR.Settings.Read", request.body, 1, true)
  end)

  it("renews once when the server has ended the token", function()
    local tenant = orchestrator.connect(server:options())
    tenant.Settings:GetLicense()
    server:expire_tokens()
    assert.is_table(tenant.Settings:GetLicense())
    assert.equal(2, #server:requests { path = "/oauth/token" })
  end)

  it("raises auth for refused credentials, and the tenant stays usable",
    function()
      local options = server:options("user_key", { user_key = "wrong-key" })
      local tenant = orchestrator.connect(options)
      for _ = 1, 2 do
        local ok, err = pcall(tenant.Settings.GetLicense, tenant.Settings)
        assert.is_false(ok)
        assert.equal("auth", err.kind)
        assert.is_nil(tostring(err):find("wrong-key", 1, true))
      end
      assert.equal(0, #demo.requests(server))
    end)

  it("tells of a fixed token that the server refuses", function()
    local tenant = orchestrator.connect(server:options("access_token",
      { access_token = "stale" }))
    local ok, err = pcall(function() return tenant.Folders:list() end)
    assert.is_false(ok)
    assert.equal("auth", err.kind)
    assert.equal(401, err.status)
  end)

  it("tells a listener of requests, pages, retries and renewals", function()
    local events, names = {}, {}
    local tenant = orchestrator.connect(server:options("user_key",
      { on_event = function(event)
        names[#names + 1] = event.event
        events[event.event] = event
      end }))
    server:fault { path = "GetLicense", status = 503, retry_after = 0 }
    tenant.Settings:GetLicense()
    tenant.Folders:list()
    assert.same({ "renewal", "request", "retry", "request", "request", "page" },
      names)
    assert.equal(1, events.retry.attempts)
    assert.equal(503, events.retry.status)
    assert.equal(200, events.request.status)
    assert.matches("/Folders$", events.request.url)
    assert.equal(1, events.page.rows)
  end)
end)
