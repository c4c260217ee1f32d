local Connection = require "orchestrator.connection"

local TOKEN = { grant = "fixed", secret = "t" }

describe("connection", function()
  it("opens until it is closed, twice", function()
    local connection = Connection.new({ token = TOKEN }, { timeout = 5 })
    assert.is_userdata(connection:open())
    connection:close()
    connection:close()
    local ok, err = pcall(connection.open, connection)
    assert.is_false(ok)
    assert.equal("closed", err.kind)
  end)

  it("raises what the core refuses", function()
    local ok, err = pcall(Connection.new, { token = TOKEN,
      origins = { "not a url" } }, {})
    assert.is_false(ok)
    assert.is_string(err.kind)
  end)

  it("tells its listener, if there is one", function()
    local seen
    local connection = Connection.new({ token = TOKEN },
      { on_event = function(event) seen = event end })
    connection:tell("page", { rows = 5 })
    assert.same({ event = "page", rows = 5 }, seen)
    local deaf = Connection.new({ token = TOKEN }, {})
    assert.has_no_error(function() deaf:tell("page", {}) end)
  end)
end)
