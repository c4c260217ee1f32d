local demo = require "support.demo"
local host = require "support.host"
local ltn12 = require "ltn12"
local sandbox = require "orchestrator.sandbox.core"

describe("in haproxy", function()
  if not host.has "/usr/sbin/haproxy" then
    pending "haproxy is not installed"
    return
  end

  local SECRET = "a secret of the webhook"
  local server, proxy
  setup(function()
    server = demo.start()
    local env = host.tenant(server, "Shared/Finance")
    env.WEBHOOK_SECRET = SECRET
    env.WEBHOOK_PROCESS = server:sql([[SELECT R.Name AS Name FROM Releases R
      JOIN Folders F ON F.Id = R._folder
      WHERE F.FullyQualifiedName = 'Shared/Finance']])[1].Name
    proxy = host.start({ "/usr/sbin/haproxy", "-db", "-f",
      host.recipe "haproxy" .. "/haproxy.cfg" },
      { version = "5.3", recipe = "haproxy", env = env })
  end)
  teardown(function()
    if proxy then proxy:stop() end
    if server then server:stop() end
  end)
  before_each(function() server:reset() end)

  local function deliver(body, signature)
    return proxy:request("/webhook", { method = "POST",
      source = ltn12.source.string(body), headers = {
        ["content-length"] = tostring(#body),
        ["x-uipath-signature"] = signature } })
  end

  local function signed(body)
    return "sha256=" .. sandbox.hmac_sha256(SECRET, body):gsub(".",
      function(c) return ("%02x"):format(c:byte()) end)
  end

  it("a signed webhook starts a job, once", function()
    local body = [[{"Type":"queueItem.added"}]]
    local status, text = deliver(body, signed(body))
    assert.equal(202, status, text)
    assert.equal(1, #server:requests { path = "StartJobs" })
  end)

  it("another signature starts none", function()
    assert.equal(401, (deliver("{}", signed "{ }")))
    assert.equal(401, (deliver("{}", nil)))
    assert.equal(0, #server:requests())
  end)

  it("while it waits, others are served", function()
    server:fault { path = "StartJobs", delay = 1, times = 1 }
    local socket = require "socket"
    local slow = assert(socket.connect("127.0.0.1", proxy.port))
    local body = "{}"
    slow:send(("POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
      .. "X-UiPath-Signature: %s\r\n\r\n%s"):format(signed(body), body))
    local eventually = require "support.eventually"
    assert.is_truthy(eventually(function()
      return #server:requests { path = "StartJobs" } == 1
    end))
    assert.equal(404, (proxy:request "/"))
    slow:settimeout(0)
    assert.equal("timeout", select(2, slow:receive "*l"))
    slow:settimeout(20)
    assert.matches("202", (slow:receive "*l"))
    slow:close()
  end)
end)
