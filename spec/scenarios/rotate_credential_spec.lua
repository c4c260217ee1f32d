-- A credential gets a new password. Nothing else of it changes, and no mask is
-- ever sent back.

local demo = require "support.demo"
local orchestrator = require "orchestrator"

describe("rotating a credential", function()
  local server, tenant, assets
  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options "client_secret")
    assets = tenant:folder("Shared/Finance").Assets
  end)
  teardown(function() server:stop() end)

  local function writes()
    local out = {}
    for _, request in ipairs(demo.requests(server)) do
      if request.method ~= "GET" then out[#out + 1] = request end
    end
    return out
  end

  it("sends the new password once, and nothing that was masked", function()
    local before = assets:expand("UserValues"):get(assets:named "SapLogin")
    server:reset()
    local username = assets:value("SapLogin").username
    assets:set("SapLogin", { username = username, password = "n3w-s3cret" })
    local sent = writes()
    assert.equal(1, #sent)
    assert.equal("PUT", sent[1].method)
    assert.equal("n3w-s3cret", sent[1].json.CredentialPassword)
    assert.falsy(sent[1].body:find("%*%*%*") or sent[1].body:find "•")
    local after = assets:expand("UserValues"):get(before.Id)
    for _, name in ipairs { "Name", "Key", "Description", "ValueScope",
      "ValueType", "CredentialUsername", "CredentialStoreId" } do
      assert.same(before[name], after[name], name)
    end
    assert.same(before.UserValues or {}, after.UserValues or {})
  end)

  it("keeps the values of single users", function()
    local user = tenant.Users:named "grace"
    local row = assets:create { Name = "Mail", ValueScope = "PerRobot",
      ValueType = "Text", StringValue = "global", HasDefaultValue = true,
      UserValues = { { UserId = user.Id, ValueType = "Text",
        StringValue = "hers" } } }
    assets:set("Mail", "changed")
    local after = assets:expand("UserValues"):get(row.Id)
    assert.equal("changed", after.StringValue)
    assert.equal(1, #after.UserValues)
    assert.equal("hers", after.UserValues[1].StringValue)
    assert.equal(user.Id, after.UserValues[1].UserId)
  end)

  it("refuses to change anything else of it without its password", function()
    server:reset()
    for _, changes in ipairs { { Description = "x" },
      { CredentialUsername = "other" } } do
      local ok, err = pcall(assets.change, assets, "SapLogin", changes)
      assert.is_false(ok)
      assert.equal("argument", err.kind)
    end
    assert.equal(0, #writes())
    assets:change("SapLogin", { Description = "for SAP",
      CredentialPassword = "n3wer" })
    assert.equal("for SAP", assets:named("SapLogin").Description)
  end)

  it("does not let the password show in an error", function()
    server:reset()
    server:fault { path = "/odata/Assets(", method = "PUT", status = 400,
      content_type = "application/json",
      body = '{"message":"The value n0-g00d is weak.","errorCode":1}' }
    local ok, err = pcall(assets.set, assets, "SapLogin",
      { username = "svc-sap", password = "n0-g00d" })
    assert.is_false(ok)
    assert.equal("invalid", err.kind)
    assert.falsy((err.url or ""):find("n0-g00d", 1, true))
  end)
end)
