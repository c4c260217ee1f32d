-- A server or something before it that answers twice: libcurl before 8.0 took
-- the second answer for that of the next request on the connection. In TLS the
-- connection was kept, too.

local certificates = require "support.certificates"
local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"
local proxy = require "support.proxy"

describe("an answer that comes twice", function()
  local server, dir
  setup(function()
    server, dir = demo.start { robots = false }, files.temp_dir()
    certificates.authority(dir)
  end)
  teardown(function()
    server:stop()
    files.remove(dir)
    proxy.remove()
  end)

  local function in_the_clear() return proxy.start(server.port) end
  local function in_tls()
    return proxy.start(server.port, certificates.make(dir, "good",
      "IP:127.0.0.1", 2))
  end

  local function stays_unread(start, act)
    return function()
      local before = start()
      finally(function() before:stop() end)
      local tenant = orchestrator.connect(server:options("access_token",
        { url = before.url, ca = start == in_tls and dir .. "/ca.pem" or nil }))
      local folder = tenant:folder "Shared/Finance"
      local rows = folder.Jobs:top(3):list()
      before:reset()
      before:fault { path = "Folders", act = act, at = "after" }
      tenant.Folders:top(1):count()
      assert.is_truthy(before:settle()) -- it is there before the next
      for _, row in ipairs(rows) do
        assert.equal(row.Id, folder.Jobs:get(row.Id).Id)
      end
    end
  end

  for _, act in ipairs { "twice", "again", "stale" } do
    it("is never that of the next request: " .. act,
      stays_unread(in_the_clear, act))
    it("is never that of the next request in TLS: " .. act,
      stays_unread(in_tls, act))
  end
end)
