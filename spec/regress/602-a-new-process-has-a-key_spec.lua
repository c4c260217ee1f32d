-- A process made by POST had no Key, because ReleaseDto declares it as a text
-- and not as a GUID: nothing could be started by its ReleaseKey.

local tenant = require "sandbox.tenant"

describe("a process that was just made", function()
  it("has a key, by which it can be started", function()
    local server = tenant.start { seed = "empty", robots = false }
    server:insert("Machines", { Name = "VM", UnattendedSlots = 1 })
    server:insert("Robots", { Name = "R", Enabled = 1, _folder = 1001 })
    local made = server:call("POST", "/odata/Releases", { folder = 1001,
      json = { Name = "P", ProcessKey = "P", ProcessVersion = "1.0.0" } })
    local started = server:call("POST", "/odata/Jobs/UiPath.Server."
      .. "Configuration.OData.StartJobs", { folder = 1001,
        json = { startInfo = { ReleaseKey = made.json.Key } } })
    server:stop()
    assert.equal(201, started.status, started.body)
  end)
end)
