local files = require "support.files"
local process = require "support.process"
local sandbox = require "support.sandbox"

for _, page in ipairs { "dry-run", "across" } do
  describe("docs/" .. page .. ".md", function()
    local server
    setup(function() server = sandbox.start { "--seed", "demo" } end)
    teardown(function() server:stop() end)

    local i = 0
    for block in files.read("docs/" .. page .. ".md")
      :gmatch "```lua\n(.-)```" do
      i = i + 1
      it(("has Lua that runs as it stands (block %d)"):format(i), function()
        local result = process.run({ "bin/orch", "run", "-" },
          { stdin = block, env = server.env })
        assert.equal("", result.stderr)
        assert.equal(0, result.code)
        assert.truthy(result.stdout:find "%S")
      end)
    end
  end)
end
