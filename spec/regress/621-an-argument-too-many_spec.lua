-- A function without arguments that was given one made the sandbox answer
-- 500: the fuzzer found it.

local tenant = require "sandbox.tenant"

describe("an argument that a function has not", function()
  it("leads nowhere, and breaks nothing", function()
    local server = tenant.start { seed = "empty" }
    for _, tail in ipairs { "(5)", "('x')", "()more()" } do
      assert.equal(404, server:get("/odata/Users/UiPath.Server."
        .. "Configuration.OData.GetCurrentUser" .. tail).status, tail)
    end
    server:stop()
  end)
end)
