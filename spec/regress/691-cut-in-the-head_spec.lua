-- An answer that ended in the middle of its head passed for an empty one: a
-- read answered `true`.

local demo = require "support.demo"
local orchestrator = require "orchestrator"
local proxy = require "support.proxy"

describe("an answer that ends in its head", function()
  local server, before
  setup(function()
    server = demo.start { robots = false }
    before = proxy.start(server.port)
  end)
  teardown(function()
    before:stop()
    server:stop()
    proxy.remove()
  end)

  it("is cut: a read is repeated, a write may have been done", function()
    local folder = orchestrator.connect(server:options("access_token",
      { url = before.url })):folder "Shared/Finance"
    local id = folder.Jobs:first().Id
    before:fault { path = "Jobs(", at = "headers", act = "close" }
    assert.equal(id, folder.Jobs:get(id).Id)
    before:fault { method = "POST", path = "QueueDefinitions", at = "headers",
      act = "close" }
    local ok, err = pcall(function()
      folder.QueueDefinitions:create { Name = "New" }
    end)
    assert.is_false(ok)
    assert.equal("network", err.kind)
  end)
end)
