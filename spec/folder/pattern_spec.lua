local folder_pattern = require "orchestrator.folder.pattern"

describe("a folder pattern", function()
  local function matching(pattern, ...)
    local out = {}
    for _, path in ipairs { ... } do
      if folder_pattern.matches(pattern, path) then out[#out + 1] = path end
    end
    return out
  end

  it("matches names, any name, and any depth", function()
    local paths = { "Finance", "Finance/AP", "Finance/AP/EU", "HR/AP" }
    assert.same({ "Finance" }, matching("finance", table.unpack(paths)))
    assert.same({ "Finance/AP" }, matching("Finance/*", table.unpack(paths)))
    assert.same({ "Finance", "Finance/AP", "Finance/AP/EU" },
      matching("Finance/**", table.unpack(paths)))
    assert.same({ "Finance/AP", "HR/AP" }, matching("**/AP",
      table.unpack(paths)))
    assert.same(paths, matching("**", table.unpack(paths)))
    assert.same({ "HR/AP" }, matching("H?/A*", table.unpack(paths)))
  end)

  it("takes what Lua's patterns use as it is", function()
    assert.same({ "A.B (x)" }, matching("A.B (x)", "A.B (x)", "AxB (x)"))
    assert.same({ "100%" }, matching("1*%", "100%"))
  end)
end)
