-- Every way to sign in, against the sandbox's servers.

local files = require "support.files"
local orchestrator = require "orchestrator"
local sandbox = require "orchestrator.sandbox"

describe("signing in", function()
  local server, cache
  setup(function()
    server = sandbox.start { seed = "empty" }
    cache = files.temp_dir()
  end)
  teardown(function()
    server:stop()
    files.remove(cache)
  end)
  before_each(function() server:reset() end)

  local function connect(fields)
    return orchestrator.connect(server:options("none", fields))
  end

  -- What is sent to the token endpoints.
  local function grants()
    local out = {}
    for _, request in ipairs(server:requests { path = "token" }) do
      out[#out + 1] = request.json and request.json.grant_type
        or request.body:match "grant_type=([%w_]+)"
    end
    return out
  end

  local function failure(fields)
    local ok, err = pcall(function() return connect(fields).Folders:list() end)
    assert.is_false(ok)
    return err
  end

  local function public(fields)
    fields.client_id = fields.client_id or server.public_client_id
    fields.cache = fields.cache or { directory = cache }
    return fields
  end

  it("works with a client secret that a command gives", function()
    local tenant = connect { client_id = server.client_id, scope = "OR.Folders",
      client_secret = { command = "echo " .. server.client_secret } }
    assert.is_table(tenant.Folders:list())
    assert.same({ "client_credentials" }, grants())
  end)

  it("works with a personal access token, whose 401 is not renewed",
    function()
      local pat = server:personal_token()
      local tenant = connect { pat = pat }
      assert.is_table(tenant.Folders:list())
      server:revoke(pat)
      local ok, err = pcall(tenant.Folders.list, tenant.Folders)
      assert.is_false(ok)
      assert.equal("auth", err.kind)
      assert.equal(1, #server:requests { status = 401 })
      assert.same({}, grants())
    end)

  it("spends a refresh token once, and goes on with the next", function()
    local first = server:refresh_token()
    local fields = public { refresh_token = first }
    assert.is_table(connect(fields).Folders:list())
    local tenant = connect(fields) -- from the cache
    assert.is_table(tenant.Folders:list())
    assert.same({ "refresh_token" }, grants())
    server:expire_tokens()
    assert.is_table(tenant.Folders:list())
    assert.same({ "refresh_token", "refresh_token" }, grants())
    assert.equal(0, #server:requests { path = "token", status = 400 })
  end)

  it("says that a refresh token is spent, and what to do", function()
    local err = failure(public { refresh_token = "not-one" })
    assert.equal("auth", err.kind)
    assert.matches("invalid_grant", err.message)
    assert.truthy(err.hint)
    assert.is_nil(tostring(err):find("not-one", 1, true))
  end)

  it("says that a refresh token has ended, and what to do", function()
    server:lifetimes { refresh = -1 }
    local ended = server:refresh_token()
    server:lifetimes { refresh = 5184000 }
    local err = failure(public { refresh_token = ended })
    assert.equal("auth", err.kind)
    assert.matches("sign in again", err.hint)
    assert.is_nil(tostring(err):find(ended, 1, true))
  end)

  it("says who has never signed in, and how", function()
    assert.matches("run: orch login %[auth%]",
      tostring(failure(public { login = true, scope = "OR.Jobs" })))
  end)

  it("asks the host's function, once for as long as its token lives", function()
    local asked, token = 0, server:personal_token()
    local tenant = connect { token = function()
      asked = asked + 1
      return token, 3600
    end }
    for _ = 1, 3 do tenant.Folders:list() end
    assert.is_table(tenant.Folders:first())
    assert.equal(1, asked)
  end)

  it("asks the host's function once more on a 401", function()
    local tokens, asked = { "stale", server:personal_token() }, 0
    local tenant = connect { token = function()
      asked = asked + 1
      return tokens[asked]
    end }
    assert.is_table(tenant.Folders:list())
    assert.equal(2, asked)
  end)

  it("tells what the host's function has done wrong", function()
    assert.matches("the vault is closed", failure { token = function()
      error("the vault is closed", 0)
    end }.message)
    assert.matches("returned a nil, not a token",
      failure { token = function() end }.message)
    local bad = failure { token = function() return "s3\ncr3t" end }
    assert.is_nil(tostring(bad):find("cr3t", 1, true))
  end)

  it("tells wrong keys, secrets and clients apart, with what to do", function()
    local id, secret = server.client_id, server.client_secret
    for _, case in ipairs {
      { fields = { client_id = id, user_key = "wr0ng" }, says = "new one" },
      { fields = { client_id = id, client_secret = "wr0ng" },
        says = "client_secret" },
      { fields = { client_id = "nobody", client_secret = secret },
        says = "client_id" },
      { fields = { client_id = id, client_secret = secret,
        scope = "OR.Nothing" }, says = "scope" },
    } do
      local err = failure(case.fields)
      assert.equal("auth", err.kind)
      assert.matches(case.says, err.hint, 1, true)
      assert.is_nil(tostring(err):find("wr0ng", 1, true))
      assert.is_nil(tostring(err):find(secret, 1, true))
    end
  end)

  it("names the scope that an identity call lacks, and the way in that has it",
    function()
      local tenant = orchestrator.connect(server:options("user_key",
        { organization_id = "0f6e0bd5-6d56-4b1b-9c4e-1c1f5a0b7f11" }))
      local ok, err = pcall(tenant.identity.RobotAccount.list,
        tenant.identity.RobotAccount)
      assert.is_false(ok)
      assert.equal("forbidden", err.kind)
      assert.matches("needs one of the scopes PM.RobotAccount", err.hint, 1,
        true)
      assert.matches("connect with client_id and client_secret", err.hint, 1,
        true)
    end)

  it("shares a token with the next process, through the cache", function()
    local fields = { client_id = server.client_id, scope = "OR.Folders",
      client_secret = server.client_secret, cache = { directory = cache } }
    connect(fields).Folders:list()
    connect(fields).Folders:list()
    assert.same({ "client_credentials" }, grants())
    fields.scope = "OR.Folders OR.Jobs"
    connect(fields).Folders:list()
    assert.same({ "client_credentials", "client_credentials" }, grants())
  end)

  -- Every string that can be reached through tables and metatables.
  local function strings_of(value, found, seen)
    if type(value) == "string" then
      found[#found + 1] = value
    elseif type(value) == "table" and not seen[value] then
      seen[value] = true
      for key, inner in pairs(value) do
        strings_of(key, found, seen)
        strings_of(inner, found, seen)
      end
    end
    return table.concat(found, "\n")
  end

  it("keeps no secret in a table once it has signed in", function()
    local token = server:personal_token()
    for _, fields in ipairs {
      { client_id = server.client_id, scope = "OR.Folders",
        client_secret = server.client_secret },
      { client_id = server.client_id, user_key = server.user_key },
      { client_id = server.client_id,
        user_key = { command = "echo " .. server.user_key } },
      { pat = token },
    } do
      local tenant = connect(fields)
      tenant.Folders:list()
      local text = strings_of(tenant, {}, {}) .. tostring(tenant:whoami())
      for _, secret in ipairs { server.client_secret, server.user_key,
        token } do
        assert.is_nil(text:find(secret, 1, true))
      end
    end
  end)

  it("goes on without a cache that cannot be written, and says so", function()
    local told = {}
    local tenant = connect { client_id = server.client_id,
      client_secret = server.client_secret, scope = "OR.Folders",
      cache = { directory = "/proc/none" },
      on_event = function(event)
        if event.event == "warning" then told[#told + 1] = event.message end
      end }
    assert.is_table(tenant.Folders:list())
    assert.equal(1, #told)
    assert.matches("/proc/none", told[1], 1, true)
  end)
end)

describe("signing in on premises", function()
  local server
  setup(function()
    server = sandbox.start { seed = "empty", edition = "standalone" }
  end)
  teardown(function() server:stop() end)

  it("posts name, password and tenancy name", function()
    local tenant = orchestrator.connect(server:options "password")
    assert.is_table(tenant.Folders:list())
    local request = server:requests { path = "/api/account/authenticate" }[1]
    assert.same({ tenancyName = server.tenant, password = server.password,
      usernameOrEmailAddress = server.username }, request.json)
  end)

  it("tells a wrong password, and what to do", function()
    local tenant = orchestrator.connect(server:options("password",
      { password = "wr0ng" }))
    local ok, err = pcall(tenant.Folders.list, tenant.Folders)
    assert.is_false(ok)
    assert.equal("auth", err.kind)
    assert.equal(1000, err.code)
    assert.is_nil(tostring(err):find("wr0ng", 1, true))
  end)
end)
