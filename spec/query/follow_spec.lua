--- What a follower asks the server for, and what it makes of the answers.

local demo = require "support.demo"
local orchestrator = require "orchestrator"
local refused = require "support.refused"
local socket = require "socket"

local FOLDER, LOGS = 1001, "/odata/RobotLogs"

describe("following a log", function()
  local server, folder
  setup(function() server = demo.start { seed = "empty" } end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    server:sql "DELETE FROM RobotLogs"
    folder = orchestrator.connect(server:options()):folder(FOLDER)
  end)

  local function insert_text(second, message)
    return ("INSERT INTO RobotLogs (TimeStamp, Message, Level, _folder) "
      .. "VALUES ('2026-11-01T00:%02d:%02d.0000000Z', '%s', 'Info', %d)")
      :format(second // 60, second % 60, message, FOLDER)
  end

  -- The row is there once so many requests for logs have come.
  local function later(after, second, message)
    server:fault { path = LOGS, after = after,
      sql = insert_text(second, message) }
  end

  local function seen_lines()
    local list = {}
    for _, request in ipairs(server:requests()) do
      if request.path:find(LOGS, 1, true) then
        list[#list + 1] = (request.params or {})["$filter"] or ""
      end
    end
    return list
  end

  local function take(n, options)
    local got = {}
    for row, following in folder.RobotLogs:follow(options) do
      got[#got + 1] = row.Message
      if #got == n then
        following:close() -- Lua 5.3 does not by itself
        break
      end
    end
    return got
  end

  it("reads again what lies within the lag, and no row comes twice",
    function()
      for i = 1, 3 do server:sql(insert_text(100 + i, "old" .. i)) end
      later(5, 110, "new")
      later(9, 85, "late")   -- 25 s before the newest
      later(13, 70, "lost")  -- 40 s before it, which is more than the lag
      later(17, 111, "last")
      assert.same({ "new", "late", "last" },
        take(3, { lag = 30, every = 0.01 }))
      local edges = {}
      for _, filter in ipairs(seen_lines()) do
        local from = filter:match "^%(?TimeStamp ge ([^ .)]+)"
        if from then edges[from] = true end
      end
      assert.is_true(edges["2026-11-01T00:01:13"]) -- 103 - 30
      assert.is_true(edges["2026-11-01T00:01:20"]) -- 110 - 30
    end)

  it("keeps the number of rows that are alike", function()
    server:sql(insert_text(100, "same"))
    later(5, 100, "same")
    later(9, 100, "same")
    later(13, 101, "end")
    assert.same({ "same", "same", "end" }, take(3, { every = 0.01 }))
  end)

  it("hands out everything of a log that was empty", function()
    later(4, 5, "a")
    later(8, 6, "b")
    assert.same({ "a", "b" }, take(2, { every = 0.01 }))
  end)

  it("looks as often as it is told, with three requests each", function()
    server:sql(insert_text(100, "old"))
    later(13, 101, "new") -- one to begin with, then three a look
    local from = socket.gettime()
    take(1, { every = 0.15 })
    assert.is_true(socket.gettime() - from >= 4 * 0.15)
    assert.is_true(#seen_lines() <= 1 + 3 * 5, #seen_lines())
  end)

  it("is over when more rows came within the lag than it can tell apart",
    function()
      local Follow = require "orchestrator.query.follow"
      local most = Follow.most
      finally(function() Follow.most = most end)
      Follow.most = 5
      for i = 1, 20 do server:sql(insert_text(100 + 20 * i, "row" .. i)) end
      -- Three stay within the lag, however many there were.
      server:fault { path = LOGS, after = 4, times = 1,
        sql = insert_text(501, "new") }
      assert.same({ "new" }, take(1, { lag = 45, every = 0.01 }))
      local err = refused("too_large", take, 1, { lag = 1000, every = 0.01 })
      assert.matches("more than 5 rows .* lag of 1000 s", err.message)
    end)

  it("waits as long as a 429 says", function()
    server:sql(insert_text(100, "old"))
    server:fault { path = LOGS, after = 4, status = 429, retry_after = 1 }
    later(6, 101, "new")
    local from = socket.gettime()
    assert.same({ "new" }, take(1, { every = 0.01 }))
    assert.is_true(socket.gettime() - from >= 1)
  end)
end)
