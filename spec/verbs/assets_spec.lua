local demo = require "support.demo"

describe("Assets", function()
  local server, tenant, assets
  setup(function()
    local folder
    server, tenant, folder = demo.finance()
    assets = folder.Assets
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function refused(kind, fn, ...)
    local ok, err = pcall(fn, ...)
    assert.is_false(ok)
    assert.equal(kind, err.kind, tostring(err))
    return tostring(err)
  end

  it("gives typed values by name", function()
    assert.equal("https://sap.example.com", assets:value "SapUrl")
    assert.equal(25000, assets:value "MaxAmount")
    assert.equal("integer", math.type(assets:value "maxamount"))
    assert.same({ username = "svc-sap" }, assets:value "SapLogin")
    assert.is_true(tenant:folder("Shared/Finance/Accounts Receivable")
      .Assets:value "SendLetters")
  end)

  it("compares names exactly, since the server's filter does not", function()
    assert.matches("no \"Sap\"", refused("not_found", assets.value, assets,
      "Sap"))
    assets:set("SapUrl2", "x", { create = true })
    assert.equal("https://sap.example.com", assets:value "SapUrl")
  end)

  it("sets a value and keeps the rest", function()
    local before = assets:get(603)
    assets:set("MaxAmount", 5)
    local after = assets:get(603)
    assert.equal(5, after.IntValue)
    assert.equal(before.Description, after.Description)
    assert.equal(before.Key, after.Key)
    refused("argument", assets.set, assets, "MaxAmount", "5")
    refused("argument", assets.set, assets, "MaxAmount", nil)
    refused("not_found", assets.set, assets, "Nonsense", 5)
  end)

  it("rotates a credential, and never writes a mask back", function()
    assets:set("SapLogin", { username = "svc-sap2", password = "n3w" })
    local sent = demo.requests(server)
    assert.equal("PUT", sent[#sent].method)
    assert.equal("n3w", sent[#sent].json.CredentialPassword)
    assert.same({ username = "svc-sap2" }, assets:value "SapLogin")
    assert.matches("username and password", refused("argument", assets.set,
      assets, "SapLogin", { username = "x" }))
  end)

  it("creates assets of every type that can be set", function()
    assets:set("Secret1", "s", { create = true, type = "Secret" })
    assert.is_nil(assets:value "Secret1")
    assets:set("Secret1", "t")
    assets:set("Flag", false, { create = true })
    assert.is_false(assets:value "Flag")
    assets:set("Pairs", { a = "1", b = "2" },
      { create = true, type = "KeyValueList" })
    assert.same({ a = "1", b = "2" }, assets:value "Pairs")
    refused("argument", assets.set, assets, "Odd", 1.5, { create = true })
  end)
end)
