local page = require "support.page"
local sandbox = require "support.sandbox"

for _, name in ipairs { "dry-run", "across" } do
  describe("docs/" .. name .. ".md", function()
    local server
    setup(function() server = sandbox.start { "--seed", "demo" } end)
    teardown(function() server:stop() end)

    for i, block in ipairs(page.read("docs/" .. name .. ".md"):blocks "lua") do
      it(("has Lua that runs as it stands (block %d)"):format(i), function()
        page.run(block, server.env)
      end)
    end
  end)
end
