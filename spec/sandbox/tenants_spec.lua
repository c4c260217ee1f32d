-- Several tenants and organisations in one process: each has its own rows,
-- its own secrets and its own tokens.

local cjson = require "cjson"
local files = require "support.files"
local process = require "support.process"
local raw_http = require "sandbox.raw_http"
local tenant = require "sandbox.tenant"

describe("several tenants in one process (facts 1.1)", function()
  local server, test, other

  setup(function()
    server = tenant.start { seed = "empty",
      tenants = { "acme/Test", "umbrella/Prod" } }
    test, other = server.tenants[1], server.tenants[2]
  end)
  teardown(function() server:stop() end)

  local function call(method, at, path, token, body)
    return raw_http.request(server.port, method,
      ("/%s/%s/orchestrator_%s"):format(at.organization, at.tenant, path),
      { headers = { Authorization = "Bearer " .. token,
        ["Content-Type"] = "application/json" },
      body = body and cjson.encode(body) })
  end

  local function names(at)
    local list = {}
    for i, row in ipairs(call("GET", at, "/odata/Machines",
      at.access_token).json.value) do
      list[i] = row.Name
    end
    return list
  end

  it("are named by the handle", function()
    assert.same({ "acme", "Test" }, { test.organization, test.tenant })
    assert.same({ "umbrella", "Prod" }, { other.organization, other.tenant })
  end)

  it("keep their rows apart", function()
    assert.equal(201, call("POST", test, "/odata/Machines",
      test.access_token, { Name = "of-test" }).status)
    assert.equal(201, call("POST", other, "/odata/Machines",
      other.access_token, { Name = "of-prod" }).status)
    assert.same({ "of-test" }, names(test))
    assert.same({ "of-prod" }, names(other))
    assert.same({}, server:column("Name", "Machines"))
  end)

  it("refuse each other's tokens", function()
    assert.equal(401, call("GET", test, "/odata/Machines",
      server.access_token).status)
    assert.equal(401, call("GET", other, "/odata/Machines",
      test.access_token).status)
  end)

  it("sign in with their own user key, application and secret", function()
    local key = raw_http.request(server.port, "POST", "/oauth/token", {
      headers = { ["Content-Type"] = "application/json" },
      body = cjson.encode { grant_type = "refresh_token",
        client_id = other.client_id, refresh_token = other.user_key } })
    assert.equal(200, key.status, key.body)
    assert.equal(200, call("GET", other, "/odata/Machines",
      key.json.access_token).status)
    local application = raw_http.request(server.port, "POST",
      "/identity_/connect/token", { headers = { ["Content-Type"] =
        "application/x-www-form-urlencoded" }, body = ("grant_type="
        .. "client_credentials&client_id=%s&client_secret=%s"):format(
        test.client_id, test.client_secret) })
    assert.equal(200, application.status, application.body)
    assert.equal(200, call("GET", test, "/odata/Machines",
      application.json.access_token).status)
  end)

  it("refuse a tenant that is not there", function()
    assert.equal(403, call("GET", { organization = "umbrella",
      tenant = "Test" }, "/odata/Machines", other.access_token).status)
  end)

  it("stay in one file", function()
    local folder = files.temp_dir()
    local options = { seed = "empty", data = folder .. "/tenant.db",
      tenants = { "umbrella/Prod" } }
    local first = tenant.start(options)
    local one = first.tenants[1]
    local made = raw_http.request(first.port, "POST",
      "/umbrella/Prod/orchestrator_/odata/Machines", { headers = {
        Authorization = "Bearer " .. one.access_token }, body =
        '{"Name":"kept"}' })
    assert.equal(201, made.status, made.body)
    first:stop()
    assert.equal("tenant.db\n", process.run({ "ls", folder }).stdout)
    local second = tenant.start(options)
    assert.equal(one.user_key, second.tenants[1].user_key)
    assert.not_equal(one.user_key, second.user_key)
    assert.same({}, second:column("Name", "Machines"))
    local rows = raw_http.request(second.port, "GET",
      "/umbrella/Prod/orchestrator_/odata/Machines", { headers = {
        Authorization = "Bearer " .. second.tenants[1].access_token } }).json
    assert.equal("kept", rows.value[1].Name)
    second:stop()
    files.remove(folder)
  end)
end)
