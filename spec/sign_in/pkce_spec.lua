local pkce = require "orchestrator.sign_in.pkce"

describe("pkce", function()
  it("makes the challenge of RFC 7636, appendix B", function()
    assert.equal("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      pkce.challenge "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
  end)

  it("makes verifiers that the server takes, each another one", function()
    local seen = {}
    for _ = 1, 50 do
      local verifier = pkce.verifier()
      assert.matches("^[%w_-]+$", verifier)
      assert.equal(43, #verifier)
      assert.is_nil(seen[verifier])
      seen[verifier] = true
    end
    assert.not_equal(pkce.state(), pkce.state())
  end)
end)
