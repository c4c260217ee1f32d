local demo = require "support.demo"
local host = require "support.host"
local process = require "support.process"

describe("in nmap", function()
  if not host.has "/usr/bin/nmap" then
    pending "nmap is not installed"
    return
  end

  it("a script lists the machines of the robots", function()
    local server = demo.start()
    local names = { "robot-01", "robot-02" }
    for i = 1, 4 do
      server:sql("INSERT INTO Sessions (Id, HostMachineName) VALUES (?, ?)",
        900 + i, names[i % 2 + 1])
    end
    local env = host.tenant(server)
    for name, value in pairs(host.paths "5.3") do env[name] = value end
    local result = process.run({ "nmap", "--script",
      host.recipe "nmap" .. "/orchestrator-hosts.nse" }, { env = env })
    server:stop()
    assert.matches("|   robot%-01\n|_  robot%-02\n", result.stdout)
  end)
end)
