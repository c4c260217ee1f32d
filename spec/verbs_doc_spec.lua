local files = require "support.files"
local package_file = require "support.package"
local page = require "support.page"
local process = require "support.process"
local sandbox = require "support.sandbox"

local guide = page.read "docs/verbs.md"
local code = guide:code "lua"

describe("docs/verbs.md", function()
  local server, dir
  setup(function()
    -- A job takes a second, in which one that was started can be stopped.
    server = sandbox.start { "--seed", "demo", "--transactions", "anyone",
      "--speed", "20" }
    dir = files.temp_dir()
    process.run { "mkdir", dir .. "/reports", dir .. "/packages" }
    files.write(dir .. "/reports/november.txt", "fine\n")
    for _, version in ipairs { "1.0.0", "1.1.0" } do
      files.write(("%s/packages/TravelBot.%s.nupkg"):format(dir, version),
        package_file.of("TravelBot", version))
    end
  end)
  teardown(function()
    server:stop()
    files.remove(dir)
  end)

  it("has at least thirty things, in one line each", function()
    local calls = 0
    for line in code:gmatch "[^\n]+" do
      if line:find ":%l[%w_]*[%({ \"]" then calls = calls + 1 end
      assert.is_true(#line <= 80, line)
    end
    assert.is_true(calls >= 30, calls .. " lines")
  end)

  it("runs as it stands", function()
    files.write(dir .. "/all.lua", code)
    local orch = process.run({ "pwd" }).stdout:gsub("\n", "") .. "/bin/orch"
    local result = process.run({ "sh", "-c", ("cd '%s' && '%s' run all.lua")
      :format(dir, orch) }, { env = server.env, timeout = 120 })
    assert.equal("", result.stderr)
    assert.equal(0, result.code)
    assert.truthy(result.stdout:find "Successful")
  end)

  it("names verbs and files that exist", function()
    local reference = files.read "docs/reference.md"
    for verb in code:gmatch ":(%l[%l_]+)%f[%W]" do
      local plain = verb == "folder" or verb == "named" or verb == "filter"
        or verb == "top" or verb == "list"
      assert.truthy(plain or reference:find(":" .. verb .. "`", 1, true), verb)
    end
    for link in guide.text:gmatch "%]%(([^):]+)%)" do
      assert.is_true(#files.read("docs/" .. link) > 0)
    end
  end)
end)
