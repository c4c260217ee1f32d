-- An operation that lists was called with a header of its own, and the walk
-- over its pages sent it without.

local demo = require "support.demo"
local orchestrator = require "orchestrator"

describe("an operation that lists", function()
  it("sends its headers with every page", function()
    local server = demo.start()
    finally(function() server:stop() end)
    local tenant = orchestrator.connect(server:options "client_secret")
    tenant:call("AuditLogs_Get",
      { ["x-UIPATH-AuditedService"] = "Orchestrator" })
    local sent = demo.requests(server)
    assert.is_true(#sent > 0)
    for _, request in ipairs(sent) do
      assert.equal("Orchestrator", request.headers["x-uipath-auditedservice"])
    end
  end)
end)
