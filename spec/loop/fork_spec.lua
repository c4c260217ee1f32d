--- What was made before a fork is the parent's; the child makes its own.

local odd_host = require "support.odd_host"

describe("after a fork", function()
  local here, passes = odd_host.around { setup = setup, teardown = teardown,
    before_each = before_each }

  it("a tenant and a walk are refused in the child, a new one works, and the "
    .. "parent goes on", function()
    passes [[
      local tenant = orchestrator.connect()
      local step, walk = tenant.Folders:each()
      local first = step(walk)
      local fd = loop.fd()
      local id = host.fork()
      if id == 0 then
        local err = fails("closed", tenant.Folders.count, tenant.Folders)
        assert(err.message:find "forked" and err.hint:find "connect again")
        local new = orchestrator.connect()
        assert(new.Folders:count() > 0)
        assert(loop.fd() >= 0 and new:stats().requests > 0)
        local a, b = orchestrator.run(
          function() return new.Folders:count() end,
          function() return new.Settings:GetLicense() end)
        assert(a > 0 and b)
        assert(#new:map({ 1, 2 }, function() return new.Folders:count() end)
          == 2)
        tenant:close()
        tenant = nil
        collectgarbage()
        assert(new.Folders:count() == a)
        host.exit(0)
      end
      assert(host.wait(id) == 0)
      assert(loop.fd() == fd)
      assert(step(walk).Id > first.Id)
      assert(tenant.Folders:count() > 0)
    ]]
  end)

  it("tasks under way are the parent's", function()
    here.server:fault { path = "Folders", delay = 0.5, times = 1 }
    passes [[
      local tenant = orchestrator.connect()
      tenant.Settings:GetLicense()
      local task = loop.go(function() return tenant.Folders:count() end)
      local step, pool = tenant:imap({ 1 }, function()
        return tenant.Folders:count()
      end, { workers = 1 })
      local id = host.fork()
      if id == 0 then
        fails("closed", loop.join, { task })
        fails("closed", step, pool)
        host.exit(0)
      end
      assert(host.wait(id) == 0)
      loop.join { task }
      assert(task.results[1] > 0)
    ]]
  end)
end)
