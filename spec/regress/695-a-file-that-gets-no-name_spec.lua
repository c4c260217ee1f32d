-- A download whose file could not get its name raised a bare string, and left
-- what it had fetched beside it.

local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"
local pause = require "orchestrator.pause"
local process = require "support.process"
local refused = require "support.refused"

describe("a file that gets no name", function()
  local server, dir
  setup(function()
    server = demo.start()
    orchestrator.connect(server:options "client_secret")
      :folder("Shared/Finance").Buckets:create { Name = "Statements",
        Identifier = "8f3c0000-1111-2222-3333-444455556666" }
  end)
  teardown(function() server:stop() end)
  before_each(function()
    dir = files.temp_dir()
    files.write(dir .. "/sent", "text")
  end)
  after_each(function() files.remove(dir) end)

  -- A bucket with a file.
  local function bucket()
    local found = orchestrator.connect(server:options "client_secret")
      :folder("Shared/Finance").Buckets:named "Statements"
    found:upload(dir .. "/sent", "a/b")
    return found
  end

  local function left()
    return process.run({ "ls", "-A", dir }).stdout
  end

  it("is refused where a folder has it", function()
    process.run { "mkdir", dir .. "/taken" }
    local err = refused("argument", function()
      bucket():download("a/b", dir .. "/taken")
    end)
    assert.matches("taken is a folder", err.message, 1, true)
    assert.equal("sent\ntaken\n", left())
  end)

  it("is taken away again where a folder has got it meanwhile", function()
    local statements, err = bucket(), nil
    server:fault { path = "_blobs", method = "GET", delay = 0.5 }
    orchestrator.run(function()
      err = refused("argument", function()
        statements:download("a/b", dir .. "/taken")
      end)
    end, function()
      while not left():find "%.part" do pause.sleep(0.01) end
      process.run { "mkdir", "-p", dir .. "/taken/x" }
    end)
    assert.matches("cannot be written", err.message, 1, true)
    assert.equal("sent\ntaken\n", left())
  end)
end)
