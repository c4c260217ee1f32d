local demo = require "support.demo"
local orchestrator = require "orchestrator"
local refused = require "support.refused"

describe("the verbs of people and machines", function()
  local server, tenant, folder
  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options "client_secret")
    folder = tenant:folder "Shared/Finance"
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function answers(path, body, status)
    server:fault { path = path, status = status or 200, body = body,
      content_type = "application/json" }
  end

  -- A list of one row.
  local function lists(path, row)
    answers(path, '{"@odata.count":1,"value":[' .. row .. "]}")
  end

  local function last()
    local sent = demo.requests(server)
    return sent[#sent]
  end

  it("bring somebody into the tenant once, and take them out", function()
    local account = { name = "Roby", id =
      "8f3c0000-1111-2222-3333-444455556666" }
    local row, made = tenant.Users:bring("robot", account)
    assert.is_true(made)
    assert.same({ "DirectoryRobot", "Roby", account.id },
      { row.Type, row.UserName, row.DirectoryIdentifier })
    assert.is_false((select(2, tenant.Users:bring("robot", account))))
    assert.equal(row.Id, tenant.Users:named("roby").Id)
    tenant.Users:remove "Roby"
    refused("not_found", tenant.Users.named, tenant.Users, "Roby")
    refused("argument", tenant.Users.bring, tenant.Users, "martian", "x")
    refused("argument", tenant.Users.bring, tenant.Users, "user", {})
  end)

  it("give roles by name, and take them", function()
    local users = tenant.Users
    local function roles()
      return table.concat(users:named("grace").RolesList or {}, ",")
    end
    local names = {}
    for i, role in ipairs(tenant.Roles:list()) do names[i] = role.Name end
    users:set_roles("grace", names[1])
    users:grant("grace", { names[2] })
    assert.truthy(roles():find(names[1], 1, true))
    assert.truthy(roles():find(names[2], 1, true))
    users:revoke("grace", names[1])
    assert.equal(names[2], roles())
    local before = #tenant.Roles:users(names[1])
    tenant.Roles:assign(names[1], "grace")
    assert.equal(before + 1, #tenant.Roles:users(names[1]))
    tenant.Roles:unassign(names[1], { "grace" })
    assert.equal(before, #tenant.Roles:users(names[1]))
    local err = refused("not_found", users.grant, users, "grace",
      names[1] .. "x")
    assert.matches(names[1], err.hint, 1, true)
    refused("argument", users.grant, users, "grace", {})
  end)

  it("tell what a role grants", function()
    answers("/odata/Roles(3)", '{"Id":3,"Permissions":[{"Name":"Jobs.View"},'
      .. '{"Name":"Assets.View","IsGranted":true},'
      .. '{"Name":"Jobs.Edit","IsGranted":false}]}')
    assert.same({ "Assets.View", "Jobs.View" }, tenant.Roles:permissions(3))
  end)

  it("change a user, a machine or a folder and keep the rest", function()
    local before = tenant.Users:named "henrik"
    tenant.Users:change("henrik", { Surname = "Changed" })
    local after = tenant.Users:named "henrik"
    assert.equal("Changed", after.Surname)
    assert.equal(before.EmailAddress, after.EmailAddress)
    local machine, made = tenant.Machines:ensure { Name = "Spec",
      Type = "Template", Description = "before" }
    assert.is_true(made)
    assert.is_false((select(2, tenant.Machines:ensure { Name = "spec" })))
    tenant.Machines:change("Spec", { Description = "after" })
    assert.equal("after", tenant.Machines:get(machine.Id).Description)
    tenant.Folders:change("Shared/Finance", { Description = "money" })
    assert.equal("money", tenant.Folders:named("shared/finance").Description)
    local err = refused("not_found", tenant.Folders.named, tenant.Folders,
      "Shared/Finanse")
    assert.matches("Shared/Finance", err.hint, 1, true)
    tenant.Machines:remove_many { "Spec" }
    assert.same({}, tenant.Machines:find "Spec*")
  end)

  it("put machines into a folder and out of it", function()
    tenant.Machines:ensure { Name = "Mover", Type = "Template" }
    local folders = tenant.Folders
    local function there()
      for _, row in ipairs(folders:machines "Shared/Finance") do
        if row.Name == "Mover" then return true end
      end
      return false
    end
    folders:assign_machines("Shared/Finance", "Mover")
    assert.is_true(there())
    folders:unassign_machines("Shared/Finance", "Mover")
    assert.is_false(there())
    tenant.Machines:remove "Mover"
  end)

  it("find by patterns", function()
    local rows = tenant.Users:find "*r*"
    assert.is_true(#rows > 1)
    for i, row in ipairs(rows) do
      assert.truthy(row.UserName:lower():find "r")
      assert.is_true(i == 1 or rows[i - 1].UserName <= row.UserName)
    end
    assert.equal("grace", tenant.Users:find("GR?CE")[1].UserName)
    refused("argument", tenant.Users.find, tenant.Users, "")
  end)

  it("say who is in a folder", function()
    lists("GetUsersForFolder", '{"Id":5}')
    assert.equal(5, tenant.Folders:users(1002, { inherited = true })[1].Id)
    assert.matches("includeInherited=true", last().path, 1, true)
  end)

  it("switch robots, sessions and licences", function()
    answers("ToggleEnabledStatus", "", 200)
    folder.Robots:disable { 5, { Id = 6 } }
    assert.same({ robotIds = { 5, 6 }, enabled = false }, last().json)
    lists("GetMachineSessionRuntimes", '{"SessionId":9}')
    local session = tenant.Sessions:runtimes("Unattended")[1]
    answers("SetMaintenanceMode", "", 200)
    tenant.Sessions:maintenance(session, true, { stop = "SoftStop" })
    assert.same({ sessionId = 9, maintenanceMode = "Enabled",
      stopJobsStrategy = "SoftStop" }, last().json)
    answers("DeleteInactive", "", 204)
    tenant.Sessions:forget { 9, 10 }
    assert.same({ sessionIds = { 9, 10 } }, last().json)
    lists("GetLicensesRuntime", '{"Key":"M1","Runtimes":2}')
    local row = tenant.LicensesRuntime:usage("Unattended")[1]
    answers("ToggleEnabled", "", 200)
    tenant.LicensesRuntime:disable(row, "Unattended")
    assert.same({ key = "M1", robotType = "Unattended", enabled = false },
      last().json)
    refused("argument", tenant.LicensesRuntime.usage, tenant.LicensesRuntime)
  end)

  it("search the directory", function()
    answers("SearchForUsersAndGroups",
      '[{"identityName":"fin","type":"Group"}]')
    assert.equal("fin", tenant.DirectoryService:search("fi",
      { kind = "Groups" })[1].identityName)
    assert.matches("searchContext=Groups", last().query, 1, true)
  end)
end)
