local cjson = require "cjson"
local mime = require "mime"
local raw_http = require "sandbox.raw_http"
local sandbox_text = require "orchestrator.sandbox.text"
local tenant = require "sandbox.tenant"

local REDIRECT = "http://localhost:8104/oidc/login"
-- RFC 7636, appendix B
local VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
local CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

local function encode(fields)
  local out = {}
  for name, value in pairs(fields) do
    out[#out + 1] = name .. "=" .. sandbox_text.escape(value)
  end
  return table.concat(out, "&")
end

local function merged(fields, changes)
  for name, value in pairs(changes or {}) do
    fields[name] = value ~= "" and value or nil
  end
  return fields
end

-- The calls of a browser and of an application; "" takes a field away.
local function new_client(of)
  local client = {}

  function client.authorize(changes, path)
    return raw_http.request(of.port, "GET",
      (path or "/identity_/connect/authorize") .. "?" .. encode(merged({
        response_type = "code", client_id = of.public_client_id,
        scope = "OR.Folders openid offline_access", redirect_uri = REDIRECT,
        state = "s 1&x", code_challenge = CHALLENGE,
        code_challenge_method = "S256" }, changes)))
  end

  -- What came back in the address, and the address without it.
  function client.back(answer)
    assert.equal(302, answer.status)
    local address, query = answer.headers.location:match "^([^?]*)%?(.*)$"
    return sandbox_text.parameters(query), address
  end

  function client.code(changes)
    return client.back(client.authorize(changes)).code
  end

  function client.post(fields, headers, path)
    local all = { ["Content-Type"] = "application/x-www-form-urlencoded" }
    for name, value in pairs(headers or {}) do all[name] = value end
    return raw_http.request(of.port, "POST",
      path or "/identity_/connect/token",
      { headers = all, body = encode(fields) })
  end

  function client.redeem(code, changes)
    return client.post(merged({ grant_type = "authorization_code",
      code = code, redirect_uri = REDIRECT, code_verifier = VERIFIER,
      client_id = of.public_client_id }, changes))
  end

  function client.refresh(token, changes)
    return client.post(merged({ grant_type = "refresh_token",
      refresh_token = token, client_id = of.public_client_id }, changes))
  end

  return client
end

-- The server of the group that runs, and its client.
local server, client

local function serve(options)
  setup(function()
    server = tenant.start(options)
    client = new_client(server)
  end)
  teardown(function() server:stop() end)
end

local function refused(name, answer)
  assert.equal(400, answer.status)
  assert.same({ error = name }, answer.json)
end

describe("the page that gives a code (facts 2.3)", function()
  serve()

  -- facts 2.3.1, 2.3.9
  it("sends the browser back with code and state", function()
    local params, address = client.back(client.authorize())
    assert.equal(REDIRECT, address)
    assert.string(params.code)
    assert.equal("s 1&x", params.state)
  end)

  it("keeps the query that the redirect address has", function()
    local params = client.back(client.authorize {
      redirect_uri = "http://127.0.0.1:9/x?keep=1" })
    assert.equal("1", params.keep)
    assert.string(params.code)
  end)

  it("sends refusals back with their names and the state", function()
    for name, changes in pairs {
      unsupported_response_type = { response_type = "token" },
      invalid_scope = { scope = "OR.Nothing" },
      invalid_request = { code_challenge_method = "plain" },
      access_denied = { sandbox_approve = "0" },
    } do
      local params = client.back(client.authorize(changes))
      assert.equal(name, params.error)
      assert.equal("s 1&x", params.state)
      assert.is_nil(params.code)
    end
  end)

  it("wants a challenge from a public application", function()
    local params = client.back(client.authorize { code_challenge = "",
      code_challenge_method = "" })
    assert.equal("invalid_request", params.error)
    assert.string(client.code { client_id = server.client_id,
      code_challenge = "", code_challenge_method = "" })
  end)

  -- facts 2.3.7
  it("never leaves for an address that is not registered", function()
    for _, changes in ipairs {
      { redirect_uri = "https://evil.example/cb" }, { client_id = "nobody" },
      { redirect_uri = "" }, { redirect_uri = "http://localhost.evil:1/" },
    } do
      local params, address = client.back(client.authorize(changes))
      assert.equal("/identity_/web/", address)
      assert.string(params.errorCode)
      local details = cjson.decode((mime.unb64(params.errorId)))
      assert.string(details.Error)
      assert.string(details.RequestId)
    end
  end)

  -- facts 2.3.2; peers 35
  it("is there at the host's level only", function()
    local params = client.back(client.authorize(nil,
      "/acme/identity_/connect/authorize"))
    assert.equal("219", params.errorCode)
  end)

  it("asks when it is told to, and takes the answer from the page", function()
    server.handle:approve "ask"
    local page = client.authorize()
    assert.equal(200, page.status)
    local link = page.body:match 'href="([^"]*)">Approve'
    link = link:gsub("&#38;", "&"):gsub("&amp;", "&")
    local params = client.back(raw_http.request(server.port, "GET", link))
    assert.string(params.code)
    server.handle:approve "deny"
    assert.equal("access_denied", client.back(client.authorize()).error)
    server.handle:approve "auto"
  end)
end)

describe("a code (facts 2.3)", function()
  serve()

  -- facts 2.3.4, 2.3.5
  it("becomes an access token, a refresh token and an id_token", function()
    local answer = client.redeem(client.code())
    assert.equal(200, answer.status)
    assert.equal(3600, answer.json.expires_in)
    assert.equal("Bearer", answer.json.token_type)
    assert.equal("OR.Folders openid offline_access", answer.json.scope)
    assert.string(answer.json.refresh_token)
    assert.string(answer.json.id_token)
    local token = answer.json.access_token
    assert.equal(200, server:get("/odata/Folders", { token = token }).status)
    assert.equal(403, server:get("/odata/Machines", { token = token }).status)
  end)

  it("names who signed in (facts 2.3.8)", function()
    local token = client.redeem(client.code()).json.access_token
    local payload = token:match("^[^.]+%.([^.]+)%."):gsub("-", "+")
      :gsub("_", "/")
    local found = cjson.decode((mime.unb64(payload .. ("="):rep(
      -#payload % 4))))
    for _, name in ipairs { "prt_id", "sub", "preferred_username", "name",
      "ext_idp_disp_name", "scope" } do
      assert.string(found[name], name)
    end
    assert.is_true(found.exp > os.time())
  end)

  -- facts 2.3.5
  it("brings neither without offline_access and openid", function()
    local answer = client.redeem(client.code { scope = "OR.Folders" })
    assert.is_nil(answer.json.refresh_token)
    assert.is_nil(answer.json.id_token)
  end)

  -- facts 2.3.4, 2.3.10
  it("is good once, for its application, address and verifier", function()
    local code = client.code()
    assert.equal(200, client.redeem(code).status)
    refused("invalid_grant", client.redeem(code))
    for _, changes in ipairs {
      { code_verifier = ("x"):rep(43) }, { code_verifier = "" },
      { redirect_uri = "http://localhost:1/" }, { code = "" },
      { client_id = server.client_id, client_secret = server.client_secret },
    } do
      refused("invalid_grant", client.redeem(client.code(), changes))
    end
  end)

  it("needs the secret of a confidential application", function()
    local changes = { client_id = server.client_id }
    refused("invalid_client", client.redeem(client.code(changes), changes))
    changes.client_secret = server.client_secret
    local answer = client.redeem(client.code { client_id = server.client_id },
      changes)
    assert.equal(200, answer.status)
  end)

  it("is worth nothing when its time is over", function()
    server.handle:lifetimes { code = 0 }
    local code = client.code()
    server.handle:lifetimes { code = 300 }
    refused("invalid_grant", client.redeem(code))
  end)
end)

describe("a refresh token (facts 2.3)", function()
  serve()

  -- facts 2.3.6
  it("is good once and brings the next one", function()
    local first = client.redeem(client.code()).json.refresh_token
    local answer = client.refresh(first)
    assert.equal(200, answer.status)
    assert.equal("OR.Folders openid offline_access", answer.json.scope)
    assert.not_equal(first, answer.json.refresh_token)
    assert.equal(200, server:get("/odata/Folders",
      { token = answer.json.access_token }).status)
    refused("invalid_grant", client.refresh(first))
    assert.equal(200, client.refresh(answer.json.refresh_token).status)
  end)

  it("belongs to its application", function()
    local token = server.handle:refresh_token()
    refused("invalid_grant", client.refresh(token,
      { client_id = server.client_id, client_secret = server.client_secret }))
    assert.equal(200, client.refresh(token).status)
  end)

  -- facts 2.3.6
  it("ends with its lifetime", function()
    server.handle:lifetimes { refresh = 0 }
    local token = server.handle:refresh_token()
    server.handle:lifetimes { refresh = 60 }
    refused("invalid_grant", client.refresh(token))
  end)

  it("is counted with the other ways, as are refusals", function()
    server.handle:reset()
    client.refresh(server.handle:refresh_token())
    client.refresh "wrong"
    client.redeem(client.code())
    client.post { grant_type = "client_credentials",
      client_id = server.client_id, client_secret = server.client_secret }
    local issued, not_issued = server.handle:issued()
    assert.same({ refresh_token = 1, authorization_code = 1,
      client_credentials = 1 }, issued)
    assert.same({ refresh_token = 1 }, not_issued)
  end)

  it("gives access tokens of the lifetime that was set", function()
    server.handle:lifetimes { refresh_token = 7 }
    local answer = client.refresh(server.handle:refresh_token())
    assert.equal(7, answer.json.expires_in)
  end)

  it("survives a restart with the tenant's file", function()
    local path = os.tmpname()
    os.remove(path)
    local one = tenant.start { seed = "empty", data = path }
    local token = one.handle:refresh_token()
    one:stop()
    local two = tenant.start { seed = "empty", data = path }
    assert.equal(200, new_client(two).refresh(token).status)
    two:stop()
    for _, suffix in ipairs { "", "-wal", "-shm" } do
      os.remove(path .. suffix)
    end
  end)
end)

describe("applications (facts 2.2)", function()
  serve()

  setup(function()
    server.handle:application { id = "small", secret = "s3cret",
      scopes = "OR.Jobs OR.Queues.Read OR.Queues.Write",
      redirects = "https://app.example/cb" }
  end)

  local function scope(asked, changes)
    return client.post(merged({ grant_type = "client_credentials",
      client_id = "small", client_secret = "s3cret", scope = asked }, changes))
  end

  it("get the scopes they were given and no others", function()
    assert.equal(200, scope("OR.Jobs OR.Queues.Read").status)
    refused("invalid_scope", scope "OR.Assets")
    refused("invalid_scope", scope "OR.Jobs.Read OR.Jobs.Write")
    refused("invalid_scope", scope "OR.Jobs offline_access")
  end)

  -- facts 2.2.7; peers 36
  it("may not ask for a scope beside its own half", function()
    refused("invalid_scope", scope("OR.Jobs OR.Jobs.Read",
      { client_id = server.client_id, client_secret = server.client_secret }))
  end)

  it("sign in by header as well", function()
    local answer = client.post({ grant_type = "client_credentials",
      scope = "OR.Jobs" }, { Authorization = "Basic "
        .. mime.b64 "small:s3cret" })
    assert.equal(200, answer.status)
  end)

  -- facts 2.2.4
  it("without a secret have no client credentials", function()
    refused("unauthorized_client", scope("OR.Jobs",
      { client_id = server.public_client_id, client_secret = "" }))
  end)

  it("are sent back only to the addresses they named", function()
    local _, address = client.back(client.authorize { client_id = "small",
      redirect_uri = "https://app.example/cb" })
    assert.equal("https://app.example/cb", address)
    _, address = client.back(client.authorize { client_id = "small" })
    assert.equal("/identity_/web/", address)
  end)
end)

describe("a personal access token (facts 2.4)", function()
  serve()

  -- facts 2.4.1
  it("is opaque and works as a bearer", function()
    local token = server.handle:personal_token()
    assert.is_nil(token:find(".", 1, true))
    assert.equal(200, server:get("/odata/Folders", { token = token }).status)
  end)

  -- facts 2.4.2
  it("is answered 401 when a scope is lacking, expired or revoked", function()
    local handle = server.handle
    local token = handle:personal_token { scope = "OR.Folders.Read" }
    assert.equal(200, server:get("/odata/Folders", { token = token }).status)
    local lacking = server:get("/odata/Machines", { token = token })
    handle:revoke(token)
    local revoked = server:get("/odata/Folders", { token = token })
    local expired = server:get("/odata/Folders",
      { token = handle:personal_token { lifetime = 0 } })
    for _, answer in ipairs { lacking, revoked, expired } do
      assert.equal(401, answer.status)
      assert.same(lacking.body, answer.body)
    end
  end)
end)

describe("the sign-in on premises (facts 2.5)", function()
  serve { seed = "empty", edition = "standalone" }

  local function sign_in(changes)
    local body = merged({ tenancyName = "production",
      usernameOrEmailAddress = server.username,
      password = server.password }, changes)
    return raw_http.request(server.port, "POST", "/api/account/authenticate", {
      headers = { ["Content-Type"] = "application/json" },
      body = cjson.encode(body) })
  end

  -- facts 2.5.1; peers 37
  it("answers the envelope, whose result is a token", function()
    local answer = sign_in()
    assert.equal(200, answer.status)
    assert.is_true(answer.json.success)
    assert.is_true(answer.json.__abp)
    local folders = raw_http.request(server.port, "GET", "/odata/Folders", {
      headers = { Authorization = "Bearer " .. answer.json.result,
        ["X-UIPATH-TenantName"] = "Production" } })
    assert.equal(200, folders.status)
  end)

  it("takes names in Pascal case", function()
    assert.equal(200, sign_in { tenancyName = "", TenancyName = "Production",
      password = "", Password = server.password }.status)
  end)

  -- facts 2.5.2, 6.1.2, 6.2.3
  it("refuses wrong credentials and another tenant alike", function()
    for _, changes in ipairs { { password = "x" }, { tenancyName = "" },
      { tenancyName = "Other" }, { usernameOrEmailAddress = "eve" } } do
      local answer = sign_in(changes)
      assert.equal(400, answer.status)
      assert.same({ message = "Invalid credentials, failed to login.",
        errorCode = 1000, resourceIds = cjson.null }, answer.json)
    end
  end)

  -- facts 2.5.3
  it("is not there on Cloud", function()
    local cloud = tenant.start()
    local answer = cloud:call("POST", "/api/account/authenticate",
      { json = {} })
    assert.equal(404, answer.status)
    cloud:stop()
  end)
end)

describe("a token endpoint", function()
  serve()

  it("fails as it is told to, and spends nothing by it", function()
    local token = server.handle:refresh_token()
    server.handle:fault { path = "/connect/token", status = 429,
      retry_after = "3" }
    server.handle:fault { path = "/connect/token", body = "<html></html>",
      content_type = "text/html" }
    local answer = client.refresh(token)
    assert.equal(429, answer.status)
    assert.equal("3", answer.headers["retry-after"])
    answer = client.refresh(token)
    assert.equal(200, answer.status)
    assert.equal("text/html", answer.headers["content-type"])
    assert.equal(200, client.refresh(token).status)
  end)

  -- facts 1.4.4
  it("is named by the configuration document (facts 1.4)", function()
    local answer = raw_http.request(server.port, "GET",
      "/identity_/.well-known/openid-configuration")
    assert.equal(200, answer.status)
    assert.equal(server.url .. "/identity_/connect/token",
      answer.json.token_endpoint)
  end)
end)
