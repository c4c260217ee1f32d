local cjson = require "cjson"
local tenant = require "sandbox.tenant"

describe("the licence (facts 8.11)", function()
  -- facts 8.11.1
  it("is answered with every field of the API guide", function()
    local server = tenant.start()
    local answer = server:get("/odata/Settings/UiPath.Server.Configuration"
      .. ".OData.GetLicense")
    assert.equal(200, answer.status)
    local license = answer.json
    assert.truthy(license["@odata.context"]:find(
      "$metadata#UiPath.Application.Dto.License.LicenseDto", 1, true))
    for name, kind in pairs { Id = "number", ExpireDate = "number",
      GracePeriodEndDate = "number", GracePeriod = "number",
      VersionControl = "string", Allowed = "table", Used = "table",
      AttendedConcurrent = "boolean", DevelopmentConcurrent = "boolean",
      StudioXConcurrent = "boolean", StudioProConcurrent = "boolean",
      LicensedFeatures = "table", IsRegistered = "boolean",
      IsCommunity = "boolean", IsProOrEnterprise = "boolean",
      SubscriptionCode = "string", SubscriptionPlan = "string",
      IsExpired = "boolean", CreationTime = "string", Code = "string",
      UserLicensingEnabled = "boolean" } do
      assert.equal(kind, type(license[name]), name)
    end
    assert.equal(cjson.null, license.HostLicenseId)
    for kind, used in pairs(license.Used) do
      assert.is_true(used <= license.Allowed[kind], kind)
    end
    assert.is_true(license.ExpireDate > os.time { year = 2027, month = 1,
      day = 1 })
    server:stop()
  end)
end)

describe("an anonymous operation (facts 2.2)", function()
  -- facts 2.2.10, 8.11.4
  it("needs no token", function()
    local server = tenant.start()
    local answer = server:get("/odata/Settings/UiPath.Server.Configuration"
      .. ".OData.GetLanguages", { token = "" })
    assert.equal(200, answer.status)
    assert.equal("en", answer.json.Items[1].Name)
    server:stop()
  end)
end)

describe("settings (definition, Settings)", function()
  local NS = "/odata/Settings/UiPath.Server.Configuration.OData."
  local server

  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)

  -- The default of an execution setting: scope 0 is global, 1 a robot's.
  local function default(name, scope)
    local answer = server:get(NS .. ("GetExecutionSettingsConfiguration("
      .. "scope=%d)"):format(scope))
    assert.equal(200, answer.status, answer.body)
    assert.equal(scope == 0 and "Global" or "Robot", answer.json.Scope)
    for _, setting in ipairs(answer.json.Configuration) do
      if setting.Key == name then return setting.DefaultValue end
    end
  end

  it("of robots start from what was set for all", function()
    assert.equal("0", default("ResolutionWidth", 0))
    assert.equal("0", default("ResolutionWidth", 1))
    assert.equal(200, server:call("POST", NS .. "UpdateBulk", { json = {
      settings = { { Name = "ResolutionWidth", Value = "720" } } } }).status)
    assert.equal("0", default("ResolutionWidth", 0))
    assert.equal("720", default("ResolutionWidth", 1))
    assert.equal(400, server:get(NS
      .. "GetExecutionSettingsConfiguration(scope=2)").status)
  end)

  it("of activities name the version that the server says", function()
    assert.equal(server:get("/api/Status/Version", { token = "" }).json.version,
      server:get(NS .. "GetActivitySettings").json.ApiVersion)
  end)

  it("have a connection string that ends with the tenant's number", function()
    local number = server:get "/odata/Users(1)".json.TenantId
    local value = server:get(NS .. "GetConnectionString").json.value
    assert.equal(("?tenantId=%d"):format(number), value:match "%?.*$")
    assert.truthy(value:find("http://127.0.0.1", 1, true))
  end)
end)
