local errors = require "orchestrator.errors"

describe("errors", function()
  it("tells in one line what failed, on what, and what to try", function()
    local err = errors.new { kind = "not_found", method = "GET", status = 404,
      url = "https://h/odata/Jobs(5)", code = 1002, attempts = 1,
      message = "Job does\r\nnot exist.", trace_id = "00-ab-01", sent = "yes",
      hint = "check the key" }
    assert.equal("orchestrator: GET https://h/odata/Jobs(5) answered 404: "
      .. "Job does not exist. (errorCode 1002, trace 00-ab-01); "
      .. "check the key [not_found]", tostring(err))
  end)

  it("says of a write without an answer that it may have happened", function()
    local text = tostring(errors.new { kind = "network", method = "POST",
      url = "https://h/x", message = "reset", sent = "unsure", attempts = 3 })
    assert.matches("3 attempts", text, 1, true)
    assert.matches("it is not known whether the server has done it", text, 1,
      true)
  end)

  it("fills what is not known with what holds before sending", function()
    local err = errors.new { kind = "argument", message = "no" }
    assert.equal("no", err.sent)
    assert.equal(0, err.attempts)
    assert.is_false(err.retryable)
  end)

  it("has a hint for the folder's error codes", function()
    assert.matches("call it on a folder",
      errors.new { kind = "invalid", code = 1101, message = "x" }.hint)
    assert.matches("has access",
      errors.new { kind = "invalid", code = 1100, message = "x" }.hint)
  end)

  it("keeps the hint that it was given", function()
    assert.equal("mine", errors.new { kind = "network", message = "x",
      hint = "mine" }.hint)
  end)

  it("raises an object and knows its own", function()
    local ok, err = pcall(errors.config, "url is missing", "give it")
    assert.is_false(ok)
    assert.is_true(errors.is(err))
    assert.equal("config", err.kind)
    assert.is_false(errors.is { kind = "config" })
    assert.is_false(errors.is "config")
  end)

  it("raises an error object again as it is", function()
    local first = errors.new { kind = "server", message = "x" }
    local _, second = pcall(errors.raise, first)
    assert.equal(first, second)
  end)

  it("catches its own errors and lets mistakes of programs pass", function()
    local value, err = errors.catch(errors.argument, "bad")
    assert.is_nil(value)
    assert.equal("bad", err.message)
    assert.has_error(function() errors.catch(error, "a bug", 0) end, "a bug")
    assert.equal(3, select("#", errors.catch(function() return 1, nil, 2 end)))
  end)

  it("refuses a method called without its object", function()
    local method = errors.method(function() return 1 end)
    assert.equal(1, method { connection = {} })
    for _, wrong in ipairs { "GET", {}, 5 } do
      local _, err = pcall(method, wrong)
      assert.matches("write a colon", err.hint, 1, true)
    end
  end)

  it("returns errors where the connection is a safe one", function()
    local method = errors.method(function() errors.argument "bad" end)
    local value, err = method { connection = { safe = true } }
    assert.is_nil(value)
    assert.equal("argument", err.kind)
    assert.is_false(pcall(method, { connection = { safe = false } }))
  end)
end)
