local demo = require "support.demo"
local host = require "support.host"

local MODULES = "/usr/lib/apache2/modules"

describe("in Apache", function()
  if not host.has(MODULES .. "/mod_lua.so") then
    pending "apache2-bin is not installed"
    return
  end

  local server, web
  setup(function()
    server = demo.start()
    local env = host.tenant(server, "Shared/Finance")
    env.MODULES = MODULES
    web = host.start({ "/usr/sbin/apache2", "-D", "FOREGROUND", "-f",
      host.recipe "apache" .. "/apache.conf" },
      { version = "5.3", recipe = "apache", env = env })
  end)
  teardown(function()
    if web then web:stop() end
    if server then server:stop() end
  end)
  before_each(function() server:reset() end)

  it("each request has a state, and all have one sign-in", function()
    server:sql("UPDATE Jobs SET State = 'Successful' WHERE State = 'Faulted'")
    for _ = 1, 10 do
      local status, body = web:request "/health"
      assert.equal(200, status, body)
      assert.equal("no job has faulted in the last hour\n", body)
    end
    local issued = server:issued()
    assert.is_true((issued.user_key or 0) <= 1)
  end)

  it("faulted jobs are named", function()
    server:sql([[UPDATE Jobs SET State = 'Faulted', EndTime = ? WHERE Id =
      (SELECT MAX(J.Id) FROM Jobs J JOIN Folders F ON F.Id = J._folder
       WHERE F.FullyQualifiedName = 'Shared/Finance')]],
      os.date "!%Y-%m-%dT%H:%M:%S.0000000Z")
    local status, body = web:request "/health"
    assert.equal(503, status, body)
    assert.matches("^faulted: %a", body)
  end)
end)
