local demo = require "support.demo"
local host = require "support.host"

describe("in lighttpd", function()
  if not host.has "/usr/lib/lighttpd/mod_magnet.so" then
    pending "lighttpd-modules-lua is not installed"
    return
  end

  local server, web
  setup(function()
    server = demo.start()
    local env = host.tenant(server, "Shared/Finance")
    web = host.start({ "/usr/sbin/lighttpd", "-D", "-f",
      host.recipe "lighttpd" .. "/lighttpd.conf" },
      { version = "5.4", recipe = "lighttpd", env = env })
  end)
  teardown(function()
    if web then web:stop() end
    if server then server:stop() end
  end)

  it("a page shows the queues as they are", function()
    local row = server:sql [[SELECT Name FROM QueueDefinitions ORDER BY Name]]
    local status, body = web:request "/queues"
    assert.equal(200, status, body)
    assert.matches("<tr><td>" .. row[1].Name, body, 1, true)
    assert.equal(404, (web:request "/"))
  end)

  it("every request uses the same sign-in", function()
    server:reset()
    for _ = 1, 5 do assert.equal(200, (web:request "/queues")) end
    local issued = server:issued()
    assert.same({}, issued)
  end)

  it("an error of the server's is a page that says so", function()
    server:fault { path = "QueueDefinitions", status = 403 }
    local status, body = web:request "/queues"
    assert.equal(502, status)
    assert.matches("403", body, 1, true)
  end)
end)
