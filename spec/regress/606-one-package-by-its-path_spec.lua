-- The path of one file was looked at as a folder, which no file is.

local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"
local package_file = require "support.package"

describe("one package by its path", function()
  it("is sent", function()
    local server = demo.start { seed = "empty" }
    local dir = files.temp_dir()
    finally(function()
      server:stop()
      files.remove(dir)
    end)
    files.write(dir .. "/Bot.nupkg", package_file.of("Bot", "1.0.0"))
    local tenant = orchestrator.connect(server:options "access_token")
    local sent = tenant.Processes:upload(dir .. "/Bot.nupkg")
    assert.equal("Bot:1.0.0", sent[1].Key)
  end)
end)
