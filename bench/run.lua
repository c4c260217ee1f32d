-- `make bench`: everything in one run on this machine, as ratios and peak
-- memory: a table for people, and build/bench/result.json for programs.
--
--   lua5.4 bench/run.lua BUILD-DIRECTORY

local cjson = require "cjson"
local socket = require "socket"

local build = arg[1]
local work = build .. "/bench"
local PAGES, FILES, LATENCY_PAGES, MILLION = 200, 50, 64, 1000
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
  if not exists(work .. "/pages/empty.json.gz") then
    io.stderr:write("writing the pages\n")
    sh(("lua5.4 bench/pages.lua %s/pages %d"):format(work, FILES))
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

local function measure(command)
  local text = output(("%s/measure %s 2>%s/last.txt"):format(
    work, command, work))
  local result = cjson.decode(text)
  assert(result.status == 0, command .. "\n" .. read(work .. "/last.txt"))
  return result
end

-- Median by wall time; the contenders take turns.
local function race(contenders)
  local runs = {}
  for _ = 1, ROUNDS do
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

local function contenders(base, pages)
  local list = {
    { "floor", ("%s/floor %s %d"):format(work, base, pages) },
    { "orchestrator", walk(base) },
    { "export to NDJSON", exported(base, "ndjson") },
    { "export to CSV", exported(base, "csv") },
  }
  list[#list + 1] = { "plain Lua", lua .. " bench/peers/plain.lua " .. base }
  list[#list + 1] = { "Python", "/usr/bin/python3 bench/peers/walk.py " .. base }
  if has "node" then
    list[#list + 1] = { "Node", "node bench/peers/walk.mjs " .. base }
  end
  return list
end

local function table_of(title, results, order)
  print("\n" .. title)
  print(("  %-22s %9s %9s %9s"):format("", "wall s", "ratio", "peak MB"))
  local plain = results["plain Lua"]
  for _, contender in ipairs(order) do
    local r = results[contender[1]]
    if r then
      print(("  %-22s %9.3f %9s %9.1f"):format(contender[1], r.wall,
        plain and ("%.2f"):format(r.wall / plain.wall) or "-",
        r.memory / 1e6))
    end
  end
end

local function main()
  prepare()
  local server = start_nginx()
  local ok, err = xpcall(function()
    local all = { machine = {
      cpu = output("nproc"):gsub("%s+$", ""),
      date = os.date "!%Y-%m-%d", lua = _VERSION } }

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

    local late = ("%s/n%dd100/t/orchestrator_"):format(
      server.http, LATENCY_PAGES)
    local list = {
      { "one at a time", walk(late) },
      { "16 in flight", walk(late, "16") },
    }
    all.latency = race(list)
    table_of(("%d pages at 100 ms; four ideal rounds are 0.400 s"):format(
      LATENCY_PAGES), all.latency, list)

    local base = ("%s/n%dd0/t/orchestrator_"):format(server.http, MILLION)
    local tenth = ("%s/n%dd0/t/orchestrator_"):format(
      server.http, MILLION // 10)
    list = { { "1,000,000 rows", walk(base) },
      { "100,000 rows", walk(tenth) } }
    ROUNDS = 1
    all.memory = race(list)
    table_of("memory", all.memory, list)

    local file = assert(io.open(work .. "/result.json", "w"))
    file:write(cjson.encode(all), "\n")
    file:close()
  end, debug.traceback)
  sh("kill " .. server.pid)
  sh("rm -f " .. work .. "/rows.*")
  if not ok then error(err, 0) end
end

main()
