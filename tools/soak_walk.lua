--- Walks millions of rows and watches what that takes: every row must come
-- once, in order, in memory that does not grow. `make soak` builds what it
-- needs, and runs it after tools/soak.lua.
--
--   lua5.4 tools/soak_walk.lua
--
-- SOAK_ROWS (5000000) is how many.

package.path = "lua/?.lua;lua/?/init.lua;tools/?.lua;spec/?.lua;"
  .. package.path

local files = require "support.files"
local orchestrator = require "orchestrator"
local sandbox = require "orchestrator.sandbox"
local socket = require "socket"
local Watch = require "soak.watch"

local ROWS = math.tointeger(tonumber(os.getenv "SOAK_ROWS")) or 5000000
local BLOCK = math.min(250000, ROWS) -- rows made by one statement
local SAMPLES = 100

local FILL = [[WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n
  WHERE i < ?2) INSERT INTO Jobs (Id, "Key", State, ReleaseName, CreationTime,
  _folder) SELECT i, printf('00000000-0000-4000-8000-%012d', i), 'Successful',
  'Process ' || i % 100, '2026-11-01T00:00:00.0000000Z', 1001 FROM n]]

local function fill(server)
  for first = 1, ROWS, BLOCK do
    server:sql(FILL, first, math.min(first + BLOCK - 1, ROWS))
  end
end

local function self_pid()
  local file = assert(io.open "/proc/self/stat")
  local pid = file:read "n"
  file:close()
  return math.tointeger(pid)
end

-- The next row must have the next Id.
local function walk(query, watches)
  local every = math.max(1, ROWS // SAMPLES)
  local last = 0
  for row in query:each() do
    if row.Id ~= last + 1 then
      error(("row %d came after row %d"):format(row.Id, last), 0)
    end
    last = row.Id
    if last % every == 0 then
      for _, watch in ipairs(watches) do watch:take(last) end
    end
  end
  if last ~= ROWS then error(("%d rows of %d came"):format(last, ROWS), 0) end
end

local function print_held(name, watch)
  local start, last = watch:median("rss", 0.05, 0.15),
    watch:median("rss", 0.9, 1)
  print(("%s: MB %.1f after a tenth, %.1f at the end, %.1f at most; "
    .. "descriptors %d at most"):format(name, start, last, watch:most "rss",
    watch:most "descriptors"))
  return last <= start * 1.1 + 2
end

local directory = files.temp_dir()
local server = sandbox.start { seed = "empty", robots = false,
  data = directory .. "/tenant.db" }
fill(server)
local tenant = orchestrator.connect(server:options("user_key",
  { cache = false }))
local watches = { Watch.new { self_pid() }, Watch.new { server.pid } }
local started = socket.gettime()
local ok, message = pcall(walk, tenant:folder(1001).Jobs:orderby "Id", watches)
local took = socket.gettime() - started
print(("%d rows by key in %.1f s, each once and in order: %s"):format(ROWS,
  took, ok and "yes" or message))
local flat = print_held("client", watches[1])
flat = print_held("sandbox", watches[2]) and flat
server:stop()
files.remove(directory)
os.exit(ok and flat, true)
