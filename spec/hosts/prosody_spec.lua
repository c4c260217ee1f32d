local demo = require "support.demo"
local host = require "support.host"
local socket = require "socket"

describe("in prosody", function()
  if not host.has "/usr/bin/prosody" then
    pending "prosody is not installed"
    return
  end

  local server, web
  setup(function()
    server = demo.start()
    web = host.start({ "/usr/bin/prosody", "--config",
      host.recipe "prosody" .. "/prosody.cfg.lua", "-F" },
      { version = "5.4", recipe = "prosody",
        env = host.tenant(server, "Shared/Finance") })
  end)
  teardown(function()
    if web then web:stop() end
    if server then server:stop() end
  end)
  before_each(function() server:reset() end)

  local function ask()
    return web:request("/orchestrator/queues",
      { headers = { host = "localhost" } })
  end

  it("a handler answers with the queues", function()
    local status, body = ask()
    assert.equal(200, status, body)
    assert.matches('"name":"%a', body)
  end)

  it("eight slow requests overlap", function()
    server:fault { path = "QueueDefinitions", delay = 0.5, times = 8 }
    local peers = {}
    for i = 1, 8 do
      peers[i] = assert(socket.connect("127.0.0.1", web.port))
      peers[i]:settimeout(20)
      assert(peers[i]:send("GET /orchestrator/queues HTTP/1.0\r\n"
        .. "Host: localhost\r\n\r\n"))
    end
    local eventually = require "support.eventually"
    assert.is_truthy(eventually(function()
      return #server:requests { path = "QueueDefinitions" } == 8
    end))
    -- All eight were there before the first was answered.
    for i = 1, 8 do
      peers[i]:settimeout(0)
      assert.equal("timeout", select(2, peers[i]:receive(1)))
      peers[i]:settimeout(20)
    end
    for i = 1, 8 do
      assert.matches("200", (peers[i]:receive "*l"))
      peers[i]:close()
    end
  end)

  it("an error is said in its log", function()
    server:fault { path = "QueueDefinitions", status = 403 }
    assert.equal(502, (ask()))
  end)
end)
