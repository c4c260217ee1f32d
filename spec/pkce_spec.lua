local base64 = require "orchestrator.base64"
local core = require "orchestrator.core"
local pkce = require "orchestrator.pkce"

local function hex(bytes)
  return (bytes:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
end

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

describe("core.sha256", function()
  it("is that of FIPS 180-2", function()
    assert.equal("ba7816bf8f01cfea414140de5dae2223"
      .. "b00361a396177a9cb410ff61f20015ad", hex(core.sha256 "abc"))
    assert.equal("e3b0c44298fc1c149afbf4c8996fb924"
      .. "27ae41e4649b934ca495991b7852b855", hex(core.sha256 ""))
  end)
end)

describe("core.random", function()
  it("gives as many bytes as asked for", function()
    assert.equal(1, #core.random(1))
    assert.equal(256, #core.random(256))
    assert.has_error(function() core.random(0) end)
    assert.has_error(function() core.random(257) end)
  end)
end)

describe("base64", function()
  it("is that of RFC 4648, section 10", function()
    for text, coded in pairs { [""] = "", f = "Zg==", fo = "Zm8=",
      foo = "Zm9v", foob = "Zm9vYg==", fooba = "Zm9vYmE=" } do
      assert.equal(coded, base64.encode(text))
    end
    assert.equal("-_8", base64.encode_url "\xfb\xff")
  end)
end)
