local files = require "support.files"
local process = require "support.process"
local sandbox = require "support.sandbox"

local readme = files.read "README.md"

local function blocks(language)
  local found = {}
  for block in readme:gmatch("```" .. language .. "\n(.-)```") do
    found[#found + 1] = block
  end
  return found
end

describe("the README", function()
  local server

  setup(function()
    server = sandbox.start { "--seed", "demo" }
  end)

  teardown(function()
    server:stop()
  end)

  for i, block in ipairs(blocks "lua") do
    it(("has Lua that runs as it stands (block %d)"):format(i), function()
      local result = process.run({ "bin/orch", "run", "-" },
        { stdin = block, env = server.env })
      assert.equal("", result.stderr)
      assert.equal(0, result.code)
      assert.truthy(result.stdout:find "%S")
    end)
  end

  it("has an example of ten lines", function()
    assert.equal(10, select(2, blocks("lua")[1]:gsub("\n", "")))
  end)

  it("names targets and files that exist", function()
    local text = table.concat(blocks "sh")
    for target in text:gmatch "make (%l+)" do
      if target ~= "orchestrator" then
        assert.equal(0, process.run({ "make", "-n", target }).code, target)
      end
    end
    for link in readme:gmatch "%]%(([^):]+)%)" do
      assert.is_true(#files.read(link) > 0)
    end
    for path in readme:gmatch "`([%w./_-]+/[%w./_-]*)`" do
      assert.equal(0, process.run({ "test", "-e", path }).code, path)
    end
  end)

  it("names the test command that continuous integration runs", function()
    assert.truthy(table.concat(blocks "sh"):find "\nmake test")
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
