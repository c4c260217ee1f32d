local tenant = require "sandbox.tenant"

local P = "6e0d5c2a-41b7-4c58-9a3e-0d1f5b7a9c11"
-- DER begins with a sequence: 30 82 …
local FIRST, SECOND = "MIIBCgKCAQEA", "MIIBCgKCAQEB"

describe("the identity server's pages (facts 7.2)", function()
  local server

  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)

  local function call(method, path, json)
    return server:call(method, "/acme/identity_/api/" .. path,
      { absolute = true, json = json })
  end

  -- facts 7.2.19
  it("have message templates that can be changed", function()
    local found = call("GET", "MessageTemplate?name=invitationemail").json
    assert.equal("InvitationEmail", found.name)
    local path = "MessageTemplate/" .. math.tointeger(found.id)
    assert.equal("<p>Hi</p>",
      call("PUT", path, { id = found.id, value = "<p>Hi</p>" }).json.value)
    assert.equal("<p>Hi</p>", call("GET", path).json.value)
    assert.equal(404, call("GET", "MessageTemplate?name=none").status)
    assert.equal(404, call("PUT", "MessageTemplate/99",
      { value = "x" }).status)
    assert.equal(400, call("PUT", path, { id = 99, value = "x" }).status)
  end)

  -- facts 7.2.19
  it("have a pair of certificates that change places", function()
    local path = "SamlCertificate/" .. P
    assert.equal(404, call("GET", path .. "/certificates").status)
    local function put(place, certificate)
      return call("PUT", "SamlCertificate/" .. place,
        { partitionGlobalId = P, certificate = certificate })
    end
    assert.equal(400, put("secondary", SECOND).status)
    assert.equal(400, put("primary", "bm90IGRlcg==").status)
    assert.equal(200, put("primary", FIRST).status)
    assert.equal(400, call("POST", path .. "/switch").status)
    assert.equal(200, put("secondary", SECOND).status)
    local before = call("GET", path .. "/certificates").json
    local after = call("POST", path .. "/switch").json
    assert.equal(SECOND, after.primaryCertificate)
    assert.equal(before.primaryCertificateThumbprint,
      after.secondaryCertificateThumbprint)
    local function delete(id)
      return call("DELETE", ("%s/%d"):format(path, id))
    end
    assert.equal(400, delete(after.primaryCertificateId).status)
    assert.is_true(delete(after.secondaryCertificateId).json)
    assert.equal(404, delete(after.secondaryCertificateId).status)
    assert.is_nil(tonumber(call("GET", path .. "/certificates").json
      .secondaryCertificateId))
  end)
end)
