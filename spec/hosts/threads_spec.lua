local demo = require "support.demo"
local files = require "support.files"
local host = require "support.host"
local process = require "support.process"

describe("a C host with threads", function()
  local server, folder
  setup(function()
    server = demo.start()
    folder = files.temp_dir()
    local made = process.run { "sh", "-c", ("${CC:-gcc} -std=c11 -D_GNU_SOURCE "
      .. "-O1 -Wall -Wextra -Werror '%s/host.c' -o '%s/host' -pthread "
      .. "$(pkg-config --cflags --libs lua5.4)"):format(
      host.recipe "threads", folder) }
    assert.equal(0, made.code, made.stderr)
  end)
  teardown(function()
    if server then server:stop() end
    if folder then files.remove(folder) end
  end)

  local function run(...)
    local env = host.tenant(server, "Shared/Finance")
    for name, value in pairs(host.paths "5.4") do env[name] = value end
    return process.run({ folder .. "/host",
      host.recipe "threads" .. "/faulted.lua", ... },
      { env = env, timeout = 250 })
  end

  it("runs 8 x 20 states of at most 1 MiB, and nothing of them stays",
    function()
    local result = run(8, 20)
    assert.equal(0, result.code, result.stderr)
    assert.matches("320 states, 0 failed", result.stdout, 1, true)
    local kib, descriptors, threads = {}, {}, {}
    for resident, fds, tasks in result.stdout:gmatch(
      "(%d+) KiB resident, (%d+) descriptors, (%d+) threads") do
      kib[#kib + 1] = tonumber(resident)
      descriptors[#descriptors + 1] = fds
      threads[#threads + 1] = tasks
    end
    assert.equal(descriptors[1], descriptors[2])
    assert.equal(threads[1], threads[2])
    assert.is_true(kib[2] < kib[1] * 1.2, result.stdout)
  end)

  it("gets \"not enough memory\" from a state whose cap is too low", function()
    local result = run(1, 2, 1, 300000)
    assert.equal(1, result.code)
    assert.matches("not enough memory", result.stderr)
    assert.matches("4 states, 4 failed", result.stdout, 1, true)
  end)
end)
