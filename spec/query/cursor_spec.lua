local cursor = require "orchestrator.query.cursor"
local demo = require "support.demo"
local orchestrator = require "orchestrator"

describe("a cursor", function()
  local server, folder
  setup(function()
    server = demo.start()
    folder = orchestrator.connect(server:options()):folder "Shared/Finance"
  end)
  teardown(function() server:stop() end)

  local function refused(pattern, fn, ...)
    local ok, err = pcall(fn, ...)
    assert.is_false(ok)
    assert.equal("argument", err.kind)
    assert.matches(pattern, err.message)
  end

  -- Ids of a walk that breaks off after every `step` rows.
  local function in_parts(query, step)
    local ids, mark = {}, nil
    repeat
      local n = 0
      for row, walk in query:each { cursor = mark } do
        ids[#ids + 1], n = row.Key or row.Id, n + 1
        mark = walk:cursor()
        if n == step then break end
      end
    until n < step
    return ids
  end

  local function whole(query)
    local ids = {}
    for row in query:each() do ids[#ids + 1] = row.Key or row.Id end
    return ids
  end

  it("takes up a walk of any strategy where it was", function()
    for _, query in ipairs { folder.Jobs:top(1500),
      folder.Jobs:orderby "Id desc":select "Key",
      folder.Jobs:orderby "CreationTime":skip(20),
      folder.Jobs:top(30), folder.QueueItems:filter { Status = "New" } } do
      assert.same(whole(query), in_parts(query, 700))
    end
  end)

  -- The cursor behind the first row.
  local function first_cursor(query)
    local _, walk = query:each()
    walk:next()
    walk:close()
    return walk:cursor()
  end

  it("is a printable word", function()
    assert.matches("^o1%.%x+%.1%.1%.k%d+%.1$", first_cursor(folder.Jobs))
  end)

  it("is there before the first row, after a break and after the end",
    function()
      local query = folder.Jobs:top(3)
      local _, walk = query:each()
      local first = walk:cursor()
      assert.equal(3, #in_parts(query, 5))
      assert.is_not_nil(walk:next())
      walk:close()
      local n = 0
      for _ in query:each { cursor = walk:cursor() } do n = n + 1 end
      assert.equal(2, n)
      n = 0
      for _ in query:each { cursor = first } do n = n + 1 end
      assert.equal(3, n)
      local _, all = folder.Jobs:each()
      while all:next() do n = n + 1 end
      for _ in folder.Jobs:each { cursor = all:cursor() } do error "more" end
    end)

  it("refuses another query, and what is no cursor", function()
    local mark = first_cursor(folder.Jobs)
    for _, other in ipairs { folder.Jobs:filter { State = "Faulted" },
      folder.Jobs:select "Id", folder.Jobs:orderby "Id desc",
      folder.QueueItems, folder.Jobs:paging "skip" } do
      refused("another query", other.each, other, { cursor = mark })
    end
    refused("not a cursor", folder.Jobs.each, folder.Jobs, { cursor = "x" })
    local _, walk = folder.Jobs:each { cursor = mark }
    assert.is_table(walk:next())
    walk:close()
  end)

  -- Ids are given out before they are committed: a smaller one may come later.
  it("reads the last Ids once more where they may come late", function()
    local last = server:sql "SELECT max(Id) AS id FROM Jobs"[1].id
    local function insert(id)
      server:sql('INSERT INTO Jobs (Id, "Key", State, CreationTime, _folder) '
        .. "VALUES (?, ?, 'Pending', '2026-11-20T00:00:00.0000000Z', 1002)",
        id, ("00000000-0000-4000-8000-%012d"):format(id))
    end
    insert(last + 10)
    local query, seen = folder.Jobs:filter { State = "Pending" }, {}
    local mark
    local function go_on()
      local ids = {}
      for row, walk in query:each { cursor = mark } do
        assert.is_nil(seen[row.Id], "twice")
        seen[row.Id], ids[#ids + 1] = true, row.Id
        mark = walk:cursor()
      end
      return ids
    end
    assert.equal(last + 10, table.remove(go_on()))
    insert(last + 4) -- late
    insert(last + 12)
    assert.same({ last + 4, last + 12 }, go_on())
    assert.same({}, go_on())
    insert(last + 11)
    insert(last + 2)
    assert.same({ last + 2, last + 11 }, go_on())
    assert.same({}, go_on())
    insert(last + 100)
    assert.same({ last + 100 }, go_on())
    insert(last + 30) -- more than 64 before the last one: settled
    assert.same({}, go_on())
  end)

  it("tells queries apart by all their parts", function()
    local parts = { "a", "b" }
    local one = cursor.identity(parts)
    assert.equal(one, cursor.identity { "a", "b" })
    assert.are_not.equal(one, cursor.identity { "ab", "" })
    assert.are_not.equal(one, cursor.identity { "a", "b", "" })
  end)
end)
