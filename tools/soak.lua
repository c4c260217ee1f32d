--- Loads a sandbox with many clients while faults are on, and keeps account of
-- every row, item and file. `make soak` builds what it needs.
--
--   lua5.4 tools/soak.lua
--
-- SOAK_MINUTES (30) is how long, SOAK_CLIENTS (200) how many clients in
-- SOAK_PROCESSES (10), SOAK_THINK (4) the seconds that a client rests between
-- two things on average, SOAK_SEED what they do. SOAK_SABOTAGE takes an item
-- and changes files behind everybody's back, which must be found.
--
-- Fails when a row, an item or a file is not as it must be, or memory,
-- descriptors, threads or latency grow.

package.path = "lua/?.lua;lua/?/init.lua;tools/?.lua;spec/?.lua;"
  .. package.path

local core = require "orchestrator.core"
local files = require "support.files"
local interpreter = require "support.interpreter"
local orchestrator = require "orchestrator"
local process = require "support.process"
local Report = require "soak.report"
local sandbox = require "orchestrator.sandbox"
local socket = require "socket"
local Watch = require "soak.watch"
local world = require "soak.world"

local function setting(name, otherwise)
  return tonumber(os.getenv(name)) or otherwise
end

local SECONDS = setting("SOAK_MINUTES", 30) * 60
local CLIENTS = math.tointeger(setting("SOAK_CLIENTS", 200))
local WORKERS = math.tointeger(setting("SOAK_PROCESSES", 10))
local THINK = setting("SOAK_THINK", 4)
local SEED = math.tointeger(setting("SOAK_SEED", 20261122))
local TOKEN_LIFETIME = 5
local GRACE = 240 -- seconds to end what is under way
-- A short run has hardly warmed up by its middle.
local FACTOR = SECONDS < 300 and 2 or 1

local directory = files.temp_dir()

local function literal(value)
  if type(value) ~= "table" then return ("%q"):format(value) end
  local out = {}
  for name, field in pairs(value) do
    out[#out + 1] = ("[%q]=%s"):format(name, literal(field))
  end
  return "{" .. table.concat(out, ",") .. "}"
end

local function start_worker(server, i)
  local task = { seconds = SECONDS, think = THINK, seed = SEED,
    clients = CLIENTS // WORKERS, first = (i - 1) * (CLIENTS // WORKERS),
    report = ("%s/report-%d"):format(directory, i), directory = directory,
    folder = world.FOLDER, bucket = world.BUCKET,
    bucket_name = world.BUCKET_NAME, queue = "soak " .. i,
    jobs = world.JOBS, logs = world.LOGS, queues = world.QUEUES,
    files = world.FILES, accounts = world.ACCOUNTS,
    user = server:options "user_key",
    application = server:options("client_secret") }
  local path = ("%s/task-%d.lua"):format(directory, i)
  files.write(path, "return " .. literal(task))
  local child = process.start({ interpreter.name, "tools/soak/worker.lua",
    path }, { timeout = SECONDS + GRACE })
  return { child = child, pid = math.tointeger(tonumber(child:line())),
    report = task.report }
end

-- Moves rows and takes samples until the time is over. Answers how often every
-- token ended.
local function accompany(server, watches)
  local started, round, sampled, ended = socket.gettime(), 0, 0, 0
  local every = math.max(0.5, SECONDS / 400)
  while socket.gettime() - started < SECONDS do
    round = round + 1
    if world.move(server, round) then ended = ended + 1 end
    local at = socket.gettime() - started
    if at - sampled >= every then
      sampled = at
      for _, watch in ipairs(watches) do watch:take(at) end
    end
    if SECONDS >= 300 and round % 60 == 0 then
      io.stderr:write(("%4.0f s: clients %.0f MB, sandbox %.0f MB\n"):format(
        at, watches[1].samples[#watches[1].samples].rss,
        watches[2].samples[#watches[2].samples].rss))
    end
    socket.sleep(1)
  end
  return ended
end

local function fetcher(server)
  local bucket = orchestrator.connect(server:options("client_secret",
    { cache = false })):folder(world.FOLDER).Buckets:named(world.BUCKET_NAME)
  return function(name)
    local path = directory .. "/fetched"
    bucket:download(name, path)
    return (core.sha256(files.read(path)):gsub(".", function(byte)
      return ("%02x"):format(byte:byte())
    end))
  end
end

local server = sandbox.start { seed = "empty", robots = false,
  transactions = "anyone", token_lifetime = TOKEN_LIFETIME,
  data = directory .. "/tenant.db" }
world.fill(server, WORKERS)
server:reset()
world.faults(server)
local workers, pids, paths = {}, {}, {}
for i = 1, WORKERS do
  workers[i] = start_worker(server, i)
  pids[i], paths[i] = workers[i].pid, workers[i].report
end
local watches = { Watch.new(pids), Watch.new { server.pid } }
local ended = accompany(server, watches)
local failed = {}
for i, worker in ipairs(workers) do
  if worker.child:wait() ~= 0 then
    failed[#failed + 1] = ("process %d: %s"):format(i, worker.child:stderr())
  end
end

if os.getenv "SOAK_SABOTAGE" then
  server:sql("DELETE FROM QueueItems WHERE Id = "
    .. "(SELECT max(Id) FROM QueueItems)")
  server:sql "UPDATE _blobs SET content = x'21' WHERE path LIKE 'c%'"
end

local injected = server:faults()
injected["every token ended"] = ended
server:reset()
local report = Report.new(paths)
for _, text in ipairs(failed) do report:finding("%s", text) end
report:check_items(server)
report:check_files(fetcher(server))
report:print { clients = CLIENTS, workers = WORKERS, seconds = SECONDS,
  token_lifetime = TOKEN_LIFETIME, faults = injected }
print "\n| held | start | middle | end | most |\n|---|---|---|---|---|"
report:print_held("clients", watches[1], FACTOR)
report:print_held("sandbox", watches[2], FACTOR)
report:print_latency(FACTOR)
local good = report:judge()
server:stop()
files.remove(directory)
os.exit(good, true)
