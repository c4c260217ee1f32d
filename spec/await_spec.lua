local await = require "orchestrator.await"

local ABOUT = { method = "GET", url = "https://h/x", read = true }

describe("await", function()
  it("gives what is there at once", function()
    assert.equal("row", (await.poll(function() return "row" end, nil, 1,
      ABOUT)))
    assert.is_nil((await.poll(function() return nil end, nil, 1, ABOUT)))
  end)

  it("gives the failure", function()
    local value, err = await.poll(function() return nil, { kind = "x" } end,
      nil, 1, ABOUT)
    assert.is_nil(value)
    assert.equal("x", err.kind)
  end)

  it("polls with one deadline until it has passed", function()
    local deadlines, polls = {}, 0
    local value, err = await.poll(function(_, deadline)
      polls = polls + 1
      deadlines[deadline] = true
      return false
    end, nil, 0.05, ABOUT)
    assert.is_nil(value)
    assert.equal("timeout", err.kind)
    assert.is_true(polls >= 2)
    local n = 0
    for _ in pairs(deadlines) do n = n + 1 end
    assert.equal(1, n)
  end)

  it("says of a read that it may be repeated, of a write that it is unsure",
    function()
      local function again() return false end
      local _, err = await.poll(again, nil, 0.01, ABOUT)
      assert.equal("GET", err.method)
      assert.is_true(err.retryable)
      _, err = await.poll(again, nil, 0.01, { method = "POST",
        url = "https://h/x" })
      assert.equal("unsure", err.sent)
      assert.is_false(err.retryable)
    end)
end)
