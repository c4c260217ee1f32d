--- Every kind of call, in tasks that a loop drives by the one descriptor: each
-- comes to its end, and none of them ever sleeps. `waited` of the state counts
-- the seconds that somebody slept.

local demo = require "support.demo"
local files = require "support.files"
local loop = require "orchestrator.loop"
local orchestrator = require "orchestrator"
local refused = require "support.refused"
local socket = require "socket"

describe("under a loop of the host's", function()
  local server, tenant, folder, dir

  setup(function()
    server = demo.start { speed = 200 }
    tenant = orchestrator.connect(server:options("client_secret",
      { pace = false }))
    folder = tenant:folder "Shared/Finance"
    tenant.Settings:GetLicense()
    dir = files.temp_dir()
    files.write(dir .. "/file", ("x"):rep(1000000))
  end)
  teardown(function()
    server:stop()
    files.remove(dir)
  end)
  before_each(function() server:reset() end)
  after_each(function() loop.adopt {} end)

  -- Runs a function in a task to its end, and gives its result.
  local function drive(fn)
    local before = tenant:stats().state.waited
    local task = loop.go(fn)
    local watched = { getfd = function() return loop.fd() end,
      dirty = function() return false end }
    local begun = socket.gettime()
    while not task.done do
      socket.select({ watched }, nil, math.min(loop.timeout() or 1, 1))
      loop.step()
      assert.is_true(socket.gettime() - begun < 60)
    end
    if task.err ~= nil then error(task.err, 0) end
    assert.equal(before, tenant:stats().state.waited)
    return task.results[1]
  end

  local CALLS = {
    ["a request"] = function() return tenant.Settings:GetLicense() end,
    ["a request that is repeated"] = function()
      server:fault { path = "Folders", status = 503, times = 1 }
      return tenant.Folders:count()
    end,
    ["a request that has to wait"] = function()
      server:fault { path = "Folders", status = 429, retry_after = 1,
        times = 1 }
      return tenant.Folders:count()
    end,
    ["a sign-in"] = function()
      return orchestrator.connect(server:options("user_key",
        { cache = false })).Folders:count()
    end,
    ["a token's renewal"] = function()
      tenant.connection.client:expire()
      return tenant.Folders:count()
    end,
    ["what the token says"] = function()
      return #tenant.identity.Group:list()
    end,
    ["a walk"] = function()
      local n = 0
      for _ in tenant.Folders:paging("key", { page = 2 }):each() do
        n = n + 1
      end
      return n
    end,
    ["a walk over folders"] = function()
      local n = 0
      for _ in tenant:folders("**").QueueDefinitions:each() do n = n + 1 end
      return n + 1
    end,
    ["an export"] = function()
      return folder.QueueItems:export { file = dir .. "/rows.csv" }
    end,
    ["a map"] = function()
      return #tenant:map({ 1, 2, 3 }, function()
        return tenant.Folders:count()
      end)
    end,
    ["a wait for a job"] = function()
      local jobs = folder.Jobs:start "InvoiceBot"
      return folder.Jobs:wait(jobs[1]).Id
    end,
    ["a follower"] = function()
      local err = refused("timeout", orchestrator.within, 1, function()
        for _ in folder.RobotLogs:follow { every = 0.1 } do end
      end)
      return err
    end,
    ["a file's way into a bucket and back"] = function()
      local bucket = folder.Buckets:ensure { Name = "Yields",
        Identifier = "8f3c0000-1111-2222-3333-444455556667" }
      bucket:upload(dir .. "/file", "yields")
      return bucket:download("yields", dir .. "/back")
    end,
  }

  for name, fn in pairs(CALLS) do
    it(name .. " never sleeps", function()
      local result = drive(fn)
      assert.is_truthy(result)
      assert.is_true(result ~= 0)
    end)
  end
end)
