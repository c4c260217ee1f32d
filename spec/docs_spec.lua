-- The Lua of the pages in docs/ that run against a demo sandbox as they stand.
-- Pages that need another one have specs of their own.

local files = require "support.files"
local process = require "support.process"
local sandbox = require "support.sandbox"

local PAGES = { "docs/embedding.md" }

describe("docs", function()
  local server
  setup(function() server = sandbox.start { "--seed", "demo" } end)
  teardown(function() server:stop() end)

  for _, page in ipairs(PAGES) do
    local n = 0
    for block in files.read(page):gmatch "```lua\n(.-)```" do
      n = n + 1
      it(("%s has Lua that runs as it stands (block %d)"):format(page, n),
        function()
          local result = process.run({ "bin/orch", "run", "-" },
            { stdin = block, env = server.env })
          assert.equal("", result.stderr)
          assert.equal(0, result.code)
          assert.truthy(result.stdout:find "%S")
        end)
    end
    it(page .. " links to files that exist", function()
      for link in files.read(page):gmatch "%]%(([^):]+)%)" do
        local path = link:match "^%.%./(.+)$" or "docs/" .. link
        assert.is_true(#files.read(path) > 0)
      end
    end)
  end
end)
