local sha256 = require "orchestrator.sandbox.sha256"
local text = require "orchestrator.sandbox.text"

local function digest(s) return text.hex(sha256.digest(s)) end

describe("SHA-256", function()
  it("gives the digests that FIPS 180 prints", function()
    assert.equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f200"
      .. "15ad", digest "abc")
    assert.equal("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db"
      .. "06c1",
      digest "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
    assert.equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852"
      .. "b855", digest "")
  end)

  it("pads a last block of every length", function()
    local seen = {}
    for length = 50, 70 do
      local one = digest(("a"):rep(length))
      assert.equal(64, #one)
      assert.is_nil(seen[one])
      seen[one] = true
    end
    assert.equal("ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df1546"
      .. "68eb", digest(("a"):rep(64)))
  end)

  it("keys the digest as RFC 4231 prints it", function()
    local function hmac(key, s) return text.hex(sha256.hmac(key, s)) end
    assert.equal("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec"
      .. "3843", hmac("Jefe", "what do ya want for nothing?"))
    assert.equal("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee3"
      .. "7f54", hmac(("\xAA"):rep(131),
        "Test Using Larger Than Block-Size Key - Hash Key First"))
  end)
end)
