local files = require "support.files"
local page = require "support.page"
local process = require "support.process"
local sandbox = require "support.sandbox"

local guide = page.read "docs/prompt.md"
local text = guide.text

describe("docs/prompt.md", function()
  local server, folder, root

  setup(function()
    server = sandbox.start { "--seed", "demo" }
    folder = files.temp_dir()
    root = process.run({ "pwd" }).stdout:match "[^\n]+"
  end)

  teardown(function()
    server:stop()
    files.remove(folder)
  end)

  for number, block in ipairs(guide:blocks "lua") do
    it(("has Lua that runs as it stands (block %d)"):format(number), function()
      local result = process.run({ root .. "/bin/orch" }, { stdin = block,
        env = server.env, cwd = folder })
      assert.equal("", result.stderr)
      assert.equal(0, result.code)
    end)
  end

  it("has a profile that is read", function()
    local profiles = require "orchestrator.settings.profile_file".parse(
      guide:code "ini", "docs/prompt.md")
    assert.equal("red", profiles.production.values.colour)
  end)

  it("names every word of the prompt", function()
    for _, name in ipairs(require "orchestrator.prompt.commands".names()) do
      assert.truthy(text:find("`" .. name, 1, true), name)
    end
  end)

  it("shows pictures that are there, and that the program draws", function()
    for name in text:gmatch "%]%((%l+%.svg)%)" do
      assert.truthy(files.read("docs/" .. name):find "^<svg")
    end
    assert.truthy(process.run { "make", "-n", "pictures" }.stdout
      :find("prompt_pictures.lua", 1, true))
  end)
end)
