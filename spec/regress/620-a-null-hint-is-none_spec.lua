-- A null among the hints of a job's input was taken for a message: the job
-- faulted instead of running.

local cjson = require "cjson"
local eventually = require "support.eventually"
local furnish = require "sandbox.furnish"
local tenant = require "sandbox.tenant"

describe("a hint that is null", function()
  it("is none", function()
    local server = tenant.start { seed = "empty", speed = 100 }
    furnish.fill(server)
    local id = server:call("POST", "/odata/Jobs/" .. furnish.NS
      .. "StartJobs", { folder = furnish.FOLDER, json = { startInfo = {
        ReleaseName = "Bot", InputArguments =
        '{"sandbox_fault":null,"sandbox_seconds":0}' } } }).json.value[1].Id
    local job
    assert.truthy(eventually(function()
      job = server:get(("/odata/Jobs(%d)"):format(id)).json
      return job.EndTime ~= cjson.null
    end))
    assert.equal("Successful", job.State)
    server:stop()
  end)
end)
