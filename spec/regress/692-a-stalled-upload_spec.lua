-- An upload that nothing moved in waited for hours.

local files = require "support.files"
local demo = require "support.demo"
local orchestrator = require "orchestrator"
local proxy = require "support.proxy"

describe("an upload", function()
  it("ends when nothing has moved for the timeout", function()
    local server = demo.start { robots = false }
    local before, dir = proxy.start(server.port), files.temp_dir()
    finally(function()
      before:stop()
      server:stop()
      files.remove(dir)
      proxy.remove()
    end)
    files.write(dir .. "/a.nupkg", ("x"):rep(20000000))
    local tenant = orchestrator.connect(server:options("access_token",
      { url = before.url, timeout = 0.5 }))
    before:fault { method = "POST", path = "UploadPackage", at = "unread",
      act = "stall" }
    local ok, err = pcall(function()
      tenant.Processes:UploadPackage { file = dir .. "/a.nupkg" }
    end)
    assert.is_false(ok)
    assert.equal("timeout", err.kind)
    assert.matches("nothing moved for 0.5 s", err.message)
  end)
end)
