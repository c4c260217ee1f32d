-- Found by fuzz/filters.lua: a pattern with three runs of digits tried every
-- way to share them out, and a filter of 3,000 digits held the sandbox for a
-- second.

local lexer = require "orchestrator.sandbox.lexer"

describe("a filter of nothing but digits", function()
  it("is answered at once", function()
    local began = os.clock()
    assert.is_false(pcall(lexer.read, ("9"):rep(4000) .. "x"))
    assert.is_true(os.clock() - began < 0.5)
  end)

  it("reads the numbers that it read", function()
    for text, value in pairs { ["1.5"] = 1.5, ["-2e3"] = -2000.0,
                               ["7."] = 7.0, ["1.5m"] = 1.5, ["2E+1d"] = 20.0,
                               ["3f"] = 3 } do
      assert.same({ { "number", value } }, lexer.read(text))
    end
    for _, text in ipairs { "1e", "1+5", "1.5x", "-", "1..5" } do
      assert.is_false(pcall(lexer.read, text), text)
    end
  end)
end)
