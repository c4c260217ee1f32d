--- The binding as Lua sees it: the module, the engine, options.

local core = require "orchestrator.core"
local fixture = require "support.core_fixture"
local interpreter = require "support.interpreter"

local new_engine = fixture.engine
local new_client = fixture.client
local all = fixture.all
local rows_of = fixture.rows_of

fixture.around { setup = setup, teardown = teardown, after_each = after_each }

describe("the module", function()
  it("has a version and nothing global", function()
    assert.equal("0.1.0", core.version)
    assert.is_nil(rawget(_G, "orchestrator"))
  end)
end)

describe("an engine", function()
  it("waits on one descriptor", function()
    local engine = new_engine()
    assert.equal("integer", math.type(engine:fd()))
    assert.is_nil(engine:timeout())
    assert.is_true(engine:step())
    assert.is_false(engine:wait(0))
    local now = engine:now()
    assert.is_false(engine:wait(0.01))
    assert.is_true(engine:now() >= now + 0.01)
  end)

  it("counts", function()
    local engine = new_engine()
    local pager = new_client(engine):pager(rows_of(29, { page = 10 }))
    assert.equal(29, #all(engine, pager))
    local stats = engine:stats()
    assert.equal(29, stats.rows)
    assert.equal(4, stats.pages)
    assert.equal(4, stats.requests)
    assert.equal(0, stats.retries)
    assert.equal(0, stats.transfers)
    assert.is_true(stats.bytes_in > 3000)
  end)

  it("answers closed after close, which may come twice", function()
    local engine = new_engine()
    engine:close()
    engine:close()
    for _, method in ipairs { "step", "wait", "fd", "timeout", "now",
                              "stats" } do
      local answer, err = engine[method](engine)
      assert.is_nil(answer)
      assert.equal("closed", err.kind)
      assert.equal("this engine is closed", err.message)
    end
    local client, err = core.client(engine, {})
    assert.is_nil(client)
    assert.equal("closed", err.kind)
    assert.equal("orchestrator engine (closed)", tostring(engine))
  end)

  -- Lua 5.3 has no closing values.
  if interpreter.version ~= "5.3" then
    it("closes at the end of its scope", function()
      local kept = assert(load [[
        local core = ...
        local engine <close> = core.engine()
        return engine
      ]])(core)
      assert.equal("closed", select(2, kept:fd()).kind)
    end)
  end
end)

describe("options", function()
  local function refusal(...)
    local ok, message = pcall(...)
    assert.is_false(ok)
    return message
  end

  it("are checked by name and type", function()
    local engine = new_engine()
    assert.matches("unknown option 'orgins'",
      refusal(core.client, engine, { orgins = {} }))
    assert.matches("option 'user_agent': string expected, got number",
      refusal(core.client, engine, { user_agent = 7 }))
    assert.matches("option 'insecure': boolean expected, got string",
      refusal(core.client, engine, { insecure = "yes" }))
    assert.matches("option 'origins': table of strings expected, got string",
      refusal(core.client, engine, { origins = fixture.url }))
    assert.matches("option 'origins': string expected, got number",
      refusal(core.client, engine, { origins = { 7 } }))
    assert.matches("option 'attempts': %-1 is out of range",
      refusal(core.client, engine, { attempts = -1 }))
    assert.matches("option 'grant': unknown grant 'magic'",
      refusal(core.client, engine, { token = { grant = "magic" } }))
    assert.matches("unknown option 'key'",
      refusal(core.client, engine, { token = { key = "k" } }))
    assert.matches("option names must be strings",
      refusal(core.client, engine, { "origins" }))
  end)

  it("of a pager and a call too", function()
    local client = new_client(new_engine())
    assert.matches("option 'top': integer expected, got string",
      refusal(client.pager, client, { url = fixture.url, top = "7" }))
    assert.matches("option 'top': integer expected, got number",
      refusal(client.pager, client, { url = fixture.url, top = 7.5 }))
    assert.matches("option 'paging': 'skip', 'key', 'one', 'time' or "
      .. "'token' expected",
      refusal(client.pager, client, { url = fixture.url, paging = "magic" }))
    assert.matches("option 'url' is missing",
      refusal(client.call, client, {}))
    assert.matches("option 'url': string holds a NUL byte",
      refusal(client.call, client, { url = fixture.url .. "\0" }))
    assert.matches("option 'headers': string holds a NUL byte",
      refusal(client.call, client, { url = fixture.url,
        headers = { "A: \0" } }))
    assert.matches("table expected", refusal(client.call, client, fixture.url))
  end)

  it("are refused where the core knows better, as an error table", function()
    local client = new_client(new_engine())
    local pager, err = client:pager { url = fixture.url .. "/rows/3?a=b" }
    assert.is_nil(pager)
    assert.equal("argument", err.kind)
    pager, err = client:pager { url = fixture.url, paging = "key" }
    assert.is_nil(pager)
    assert.equal("argument", err.kind)
  end)

  it("of another handle's method raise", function()
    local engine = new_engine()
    local client = new_client(engine)
    assert.matches("orchestrator.engine expected",
      refusal(engine.step, client))
    assert.matches("orchestrator.client expected",
      refusal(client.pager, engine, {}))
    assert.matches("orchestrator.client expected", refusal(client.close, 7))
    assert.is_string(getmetatable(engine)) -- the metatable is out of reach
  end)
end)
