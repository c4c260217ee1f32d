local process = require "support.process"

describe("the C parts", function()
  for built, other in pairs { ["5.3"] = "lua5.4", ["5.4"] = "lua5.3" } do
    for _, part in ipairs { "orchestrator.core",
      "orchestrator.sandbox.core" } do
      it(("(%s for Lua %s) are refused by %s"):format(part, built, other),
        function()
        local result = process.run({ other, "-e",
          ("print(pcall(require, %q))"):format(part) },
          { env = { LUA_CPATH = ("build/%s/?.so"):format(built) } })
        assert.equal(0, result.code, result.stderr)
        assert.matches("^false%s+version mismatch", result.stdout)
      end)
    end
  end
end)
