--- Every check there is, one after the other, and a table of their figures.
--
--   lua5.4 tools/check.lua [--quick] [NAME...]
--
-- --quick: those that .ci/run runs before the tests. The log of each is in
-- build/check/NAME.log; the end of one that failed is shown. The table is what
-- docs/reliability.md holds.

local FLAGS = {
  asan = "OPT='-O1 -g' CFLAGS='-fsanitize=address,undefined "
    .. "-fno-sanitize-recover=undefined' "
    .. "LDFLAGS='-fsanitize=address,undefined'",
  tsan = "OPT='-O1 -g' CFLAGS=-fsanitize=thread LDFLAGS=-fsanitize=thread",
  coverage = "OPT='-O0 -g' HARDEN= "
    .. "CFLAGS='--coverage -DCOVERAGE' LDFLAGS=--coverage",
}

local function make(goals, build, more)
  return ("make -s -j2 --no-print-directory %s BUILD=build/check/%s %s >&2")
    :format(goals, build, more or FLAGS[build] or "")
end

local function tests(build, paths, environment)
  return ("env TEST_BUILD=build/check/%s TEST_LIMIT=900 %s lua5.4 "
    .. "tools/test.lua %s"):format(build, environment or "", paths)
end

-- Sources, and how to compile them.
local C = "$(ls src/core/*.c src/*.c src/sandbox/*.c)"
local CFLAGS = "-std=c11 -D_GNU_SOURCE -Isrc -Isrc/core "
  .. "$(pkg-config --cflags lua5.4 libcurl libmicrohttpd sqlite3 libzip "
  .. "libpcre2-8)"

-- Specs that go through the binding, and need no build of their own.
local BINDING = "$(ls spec/core*_spec.lua spec/json_spec.lua "
  .. "spec/memory_spec.lua spec/loop_spec.lua spec/bad_pages_spec.lua "
  .. "spec/*walk_spec.lua spec/sandbox/documents_spec.lua "
  .. "spec/sandbox/json_schema_spec.lua "
  .. "spec/sandbox/buckets_spec.lua spec/sandbox/fuzz_spec.lua "
  .. "spec/sandbox/transport_spec.lua) spec/query spec/regress"

-- C tests that wait for real time, kill themselves, or would take minutes on
-- valgrind's slow machine; the sanitizers run them all.
local NOT_UNDER_VALGRIND = "kill|crowd|random|wait|pace|http|token_life|engine"

-- Not counted as coverage: hosts in other programs and other Lua.
local COVERED = "$(ls -d build/check/coverage/5.4/test spec/*/ spec/*_spec.lua"
  .. " | grep -Ev 'hosts|providers|spec/(another|build|c_library|setup|leaks"
  .. "|runner|readme|nginx|churn)')"

local function tally(text)
  return text:match "(%d+ passed, %d+ failed[^\n]*)%s*$"
end

local function lines(pattern)
  return function(text)
    local out = {}
    for line in text:gmatch "[^\n]+" do
      if line:find(pattern) then out[#out + 1] = line end
    end
    return table.concat(out, "; ")
  end
end

---@class check
---@field name string
---@field quick boolean? also in .ci/run
---@field run string for the shell
---@field figure fun(text: string): string what its output comes to

---@type check[]
local CHECKS = {
  { name = "compilers", run = table.concat({
      make("modules test-programs", "gcc", "CC=gcc"),
      make("modules", "gcc", "CC=gcc LUA_VERSION=5.3"),
      make("modules test-programs", "clang", "CC=clang"),
      "gcc -dumpfullversion", "clang -dumpversion" }, " && "),
    figure = function(text)
      return ("gcc %s and clang %s, -Werror: no warning"):format(
        text:match "([%d.]+)%s+([%d.]+)%s*$")
    end },
  { name = "clang-tidy", quick = true,
    run = ("echo %s | xargs -n1 | xargs -P2 -n6 sh -c 'clang-tidy --quiet "
      .. "\"$@\" -- %s' tidy && echo %s | wc -w"):format(C, CFLAGS, C),
    figure = function(text)
      return text:match "(%d+)%s*$" .. " files, no finding"
    end },
  { name = "cppcheck", quick = true,
    run = ("cppcheck -q -j2 --std=c11 --error-exitcode=1 --inline-suppr "
      .. "--enable=warning,style,performance,portability -Isrc -Isrc/core "
      .. "--suppressions-list=tools/cppcheck.txt src && echo %s | wc -w")
      :format(C),
    figure = function(text)
      return text:match "(%d+)%s*$" .. " files, no finding"
    end },
  { name = "luacheck",
    run = "luacheck --no-color lua spec bin/orch examples tools bench fuzz",
    figure = function(text)
      return text:match "in (%d+) files" .. " files, 0 warnings"
    end },
  { name = "libcurl", run = "lua5.4 tools/curl_since.lua --check",
    figure = lines "names of libcurl" },
  { name = "asan-c", quick = true,
    run = make("modules test-programs", "asan") .. " && "
      .. tests("asan", "build/check/asan/5.4/test"), figure = tally },
  { name = "asan-lua", run = make("modules", "asan") .. " && " .. tests("asan",
      BINDING, "LD_PRELOAD=$(gcc -print-file-name=libasan.so) "
      .. "ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=1 "
      .. "UBSAN_OPTIONS=print_stacktrace=1"),
    figure = tally },
  { name = "tsan", run = make("modules", "tsan")
      .. " && make -s -j2 --no-print-directory modules && "
      .. "LUA_PATH='lua/?.lua;lua/?/init.lua;;' LUA_CPATH='build/5.4/?.so;;' "
      .. "lua5.4 tools/cycles.lua $PWD/build $PWD/build/check/tsan",
    figure = function(text) return text:match "%d+ states, %d+ failed" end },
  { name = "valgrind", run = make("modules test-programs", "gcc", "CC=gcc")
      .. " && " .. tests("gcc", "$(ls -d build/check/gcc/5.4/test/*_test | "
      .. "grep -Ev '" .. NOT_UNDER_VALGRIND .. "')",
      "TEST_WRAPPER='valgrind -q --error-exitcode=99 --leak-check=full "
      .. "--errors-for-leak-kinds=definite,indirect,possible "
      .. "--suppressions=tools/valgrind.supp'"), figure = tally },
  { name = "memory",
    run = "make -s -j2 --no-print-directory modules && "
      .. "lua5.4 tools/test.lua spec/memory_spec.lua", figure = tally },
  { name = "coverage", run = table.concat({
      make("modules test-programs", "coverage"),
      "gcc -shared -fPIC -O2 $(pkg-config --cflags lua5.4) "
        .. "tools/coverage/hook.c -o build/check/coverage/hook.so",
      "rm -f build/check/coverage/lines "
        .. "$(find build/check/coverage -name '*.gcda')",
      tests("coverage", COVERED, "COVERAGE_LINES=$PWD/build/check/coverage/"
        .. "lines LUA_INIT_5_4=\"package.loadlib('$PWD/build/check/coverage/"
        .. "hook.so','luaopen_coverage')()\""),
      "lua5.4 tools/coverage/report.lua build/check/coverage/lines "
        .. "build/check/coverage/5.4/obj" }, " && "),
    figure = function(text)
      return lines "lines [%d.]+ %%"(text) .. "; "
        .. text:match "token, retry and pager: [^\n]+"
    end },
  { name = "fuzz", quick = true,
    run = "lua5.4 tools/fuzz.lua ${FUZZ_SECONDS:-20}",
    figure = lines "targets," },
}

local function read(path)
  local file = assert(io.open(path))
  local text = file:read "a"
  file:close()
  return text
end

local function seconds()
  local pipe = assert(io.popen("date +%s", "r"))
  local now = pipe:read "n"
  pipe:close()
  return now
end

local function run(check)
  local log = ("build/check/%s.log"):format(check.name)
  local began = seconds()
  local good = os.execute(("( %s\n) >%s 2>&1 </dev/null"):format(check.run,
    log)) == true
  local text = read(log)
  check.took = seconds() - began
  check.good = good
  check.said = good and check.figure(text) or "FAILED, see " .. log
  print(("%s %-11s %4d s  %s"):format(good and "  ok  " or "  FAIL",
    check.name, check.took, check.said))
  if not good then print(text:sub(-6000)) end
  io.stdout:flush()
  return good
end

local function wanted(check, words)
  local named = false
  for _, word in ipairs(words) do
    if word == check.name or word == "--quick" and check.quick then
      return true
    end
    named = true
  end
  return not named
end

local function summarize(done, took)
  local failed = 0
  print "\n| check | figure | seconds |\n| --- | --- | --- |"
  for _, check in ipairs(done) do
    print(("| %s | %s | %d |"):format(check.name, check.said, check.took))
    if not check.good then failed = failed + 1 end
  end
  print(("\n%d checks, %d failed, %d s"):format(#done, failed, took))
  return failed == 0
end

-- What specs start beside themselves (bin/orch, hosts) takes the plain build.
local function build()
  for _, version in ipairs { "5.4", "5.3" } do
    if not os.execute("make -s --no-print-directory rock-modules LUA_VERSION="
      .. version .. " >build/check/build.log") then
      io.stderr:write(read "build/check/build.log")
      os.exit(false, true)
    end
  end
end

os.execute "mkdir -p build/check"
local began, done = seconds(), {}
build()
for _, check in ipairs(CHECKS) do
  if wanted(check, arg) then
    run(check)
    done[#done + 1] = check
  end
end
os.exit(summarize(done, seconds() - began), true)
