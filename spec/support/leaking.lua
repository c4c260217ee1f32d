-- Not a spec of its own: what tools/leaks.lua must find, for leaks_spec.lua.

local files = require "support.files"
local process = require "support.process"
local orchestrator = require "orchestrator"

describe("a program that leaks", function()
  it("prints its secret, and leaves it in a file", function()
    local secret = "l3aked-" .. os.getenv "LEAKING"
    orchestrator.connect { url = "http://127.0.0.1:1/o/t", pat = secret }
    process.run { "lua5.4", "-e", ("io.stderr:write(%q)"):format(secret) }
    local dir = files.temp_dir()
    local file = assert(io.open(dir .. "/left", "w"))
    file:write("x", secret, "y")
    file:close()
  end)
end)
