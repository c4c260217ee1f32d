--- The core's grants against the sandbox's identity server: codes, refresh
-- tokens that are good once, user name and password.

local files = require "support.files"
local fixture = require "support.core_fixture"
local sandbox = require "orchestrator.sandbox"
local sandbox_text = require "orchestrator.sandbox.text"
local raw_http = require "sandbox.raw_http"

local REDIRECT = "http://localhost:8104/oidc/login"
-- RFC 7636, appendix B
local VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
local CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
local IN_FLIGHT = 8

local server, folder

before_each(function()
  server = sandbox.start { seed = "empty" }
  folder = files.temp_dir()
end)

after_each(function()
  fixture.close()
  server:stop()
  files.remove(folder)
end)

local function new_client(engine, token)
  token.url = token.url or server.url .. "/identity_/connect/token"
  token.client_id = token.client_id or server.public_client_id
  return fixture.client(engine, { origins = { server.url }, token = token })
end

-- What the browser brings back.
local function new_code()
  local query = {}
  for name, value in pairs { response_type = "code", client_id =
    server.public_client_id, scope = "OR.Folders offline_access",
    redirect_uri = REDIRECT, state = "s", code_challenge = CHALLENGE,
    code_challenge_method = "S256" } do
    query[#query + 1] = name .. "=" .. sandbox_text.escape(value)
  end
  local answer = raw_http.request(server.port, "GET",
    "/identity_/connect/authorize?" .. table.concat(query, "&"))
  return assert(answer.headers.location:match "code=([^&]*)")
end

local function by_code(engine, more)
  local token = { grant = "authorization_code", code = new_code(),
    code_verifier = VERIFIER, redirect_uri = REDIRECT }
  for name, value in pairs(more or {}) do token[name] = value end
  return new_client(engine, token)
end

local function new_call(client)
  return assert(client:call { method = "GET",
    url = server.url .. "/acme/Production/orchestrator_/odata/Folders" })
end

-- All at once; every one must succeed.
local function run_together(engine, client)
  local calls, left = {}, IN_FLIGHT
  for i = 1, IN_FLIGHT do calls[i] = new_call(client) end
  while left > 0 do
    for i, call in pairs(calls) do
      local done, err = call:poll()
      assert(done ~= nil, err and err.message)
      if done then
        calls[i], left = nil, left - 1
      end
    end
    if left > 0 then assert(engine:wait(10)) end
  end
end

local function sign_ins()
  return #server:requests { path = "/connect/token", status = 200 }
end

describe("eight calls in flight", function()
  it("share one rotation, each time the tokens end", function()
    local engine = fixture.engine()
    local client = by_code(engine)
    for round = 1, 3 do
      run_together(engine, client)
      assert.equal(round, sign_ins())
      server:expire_tokens()
    end
  end)

  it("share one renewal of a token that lives for seconds", function()
    server:lifetimes { authorization_code = 1, refresh_token = 60 }
    local engine = fixture.engine()
    local client = by_code(engine)
    run_together(engine, client)
    while client:token_left() do engine:wait(0.05) end
    run_together(engine, client)
    assert.equal(2, sign_ins())
  end)
end)

describe("a sign-in in the cache", function()
  it("serves the next process, which needs no code", function()
    local engine = fixture.engine()
    local cache = { cache_dir = folder .. "/tokens", cache_key = "acme" }
    assert.is_true(fixture.run(engine, new_call(by_code(engine, cache))))
    cache.grant = "refresh_token"
    local next_one = new_client(engine, cache)
    assert.is_true(fixture.run(engine, new_call(next_one)))
    assert.equal(1, sign_ins())
    server:expire_tokens()
    assert.is_true(fixture.run(engine, new_call(next_one)))
    assert.equal(2, sign_ins())
    local third = new_client(engine, cache)
    assert.is_true(fixture.run(engine, new_call(third)))
    assert.equal(2, sign_ins())
  end)
end)

describe("user name and password", function()
  it("sign in on premises, and in words when they are wrong", function()
    local own = sandbox.start { seed = "empty", edition = "standalone" }
    local engine = fixture.engine()
    local function sign_in(password)
      local client = fixture.client(engine, { origins = { own.url },
        token = { grant = "password", username = own.username,
          password = password, tenancy = own.tenant,
          url = own.url .. "/api/account/authenticate" } })
      return fixture.run(engine, assert(client:call { method = "GET",
        url = own.url .. "/odata/Folders" }))
    end
    local done, why = sign_in(own.password)
    local _, err = sign_in "not-the-password"
    own:stop()
    assert.is_true(done, why and why.message)
    assert.equal("auth", err.kind)
    assert.matches("`password`", err.hint)
    assert.is_nil(tostring(err.message):find("not-the-password", 1, true))
  end)
end)

describe("a refresh token that was used before", function()
  it("asks for a new sign-in", function()
    local engine = fixture.engine()
    local client = new_client(engine, { grant = "refresh_token",
      refresh_token = "spent-before" })
    local _, err = fixture.run(engine, new_call(client))
    assert.equal("auth", err.kind)
    assert.matches("sign in again", err.hint)
    assert.is_nil(err.message:find("spent-before", 1, true))
  end)
end)
