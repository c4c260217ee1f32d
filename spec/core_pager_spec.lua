--- The walk over pages as Lua sees it.

local core = require "orchestrator.core"
local fixture = require "support.core_fixture"

local new_engine = fixture.engine
local new_client = fixture.client
local say = fixture.say
local next_row = fixture.next_row
local all = fixture.all
local rows_of = fixture.rows_of

fixture.around { setup = setup, teardown = teardown, after_each = after_each }

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

  it("gives rows that are at hand, in turns with those it waits for",
    function()
      local engine = new_engine()
      local pager = assert(new_client(engine):pager(rows_of(2500, {
        page = 1000,
      })))
      assert.is_false(pager:take())
      local n, taken = 0, 0
      while true do
        local row = pager:take()
        if row then taken = taken + 1 else row = next_row(engine, pager) end
        if row == nil then break end
        n = n + 1
        assert.equal(n, row.Id)
      end
      assert.equal(2500, n)
      assert.equal(2500, pager:rows())
      assert.is_true(taken > 2000, taken)
      assert.is_false(pager:take())
      pager:close()
      local row, err = pager:take()
      assert.is_nil(row)
      assert.equal("closed", err.kind)
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
      url = fixture.url .. "/rows/50", fixed = "$select=Id", filter = "Id gt 0",
      orderby = "Id asc", headers = { "A: b" }, paging = "skip", key = "Id",
      key_quoted = false, descending = false, top = 12, skip = 4, page = 5,
      count = true, dollar = true, single = false, nulls = false,
      members = { "Id" },
    })
    local rows = all(engine, pager)
    assert.equal(12, #rows)
    assert.equal(5, rows[1].Id)
    assert.equal("skip", pager:strategy())
    pager = assert(client:pager { url = fixture.url .. "/rows/50",
                                  single = true, top = 3 })
    assert.equal(3, #all(engine, pager))
    assert.equal("one", pager:strategy())
  end)

  it("hands out a row before its page has ended", function()
    local engine = new_engine()
    local pager = assert(new_client(engine):pager {
      url = fixture.url .. "/half" })
    assert.equal(1, next_row(engine, pager).Id)
    assert.equal(2, next_row(engine, pager).Id)
    assert.is_false(pager:next())
    engine:wait(0) -- of what that look itself has moved
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
      for i = 1, n do
        client:pager(rows_of(10)):close()
        client:call({ url = fixture.url .. "/hang" }):close()
        client:pager(rows_of(10)) -- abandoned
        if i % 50 == 0 then
          collectgarbage()
        end
      end
      return resident()
    end
    open(2000)
    local before = open(100)
    assert.is_true(open(4000) < before + 2048)
  end)
end)
