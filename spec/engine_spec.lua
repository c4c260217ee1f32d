local engine = require "orchestrator.engine"

describe("engine", function()
  it("is one for the whole state", function()
    assert.equal(engine.get(), engine.get())
  end)

  it("has a clock that goes on", function()
    local driver = engine.get()
    local before = driver:now()
    driver:wait(0.01)
    assert.is_true(driver:now() > before)
  end)
end)
