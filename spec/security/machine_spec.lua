-- SECURITY.md, "Files" and "The build".

local demo = require "support.demo"
local files = require "support.files"
local interpreter = require "support.interpreter"
local orchestrator = require "orchestrator"
local process = require "support.process"

local function output(...)
  local result = process.run({ ... }, { timeout = 250 })
  assert.equal(0, result.code, result.stderr)
  return result.stdout
end

describe("a file that is written", function()
  local server, dir, folder
  setup(function()
    server = demo.start { robots = false }
    dir = files.temp_dir()
    folder = orchestrator.connect(server:options "access_token")
      :folder "Shared/Finance"
  end)
  teardown(function()
    server:stop()
    files.remove(dir)
  end)

  it("replaces a link and leaves what it leads to", function()
    files.write(dir .. "/victim", "precious")
    output("ln", "-s", dir .. "/victim", dir .. "/rows.csv")
    folder.Jobs:top(3):export { file = dir .. "/rows.csv" }
    assert.equal("precious", files.read(dir .. "/victim"))
    assert.matches("Id", files.read(dir .. "/rows.csv"))
  end)

  it("is not written through a link at a name that can be guessed", function()
    output("ln", "-s", dir .. "/victim", dir .. "/copy.part")
    folder.Buckets:create { Name = "B",
      Identifier = "8f3c0000-1111-2222-3333-444455556666" }
    local bucket = folder.Buckets:named "B"
    files.write(dir .. "/source", "text")
    bucket:upload(dir .. "/source", "a")
    bucket:download("a", dir .. "/copy")
    assert.equal("precious", files.read(dir .. "/victim"))
    assert.equal("text", files.read(dir .. "/copy"))
  end)

  it("keeps to the umask, and the mode of the file before it", function()
    local function mode(path) return output("stat", "-c", "%a", path) end
    files.write(dir .. "/old.csv", "")
    output("chmod", "600", dir .. "/old.csv")
    folder.Jobs:top(3):export { file = dir .. "/old.csv" }
    assert.equal("600\n", mode(dir .. "/old.csv"))
  end)
end)

describe("the build", function()
  it("asks no network", function()
    if interpreter.version ~= "5.4"
      or process.run({ "unshare", "-n", "true" }).code ~= 0 then
      pending "once, in Lua 5.4; unshare -n needs root"
      return
    end
    local dir = files.temp_dir()
    finally(function() files.remove(dir) end)
    output("unshare", "-n", "make", "-s", "-j2", "main-module", "OPT=-O0",
      "HARDEN=", "BUILD=" .. dir)
    assert.is_truthy(io.open(dir .. "/5.4/orchestrator/core.so"))
  end)

  it("checks the stack and buffers, and looks nowhere else for libraries",
    function()
      for _, path in ipairs { "core.so", "sandbox/core.so" } do
        local object = ("build/%s/orchestrator/%s"):format(interpreter.version,
          path)
        local symbols = output("nm", "-D", "--undefined-only", object)
        assert.matches("__stack_chk_fail", symbols)
        assert.matches("__%w+_chk", (symbols:gsub("__stack_chk_fail", "")))
        local dynamic = output("readelf", "-d", "-W", object)
        assert.is_nil(dynamic:find "RPATH")
        assert.is_nil(dynamic:find "RUNPATH")
        assert.is_nil(dynamic:find "TEXTREL")
      end
    end)
end)
