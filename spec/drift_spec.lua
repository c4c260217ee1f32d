--- What a walk by skip does when rows move.

local demo = require "support.demo"
local orchestrator = require "orchestrator"

describe("drift", function()
  local server, jobs
  setup(function()
    server = demo.start()
    jobs = orchestrator.connect(server:options()):folder "Shared/Finance".Jobs
  end)
  teardown(function() server:stop() end)

  -- Walks by skip; the newest job goes after ten rows.
  local function walk(options)
    local n = 0
    options.page = 50
    for _ in jobs:orderby "CreationTime":paging("skip", options):each() do
      n = n + 1
      if n == 10 then
        server:sql [[DELETE FROM Jobs WHERE Id = (SELECT Id FROM Jobs
          WHERE _folder = 1002 ORDER BY CreationTime LIMIT 1)]]
      end
    end
    return n
  end

  it("raises", function()
    local ok, err = pcall(walk, {})
    assert.is_false(ok)
    assert.equal("drift", err.kind)
    assert.matches("is another now than before", err.message)
    assert.matches("page by a key", tostring(err))
  end)

  it("is told to on_drift, and the walk goes on", function()
    local told = {}
    local n = walk { on_drift = function(info) told[#told + 1] = info end }
    assert.is_true(n > 1000)
    assert.equal(1, #told)
    assert.equal("drift", told[1].kind)
  end)

  it("raises when on_drift answers false", function()
    local ok, err = pcall(walk, { on_drift = function() return false end })
    assert.is_false(ok)
    assert.equal("drift", err.kind)
  end)

  it("cannot be misspelt away", function()
    for options, pattern in pairs { [{ on_drft = print }] = "on_drft",
      [{ on_drift = true }] = "on_drift", [{ concurrency = 0 }] = "1 to 64",
      [{ concurrency = 65 }] = "1 to 64" } do
      local ok, err = pcall(jobs.paging, jobs, "skip", options)
      assert.is_false(ok)
      assert.matches(pattern, err.message)
    end
  end)
end)
