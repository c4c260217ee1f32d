local demo = require "support.demo"
local orchestrator = require "orchestrator"

describe("tenant:request", function()
  local server, tenant
  setup(function()
    server = demo.start { seed = "empty" }
    tenant = orchestrator.connect(server:options())
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function refused(...)
    local ok, err = pcall(tenant.request, tenant, ...)
    assert.is_false(ok)
    assert.equal("argument", err.kind)
    assert.equal(0, #server:requests())
    return tostring(err)
  end

  it("sends the path below Orchestrator's address and gives the JSON",
    function()
      local answer, about = tenant:request("GET", "/odata/Folders",
        { query = { ["$top"] = 1, ["$filter"] = "Id gt 5" } })
      assert.is_table(answer.value)
      assert.equal(200, about.status)
      assert.equal(1, about.attempts)
      assert.matches("json", about.content_type)
      assert.same({ "GET /odata/Folders?$filter=Id%20gt%205&$top=1" },
        demo.lines(server))
    end)

  it("joins a query to one that is there", function()
    tenant:request("get", "odata/Folders?$top=1", { query = { ["$skip"] = 0 } })
    assert.same({ "GET /odata/Folders?$top=1&$skip=0" }, demo.lines(server))
  end)

  it("sends tables as JSON and text as it is", function()
    server:fault { path = "/odata/X", status = 204, body = "", times = 2 }
    assert.is_true((tenant:request("POST", "/odata/X",
      { body = { Id = 9007199254740993 } })))
    tenant:request("POST", "/odata/X", { body = "a=b",
      headers = { ["content-type"] = "text/plain", ["X-Mine"] = "1" } })
    local requests = demo.requests(server)
    assert.equal('{"Id":9007199254740993}', requests[1].body)
    assert.matches("json", requests[1].headers["content-type"])
    assert.equal("a=b", requests[2].body)
    assert.equal("text/plain", requests[2].headers["content-type"])
    assert.equal("1", requests[2].headers["x-mine"])
  end)

  it("gives the text itself when asked for it", function()
    server:fault { path = "/odata/X", body = "plain",
      content_type = "text/plain" }
    assert.equal("plain", (tenant:request("GET", "/odata/X", { raw = true })))
  end)

  it("takes an absolute address of this tenant's servers", function()
    tenant:request("GET", server.url .. "/acme/Production/orchestrator_"
      .. "/odata/Folders")
    assert.same({ "GET /odata/Folders" }, demo.lines(server))
  end)

  it("refuses other servers, who must not see the token", function()
    assert.matches("is not this tenant's server",
      refused("GET", "https://evil.example/odata/Jobs"))
    refused("GET", "http://127.0.0.1:1/odata/Jobs")
    refused("GET", "ftp://127.0.0.1/x")
    refused("GET", "http:evil")
  end)

  it("refuses paths that are not escaped, or climb", function()
    for _, path in ipairs { "/odata/a b", "/odata/a\r\nX: y", "/odata/ü",
      "/odata/../secret", "/odata/%2e%2E/x", "/odata/%zz", "/odata/%",
      "/odata/%4", "/odata/#x", "" } do
      refused("GET", path)
    end
    refused("GET", nil)
  end)

  it("refuses methods, headers and options that are none", function()
    refused("FETCH", "/odata/Jobs")
    refused(nil, "/odata/Jobs")
    refused("GET", "/odata/Jobs", { headers = { ["X-A"] = "b\r\nC: d" } })
    refused("GET", "/odata/Jobs", { headers = { ["X A"] = "b" } })
    refused("GET", "/odata/Jobs", { headers = { Authorization = "x" } })
    refused("GET", "/odata/Jobs", { headers = { ["X-A"] = {} } })
    assert.matches('did you mean "query"', refused("GET", "/odata/Jobs",
      { qury = {} }))
    refused("GET", "/odata/Jobs", { query = { a = print } })
    refused("POST", "/odata/Jobs", { body = { 0 / 0 } })
  end)

  it("keeps nulls when asked", function()
    server:fault { path = "/odata/X", body = '{"a":null}', times = 2,
      content_type = "application/json" }
    assert.same({ a = orchestrator.null },
      (tenant:request("GET", "/odata/X", { nulls = true })))
    assert.same({}, (tenant:request("GET", "/odata/X")))
  end)
end)
