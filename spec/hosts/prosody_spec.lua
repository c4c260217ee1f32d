local demo = require "support.demo"
local files = require "support.files"
local host = require "support.host"
local socket = require "socket"

describe("in prosody", function()
  if not host.has "/usr/bin/prosody" then
    pending "prosody is not installed"
    return
  end

  -- A module of the host's own, beside the recipe's: what its timer counts.
  local TICKS = [[
    module:depends "http"
    local ticks = 0
    require "util.timer".add_task(0.02, function()
      ticks = ticks + 1
      return 0.02
    end)
    module:provides("http", { default_path = "/ticks",
      route = { ["GET /"] = function() return tostring(ticks) end } })
  ]]

  local server, web, folder
  setup(function()
    server = demo.start()
    folder = files.temp_dir()
    files.write(folder .. "/mod_ticks.lua", TICKS)
    local config = files.read(host.recipe "prosody" .. "/prosody.cfg.lua")
      :gsub("{ here }", ("{ here, %q }"):format(folder))
      :gsub('{ "orchestrator" }', '{ "orchestrator", "ticks" }')
    files.write(folder .. "/prosody.cfg.lua", config)
    web = host.start({ "/usr/bin/prosody", "--config",
      folder .. "/prosody.cfg.lua", "-F" },
      { version = "5.4", recipe = "prosody",
        env = host.tenant(server, "Shared/Finance") })
  end)
  teardown(function()
    if web then web:stop() end
    if server then server:stop() end
    files.remove(folder)
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

  local function ticks()
    local status, body = web:request("/ticks/",
      { headers = { host = "localhost" } })
    assert.equal(200, status, body)
    return tonumber(body)
  end

  it("eight slow requests overlap, and its timers go on", function()
    local before = ticks()
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
    assert.is_true(ticks() - before >= 10)
  end)

  it("an error is said in its log", function()
    server:fault { path = "QueueDefinitions", status = 403 }
    assert.equal(502, (ask()))
  end)
end)
