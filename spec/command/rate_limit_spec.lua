local demo = require "support.demo"
local orch = require "support.orch"

describe("exit code 6", function()
  it("tells that the server's limit was met to the end", function()
    local server = demo.start()
    finally(function() server:stop() end)
    server:fault { path = "/odata/Machines", status = 429, times = 1000,
      retry_after = 600 }
    local result = orch.run({ "get", "Machines" }, { env = {
      UIPATH_URL = server.url, UIPATH_ORGANIZATION = server.organization,
      UIPATH_TENANT = server.tenant, UIPATH_CLIENT_ID = server.client_id,
      UIPATH_USER_KEY = server.user_key, UIPATH_CALL_TIMEOUT = "2" } })
    assert.equal(6, result.code, result.stderr)
  end)
end)
