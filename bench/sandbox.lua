-- The sandbox's own speed, as `make bench` prints it at its end: a page out of
-- a million rows beside SQLite's shell, pages deep in a list, many clients at
-- once, and how soon it answers.
--
--   lua5.4 bench/sandbox.lua BUILD-DIRECTORY

local sandbox = require "orchestrator.sandbox"
local socket = require "socket"

local build = arg[1]
local DATA = build .. "/bench/sandbox.db"
local ROUNDS, CLIENTS, EACH = 15, 50, 20

-- The folder that the large seed fills: RobotLogs and Jobs by the hundred
-- thousand.
local FOLDER = 1002

---------------------------------------------------------------------------
-- One request after another on a connection of its own

local function send(connection, server, path)
  assert(connection:send(("GET /acme/Production/orchestrator_%s HTTP/1.1\r\n"
    .. "Host: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
    .. "X-UIPATH-OrganizationUnitId: %d\r\n\r\n"):format(path,
    server.access_token, FOLDER)))
end

-- Reads one answer; its body.
local function receive(connection)
  local status, length = assert(connection:receive "*l"), nil
  for line in function() return connection:receive "*l" end do
    if line == "" then break end
    length = tonumber(line:lower():match "^content%-length: *(%d+)") or length
  end
  assert(status:find " 200 ", status)
  return assert(connection:receive(length))
end

local function connect(server)
  local connection = assert(socket.connect("127.0.0.1", server.port))
  connection:setoption("tcp-nodelay", true)
  return connection
end

-- Milliseconds of the quickest of several runs.
local function quickest(work)
  local best = math.huge
  for _ = 1, ROUNDS do
    local started = socket.gettime()
    work()
    best = math.min(best, (socket.gettime() - started) * 1000)
  end
  return best
end

local function page(server, path)
  local connection, body = connect(server), nil
  local ms = quickest(function()
    send(connection, server, path)
    body = receive(connection)
  end)
  connection:close()
  return ms, body
end

---------------------------------------------------------------------------
-- The figures

local function say(format, ...) print(format:format(...)) end

local function shell(command)
  return quickest(function() assert(os.execute(command)) end)
end

-- The same columns in the same order, written by `sqlite3 -json`.
local LOGS = [["Level", "WindowsIdentity", "ProcessName", "TimeStamp",
  "Message", "JobKey", "RawMessage", "RobotName", "HostMachineName",
  "MachineId", "MachineKey", "RuntimeType", 0 AS "Id"]]

local function beside_shell(server)
  local ms, body = page(server, "/odata/RobotLogs?$top=1000")
  local _, rows = body:gsub('"TimeStamp"', "")
  assert(rows == 1000, rows)
  local empty = shell(("sqlite3 %s 'SELECT 1' >/dev/null"):format(DATA))
  local whole = shell((("sqlite3 -json %s 'SELECT %s FROM RobotLogs WHERE "
    .. "_folder = %d ORDER BY _id LIMIT 1000' >/dev/null"):format(DATA, LOGS,
    FOLDER):gsub("\n%s*", " ")))
  say("1,000 of 1,000,000 rows: %.1f ms; SQLite's shell: %.1f ms, %.1f of them"
    .. " to write; ratio %.1f", ms, whole, whole - empty, ms / (whole - empty))
end

local function deep(server)
  local path = "/odata/Jobs?$top=1000&$orderby=Id&$filter=Id%%20gt%%20%d"
  say("1,000 jobs of 100,000 by $filter=Id gt n: %.1f ms at the start, "
    .. "%.1f ms behind 90,000", (page(server, path:format(13000))),
    (page(server, path:format(103000))))
end

-- Every client has a request under way at any time.
local function crowd(server)
  local list, left, begun, worst = {}, {}, {}, 0
  for i = 1, CLIENTS do
    list[i] = connect(server)
    left[list[i]], begun[list[i]] = EACH, socket.gettime()
    send(list[i], server, "/odata/QueueItems?$top=100")
  end
  local started = socket.gettime()
  while #list > 0 do
    for _, connection in ipairs((socket.select(list))) do
      receive(connection)
      local now = socket.gettime()
      worst = math.max(worst, now - begun[connection])
      left[connection] = left[connection] - 1
      if left[connection] > 0 then
        begun[connection] = now
        send(connection, server, "/odata/QueueItems?$top=100")
      else
        for i, other in ipairs(list) do
          if other == connection then table.remove(list, i) break end
        end
        connection:close()
      end
    end
  end
  local seconds = socket.gettime() - started
  say("%d clients at once, pages of 100 queue items: %.0f pages/s, "
    .. "the slowest after %.0f ms", CLIENTS, CLIENTS * EACH / seconds,
    worst * 1000)
end

-- The large seed has what it says.
local function check_large(server)
  for set, least in pairs { RobotLogs = 1000000, Jobs = 100000,
    QueueItems = 200000 } do
    local rows = server:sql(('SELECT count(*) AS n FROM "%s"'):format(set))
    assert(rows[1].n >= least, set)
  end
end

local function start(seed, data)
  local started = socket.gettime()
  local server = sandbox.start { seed = seed, data = data, robots = false }
  local connection = connect(server)
  send(connection, server, "/odata/Folders?$top=1")
  receive(connection)
  connection:close()
  return server, (socket.gettime() - started) * 1000
end

local function first_answers()
  for _, seed in ipairs { "empty", "demo" } do
    local server, ms = start(seed)
    server:stop()
    say("start to first answer, --seed %s: %.0f ms", seed, ms)
  end
end

os.execute("mkdir -p " .. build .. "/bench")
for _, suffix in ipairs { "", "-wal", "-shm" } do os.remove(DATA .. suffix) end
print "\nThe sandbox"
first_answers()
local server, ms = start("large", DATA)
say("start to first answer, --seed large into a new file: %.1f s", ms / 1000)
server:stop()
server, ms = start("large", DATA)
say("start to first answer, that file again: %.0f ms", ms)
check_large(server)
beside_shell(server)
deep(server)
crowd(server)
server:stop()
for _, suffix in ipairs { "", "-wal", "-shm" } do os.remove(DATA .. suffix) end
