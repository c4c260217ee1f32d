local core = require "orchestrator.core"
local time = require "orchestrator.time"
local url = require "orchestrator.url"

describe("url", function()
  it("escapes values and leaves option names alone", function()
    assert.equal("$filter=Name%20eq%20'a%26b%2Bc%23'",
      url.pair("$filter", "Name eq 'a&b+c#'"))
    assert.equal("a%20b=1", url.pair("a b", 1))
  end)

  it("writes numbers exactly, booleans and moments", function()
    assert.equal("id=9007199254740993", url.pair("id", 9007199254740993))
    assert.equal("x=0.5", url.pair("x", 0.5))
    assert.equal("$count=true", url.pair("$count", true))
    assert.equal("t=1970-01-01T00:00:00Z", url.pair("t", time.at(0)))
  end)

  it("sorts parameters and repeats a list's name", function()
    assert.equal("a=1&b=x&b=y&c=2", url.query { c = 2, a = 1,
      b = { "x", "y" } })
    assert.equal("b=x", url.query {
      b = setmetatable({ "x" }, core.array_mt) })
    assert.equal("", url.query {})
  end)

  it("refuses what has no text", function()
    assert.is_false(pcall(url.pair, "x", 0 / 0))
    assert.is_false(pcall(url.pair, "x", print))
    assert.is_false(pcall(url.query, { x = { {} } }))
  end)
end)
