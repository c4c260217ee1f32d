--- The binding as Lua sees it: engine, client, call and pager. The codec and
-- the addresses have specs of their own.

local core = require "orchestrator.core"
local process = require "support.process"

local server, url, opened

setup(function()
  server = process.start { "lua5.4", "spec/support/list_server.lua" }
  url = "http://127.0.0.1:" .. server:line()
end)

teardown(function()
  server:stop()
end)

before_each(function()
  opened = {}
end)

-- A spec that ends with an open transfer is wrong.
after_each(function()
  for _, engine in ipairs(opened) do
    engine:close()
  end
  collectgarbage()
end)

local function new_engine()
  local engine = assert(core.engine())
  opened[#opened + 1] = engine
  return engine
end

local function new_client(engine, spec)
  spec = spec or {}
  spec.origins = spec.origins or { url }
  spec.token = spec.token or { grant = "fixed", secret = "s3cr3t-token" }
  return assert(core.client(engine, spec))
end

-- An address that answers `text` with status `code`.
local function say(code, text)
  return ("%s/say/%d/%s"):format(url, code, core.escape(text))
end

-- What the Lua layer does: polls, and lets the engine wait.
local function finish(engine, poll)
  for _ = 1, 1000 do
    local answer, err = poll()
    if answer ~= false then
      return answer, err
    end
    assert.is_true(engine:wait(10), "nothing happened")
  end
  error "it does not end"
end

local function run(engine, call)
  return finish(engine, function()
    return call:poll()
  end)
end

local function next_row(engine, pager)
  return finish(engine, function()
    return pager:next()
  end)
end

local function all(engine, pager)
  local rows = {}
  while true do
    local row, err = next_row(engine, pager)
    if row == nil then
      return rows, err
    end
    rows[#rows + 1] = row
  end
end

local function rows_of(n, more)
  local spec = { url = url .. "/rows/" .. n, paging = "key", key = "Id" }
  for name, value in pairs(more or {}) do
    spec[name] = value
  end
  return spec
end

-- Every order of n things.
local function orders(n)
  local function permute(list, k)
    if k == 0 then
      coroutine.yield { table.unpack(list) }
    end
    for i = 1, k do
      list[i], list[k] = list[k], list[i]
      permute(list, k - 1)
      list[i], list[k] = list[k], list[i]
    end
  end
  local list = {}
  for i = 1, n do
    list[i] = i
  end
  return coroutine.wrap(function()
    permute(list, n)
  end)
end

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
    local pager = new_client(engine):pager(rows_of(30, { page = 10 }))
    assert.equal(30, #all(engine, pager))
    local stats = engine:stats()
    assert.equal(30, stats.rows)
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

  it("closes at the end of its scope", function()
    local kept
    do
      local engine <close> = core.engine()
      kept = engine
    end
    assert.equal("closed", select(2, kept:fd()).kind)
  end)
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
      refusal(core.client, engine, { origins = url }))
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
      refusal(client.pager, client, { url = url, top = "7" }))
    assert.matches("option 'top': integer expected, got number",
      refusal(client.pager, client, { url = url, top = 7.5 }))
    assert.matches("option 'paging': 'skip', 'key' or 'one' expected",
      refusal(client.pager, client, { url = url, paging = "magic" }))
    assert.matches("option 'url' is missing",
      refusal(client.call, client, {}))
    assert.matches("option 'url': string holds a NUL byte",
      refusal(client.call, client, { url = url .. "\0" }))
    assert.matches("option 'headers': string holds a NUL byte",
      refusal(client.call, client, { url = url, headers = { "A: \0" } }))
    assert.matches("table expected", refusal(client.call, client, url))
  end)

  it("are refused where the core knows better, as an error table", function()
    local client = new_client(new_engine())
    local pager, err = client:pager { url = url .. "/rows/3?a=b" }
    assert.is_nil(pager)
    assert.equal("argument", err.kind)
    pager, err = client:pager { url = url, paging = "key" }
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

describe("a call", function()
  it("sends what it is told and answers what came", function()
    local engine = new_engine()
    local client = new_client(engine, { user_agent = "spec/1" })
    local call = assert(client:call {
      method = "POST", url = url .. "/echo?a=b",
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
    local call = assert(client:call { url = url .. "/echo",
                                      anonymous = true })
    assert.is_true(run(engine, call))
    assert.equal("GET", call:json().method)
    assert.is_nil(call:json().head:match "Authorization")
    assert.is_nil(client:token_left())
    assert.is_nil(client:token_scope())
    local refused, err = client:call { url = url .. "/echo" }
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
      assert.matches("^" .. url .. "/say/200/", err.url)
    end
  end)

  it("names a web page", function()
    local engine = new_engine()
    local call = assert(new_client(engine):call { url = url .. "/html" })
    local ok, err = run(engine, call)
    assert.is_nil(ok)
    assert.equal("protocol", err.kind)
    assert.is_nil(err.message:match "sign in")
  end)

  it("holds its answer to the cap", function()
    local engine = new_engine()
    local call = assert(new_client(engine):call {
      url = url .. "/rows/100", max_body = 1000 })
    local ok, err = run(engine, call)
    assert.is_nil(ok)
    assert.equal("too_large", err.kind)
  end)

  it("ends at once when it is closed", function()
    local engine = new_engine()
    local call = assert(new_client(engine):call { url = url .. "/hang" })
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
      grant = "user_key", url = url .. "/token", client_id = "id",
      secret = "the-user-key",
    } })
    assert.is_nil(client:token_left())
    local function token()
      local call = assert(client:call { url = url .. "/echo" })
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

describe("a pager", function()
  it("hands out rows as plain tables", function()
    local engine = new_engine()
    local pager = assert(new_client(engine):pager(rows_of(25, {
      page = 10, count = true,
    })))
    assert.is_nil(pager:count())
    local rows = all(engine, pager)
    assert.equal(25, #rows)
    for id, row in ipairs(rows) do
      assert.equal(id, row.Id)
    end
    local row = rows[8]
    assert.equal("integer", math.type(row.Big))
    assert.equal(9007199254740993, row.Big)
    assert.is_nil(row.Gone)
    assert.same({ Id = 1 }, row.Robot)
    assert.equal(core.array_mt, getmetatable(row.Tags))
    assert.equal("key", pager:strategy())
    assert.equal(25, pager:rows())
    assert.equal(25, pager:count())
    assert.equal(4, pager:pages())
    assert.is_nil(pager:next())
    assert.is_nil(select(2, pager:next()))
    assert.equal("orchestrator pager (key, 25 rows)", tostring(pager))
  end)

  it("keeps nulls when asked to", function()
    local engine = new_engine()
    local pager = assert(new_client(engine):pager(rows_of(2, {
      nulls = true,
    })))
    local row = all(engine, pager)[1]
    assert.equal(core.null, row.Gone)
    assert.equal(core.null, row.Robot.Name)
  end)

  it("takes every option", function()
    local engine = new_engine()
    local client = new_client(engine)
    local pager = assert(client:pager {
      url = url .. "/rows/50", fixed = "$select=Id", filter = "Id gt 0",
      orderby = "Id asc", headers = { "A: b" }, paging = "skip", key = "Id",
      key_quoted = false, descending = false, top = 12, skip = 4, page = 5,
      count = true, dollar = true, single = false, nulls = false,
    })
    local rows = all(engine, pager)
    assert.equal(12, #rows)
    assert.equal(5, rows[1].Id)
    assert.equal("skip", pager:strategy())
    pager = assert(client:pager { url = url .. "/rows/50", single = true,
                                  top = 3 })
    assert.equal(3, #all(engine, pager))
    assert.equal("one", pager:strategy())
  end)

  it("hands out a row before its page has ended", function()
    local engine = new_engine()
    local pager = assert(new_client(engine):pager { url = url .. "/half" })
    assert.equal(1, next_row(engine, pager).Id)
    assert.equal(2, next_row(engine, pager).Id)
    assert.is_false(pager:next())
    assert.is_false(engine:wait(0))
    pager:close()
    assert.equal(0, engine:stats().transfers)
  end)

  it("fails with all that is known, and stays there", function()
    local engine = new_engine()
    local pager = assert(new_client(engine):pager {
      url = say(403, '{"message":"No permission"}') })
    local rows, err = all(engine, pager)
    assert.same({}, rows)
    assert.equal("forbidden", err.kind)
    assert.equal(403, err.status)
    assert.equal("GET", err.method)
    assert.matches("No permission", err.message)
    assert.same({ nil, err }, { pager:next() })
  end)

  it("names the row that cannot be read, and ends there", function()
    local engine = new_engine()
    local client = new_client(engine)
    local bad = {
      ['{"value":[{"Id":1},{"Id":"\xff"},{"Id":3}]}'] = "invalid UTF%-8",
      ['{"value":[{"Id":1},{"Id":01},{"Id":3}]}'] = "byte",
      ['{"value":[{"Id":1},false,{"Id":3}]}'] = "a bare true or false",
    }
    for text, words in pairs(bad) do
      local pager = assert(client:pager { single = true,
        url = say(200, text) })
      assert.equal(1, next_row(engine, pager).Id)
      local row, err = next_row(engine, pager)
      assert.is_nil(row)
      assert.equal("protocol", err.kind)
      assert.matches("row 2 of the walk", err.message)
      assert.matches(words, err.message)
      assert.same({ nil, err }, { pager:next() })
    end
  end)

  it("answers closed after close", function()
    local pager = assert(new_client(new_engine()):pager(rows_of(3)))
    pager:close()
    pager:close()
    for _, method in ipairs { "next", "strategy", "rows", "pages",
                              "count" } do
      local answer, err = pager[method](pager)
      assert.is_nil(answer)
      assert.equal("closed", err.kind)
    end
    assert.equal("orchestrator pager (closed)", tostring(pager))
  end)

  it("serves several walks that take turns", function()
    local engine = new_engine()
    local client = new_client(engine)
    local pagers = {}
    for i = 1, 5 do
      pagers[i] = assert(client:pager(rows_of(50 + i, { page = 7 })))
    end
    local counts = { 0, 0, 0, 0, 0 }
    for id = 1, 55 do
      for i, pager in ipairs(pagers) do
        local row = next_row(engine, pager)
        if row then
          assert.equal(id, row.Id)
          counts[i] = counts[i] + 1
        end
      end
    end
    assert.same({ 51, 52, 53, 54, 55 }, counts)
  end)

  it("works in coroutines", function()
    local engine = new_engine()
    local client = new_client(engine)
    local walk = coroutine.wrap(function()
      local pager = assert(client:pager(rows_of(20, { page = 6 })))
      for _ = 1, 20 do
        coroutine.yield(next_row(engine, pager).Id)
      end
      return nil
    end)
    local sum = 0
    for id in walk do
      sum = sum + id
    end
    assert.equal(210, sum)
  end)
end)

describe("secrets", function()
  it("are in no text", function()
    local engine = new_engine()
    local client = new_client(engine)
    local call = assert(client:call { url = url .. "/parrot" })
    local _, err = run(engine, call)
    assert.matches("no such token", err.message)
    local texts = { tostring(engine), tostring(client), tostring(call) }
    for _, value in pairs(err) do
      texts[#texts + 1] = tostring(value)
    end
    assert.is_nil(table.concat(texts, "\n"):match "s3cr3t")
  end)
end)

describe("closing", function()
  -- A family with a call that hangs and a walk between two rows.
  local function family()
    local engine = core.engine()
    local client = new_client(engine)
    local call = assert(client:call { url = url .. "/hang" })
    assert.is_false(call:poll())
    local pager = assert(client:pager(rows_of(100, { page = 10 })))
    assert.equal(1, next_row(engine, pager).Id)
    return { engine, client, call, pager }
  end

  local probes = { "fd", "api_versions", "poll", "next" }

  local function is_closed(handle, probe)
    local _, err = handle[probe](handle)
    return err ~= nil and err.kind == "closed"
  end

  it("may come in every order", function()
    local parent = { nil, 1, 2, 2 }
    for order in orders(4) do
      local handles = family()
      local closed = {}
      for _, i in ipairs(order) do
        handles[i]:close()
        closed[i] = true
        for j = 1, 4 do
          local up, expected = j, false
          while up do
            expected = expected or closed[up] or false
            up = parent[up]
          end
          assert.equal(expected, is_closed(handles[j], probes[j]))
        end
        collectgarbage()
      end
    end
  end)

  it("may be left to the collector, in every order", function()
    for order in orders(4) do
      local handles = family()
      for _, i in ipairs(order) do
        handles[i] = nil
        collectgarbage()
        collectgarbage()
      end
    end
  end)

  it("does not come while a child lives", function()
    local handles = family()
    local pager, engine = handles[4], handles[1]
    handles = nil
    collectgarbage()
    collectgarbage()
    assert.is_nil(handles)
    assert.equal(99, #all(engine, pager))
    engine:close()
    assert.is_true(is_closed(pager, "next"))
  end)

  it("is left to the end of the state too", function()
    local script = [[
      package.cpath = "build/5.4/?.so;" .. package.cpath
      local core = require "orchestrator.core"
      local url = ...
      for i = 1, 3 do
        local engine = core.engine()
        local client = core.client(engine, { origins = { url },
          token = { grant = "fixed", secret = "t" } })
        _G["call" .. i] = client:call { url = url .. "/hang" }
        _G["call" .. i]:poll()
        _G["pager" .. i] = client:pager { url = url .. "/rows/5000" }
        while not _G["pager" .. i]:next() do engine:wait(10) end
        if i > 1 then _G["engine" .. i] = engine end
        if i > 2 then _G["client" .. i] = client end
      end
      if select("#", ...) > 1 then error "the end" end
    ]]
    for extra = 0, 1 do
      local argv = { "lua5.4", "-", url, extra == 1 and "x" or nil }
      local result = process.run(argv, { stdin = script })
      assert.equal(extra, result.code, result.stderr)
      assert.is_nil(result.stderr:match "finalizer")
    end
  end)

  it("may come from a finalizer, while a row is made", function()
    local engine = new_engine()
    local client = new_client(engine)
    local nested = assert(client:pager(rows_of(100000)))
    for turn = 1, 4 do
      local pager = assert(client:pager(rows_of(2000)))
      local call = assert(client:call { url = url .. "/rows/1000" })
      assert.is_true(run(engine, call))
      local acts = {
        function() engine:step() end,
        function() nested:next() end,
        function() pager:next() end,
        function() pager:close() call:close() end,
      }
      local done = false
      local function arm()
        setmetatable({}, { __gc = function()
          acts[turn]()
          if not done then
            arm()
          end
        end })
      end
      local pause = collectgarbage("setpause", 0)
      local mul = collectgarbage("setstepmul", 1000)
      arm()
      local seen = 0
      repeat
        local row, err = pager:next()
        if row then
          assert.equal("row " .. row.Id, row.Name)
          seen = seen + 1
        elseif row == false then
          engine:wait(1)
        end
        if seen % 100 == 1 then
          local value = call:json()
          assert.is_true(value == nil or #value.value == 1000)
        end
        assert.is_true(err == nil or err.kind == "closed")
      until row == nil
      done = true
      collectgarbage("setpause", pause)
      collectgarbage("setstepmul", mul)
      collectgarbage()
    end
  end)
end)

describe("memory", function()
  local function resident()
    for line in io.lines "/proc/self/status" do
      local kib = line:match "^VmRSS:%s*(%d+)"
      if kib then
        return tonumber(kib)
      end
    end
  end

  local function walk(n)
    local engine = new_engine()
    local pager = assert(new_client(engine):pager(rows_of(n)))
    local most, rows = 0, 0
    while true do
      local row = next_row(engine, pager)
      if not row then
        break
      end
      rows = rows + 1
      if rows % 1000 == 0 then
        most = math.max(most, collectgarbage "count")
      end
    end
    assert.equal(n, rows)
    return most, resident()
  end

  it("does not grow with the rows", function()
    walk(20000)
    local lua_before, resident_before = walk(5000)
    local lua_after, resident_after = walk(60000)
    assert.is_true(lua_after < lua_before * 1.5 + 500)
    assert.is_true(resident_after < resident_before + 4096)
  end)

  it("does not grow with handles", function()
    local engine = new_engine()
    local client = new_client(engine)
    local function open(n)
      for _ = 1, n do
        client:pager(rows_of(10)):close()
        client:call({ url = url .. "/hang" }):close()
        client:pager(rows_of(10))
      end
      collectgarbage()
      return resident()
    end
    open(2000)
    local before = open(100)
    assert.is_true(open(4000) < before + 2048)
  end)
end)
