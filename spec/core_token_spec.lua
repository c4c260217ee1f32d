--- Tokens as Lua sees them: the host's function, the cache, what is forgotten.

local files = require "support.files"
local fixture = require "support.core_fixture"

local new_engine = fixture.engine
local new_client = fixture.client
local run = fixture.run
local url, folder

setup(function()
  url = fixture.start()
end)

teardown(fixture.stop)

before_each(function()
  folder = files.temp_dir()
end)

after_each(function()
  fixture.close()
  files.remove(folder)
end)

-- The Authorization that a call of the client was made with.
local function bearer(engine, client)
  local call = assert(client:call { method = "GET", url = url .. "/echo" })
  assert(run(engine, call))
  return call:json().head:match "Authorization: Bearer ([^\r]*)"
end

local function cached(engine, more)
  local token = { grant = "client_credentials", url = url .. "/token",
    client_id = "app", secret = "s3cr3t", cache_dir = folder .. "/tokens",
    cache_key = "here" }
  for name, value in pairs(more or {}) do token[name] = value end
  return new_client(engine, { token = token })
end

describe("a token of the host's", function()
  it("is asked for when it is wanted", function()
    local engine = new_engine()
    local client = new_client(engine, { token = { grant = "external" } })
    assert.is_false(client:token_wanted())
    local call = assert(client:call { method = "GET", url = url .. "/echo" })
    assert.is_false(call:poll())
    assert.is_true(client:token_wanted())
    assert.is_true(client:token_supply("mine", 60))
    assert.is_false(client:token_wanted())
    assert.is_true(run(engine, call))
    assert.matches("Bearer mine\r\n", call:json().head)
    assert.near(60, client:token_left(), 5)
  end)

  it("fails with what the host says", function()
    local engine = new_engine()
    local client = new_client(engine, { token = { grant = "external" } })
    local call = assert(client:call { method = "GET", url = url .. "/echo" })
    assert.is_false(call:poll())
    assert.is_true(client:token_supply(nil, nil, "the vault is sealed"))
    local _, err = call:poll()
    assert.equal("auth", err.kind)
    assert.matches("the vault is sealed", err.message)
  end)

  it("must be a token, and wanted of this client", function()
    local engine = new_engine()
    local client = new_client(engine, { token = { grant = "external" } })
    local _, err = client:token_supply("Bearer mine")
    assert.equal("config", err.kind)
    assert.is_false(pcall(client.token_supply, client, "a\0b"))
    _, err = new_client(engine):token_supply("mine")
    assert.equal("config", err.kind)
  end)
end)

describe("a personal access token", function()
  it("is not renewed when the server answers 401", function()
    local engine = new_engine()
    local client = new_client(engine, {
      token = { grant = "pat", secret = "rt_1" } })
    local call = assert(client:call {
      method = "GET", url = fixture.say(401, "{}") })
    local _, err = run(engine, call)
    assert.equal("auth", err.kind)
    assert.equal(1, call:attempts())
    assert.matches("lacks the scope or permission", err.hint)
  end)
end)

describe("the cache", function()
  it("is shared by those who sign in alike", function()
    local engine = new_engine()
    local one, two = cached(engine), cached(engine)
    assert.is_nil(one:cache_path())
    local value = bearer(engine, one)
    assert.equal(value, bearer(engine, two))
    assert.equal(folder .. "/tokens", one:cache_path():match "^(.*)/")
    assert.is_nil(one:cache_warning())
    assert.not_equal(value, bearer(engine, cached(engine, {
      client_id = "another" })))
  end)

  it("forgets", function()
    local engine = new_engine()
    local client = cached(engine)
    local value = bearer(engine, client)
    assert.is_true(client:token_forget())
    assert.is_nil(io.open(client:cache_path()))
    assert.not_equal(value, bearer(engine, cached(engine)))
  end)

  it("warns once when it cannot be used", function()
    local engine = new_engine()
    files.write(folder .. "/tokens", "in the way")
    local client = cached(engine)
    assert.is_string(bearer(engine, client))
    assert.matches("token cache folder", client:cache_warning())
    assert.is_nil(client:cache_warning())
  end)

  it("answers closed with its client", function()
    local engine = new_engine()
    local client = cached(engine)
    client:close()
    for _, method in ipairs { "token_wanted", "token_supply", "token_forget",
                              "cache_warning", "cache_path" } do
      assert.equal("closed", select(2, client[method](client)).kind)
    end
  end)
end)
