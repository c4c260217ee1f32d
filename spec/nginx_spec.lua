-- The client over HTTP/2, TLS and gzip, which the sandbox has from nginx.

local files = require "support.files"
local nginx = require "support.nginx"
local orchestrator = require "orchestrator"
local process = require "support.process"
local sandbox = require "orchestrator.sandbox"

describe("behind nginx", function()
  local server, front, tenant, dir

  setup(function()
    server = sandbox.start { seed = "empty", robots = false }
    server:sql([[WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1
      FROM n WHERE i < 3000) INSERT INTO "Machines" (Id, "Name",
      "Description") SELECT i, 'machine ' || i, printf('%.200c', 'x') FROM n]])
    front = nginx.start(server.port)
    tenant = orchestrator.connect(server:options("client_secret",
      { url = front.url, ca = front.ca }))
    dir = files.temp_dir()
  end)
  teardown(function()
    front:stop()
    server:stop()
    files.remove(dir)
  end)

  it("a walk has every row, over HTTP/2 and packed", function()
    local n = 0
    for row in tenant.Machines:select("Id"):each() do
      n = n + 1
      assert.equal(n, row.Id)
    end
    assert.equal(3000, n)
    local packed = 0
    for _, line in ipairs(front:log()) do
      assert.truthy(line:find("HTTP/2.0", 1, true), line)
      if line:find("gzip", 1, true) then packed = packed + 1 end
    end
    assert.is_true(packed >= 3, packed)
  end)

  it("an export writes what the server has", function()
    local path = dir .. "/machines.jsonl"
    assert.equal(3000, tenant.Machines:export { file = path })
    local _, lines = files.read(path):gsub("\n", "")
    assert.equal(3000, lines)
  end)

  it("a file goes into a bucket and comes back", function()
    local text = ("0123456789abcdef"):rep(1 << 16) -- 1 MB
    files.write(dir .. "/a.bin", text)
    local set = tenant:folder("Shared").Buckets
    set:create { Name = "b", Identifier =
      "8f3c0000-1111-2222-3333-444455556666" }
    local bucket = set:named "b"
    assert.is_true(bucket:upload(dir .. "/a.bin", "x/a.bin"))
    assert.equal(#text, bucket:download("x/a.bin", dir .. "/b.bin"))
    assert.equal(text, files.read(dir .. "/b.bin"))
    assert.truthy(table.concat(front:log(), "\n"):find("PUT 201", 1, true))
  end)

  it("a certificate that nobody vouches for is refused", function()
    local other = orchestrator.connect(server:options("client_secret",
      { url = front.url }))
    local ok, err = pcall(function() return other.Machines:top(1):first() end)
    assert.is_false(ok)
    assert.equal("tls", err.kind)
  end)

  it("it ends with its spec", function()
    local again = nginx.start(server.port)
    local pid = again.child.pid
    again:stop()
    assert.is_false(process.alive(pid))
  end)
end)
