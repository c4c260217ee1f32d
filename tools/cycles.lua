--- Opens, uses and closes Lua states by the thousand, in the threads of a C
-- host (examples/hosts/threads), against a sandbox: plain, and with the module
-- and the host built for the address and the thread sanitizer. `make cycles`
-- builds what it needs.
--
--   lua5.4 tools/cycles.lua BUILD [TSAN]
--
-- With TSAN, the folder of a build for the thread sanitizer, it runs that one
-- only, and shortly.
--
-- Prints what the process held in the middle and at the end of each run; fails
-- when a state failed or a sanitizer found something.

package.path = "spec/?.lua;" .. package.path

local demo = require "support.demo"
local host = require "support.host"
local process = require "support.process"

local build, tsan = ...

-- Threads, states of each, rounds; all is done twice. The sanitizers' own
-- memory does not count for the cap.
local RUNS = {
  { name = "plain", folder = build, flags = "-O2", 8, 20, 32 },
  { name = "ASan and UBSan", folder = build .. "/asan", 8, 20, 32, 8 << 20,
    flags = "-g -O1 -fsanitize=address,undefined" },
  { name = "TSan", folder = build .. "/tsan", 8, 20, 32, 8 << 20,
    flags = "-g -O1 -fsanitize=thread" },
}

if tsan then
  RUNS = { { name = "TSan", folder = tsan, 4, 5, 3, 16 << 20,
    flags = "-g -O1 -fsanitize=thread" } }
end

local function shell(command)
  local result = process.run({ "sh", "-c", command })
  if result.code ~= 0 then error(result.stderr, 0) end
end

local function run(server, wanted)
  local program = wanted.folder .. "/threads-host"
  shell(("${CC:-gcc} -std=c11 -D_GNU_SOURCE %s %s/host.c -o %s -pthread "
    .. "$(pkg-config --cflags --libs lua5.4)"):format(wanted.flags,
    host.recipe "threads", program))
  local env = host.tenant(server, "Shared/Finance")
  for name, value in pairs(host.paths "5.4") do env[name] = value end
  env.LUA_CPATH = wanted.folder .. "/5.4/?.so;;"
  local argv = { program, host.recipe "threads" .. "/faulted.lua",
    table.unpack(wanted) }
  local result = process.run(argv, { env = env, timeout = 3000 })
  print(("%s\n%s%s"):format(wanted.name,
    (result.stdout:gsub("[^\n]+", "  %0")), result.stderr))
  return result.code == 0
end

local server = demo.start()
local good = true
for _, wanted in ipairs(RUNS) do good = run(server, wanted) and good end
server:stop()
os.exit(good, true)
