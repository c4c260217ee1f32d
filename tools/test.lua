--- Runs every test and ends with one line: "N passed, N failed".
--
--   lua5.4 tools/test.lua [--lint] PATH... [--lua=5.3 PATH...]
--
-- Below the paths, every cmocka program (NAME_test) and every busted file
-- (NAME_spec.lua) is a process of its own, under a time limit; a crash, a
-- hang, a report that stops half way, a process that is left behind and a
-- file without tests count as failures. --lint adds luacheck, as one test;
-- --lua tells in which Lua the busted files after it run, 5.4 unless given.

-- Seconds that one program or one spec file may take.
local LIMIT = tonumber(os.getenv "TEST_LIMIT") or 300

-- For `make check`: another build of the C parts, and what programs run under.
local BUILD = os.getenv "TEST_BUILD" or "build"
local WRAPPER = os.getenv "TEST_WRAPPER" or ""

local LINTED = "lua spec bin/orch examples tools bench fuzz"

local function capture(command)
  local pipe = assert(io.popen(command, "r"))
  local text = pipe:read("a")
  pipe:close()
  return text
end

local function lines_of(text)
  return text:gmatch("[^\n]+")
end

local function quote(word)
  return "'" .. word:gsub("'", [['\'']]) .. "'"
end

local function read_file(path)
  local file = io.open(path, "r")
  if not file then
    return ""
  end
  local text = file:read("a")
  file:close()
  return text
end

local function new_tally()
  return { passed = 0, failed = 0, skipped = {}, broken = {} }
end

--- What a cmocka program says in TAP. A plan that it does not fulfil is a
--- crash in mid-group.
local function read_tap(job)
  local tally = new_tally()
  local planned, seen = 0, 0
  for line in lines_of(read_file(job.log)) do
    local plan = line:match("^1%.%.(%d+)")
    local result, rest = line:match("^(n?o?t? ?ok) %d+ ?(.*)")
    if plan then
      planned = planned + tonumber(plan)
    elseif result then
      seen = seen + 1
      if rest:find "^# SKIP" then
        table.insert(tally.skipped, rest:match("^# SKIP ?(.*)"))
      elseif result == "ok" then
        tally.passed = tally.passed + 1
      else
        tally.failed = tally.failed + 1
      end
    end
  end
  if seen < planned then
    table.insert(tally.broken, ("%d of %d tests did not end"):format(
      planned - seen, planned))
  end
  return tally
end

--- What spec/support/report.lua wrote for one spec file.
local function read_report(job)
  local tally = new_tally()
  local ended = false
  for line in lines_of(read_file(job.report)) do
    local result, name = line:match("^(%l+)\t?(.*)$")
    if result == "ok" then
      tally.passed = tally.passed + 1
    elseif result == "fail" then
      tally.failed = tally.failed + 1
    elseif result == "skip" then
      table.insert(tally.skipped, (name:gsub("\t", ": ")))
    else
      ended = ended or result == "end"
    end
  end
  if not ended then
    table.insert(tally.broken, "the run stopped before its end")
  end
  return tally
end

--- A command that is one check: it passes or fails as a whole.
local function read_code(job)
  local tally = new_tally()
  if job.code == 0 then
    tally.passed = 1
  else
    tally.failed = 1
  end
  return tally
end

local function busted(job)
  return ("lua%s spec/support/busted.lua --cpath %s -o %s -Xoutput %s %s")
    :format(job.lua, quote(("%s/%s/?.so"):format(BUILD, job.lua)),
    "spec/support/report.lua", quote(job.report), quote(job.path))
end

local function cmocka(job)
  return ("env CMOCKA_MESSAGE_OUTPUT=tap %s %s"):format(WRAPPER,
    quote(job.path))
end

local function luacheck()
  return "luacheck -q --no-color " .. LINTED
end

local function add_jobs(jobs, path, lua)
  local list = capture(("find %s -type f '(' -name '*_test' "
    .. "-o -name '*_spec.lua' ')' | sort"):format(quote(path)))
  for file in lines_of(list) do
    local spec = file:find "%.lua$"
    table.insert(jobs, {
      path = file,
      name = spec and lua ~= "5.4" and file .. ", Lua " .. lua or file,
      lua = lua,
      command = spec and busted or cmocka,
      read = spec and read_report or read_tap,
    })
  end
end

-- All that a job starts inherits a mark, by which it is found afterwards.
local function start(job, folder, number)
  job.log = ("%s/%d.log"):format(folder, number)
  job.report = ("%s/%d.report"):format(folder, number)
  job.mark = ("TEST_JOB=%s/%d"):format(folder, number)
  job.pipe = assert(io.popen(
    ("exec env %s setpriv --pdeathsig TERM timeout -k 5 %d %s >%s 2>&1 "
    .. "</dev/null"):format(job.mark, LIMIT, job.command(job),
    quote(job.log)), "r"))
end

local function left_behind(job)
  return capture(("grep -lszxF '%s' /proc/[0-9]*/environ"):format(job.mark))
end

-- What is dying gets a moment to; what stays is told of, and ended.
local function end_left_behind(job)
  local tries = 100
  while tries > 0 and left_behind(job) ~= "" do
    os.execute "sleep 0.05"
    tries = tries - 1
  end
  for pid in left_behind(job):gmatch("/proc/(%d+)/") do
    local words = read_file("/proc/" .. pid .. "/cmdline"):gsub("%z", " ")
    table.insert(job.tally.broken, "left a process behind: " .. words)
    os.execute("kill -9 " .. pid .. " 2>/dev/null")
  end
end

local function describe_end(code)
  if code == 124 then
    return ("did not end within %d s"):format(LIMIT)
  elseif code > 128 then
    return ("died of signal %d"):format(code - 128)
  end
  return ("ended with exit code %d"):format(code)
end

--- Waits for a job and adds to its tally what its numbers do not say.
local function finish(job)
  local _, how, code = job.pipe:close()
  job.code = how == "signal" and 128 + code or code
  local tally = job.read(job)
  job.tally = tally
  end_left_behind(job)
  if job.code ~= 0 and tally.failed == 0 or job.code >= 124 then
    table.insert(tally.broken, 1, describe_end(job.code))
  end
  if tally.passed + tally.failed + #tally.skipped + #tally.broken == 0 then
    table.insert(tally.broken, "holds no test")
  end
  if #tally.broken > 0 then
    tally.failed = tally.failed + 1
  end
end

local function indent(text)
  return (text:gsub("[^\n]+", "      %0"))
end

local function show(job)
  local tally = job.tally
  print(("%s %s  %d"):format(tally.failed == 0 and "  ok  " or "  FAIL",
    job.name, tally.passed))
  if tally.failed > 0 then
    print(indent(read_file(job.log):sub(-20000)))
    for _, what in ipairs(tally.broken) do
      print("      " .. job.name .. ": " .. what)
    end
  end
  io.stdout:flush()
end

--- Several at a time, shown in the order of the list.
local function run_all(jobs, folder)
  local width = tonumber(capture("nproc")) or 2
  for number = 1, #jobs + width do
    local oldest = jobs[number - width]
    if oldest then
      finish(oldest)
      show(oldest)
    end
    if jobs[number] then
      start(jobs[number], folder, number)
    end
  end
end

local function summarize(jobs)
  local passed, failed, skipped = 0, 0, 0
  for _, job in ipairs(jobs) do
    passed = passed + job.tally.passed
    failed = failed + job.tally.failed
    for _, what in ipairs(job.tally.skipped) do
      skipped = skipped + 1
      print(("  skip %s  %s"):format(job.name, what))
    end
  end
  for _, job in ipairs(jobs) do
    if job.tally.failed > 0 then
      print(("  FAIL %s  %d"):format(job.name, job.tally.failed))
    end
  end
  print(("%d passed, %d failed%s"):format(passed, failed,
    skipped > 0 and (", %d skipped"):format(skipped) or ""))
  return failed == 0 and passed > 0
end

local function main(...)
  local jobs, lua = {}, "5.4"
  for _, word in ipairs { ... } do
    if word:find "^%-%-lua=" then
      lua = word:match "=(.*)"
    elseif word == "--lint" then
      table.insert(jobs, {
        name = "luacheck", command = luacheck, read = read_code,
      })
    else
      add_jobs(jobs, word, lua)
    end
  end
  local folder = capture("mktemp -d"):match("^%S+")
  run_all(jobs, folder)
  local good = summarize(jobs)
  os.execute("rm -rf " .. quote(folder))
  return good
end

os.exit(main(...), true)
