local demo = require "support.demo"
local orchestrator = require "orchestrator"

describe("named", function()
  local server, tenant
  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options "client_secret")
  end)
  teardown(function() server:stop() end)

  it("finds the one row of any set by its name", function()
    for _, set in ipairs { "Users", "Roles", "Machines" } do
      local row = tenant[set]:first()
      local found = tenant[set]:named(row.UserName and not row.Name
        and row.UserName or row.Name)
      assert.equal(row.Id, found.Id, set)
    end
    assert.equal("InvoiceBot",
      tenant:folder("Shared/Finance").Releases:named("InvoiceBot").Name)
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
