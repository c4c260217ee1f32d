local address = require "orchestrator.settings.address"

local function resolve(settings) return address.resolve(settings) end

local function refused(settings)
  local ok, err = pcall(address.resolve, settings)
  assert.is_false(ok)
  assert.equal("config", err.kind)
  return tostring(err)
end

describe("address", function()
  it("knows Automation Cloud by its host", function()
    assert.same({
      edition = "cloud", url = "https://cloud.uipath.com",
      base = "https://cloud.uipath.com/acme/Production/orchestrator_",
      account_tokens = "https://account.uipath.com/oauth/token",
      identity_tokens = "https://cloud.uipath.com/identity_/connect/token",
      identity_api = "https://cloud.uipath.com/acme/identity_/api",
      authorize = "https://cloud.uipath.com/identity_/connect/authorize",
      organization = "acme", tenant = "Production",
    }, resolve { url = "https://cloud.uipath.com", organization = "acme",
      tenant = "Production" })
    for _, host in ipairs { "https://govcloud.uipath.us",
      "https://x.dedicated.uipath.com", "https://Staging.UiPath.com" } do
      assert.equal("cloud", resolve { url = host, organization = "a",
        tenant = "b" }.edition)
    end
  end)

  it("has the account server of each cloud", function()
    assert.equal("https://id-preprod.uipath.com/oauth/token",
      resolve { url = "https://staging.uipath.com", organization = "a",
        tenant = "b" }.account_tokens)
  end)

  it("takes other hosts with an organisation for Automation Suite", function()
    local found = resolve { url = "https://suite.acme.example/",
      organization = "acme", tenant = "Default" }
    assert.equal("suite", found.edition)
    assert.equal("https://suite.acme.example/acme/Default/orchestrator_",
      found.base)
    assert.equal("https://suite.acme.example/acme/identity_/api",
      found.identity_api)
    assert.is_nil(found.account_tokens)
  end)

  it("takes other hosts without one for standalone", function()
    local found = resolve { url = "https://orchestrator.acme.example",
      tenant = "Default" }
    assert.same({
      edition = "standalone", url = "https://orchestrator.acme.example",
      base = "https://orchestrator.acme.example", tenant_header = "Default",
      identity_tokens =
        "https://orchestrator.acme.example/identity/connect/token",
      identity_api = "https://orchestrator.acme.example/identity/api",
      authorize =
        "https://orchestrator.acme.example/identity/connect/authorize",
      password_tokens =
        "https://orchestrator.acme.example/api/account/authenticate",
      tenant = "Default",
    }, found)
  end)

  it("has everything at one origin on a loopback address", function()
    local found = resolve { url = "http://127.0.0.1:8080", organization = "a",
      tenant = "b" }
    assert.equal("cloud", found.edition)
    assert.equal("http://127.0.0.1:8080/oauth/token", found.account_tokens)
    assert.equal("http://127.0.0.1:8080/identity_/connect/token",
      found.identity_tokens)
    assert.equal("standalone",
      resolve { url = "http://127.0.0.1:8080" }.edition)
  end)

  it("obeys what is given", function()
    local found = resolve { url = "https://host.example", edition = "suite",
      organization = "a", tenant = "b",
      account_url = "https://account.example/",
      identity_url = "https://id.example" }
    assert.equal("https://account.example/oauth/token", found.account_tokens)
    assert.equal("https://id.example/identity_/connect/token",
      found.identity_tokens)
    assert.equal("https://id.example/a/identity_/api", found.identity_api)
    found = resolve { url = "https://host.example", organization = "a",
      tenant = "b", identity_url = "https://id.example/a/identity_/" }
    assert.equal("https://id.example/a/identity_/connect/token",
      found.identity_tokens)
    assert.equal("https://id.example/a/identity_/api", found.identity_api)
  end)

  it("escapes names in paths", function()
    assert.equal("https://cloud.uipath.com/acme/My%20Tenant/orchestrator_",
      resolve { url = "https://cloud.uipath.com", organization = "acme",
        tenant = "My Tenant" }.base)
  end)

  it("refuses plain http but to a loopback address", function()
    assert.matches("plain http", refused { url = "http://host.example",
      organization = "a", tenant = "b" })
    assert.matches("account_url is plain http", refused {
      url = "https://host.example", organization = "a", tenant = "b",
      account_url = "http://account.example" })
    assert.has_no_error(function()
      resolve { url = "http://host.example", organization = "a", tenant = "b",
        insecure = true }
      resolve { url = "http://localhost:80", organization = "a", tenant = "b" }
    end)
  end)

  it("refuses what is missing and says how to give it", function()
    assert.matches("UIPATH_URL", refused {})
    assert.matches("organization is missing.*UIPATH_ORGANIZATION",
      refused { url = "https://cloud.uipath.com" })
    assert.matches("tenant is missing.*UIPATH_TENANT",
      refused { url = "https://cloud.uipath.com", organization = "a" })
  end)

  it("refuses addresses and names that are none", function()
    for _, url in ipairs { "cloud.uipath.com", "ftp://host", "https://",
      "https://user:secret@host.example", "https://h/?x=1", "https://h/#x",
      "https://h ost/", "https://h\r\nX: y" } do
      local text = refused { url = url, organization = "a", tenant = "b" }
      assert.is_nil(text:find("secret", 1, true))
    end
    for _, name in ipairs { "a/b", "..", "a\nb" } do
      refused { url = "https://cloud.uipath.com", organization = name,
        tenant = "b" }
    end
  end)

  it("takes organisation and tenant out of an address", function()
    assert.same({ url = "https://h.example", organization = "acme",
      tenant = "Prod" }, address.parse "https://h.example/acme/Prod")
    assert.same({ url = "https://h.example", organization = "acme",
      tenant = "Prod" },
      address.parse "https://h.example/acme/Prod/orchestrator_/")
    assert.same({ url = "https://h.example" },
      address.parse "https://h.example/")
  end)
end)
