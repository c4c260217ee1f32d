-- A server or something before it that answers twice: libcurl before 8.0 took
-- the second answer for that of the next request on the connection.

local demo = require "support.demo"
local orchestrator = require "orchestrator"
local proxy = require "support.proxy"

describe("an answer that comes twice", function()
  local server, before, tenant
  setup(function()
    server = demo.start { robots = false }
    before = proxy.start(server.port)
    tenant = orchestrator.connect(server:options("access_token",
      { url = before.url }))
  end)
  teardown(function()
    before:stop()
    server:stop()
    proxy.remove()
  end)

  for _, act in ipairs { "twice", "again", "stale" } do
    it("is never that of the next request: " .. act, function()
      local folder = tenant:folder "Shared/Finance"
      local rows = folder.Jobs:top(3):list()
      before:reset()
      before:fault { path = "Folders", act = act, at = "after" }
      tenant.Folders:top(1):count()
      assert.is_truthy(before:settle()) -- it is there before the next
      for _, row in ipairs(rows) do
        assert.equal(row.Id, folder.Jobs:get(row.Id).Id)
      end
    end)
  end
end)
