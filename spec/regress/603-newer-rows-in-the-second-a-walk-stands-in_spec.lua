-- Walking logs downwards, times without a fraction made the last instant a
-- second wide; a row that arrived later in that second raised an error.

local demo = require "support.demo"
local orchestrator = require "orchestrator"

describe("a walk downwards by time", function()
  local server
  setup(function() server = demo.start { seed = "empty" } end)
  teardown(function() server:stop() end)

  local function row(time, message)
    return ('{"TimeStamp":"2026-%sZ","Message":"%s","Id":0}'):format(time,
      message)
  end

  local function page(...)
    server:fault { path = "/odata/RobotLogs", times = 1, status = 200,
      content_type = "application/json",
      body = '{"value":[' .. table.concat({ ... }, ",") .. "]}" }
  end

  it("passes over rows that arrived in the second it stands in", function()
    local here = { row("11-01T00:00:00", "1"), row("11-01T00:00:00", "2") }
    page(here[1], here[2])
    page(row("11-01T00:00:00.035", "new"), here[1], here[2],
      row("10-31T00:00:00", "3"))
    local logs = orchestrator.connect(server:options()):folder(1001).RobotLogs
    local seen = {}
    for log in logs:orderby("TimeStamp desc"):paging("time"):each() do
      seen[#seen + 1] = log.Message
    end
    assert.same({ "1", "2", "3" }, seen)
  end)
end)
