local orchestrator = require "orchestrator"

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
