local settings = require "orchestrator.settings"
local sign_in = require "orchestrator.sign_in"

local PLACES = { edition = "cloud", account_tokens = "https://a/oauth/token",
  identity_tokens = "https://i/connect/token" }

-- Tests say what the environment holds.
local env
local getenv = os.getenv

local function plan_of(fields, places)
  local copy = { url = "https://h/o/t" }
  for name, value in pairs(fields) do copy[name] = value end
  return sign_in.resolve(settings.gather(copy, sign_in.fields),
    places or PLACES)
end

local function resolve(fields, places)
  local plan = plan_of(fields, places)
  return plan.token(), plan.way
end

local function refused(fields, places)
  local ok, err = pcall(plan_of, fields, places)
  assert.is_false(ok)
  assert.equal("config", err.kind)
  return tostring(err)
end

describe("sign_in", function()
  before_each(function()
    env = {}
    os.getenv = function(name) return env[name] end -- luacheck: ignore
  end)
  after_each(function() os.getenv = getenv end) -- luacheck: ignore

  it("takes a user key to the account server", function()
    local token, way = resolve { client_id = "id", user_key = "key" }
    assert.same({ grant = "user_key", url = "https://a/oauth/token",
      client_id = "id", secret = "key" }, token)
    assert.equal("client_id + user_key", way)
  end)

  it("takes a client secret to the identity server", function()
    assert.same({ grant = "client_credentials",
      url = "https://i/connect/token", client_id = "id", secret = "s",
      scope = "PM.Group" }, (resolve { client_id = "id", client_secret = "s",
      scope = "PM.Group" }))
  end)

  it("takes ready tokens as they are", function()
    assert.same({ grant = "fixed", secret = "t" },
      (resolve { access_token = "t" }))
    assert.same({ grant = "pat", secret = "p" }, (resolve { pat = "p" }))
  end)

  it("refuses several given ways and names them", function()
    local text = refused { access_token = "tok", client_id = "id",
      user_key = "key" }
    assert.matches("client_id + user_key, access_token", text, 1, true)
    assert.is_nil(text:find("tok,", 1, true))
  end)

  it("prefers what is given to the environment", function()
    env.UIPATH_CLIENT_ID, env.UIPATH_USER_KEY = "env-id", "env-key"
    assert.equal("t", resolve { access_token = "t" }.secret)
    local token = resolve { client_id = "id", client_secret = "s" }
    assert.equal("s", token.secret)
  end)

  it("completes a given way from the environment", function()
    env.UIPATH_CLIENT_ID = "env-id"
    assert.equal("env-id", resolve { user_key = "key" }.client_id)
    env.UIPATH_USER_KEY = "env-key"
    assert.equal("env-key", resolve { client_id = "id" }.secret)
  end)

  it("prefers ways that renew among those of the environment", function()
    env.UIPATH_ACCESS_TOKEN, env.UIPATH_CLIENT_ID = "t", "id"
    assert.equal("fixed", resolve {}.grant)
    env.UIPATH_CLIENT_SECRET = "s"
    assert.equal("client_credentials", resolve {}.grant)
    env.UIPATH_USER_KEY = "key"
    assert.equal("user_key", resolve {}.grant)
  end)

  it("takes the client secret where a scope is asked for", function()
    env.UIPATH_CLIENT_ID, env.UIPATH_USER_KEY = "id", "key"
    env.UIPATH_CLIENT_SECRET = "s"
    assert.equal("PM.Group", resolve { scope = "PM.Group" }.scope)
    env.UIPATH_SCOPE = "OR.Jobs"
    local token = resolve {}
    assert.equal("client_credentials", token.grant)
    assert.equal("OR.Jobs", token.scope)
  end)

  it("refuses a scope with a way that has none", function()
    assert.matches("scope does not go with pat",
      refused { pat = "p", scope = "x" })
  end)

  it("refuses what is missing and says where it could come from", function()
    assert.matches("no way to sign in.*UIPATH_CLIENT_ID", refused {})
    assert.matches("client_id is missing.*UIPATH_CLIENT_ID",
      refused { user_key = "key" })
    assert.matches("no way to sign in", refused { client_id = "id" })
  end)

  it("refuses malformed credentials without showing them", function()
    for _, bad in ipairs { "se\r\ncret", "secret\n", " secret", "secret " } do
      for _, fields in ipairs { { access_token = bad },
        { client_id = "id", user_key = bad },
        { client_id = bad, client_secret = "s" }, { pat = bad } } do
        assert.is_nil(refused(fields):find("cret", 1, true))
      end
    end
    refused { access_token = "two words" }
  end)

  it("refuses user keys where there are none", function()
    assert.matches("standalone has no user keys",
      refused({ client_id = "id", user_key = "key" },
        { edition = "standalone", identity_tokens = "https://i" }))
  end)

  it("takes a refresh token, of a public client or with a secret", function()
    assert.same({ grant = "refresh_token", url = "https://i/connect/token",
      client_id = "id", refresh_token = "r" },
      (resolve { client_id = "id", refresh_token = "r" }))
    assert.equal("s", resolve { client_id = "id", refresh_token = "r",
      client_secret = "s" }.secret)
  end)

  it("takes a login's scope with what brings a refresh token", function()
    local token, way = resolve { client_id = "id", login = true,
      scope = "OR.Jobs" }
    assert.same({ grant = "refresh_token", url = "https://i/connect/token",
      client_id = "id", scope = "OR.Jobs offline_access" }, token)
    assert.equal("login", way)
  end)

  it("takes name and password where the edition has them", function()
    local places = { edition = "standalone", tenant = "Default",
      password_tokens = "https://h/api/account/authenticate" }
    assert.same({ grant = "password", username = "u", password = "p",
      url = "https://h/api/account/authenticate", tenancy = "Default" },
      (resolve({ username = "u", password = "p" }, places)))
    assert.matches("cloud takes no password", refused { username = "u",
      password = "p" })
    assert.matches("username is missing.*UIPATH_USERNAME",
      refused({ password = "p" }, places))
  end)

  it("takes a function of the host's", function()
    assert.same({ grant = "external" }, (resolve { token = print }))
    assert.equal(print, plan_of { token = print }.host)
  end)

  it("masks its secrets for people", function()
    local plan = plan_of { client_id = "id", user_key = "s3cr3t" }
    assert.same({ client_id = "id", user_key = "********" }, plan.shown)
    assert.same({ client_id = "argument", user_key = "argument" },
      plan.sources)
  end)

  it("finds scopes that the server would refuse", function()
    assert.matches("leave out OR.Jobs.Read", refused { client_id = "id",
      client_secret = "s", scope = "OR.Jobs OR.Jobs.Read" })
    assert.matches("offline_access", refused { client_id = "id",
      client_secret = "s", scope = "OR.Jobs offline_access" })
  end)
end)
