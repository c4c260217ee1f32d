-- An export to something that is no file, like a device or a pipe, replaced it
-- by a file; for a folder that was only told after all rows had been fetched.

local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"
local process = require "support.process"

describe("an export to what is no file", function()
  local server, dir
  setup(function()
    server = demo.start { seed = "empty" }
    dir = files.temp_dir()
  end)
  teardown(function()
    server:stop()
    files.remove(dir)
  end)

  it("is refused before anything is asked", function()
    local tenant = orchestrator.connect(server:options "access_token")
    local fifo = dir .. "/pipe"
    assert.equal(0, process.run({ "mkfifo", fifo }).code)
    for _, path in ipairs { fifo, dir } do
      local ok, err = pcall(tenant.Folders.export, tenant.Folders,
        { file = path })
      assert.is_false(ok)
      assert.equal("argument", err.kind)
      assert.matches("it is no file", err.message)
    end
    assert.equal(0, #demo.requests(server))
    assert.equal(0, process.run({ "test", "-p", fifo }).code)
  end)
end)
