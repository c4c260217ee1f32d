-- The sandbox kept every access token that it had ever given out, unless it
-- came again after its end: a client renews before that, so none did.

local core = require "orchestrator.sandbox.core"
local Tokens = require "orchestrator.sandbox.tokens"

describe("the sandbox's tokens", function()
  local function count(list)
    local n = 0
    for _ in pairs(list) do n = n + 1 end
    return n
  end

  local function issue(tokens, n)
    for _ = 1, n do
      tokens:issue("client_credentials", { scope = "OR.Jobs",
        client_id = "a" })
    end
  end

  local tenant = { url = "http://127.0.0.1", organization = { id = "o" } }

  it("are forgotten when they have ended", function()
    local tokens = Tokens.new(tenant, { all = "" }, -1)
    issue(tokens, 5000)
    assert.is_true(count(tokens.live) < 500)
  end)

  it("are kept as long as they live", function()
    local tokens = Tokens.new(tenant, { all = "" }, 3600)
    issue(tokens, 1000)
    assert.equal(1000, count(tokens.live))
    for _, token in pairs(tokens.live) do
      assert.is_true(token.expires > core.now())
    end
  end)
end)
