local orchestrator = require "orchestrator"
local process = require "support.process"
local sha256 = require "orchestrator.sha256"

local function hex(bytes)
  return (bytes:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
end

describe("sha256", function()
  it("knows the examples of its standards", function()
    assert.equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b"
      .. "7852b855", hex(sha256.digest ""))
    assert.equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61"
      .. "f20015ad", hex(sha256.digest "abc"))
    assert.equal("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b9"
      .. "64ec3843", hex(sha256.hmac("Jefe", "what do ya want for nothing?")))
    assert.equal("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f"
      .. "0ee37f54", hex(sha256.hmac(("\xaa"):rep(131),
        "Test Using Larger Than Block-Size Key - Hash Key First")))
  end)

  it("agrees with sha256sum for texts of every length", function()
    for length = 50, 130, 1 do
      local text = ("x"):rep(length)
      if length % 16 == 7 then
        local sum = process.run({ "sha256sum" }, { stdin = text }).stdout
        assert.equal(sum:match "%x+", hex(sha256.digest(text)))
      end
    end
  end)
end)

describe("webhook.verify", function()
  local verify = orchestrator.webhook.verify
  local body = "what do ya want for nothing?"
  local base = "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="
  local plain = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec"
    .. "58b964ec3843"

  it("accepts what the holder of the secret has signed", function()
    assert.is_true(verify(body, base, "Jefe"))
    assert.is_true(verify(body, " " .. base .. " ", "Jefe"))
    assert.is_true(verify(body, plain, "Jefe"))
    assert.is_true(verify(body, "SHA256=" .. base, "Jefe"))
  end)

  it("refuses everything else", function()
    assert.is_false(verify(body .. " ", base, "Jefe"))
    assert.is_false(verify(body, base, "jefe"))
    assert.is_false(verify(body, base:sub(1, -2), "Jefe"))
    assert.is_false(verify(body, base .. "=", "Jefe"))
    assert.is_false(verify(body, "", "Jefe"))
    assert.is_false(verify(body, nil, "Jefe"))
    assert.is_false(pcall(verify, body, base, ""))
    assert.is_false(pcall(verify, nil, base, "Jefe"))
  end)
end)
