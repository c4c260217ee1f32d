-- `make bench`: everything in one run on this machine, as ratios and peak
-- memory: a table for people, and build/bench/result.json for programs.
--
--   lua5.4 bench/run.lua BUILD-DIRECTORY

local cjson = require "cjson"
local socket = require "socket"

local build = arg[1]
local work = build .. "/bench"
local PAGES, FILES, LATENCY_PAGES, MILLION = 200, 50, 64, 1000
local DELAY, FLIGHT = 0.1, 16
local ROUNDS = 5

local function quote(s) return "'" .. s:gsub("'", "'\\''") .. "'" end

local function sh(command)
  assert(os.execute(command), command)
end

local function read(path, mode)
  local file = assert(io.open(path))
  local text = file:read(mode or "a")
  file:close()
  return text
end

local function output(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read "a"
  assert(pipe:close(), command)
  return text
end

local function exists(path)
  local file = io.open(path)
  return file and file:close()
end

local function has(program)
  return os.execute("command -v " .. program .. " >/dev/null 2>&1")
end

local function free_port()
  local server = assert(socket.bind("127.0.0.1", 0))
  local _, port = server:getsockname()
  server:close()
  return math.tointeger(tonumber(port))
end

local function prepare()
  sh("mkdir -p " .. work .. "/pages " .. work .. "/tmp")
  if not exists(work .. "/pages/empty.json.gz")
    or not exists(work .. "/pages/counted-last.json") then
    io.stderr:write("writing the pages\n")
    sh(("lua5.4 bench/pages.lua %s/pages %d %d"):format(work, FILES,
      LATENCY_PAGES))
  end
  if not exists(work .. "/cert.pem") then
    sh(("openssl req -x509 -newkey rsa:2048 -nodes -days 3650 "
      .. "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 "
      .. "-keyout %s/key.pem -out %s/cert.pem 2>/dev/null"):format(work, work))
  end
end

local function absolute(path)
  return (output("realpath " .. quote(path)):gsub("%s+$", ""))
end

local function start_nginx()
  local dir = absolute(work)
  local values = {
    DIR = dir, PORT = free_port(), TLS_PORT = free_port(), FILES = FILES,
    MODULES = "/usr/lib/nginx/modules",
  }
  for _, name in ipairs { "nginx.conf", "location.conf" } do
    local file = assert(io.open(dir .. "/" .. name, "w"))
    file:write((read("bench/" .. name):gsub("@([A-Z_]+)@", values)))
    file:close()
  end
  local pid = output(("nginx -e %s/error.log -c %s/nginx.conf "
    .. ">/dev/null 2>&1 & echo $!"):format(dir, dir)):match "%d+"
  local ready
  for _ = 1, 200 do
    local connection = socket.connect("127.0.0.1", values.PORT)
    if connection then
      connection:close()
      ready = true
      break
    end
    socket.sleep(0.02)
  end
  assert(ready, "nginx does not answer: see " .. dir .. "/error.log")
  return { pid = pid, http = "http://127.0.0.1:" .. values.PORT,
    https = "https://127.0.0.1:" .. values.TLS_PORT }
end

-- What an export wrote before goes first: to free it is no part of the next.
local function measure(command)
  sh("rm -f " .. work .. "/rows.*")
  local text = output(("%s/measure %s 2>%s/last.txt"):format(
    work, command, work))
  local result = cjson.decode(text)
  local said = read(work .. "/last.txt")
  assert(result.status == 0, command .. "\n" .. said)
  result.inside = tonumber(said:match "([%d.]+) s from the first request")
  return result
end

-- Median by wall time; the contenders take turns, so that whatever else the
-- machine does meets them all.
local function race(contenders, rounds)
  local runs = {}
  for _ = 1, rounds or ROUNDS do
    for _, contender in ipairs(contenders) do
      local list = runs[contender[1]] or {}
      runs[contender[1]] = list
      list[#list + 1] = measure(contender[2])
    end
  end
  local results = {}
  for name, list in pairs(runs) do
    table.sort(list, function(a, b) return a.wall < b.wall end)
    results[name] = list[(#list + 1) // 2]
  end
  return results
end

local lua = "lua5.4"
local function walk(base, extra)
  return ("%s bench/peers/walk.lua %s %s"):format(lua, base, extra or "")
end

local function exported(base, format)
  return ("%s bench/peers/export.lua %s %s/rows.%s"):format(lua, base, work,
    format)
end

local function peers(base)
  local list = {
    { "plain Lua", lua .. " bench/peers/plain.lua " .. base },
    { "Python", "/usr/bin/python3 bench/peers/walk.py " .. base },
  }
  if has "node" then
    list[#list + 1] = { "Node", "node bench/peers/walk.mjs " .. base }
  end
  return list
end

local function contenders(base, pages)
  local list = {
    { "floor", ("%s/floor %s %d"):format(work, base, pages) },
    { "orchestrator", walk(base) },
    { "export to NDJSON", exported(base, "ndjson") },
    { "export to CSV", exported(base, "csv") },
  }
  for _, peer in ipairs(peers(base)) do list[#list + 1] = peer end
  return list
end

local function table_of(title, results, order)
  print("\n" .. title)
  print(("  %-22s %9s %9s %9s %9s"):format("", "wall s", "cpu s", "ratio",
    "peak MB"))
  local plain = results["plain Lua"]
  for _, contender in ipairs(order) do
    local r = results[contender[1]]
    if r then
      print(("  %-22s %9.3f %9.3f %9s %9.1f"):format(contender[1], r.wall,
        r.cpu, plain and ("%.2f"):format(r.wall / plain.wall) or "-",
        r.memory / 1e6))
    end
  end
end

-- The list has a count, as the lists have that may be asked for in several
-- pages at once: 64 pages are 64 requests, and 16 in flight take four rounds.
local function latency(server)
  local base = ("%s/c%dd%d/t/orchestrator_"):format(server.http, LATENCY_PAGES,
    DELAY * 1000)
  local flying = { { FLIGHT .. " in flight",
    walk(base, FLIGHT .. " Users") } }
  local list = { { "one at a time", walk(base, "1 Users") } }
  for _, peer in ipairs(peers(base)) do list[#list + 1] = peer end
  local results = race(list, 1) -- most of it is waiting
  results[flying[1][1]] = race(flying)[flying[1][1]]
  table.insert(list, 1, flying[1])
  table_of(("%d pages at %d ms each (ratio: to plain Lua)"):format(
    LATENCY_PAGES, DELAY * 1000), results, list)
  return results
end

-- The median of when the first row came, as a part of when the last one did.
local function first_row(server)
  local runs = {}
  for i = 1, 3 do
    local text = output(("%s bench/peers/first.lua %s/slow/t/orchestrator_ "
      .. "2>%s/last.txt"):format(lua, server.http, work))
    local first, last = text:match "first ([%d.]+) s, last ([%d.]+) s"
    runs[i] = { first = tonumber(first), last = tonumber(last) }
  end
  table.sort(runs, function(a, b) return a.first < b.first end)
  print(("\nfirst row of a page that arrives slowly: after %.3f s, the last "
    .. "after %.3f s"):format(runs[2].first, runs[2].last))
  return runs[2]
end

local function memory(server)
  local function pages(n)
    return walk(("%s/n%dd0/t/orchestrator_"):format(server.http, n))
  end
  local list = { { "1,000,000 rows", pages(MILLION) },
    { "100,000 rows", pages(MILLION // 10) } }
  local results = race(list, 1)
  table_of("memory", results, list)
  return results
end

-- What docs/performance.md promises; each is met when the value is on the
-- right side of the bar.
local function bars(all)
  local http, plain = all.http, all.http["plain Lua"].wall
  local million = all.memory["1,000,000 rows"].memory
  local rounds = DELAY * LATENCY_PAGES / FLIGHT
  local flying = all.latency[FLIGHT .. " in flight"].inside
  local list = {
    { "decode a whole page, times lua-cjson", "least",
      all.decode.cjson_page / all.decode.page, 1.6 },
    { "decode row by row, times lua-cjson", "least",
      all.decode.cjson_rows / all.decode.rows, 2.0 },
    { "walk, of plain Lua", "most", http.orchestrator.wall / plain, 0.5 },
    { "walk, of Python", "most",
      http.orchestrator.wall / http.Python.wall, 1 },
    { "export to NDJSON, of plain Lua", "most",
      http["export to NDJSON"].wall / plain, 0.2 },
    { "16 in flight, of four ideal rounds", "most", flying / rounds, 1.25 },
    { "peak of 1,000,000 rows in MB", "most", million / 1e6, 32 },
    { "the same, of 100,000 rows", "most",
      million / all.memory["100,000 rows"].memory, 1.1 },
    { "first row, of its page's transfer", "most",
      all.first.first / all.first.last, 0.5 },
  }
  if http.Node then
    table.insert(list, 5, { "walk, of Node", "most",
      http.orchestrator.wall / http.Node.wall, 1 })
  end
  for i, bar in ipairs(list) do
    local met = bar[2] == "least" and bar[3] >= bar[4]
      or bar[2] == "most" and bar[3] <= bar[4]
    list[i] = { what = bar[1], side = bar[2], value = bar[3], bar = bar[4],
      met = met }
  end
  return list
end

-- As they stand in docs/performance.md.
local function print_bars(list)
  print "\n| what | is | shall be | |\n|---|---|---|---|"
  for _, bar in ipairs(list) do
    print(("| %s | %.2f | at %s %.4g | %s |"):format(bar.what, bar.value,
      bar.side, bar.bar, bar.met and "met" or "not met"))
  end
end

local function print_walls(all, order)
  print(("\n| wall time | %d pages, HTTP | %d pages, TLS and gzip |")
    :format(PAGES, PAGES))
  print "|---|---|---|"
  for _, contender in ipairs(order) do
    local name = contender[1]
    print(("| %s | %.3f s | %.3f s |"):format(name, all.http[name].wall,
      all.https[name].wall))
  end
end

local function print_rest(all)
  local flying = all.latency[FLIGHT .. " in flight"]
  local least, most = math.huge, 0
  for name, result in pairs(all.latency) do
    if name ~= FLIGHT .. " in flight" then
      least = math.min(least, result.wall)
      most = math.max(most, result.wall)
    end
  end
  print(("\nWith %d pages in flight the %d take %.3f s with the start of the "
    .. "process, one at\na time %.1f to %.1f s. The first row of a page that "
    .. "took %.1f s to arrive came\nafter %.3f s."):format(FLIGHT,
    LATENCY_PAGES, flying.wall, least, most, all.first.last, all.first.first))
end

-- Of the last minute: on a busy machine no wall time says much.
local function load_now()
  return tonumber(read("/proc/loadavg"):match "[%d.]+")
end

local function main()
  prepare()
  local server = start_nginx()
  local ok, err = xpcall(function()
    local all = { machine = {
      cpu = output("nproc"):gsub("%s+$", ""),
      date = os.date "!%Y-%m-%d", lua = _VERSION, load = { load_now() } } }

    local decode = cjson.decode(output(
      ("%s bench/decode.lua %s/pages/0.json 41"):format(lua, work)))
    all.decode = decode
    print "decode one page of 1,000 rows (ms)"
    print(("  whole page   lua-cjson %.2f   ours %.2f   %.2f x"):format(
      decode.cjson_page, decode.page, decode.cjson_page / decode.page))
    print(("  row by row   lua-cjson %.2f   ours %.2f   %.2f x"):format(
      decode.cjson_rows, decode.rows, decode.cjson_rows / decode.rows))

    for _, case in ipairs {
      { "http", server.http, "plain HTTP, %d pages" },
      { "https", server.https, "TLS with gzip, %d pages" },
    } do
      local base = ("%s/n%dd0/t/orchestrator_"):format(case[2], PAGES)
      local list = contenders(base, PAGES)
      all[case[1]] = race(list)
      table_of(case[3]:format(PAGES) .. " (ratio: to plain Lua)",
        all[case[1]], list)
    end

    all.latency = latency(server)
    all.first = first_row(server)
    all.memory = memory(server)
    table.insert(all.machine.load, load_now())
    print(("\nprocesses that wanted a processor: %.1f before, %.1f after, of "
      .. "%s processors"):format(all.machine.load[1], all.machine.load[2],
      all.machine.cpu))
    all.bars = bars(all)
    print_bars(all.bars)
    print_walls(all, contenders("", PAGES))
    print_rest(all)

    local file = assert(io.open(work .. "/result.json", "w"))
    file:write(cjson.encode(all), "\n")
    file:close()
  end, debug.traceback)
  sh("kill " .. server.pid)
  sh("rm -f " .. work .. "/rows.*")
  if not ok then error(err, 0) end
end

main()
