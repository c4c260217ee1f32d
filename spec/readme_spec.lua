local files = require "support.files"
local page = require "support.page"
local process = require "support.process"
local sandbox = require "support.sandbox"

local readme = page.read "README.md"

describe("the README", function()
  local server

  setup(function()
    server = sandbox.start { "--seed", "demo" }
  end)

  teardown(function()
    server:stop()
  end)

  for i, block in ipairs(readme:blocks "lua") do
    it(("has Lua that runs as it stands (block %d)"):format(i), function()
      page.run(block, server.env)
    end)
  end

  it("has an example of ten lines", function()
    assert.equal(10, select(2, readme:blocks("lua")[1]:gsub("\n", "")))
  end)

  it("names targets and files that exist", function()
    local text = readme:code "sh"
    for target in text:gmatch "make (%l+)" do
      if target ~= "orchestrator" then
        assert.equal(0, process.run({ "make", "-n", target }).code, target)
      end
    end
    for link in readme.text:gmatch "%]%(([^):]+)%)" do
      assert.is_true(#files.read(link) > 0)
    end
    for path in readme.text:gmatch "`([%w./_-]+/[%w./_-]*)`" do
      assert.equal(0, process.run({ "test", "-e", path }).code, path)
    end
  end)

  it("names the test command that continuous integration runs", function()
    assert.truthy(readme:code("sh"):find "\nmake test")
    assert.truthy(files.read(".ci/run"):find "\nmake test\n")
  end)

  -- What stays of a picture when times and rates, and the room that they
  -- take, are left out.
  local function essence(svg)
    return (svg:gsub("[%d.,]+ m?s<", "s<")
      :gsub("[%d.,]+ m?s, [%d,]+ rows/s", "rows/s")
      :gsub("http://[%d.:]+", "http://…"):gsub(' x="[%d.]+"', "")
      :gsub(' textLength="[%d.]+"', ""))
  end

  it("shows a picture of what the demo prints today", function()
    local env = { FORCE_COLOR = "1", LC_ALL = "C.UTF-8" }
    for name, value in pairs(server.env) do
      env[name] = value
    end
    local tour = process.run({ "bin/orch", "run", "examples/tour.lua" },
      { env = env, timeout = 120 })
    assert.equal(0, tour.code, tour.stderr)
    local picture = process.run({ "lua5.4", "tools/picture.lua" },
      { stdin = tour.stdout })
    assert.is_true(essence(picture.stdout)
      == essence(files.read "docs/demo.svg"),
      "docs/demo.svg is out of date: make picture")
  end)
end)
