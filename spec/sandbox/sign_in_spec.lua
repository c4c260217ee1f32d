local cjson = require "cjson"
local eventually = require "support.eventually"
local raw_http = require "sandbox.raw_http"
local tenant = require "sandbox.tenant"

local form = { ["Content-Type"] = "application/x-www-form-urlencoded" }

-- The claims of a JWT.
local function claims(token)
  local payload = token:match "^[^.]+%.([^.]+)%.[^.]+$"
  payload = payload:gsub("-", "+"):gsub("_", "/")
  payload = payload .. ("="):rep(-#payload % 4)
  return cjson.decode((require "mime".unb64(payload)))
end

describe("the user key's endpoint (facts 2.1)", function()
  local server

  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)

  local function sign_in(changes)
    local body = { grant_type = "refresh_token", client_id = server.client_id,
      refresh_token = server.user_key }
    for name, value in pairs(changes or {}) do body[name] = value end
    return raw_http.request(server.port, "POST", "/oauth/token", {
      headers = { ["Content-Type"] = "application/json",
        Authorization = "Bearer" },
      body = cjson.encode(body) })
  end

  -- facts 2.1.1, 2.1.2, 2.1.3
  it("answers the five members and no refresh token", function()
    local answer = sign_in()
    assert.equal(200, answer.status)
    assert.equal("openid profile email offline_access", answer.json.scope)
    assert.equal(86400, answer.json.expires_in)
    assert.equal("Bearer", answer.json.token_type)
    assert.string(answer.json.access_token)
    assert.string(answer.json.id_token)
    assert.is_nil(answer.json.refresh_token)
  end)

  -- facts 2.1.7, 7.1.3
  it("gives a token whose prt_id is the organisation", function()
    local found = claims(sign_in().json.access_token)
    assert.truthy(found.prt_id:match "^%x+%-%x+%-%x+%-%x+%-%x+$")
    assert.equal("https://orchestrator.cloud.uipath.com", found.aud)
    assert.equal(86400, found.exp - found.iat)
  end)

  it("gives a token that Orchestrator takes", function()
    local token = sign_in().json.access_token
    assert.equal(200, server:get("/odata/Folders", { token = token }).status)
  end)

  -- facts 2.1.4
  it("does not spend the user key", function()
    assert.equal(200, sign_in().status)
    assert.equal(200, sign_in().status)
  end)

  -- facts 2.1.11, 6.1.4
  it("refuses an unknown client with 401 access_denied", function()
    local answer = sign_in { client_id = "nobody" }
    assert.equal(401, answer.status)
    assert.same({ error = "access_denied",
      error_description = "Unauthorized" }, answer.json)
  end)

  -- facts 2.1.11, 6.1.4
  it("refuses a wrong user key with 403 invalid_grant", function()
    local answer = sign_in { refresh_token = "wrong" }
    assert.equal(403, answer.status)
    assert.equal("invalid_grant", answer.json.error)
    assert.equal("Unknown or invalid refresh token.",
      answer.json.error_description)
  end)

  it("refuses another grant and a body that is no JSON", function()
    assert.equal(403, sign_in { grant_type = "password" }.status)
    local answer = raw_http.request(server.port, "POST", "/oauth/token",
      { body = "grant_type=refresh_token", headers = form })
    assert.equal(403, answer.status)
  end)
end)

describe("the client credentials' endpoint (facts 2.2)", function()
  local server

  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)

  local function connect(fields, path)
    local all = { grant_type = "client_credentials",
      client_id = server.client_id, client_secret = server.client_secret,
      scope = "OR.Folders PM.RobotAccount.Read" }
    for name, value in pairs(fields or {}) do all[name] = value end
    local out = {}
    for name, value in pairs(all) do
      out[#out + 1] = name .. "=" .. value:gsub(" ", "+")
    end
    return raw_http.request(server.port, "POST",
      path or "/identity_/connect/token",
      { headers = form, body = table.concat(out, "&") })
  end

  -- facts 2.2.1, 2.2.2
  it("answers an hour's token and echoes the scope", function()
    local answer = connect()
    assert.equal(200, answer.status)
    assert.equal(3600, answer.json.expires_in)
    assert.equal("Bearer", answer.json.token_type)
    assert.equal("OR.Folders PM.RobotAccount.Read", answer.json.scope)
    assert.is_nil(answer.json.refresh_token)
  end)

  -- facts 2.2.3; peers 35
  it("is found at host and organisation level, with and without underscore",
    function()
      for _, path in ipairs { "/identity_/connect/token",
        "/identity/connect/token", "/acme/identity_/connect/token" } do
        assert.equal(200, connect(nil, path).status, path)
      end
    end)

  -- facts 2.2.6
  it("answers 400 with IdentityServer's error names", function()
    for name, fields in pairs {
      invalid_client = { client_secret = "wrong" },
      unsupported_grant_type = { grant_type = "password" },
      invalid_scope = { scope = "OR.Nothing" },
    } do
      local answer = connect(fields)
      assert.equal(400, answer.status)
      assert.equal(name, answer.json.error)
    end
    assert.equal("invalid_client", connect { client_id = "x" }.json.error)
    assert.equal("invalid_scope",
      connect { scope = "OR.Folders offline_access" }.json.error)
  end)

  it("gives all scopes of the application when none is asked for", function()
    local scope = connect { scope = "" }.json.scope
    assert.truthy(scope:find("OR.Default", 1, true))
    assert.truthy(scope:find("PM.Group", 1, true))
  end)

  -- facts 2.2.9, 2.7.2, 6.1.3
  it("lets a token do what its scopes say, and no more", function()
    local token = connect { scope = "OR.Folders.Read" }.json.access_token
    assert.equal(200, server:get("/odata/Folders", { token = token }).status)
    local answer = server:get("/odata/Machines", { token = token })
    assert.equal(403, answer.status)
    assert.equal("You are not authorized!", answer.json.message)
    assert.is_true(answer.json.unAuthorizedRequest)
    answer = server:call("POST", "/odata/Folders", { token = token,
      json = { DisplayName = "New" } })
    assert.equal(403, answer.status)
  end)
end)

describe("a call without a good token (facts 2.7)", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", token_lifetime = 1 }
  end)
  teardown(function() server:stop() end)

  -- facts 2.7.1, 6.1.3
  it("answers 401 with the envelope", function()
    for _, token in ipairs { "", "wrong", server.access_token .. "x" } do
      local answer = server:get("/odata/Folders", { token = token })
      assert.equal(401, answer.status)
      assert.same({
        message = "You are not authenticated!", errorCode = 0,
        result = cjson.null, targetUrl = cjson.null, success = false,
        error = { code = 0, message = "You are not authenticated!",
          details = "You should be authenticated (sign in) in order to "
            .. "perform this operation.", validationErrors = cjson.null },
        unAuthorizedRequest = false, __abp = true }, answer.json)
    end
  end)

  it("comes to that when the token's lifetime is over", function()
    assert.truthy(eventually(function()
      return server:get("/odata/Folders").status == 401
    end))
  end)
end)

describe("revoking", function()
  it("ends every token at once", function()
    local server = tenant.start()
    assert.equal(200, server:get("/odata/Folders").status)
    server.handle:expire_tokens()
    assert.equal(401, server:get("/odata/Folders").status)
    server:stop()
  end)
end)

describe("the identity scopes (facts 2.2, 6.1)", function()
  -- facts 2.2.8, 6.1.5
  it("are not carried by a user key's token", function()
    local server = tenant.start()
    local answer = raw_http.request(server.port, "POST", "/oauth/token", {
      body = cjson.encode { grant_type = "refresh_token",
        client_id = server.client_id, refresh_token = server.user_key } })
    local token = answer.json.access_token
    local partition = claims(token).prt_id
    answer = server:get("/identity_/api/RobotAccount/" .. partition,
      { absolute = true, token = token })
    assert.equal(403, answer.status)
    assert.equal("Scope(s) 'openid profile email offline_access' is(are) "
      .. "invalid. Expect to have 'PM.RobotAccount' or "
      .. "'PM.RobotAccount.Read'. ", answer.json.errorMessage)
    server:stop()
  end)
end)
