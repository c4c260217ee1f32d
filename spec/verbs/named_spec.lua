local demo = require "support.demo"

describe("named", function()
  local server, tenant
  setup(function() server, tenant = demo.finance() end)
  teardown(function() server:stop() end)

  it("finds the one row of any set by its name", function()
    for _, set in ipairs { "Users", "Roles", "Machines" } do
      local row = tenant[set]:first()
      local found = tenant[set]:named(row.UserName or row.Name)
      assert.equal(row.Id, found.Id, set)
    end
    assert.equal("InvoiceBot",
      tenant:folder("Shared/Finance").Releases:named("InvoiceBot").Name)
  end)

  it("raises for none with the nearest there is, and several", function()
    local folder = tenant:folder "Shared/Finance"
    local ok, err = pcall(folder.Releases.named, folder.Releases,
      "InvoceBot")
    assert.is_false(ok)
    assert.equal('did you mean "InvoiceBot"?', err.hint)
    for id, name in pairs { [901] = "A", [902] = "a", [903] = "aa",
      [904] = "AB", [905] = "ab" } do
      server:sql('INSERT INTO "Roles" (Id, "Name") VALUES (?, ?)', id, name)
    end
    assert.equal(901, tenant.Roles:named("A").Id)
    ok, err = pcall(tenant.Roles.named, tenant.Roles, "Ab")
    assert.is_false(ok)
    assert.equal("conflict", err.kind)
    assert.matches("904, 905", err.hint, 1, true)
  end)

  it("raises for none, and for what is no name", function()
    local ok, err = pcall(tenant.Roles.named, tenant.Roles, "Nonsense")
    assert.is_false(ok)
    assert.equal("not_found", err.kind)
    ok, err = pcall(tenant.Roles.named, tenant.Roles, 5)
    assert.is_false(ok)
    assert.equal("argument", err.kind)
  end)
end)
