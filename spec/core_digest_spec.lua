local core = require "orchestrator.core"

local function hex(bytes)
  return (bytes:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
end

-- The client and the sandbox share no code, but the standards.
local function knows_its_standards(digest)
  it("gives the digests that FIPS 180-2 prints", function()
    assert.equal("ba7816bf8f01cfea414140de5dae2223"
      .. "b00361a396177a9cb410ff61f20015ad", hex(digest.sha256 "abc"))
    assert.equal("e3b0c44298fc1c149afbf4c8996fb924"
      .. "27ae41e4649b934ca495991b7852b855", hex(digest.sha256 ""))
  end)

  it("keys the digest as RFC 4231 prints it", function()
    assert.equal("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b9"
      .. "64ec3843", hex(digest.hmac_sha256("Jefe",
        "what do ya want for nothing?")))
    assert.equal("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f"
      .. "0ee37f54", hex(digest.hmac_sha256(("\xaa"):rep(131),
        "Test Using Larger Than Block-Size Key - Hash Key First")))
  end)
end

describe("core", function() knows_its_standards(core) end)

describe("sandbox.core", function()
  knows_its_standards(require "orchestrator.sandbox.core")
end)

describe("core.same_bytes", function()
  it("compares all bytes", function()
    assert.is_true(core.same_bytes("", ""))
    assert.is_true(core.same_bytes("a\0b", "a\0b"))
    assert.is_false(core.same_bytes("a\0b", "a\0c"))
    assert.is_false(core.same_bytes("a", "ab"))
  end)
end)

describe("core.random", function()
  it("gives as many bytes as asked for", function()
    assert.equal(1, #core.random(1))
    assert.equal(256, #core.random(256))
    assert.not_equal(core.random(16), core.random(16))
    assert.has_error(function() core.random(0) end)
    assert.has_error(function() core.random(257) end)
  end)
end)
