-- Facts 9.4 (bodies in forms) and 8.5 (signed addresses).

local raw_http = require "sandbox.raw_http"
local tenant = require "sandbox.tenant"

local FOLDER, FN = 1001, "/odata/BusinessRules/UiPath.Server.Configuration"
  .. ".OData."

describe("business rules (facts 9.4)", function()
  local server

  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)

  -- A form of a rule's JSON and, when given, its file.
  local function send(method, path, rule, file)
    local parts = { '--x\r\nContent-Disposition: form-data; name='
      .. '"businessRule"\r\n\r\n' .. rule .. "\r\n" }
    if file then
      parts[2] = '--x\r\nContent-Disposition: form-data; name="file"; '
        .. 'filename="r.dmn"\r\nContent-Type: application/xml\r\n\r\n' .. file
        .. "\r\n"
    end
    return server:call(method, "/odata/BusinessRules" .. path, {
      folder = FOLDER, body = table.concat(parts) .. "--x--\r\n",
      headers = { ["Content-Type"] = "multipart/form-data; boundary=x" } })
  end

  local function read(query)
    local answer = server:get(FN .. "GetReadUri(name='Loan')" .. query,
      { folder = FOLDER })
    assert.equal(200, answer.status, answer.body)
    local port, path = answer.json.DownloadUri.Uri:match ":(%d+)(/.*)$"
    return raw_http.request(tonumber(port), "GET", path).body,
      answer.json.VersionNumber
  end

  local key

  it("are made of JSON and a file, which reads back", function()
    local answer = send("POST", "", '{"Name":"Loan"}', "<one/>")
    assert.equal(201, answer.status, answer.body)
    key = answer.json.Id
    assert.equal("1", server:get(("/odata/BusinessRules(%s)"):format(key)
      .. "?$expand=CurrentVersion", { folder = FOLDER }).json.CurrentVersion
      .VersionNumber)
    assert.equal("<one/>", (read ""))
    assert.equal(409, send("POST", "", '{"Name":"loan"}', "x").status)
    assert.equal(400, send("POST", "", '{"Name":"other"}').status)
  end)

  it("get a version with each file, and keep the old ones", function()
    local path = ("(%s)"):format(key)
    assert.equal(200, send("PUT", path, '{"Name":"Loan"}', "<two/>").status)
    assert.equal(200, send("PUT", path,
      '{"Name":"Loan","Description":"d"}').status)
    local body, number = read ""
    assert.equal("<two/>", body)
    assert.equal("2", number)
    assert.equal("<one/>", (read "?versionNumber=1"))
    local list = server:get(FN .. ("GetVersionList(id=%s)"):format(key)
      .. "?$filter=IsActive%20eq%20true", { folder = FOLDER }).json.value
    assert.equal(1, #list)
    assert.equal("2", list[1].VersionNumber)
    assert.equal("d", server:get("/odata/BusinessRules" .. path,
      { folder = FOLDER }).json.Description)
  end)

  it("take their versions with them", function()
    assert.equal(204, server:call("DELETE", ("/odata/BusinessRules(%s)")
      :format(key), { folder = FOLDER }).status)
    assert.equal(404, server:get(FN .. "GetReadUri(name='Loan')",
      { folder = FOLDER }).status)
    assert.same({}, server.handle:sql "SELECT 1 FROM _rule_versions")
  end)
end)
