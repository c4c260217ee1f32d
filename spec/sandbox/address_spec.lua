local extras = require "orchestrator.sandbox.operations.extras"
local files = require "support.files"
local model = require "orchestrator.sandbox.model"
local raw_http = require "sandbox.raw_http"
local tenant = require "sandbox.tenant"

local ORGANIZATION_ID = "6e0d5c2a-41b7-4c58-9a3e-0d1f5b7a9c11"
local TENANT_ID = "b3f1a7d4-8c26-4e0b-95d7-2a6c4e8f0b22"

local function status(server, path, headers)
  return server:get(path, { absolute = true, headers = headers }).status
end

local function each_edition(edition, answers)
  describe("the addresses of " .. edition .. " (facts 1.1)", function()
    local server

    setup(function() server = tenant.start { seed = "empty",
      edition = edition } end)
    teardown(function() server:stop() end)

    for path, expected in pairs(answers) do
      it(("answer %d at %s"):format(expected, path), function()
        assert.equal(expected, status(server, path))
      end)
    end
  end)
end

-- facts 1.1.1, 1.1.10, 1.1.11, 1.5.2
each_edition("cloud", {
  ["/acme/Production/orchestrator_/odata/Folders"] = 200,
  ["/ACME/production/orchestrator_/odata/Folders"] = 200,
  ["/acme/Production/odata/Folders"] = 200,
  ["/acme/Production/orchestrator_/api/Folders/GetAllForCurrentUser"] = 200,
  ["/" .. ORGANIZATION_ID .. "/" .. TENANT_ID
    .. "/orchestrator_/odata/Folders"] = 200,
  ["/odata/Folders"] = 404,
  ["/acme/Other/orchestrator_/odata/Folders"] = 403,
  ["/other/Production/orchestrator_/odata/Folders"] = 403,
})

describe("the editions on premises", function()
  -- facts 4.2.2, 8.10.3; peers 40
  it("have no alerts any more (facts 8.10), and pages of 100 (facts 4.2)",
    function()
      for edition, count in pairs { cloud = 120, suite = 100 } do
        local server = tenant.start { seed = "empty", edition = edition }
        assert.equal(edition == "cloud" and 200 or 404,
          server:list("Alerts").status)
        server.handle:sql [[WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL
          SELECT i + 1 FROM n WHERE i < 120) INSERT INTO "Webhooks" ("Name")
          SELECT 'w' || i FROM n]]
        assert.equal(count, #server:list("Webhooks").json.value)
        assert.equal(110, #server:list("Webhooks", { top = 110 }).json.value)
        server:stop()
      end
    end)
end)

-- facts 1.1.6, 1.1.11; peers 34
each_edition("suite", {
  ["/acme/Production/orchestrator_/odata/Folders"] = 200,
  -- The gateway takes "odata" for a service.
  ["/acme/Production/odata/Folders"] = 404,
})

-- facts 1.1.7; peers 34
each_edition("standalone", {
  ["/odata/Folders"] = 200,
  ["/api/Folders/GetAllForCurrentUser"] = 200,
  ["/acme/Production/orchestrator_/odata/Folders"] = 404,
})

describe("the health of a server", function()
  it("is told on premises, by an empty body (facts 1.4.1, 1.4.2, 1.4.5)",
  function()
    for edition, base in pairs { suite = "/acme/Production/orchestrator_",
      standalone = "" } do
      local server = tenant.start { seed = "empty", edition = edition }
      for _, path in ipairs { "/api/health", "/api/health/startup",
        "/api/health?detailsKey=guess" } do
        local answer = raw_http.request(server.port, "GET", base .. path)
        assert.equal(200, answer.status, path)
        assert.equal("", answer.body)
      end
      assert.equal(404, status(server, base .. "/api/health/other"))
      server:stop()
    end
  end)
end)

describe("the tenant's header of standalone (facts 3)", function()
  -- facts 3.5, 1.1.7; peers 34
  it("names the tenant", function()
    local server = tenant.start { seed = "empty", edition = "standalone" }
    local function with(name)
      return status(server, "/odata/Folders", {
        ["X-UIPATH-TenantName"] = name })
    end
    assert.equal(200, with "Production")
    assert.equal(403, with "Other")
    server:stop()
  end)
end)

describe("the identity server's addresses (facts 7.1)", function()
  local server

  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)

  for _, prefix in ipairs { "", "/acme", "/" .. ORGANIZATION_ID,
    "/acme/Production" } do
    for _, service in ipairs { "/identity_", "/identity" } do
      -- facts 7.1.1, 7.1.2; peers 35
      it("are good below " .. prefix .. service, function()
        local path = prefix .. service .. "/api/Group/" .. ORGANIZATION_ID
        assert.equal(200, status(server, path))
      end)
    end
  end
end)

describe("an address that leads nowhere", function()
  local server

  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)

  local function page(path)
    local answer = raw_http.request(server.port, "GET", path, { headers = {
      Authorization = "Bearer " .. server.access_token } })
    assert.truthy(answer.headers["content-type"]:find("text/html", 1, true))
    return answer.status
  end

  -- facts 6.1.10, 6.1.14
  it("answers a page, not JSON (facts 6.1)", function()
    assert.equal(404, page "/")
    assert.equal(404, page "/acme/Production/orchestrator_/odata/Nothing")
    assert.equal(404, page "/acme/Production/orchestrator_/odata/Jobs(1)/x.Y")
    assert.equal(404, page "/favicon.ico")
  end)

  it("is not reached by tricks of the path", function()
    local base = "/acme/Production/orchestrator_"
    for _, path in ipairs { "/../../etc/passwd", base .. "/odata/../Folders",
      base .. "/odata/%2e%2e/Folders", base .. "//odata/Folders",
      base .. "/odata/Folders/../../../etc/passwd", base .. "/odata//",
      base .. "/odata/Folders(1", base .. "/odata/Folders(1)(2)",
      base .. "/odata/Folders('1')", base .. "/odata/Users/UiPath.Server."
      .. "Configuration.OData.GetCurrentUser(5)", base .. "/odata/_tenant",
      "/_sandbox/sql" } do
      assert.equal(404, page(path), path)
    end
  end)
end)

describe("every answer of Orchestrator (facts 1.3)", function()
  -- facts 1.3.1
  it("lists the API's versions, the newest last", function()
    local server = tenant.start()
    local answer = server:get "/odata/Folders"
    assert.truthy(answer.headers["api-supported-versions"]:find "20%.0$")
    server:stop()
  end)
end)

describe("an operation the sandbox does not model", function()
  -- The first GET that docs/sandbox.md lists. When none is left this fails:
  -- the spec has then nothing to tell.
  local function unmodelled()
    for id in files.read("docs/sandbox.md"):gmatch "\n%- `([%w_]+)`" do
      for _, list in ipairs { model.operations, extras.operations } do
        for _, op in ipairs(list) do
          if op.id == id and op.method == "GET" and not op.path:find "{" then
            return op
          end
        end
      end
    end
    error "no GET is left that the sandbox does not model"
  end

  it("answers 501 with its name", function()
    local op = unmodelled()
    local server = tenant.start { seed = "empty" }
    local answer = server:get((op.path:gsub("/ns%.",
      "/UiPath.Server.Configuration.OData.")), { folder = 1001 })
    assert.equal(501, answer.status)
    assert.truthy(answer.json.message:find(op.id, 1, true))
    server:stop()
  end)
end)
