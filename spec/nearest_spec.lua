local nearest = require "orchestrator.nearest"

describe("nearest", function()
  it("finds what differs by a letter, a swap, case or punctuation", function()
    local known = { "client_id", "client_secret", "url", "user_key" }
    assert.equal("client_id", nearest.find("clientid", known))
    assert.equal("client_secret", nearest.find("client_secert", known))
    assert.equal("user_key", nearest.find("USER_KEY", known))
    assert.equal("url", nearest.find("ulr", known))
  end)

  it("finds the name that holds the word", function()
    assert.equal("client_secret",
      nearest.find("secret", { "client_secret", "scope", "user_key" }))
  end)

  it("finds nothing when nothing is near", function()
    assert.is_nil(nearest.find("banana", { "url", "scope" }))
    assert.is_nil(nearest.find("x", {}))
  end)

  it("takes the first by name of two that are equally near", function()
    assert.equal("ab", nearest.find("aa", { "ac", "ab" }))
  end)

  it("hints at the nearest name, or at all when none is near", function()
    assert.equal('did you mean "scope"?',
      nearest.hint("scop", { "scope", "url" }))
    assert.equal("known are: scope, url",
      nearest.hint("zzzzzz", { "scope", "url" }))
  end)

  it("sorts names", function()
    assert.same({ "a", "b", "c" }, nearest.names { c = 1, a = 2, b = 3 })
  end)
end)
