--- Calls and tokens as Lua sees them.

local core = require "orchestrator.core"
local fixture = require "support.core_fixture"

local new_engine = fixture.engine
local new_client = fixture.client
local say = fixture.say
local run = fixture.run

fixture.around { setup = setup, teardown = teardown, after_each = after_each }

describe("a call", function()
  it("sends what it is told and answers what came", function()
    local engine = new_engine()
    local client = new_client(engine, { user_agent = "spec/1" })
    local call = assert(client:call {
      method = "POST", url = fixture.url .. "/echo?a=b",
      headers = { "X-UIPATH-OrganizationUnitId: 7" },
      body = "a\0b",
    })
    assert.is_nil(call:status())
    assert.is_true(run(engine, call))
    assert.equal(200, call:status())
    assert.equal("application/json", call:header "content-type")
    assert.is_nil(call:header "x-missing")
    assert.equal(1, call:attempts())
    local echo = call:json()
    assert.equal("POST", echo.method)
    assert.equal("/echo?a=b", echo.target)
    assert.equal("a\0b", echo.body)
    assert.matches("X%-UIPATH%-OrganizationUnitId: 7\r\n", echo.head)
    assert.matches("Authorization: Bearer s3cr3t%-token\r\n", echo.head)
    assert.matches("User%-Agent: spec/1\r\n", echo.head)
    assert.equal("19.0", client:api_versions())
    assert.matches('^{"method":"POST"', call:body())
    call:close()
  end)

  it("is a GET unless told otherwise, and may go without a token", function()
    local engine = new_engine()
    local client = assert(core.client(engine, {}))
    local call = assert(client:call { url = fixture.url .. "/echo",
                                      anonymous = true })
    assert.is_true(run(engine, call))
    assert.equal("GET", call:json().method)
    assert.is_nil(call:json().head:match "Authorization")
    assert.is_nil(client:token_left())
    assert.is_nil(client:token_scope())
    local refused, err = client:call { url = fixture.url .. "/echo" }
    assert.is_nil(refused)
    assert.equal("config", err.kind)
  end)

  it("keeps nulls when asked to", function()
    local engine = new_engine()
    local call = assert(new_client(engine):call {
      url = say(200, '{"a":null,"b":[null]}') })
    assert.is_true(run(engine, call))
    assert.same({ b = { core.null } }, call:json())
    assert.same({ a = core.null, b = { core.null } }, call:json(true))
  end)

  it("tells a refusal in the server's words", function()
    local engine = new_engine()
    local call = assert(new_client(engine):call {
      url = say(404, '{"message":"No such folder","errorCode":1002,'
        .. '"traceId":"t-5"}') .. "?secret=1" })
    local ok, err = run(engine, call)
    assert.is_nil(ok)
    assert.equal("not_found", err.kind)
    assert.equal(404, err.status)
    assert.equal(1002, err.code)
    assert.equal("t-5", err.trace_id)
    assert.equal("GET", err.method)
    assert.equal(1, err.attempts)
    assert.is_false(err.retryable)
    assert.equal("yes", err.sent)
    assert.is_nil(err.retry_after)
    assert.matches("No such folder", err.message)
    assert.is_nil(err.url:match "secret")
    assert.same({ nil, err }, { run(engine, call) }) -- and tells it again
  end)

  it("says what is no JSON", function()
    local engine = new_engine()
    local client = new_client(engine)
    local texts = {
      [""] = "empty", ['{"a":'] = "at byte 6", ["\xff"] = "at byte 1",
      ['{"a":"\xff"}'] = "UTF%-8 %(at byte 7%)",
    }
    for text, words in pairs(texts) do
      local call = assert(client:call { url = say(200, text) })
      assert.is_true(run(engine, call))
      local value, err = call:json()
      assert.is_nil(value)
      assert.equal("protocol", err.kind)
      assert.matches(words, err.message)
      assert.equal(200, err.status)
      assert.equal("GET", err.method)
      assert.matches("^" .. fixture.url .. "/say/200/", err.url)
    end
  end)

  it("names a web page", function()
    local engine = new_engine()
    local call = assert(new_client(engine):call {
      url = fixture.url .. "/html" })
    local ok, err = run(engine, call)
    assert.is_nil(ok)
    assert.equal("protocol", err.kind)
    assert.is_nil(err.message:match "sign in")
  end)

  it("holds its answer to the cap", function()
    local engine = new_engine()
    local call = assert(new_client(engine):call {
      url = fixture.url .. "/rows/100", max_body = 1000 })
    local ok, err = run(engine, call)
    assert.is_nil(ok)
    assert.equal("too_large", err.kind)
  end)

  it("ends at once when it is closed", function()
    local engine = new_engine()
    local call = assert(new_client(engine):call {
      url = fixture.url .. "/hang" })
    assert.is_false(call:poll())
    assert.equal(1, engine:stats().transfers)
    call:close()
    call:close()
    assert.equal(0, engine:stats().transfers)
    for _, method in ipairs { "poll", "status", "body", "json",
                              "attempts" } do
      local answer, err = call[method](call)
      assert.is_nil(answer)
      assert.equal("closed", err.kind)
    end
    assert.equal("closed", select(2, call:header "x").kind)
    assert.equal("orchestrator call (closed)", tostring(call))
  end)
end)

describe("a token", function()
  it("is made, kept, told of and forgotten", function()
    local engine = new_engine()
    local client = new_client(engine, { token = {
      grant = "user_key", url = fixture.url .. "/token", client_id = "id",
      secret = "the-user-key",
    } })
    assert.is_nil(client:token_left())
    local function token()
      local call = assert(client:call { url = fixture.url .. "/echo" })
      assert.is_true(run(engine, call))
      return call:json().head:match "Authorization: Bearer (%S+)"
    end
    local first = token()
    assert.equal(first, token())
    assert.is_true(client:token_left() > 3000)
    assert.equal("OR.Jobs OR.Robots", client:token_scope())
    assert.is_true(client:expire())
    assert.not_equal(first, token())
  end)
end)

describe("secrets", function()
  it("are in no text", function()
    local engine = new_engine()
    local client = new_client(engine)
    local call = assert(client:call { url = fixture.url .. "/parrot" })
    local _, err = run(engine, call)
    assert.matches("no such token", err.message)
    local texts = { tostring(engine), tostring(client), tostring(call) }
    for _, value in pairs(err) do
      texts[#texts + 1] = tostring(value)
    end
    assert.is_nil(table.concat(texts, "\n"):match "s3cr3t")
  end)
end)
