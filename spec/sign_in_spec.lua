local sign_in = require "orchestrator.sign_in"

local PLACES = { edition = "cloud", account_tokens = "https://a/oauth/token",
  identity_tokens = "https://i/connect/token" }

-- Tests say what the environment holds.
local env
local getenv = os.getenv

local function resolve(fields, places)
  return sign_in.resolve(fields, places or PLACES)
end

local function refused(fields, places)
  local ok, err = pcall(sign_in.resolve, fields, places or PLACES)
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
    assert.same({ grant = "fixed", secret = "p" }, (resolve { pat = "p" }))
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

  it("says of later ways that they are not there yet", function()
    for _, fields in ipairs { { username = "u", password = "p" },
      { token = print }, { profile = "p" } } do
      assert.matches("cannot be used yet", refused(fields))
    end
  end)
end)
