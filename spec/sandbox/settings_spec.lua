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
