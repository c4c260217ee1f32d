local options = require "orchestrator.options"

local KNOWN = { url = "text", timeout = "positive", proxy = "string",
  top = "integer", cache = "boolean|table" }

local function failure(given)
  local ok, err = pcall(options.check, given, KNOWN, "connect")
  assert.is_false(ok)
  return err
end

describe("options", function()
  it("gives a copy and leaves the original alone", function()
    local given = { url = "x", top = 5 }
    local copy = options.check(given, KNOWN, "connect")
    copy.url = "y"
    assert.same({ url = "x", top = 5 }, given)
  end)

  it("takes nothing for no options", function()
    assert.same({}, options.check(nil, KNOWN, "connect"))
  end)

  it("refuses an unknown name and names the nearest known one", function()
    local err = failure { time_out = 5 }
    assert.equal("argument", err.kind)
    assert.matches('unknown option "time_out"', err.message, 1, true)
    assert.equal('did you mean "timeout"?', err.hint)
  end)

  it("refuses a wrong type by name", function()
    assert.matches("option timeout must be a number above 0, not a string",
      failure { timeout = "5" }.message, 1, true)
    assert.matches("not 0", failure { timeout = 0 }.message, 1, true)
    assert.matches("option top must be an integer, not 1.5",
      failure { top = 1.5 }.message, 1, true)
    assert.matches("a boolean or a table, not a number",
      failure { cache = 1 }.message:gsub("not 1$", "not a number"), 1, true)
    assert.matches("must be a string that is not empty, not an empty string",
      failure { url = "" }.message, 1, true)
  end)

  it("takes an empty string where a string may be empty", function()
    assert.same({ proxy = "" }, options.check({ proxy = "" }, KNOWN, "connect"))
  end)

  it("refuses what is no table", function()
    assert.matches("connect: options must be a table, not a string",
      failure "x".message, 1, true)
  end)

  it("refuses a name that is no string", function()
    assert.matches('unknown option "1"', failure { "x" }.message, 1, true)
  end)
end)
