local demo = require "support.demo"
local orchestrator = require "orchestrator"
local refused = require "support.refused"

describe("the verbs of people and machines", function()
  local server, tenant, folder
  setup(function() server, tenant, folder = demo.finance() end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

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
    local roles = tenant.Roles
    local row = roles:ensure { Name = "Reader", Permissions = {
      { Name = "Jobs.View", IsGranted = true },
      { Name = "Assets.View", IsGranted = true },
      { Name = "Jobs.Edit", IsGranted = false } } }
    assert.same({ "Assets.View", "Jobs.View" }, roles:permissions "reader")
    assert.same({ "Assets.View", "Jobs.View" }, roles:permissions(row.Id))
    roles:change("Reader", { DisplayName = "Readers" })
    assert.equal("Readers", roles:named("Reader").DisplayName)
    roles:remove "Reader"
    refused("not_found", roles.permissions, roles, "Reader")
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
    local function names(rows)
      local out = {}
      for i, row in ipairs(rows) do out[i] = row.UserEntity.UserName end
      table.sort(out)
      return out
    end
    local own = tenant.Folders:users "Shared/Finance"
    local all = tenant.Folders:users("Shared/Finance", { inherited = true })
    assert.is_true(#own > 0 and #all >= #own)
    tenant.Folders:assign("Shared/Finance", "henrik", "Automation User")
    assert.truthy(table.concat(names(tenant.Folders:users "Shared/Finance"),
      " "):find("henrik", 1, true))
    assert.matches("includeInherited=true", server:requests{
      path = "GetUsersForFolder" }[2].path, 1, true)
  end)

  it("switch robots", function()
    local robots = folder.Robots
    local row = robots:first()
    robots:disable { row.Id }
    assert.is_false(robots:get(row.Id).Enabled)
    assert.same({ robotIds = { row.Id }, enabled = false },
      server:requests{ path = "ToggleEnabledStatus" }[1].json)
    robots:enable(row.Name)
    assert.is_true(robots:get(row.Id).Enabled)
    refused("argument", robots.change, robots, row.Name,
      { Description = "x" }) -- its masked password would go back
    robots:change(row.Name, { Description = "by the door",
      Password = "n3w" })
    assert.equal("by the door", robots:named(row.Name).Description)
    assert.equal(row.Id, robots:find(row.Name)[1].Id)
    assert.is_true(#robots:configured() >= robots:count())
    assert.is_true(#robots:in_folder(tenant.Folders:named "Shared/Finance")
      > 0)
    robots:remove(row.Name)
    refused("not_found", robots.enable, robots, row.Name)
  end)

  -- A host of the machine with most runtimes, connected or not.
  local function connect_host(id, state)
    local machine = tenant.Machines:orderby("UnattendedSlots desc"):first()
    server:sql([[INSERT OR REPLACE INTO "Sessions" (Id, "MachineId",
      "HostMachineName", "State", "IsUnresponsive", _folder)
      VALUES (?, ?, ?, ?, 0, 1002)]], id, machine.Id, "HOST" .. id, state)
  end

  local function session(id)
    for _, row in ipairs(tenant.Sessions:runtimes "Unattended") do
      if row.SessionId == id then return row end
    end
  end

  it("take sessions out of work, put them back and forget them", function()
    connect_host(9, "Available")
    connect_host(10, "Disconnected")
    tenant.Sessions:maintenance(session(9), true, { stop = "SoftStop" })
    assert.equal("Enabled", session(9).MaintenanceMode)
    assert.same({ sessionId = 9, maintenanceMode = "Enabled",
      stopJobsStrategy = "SoftStop" }, server:requests{
      path = "SetMaintenanceMode" }[1].json)
    assert.equal("Available", folder.Sessions:named("host9").State)
    assert.equal(2, #folder.Sessions:find "HOST*")
    tenant.Sessions:maintenance(9, false)
    assert.equal("Default", session(9).MaintenanceMode)
    tenant.Sessions:forget { session(10), 9 }
    assert.is_nil(session(10))
    assert.is_table(session(9)) -- it is connected
    refused("argument", tenant.Sessions.forget, tenant.Sessions, {})
    refused("argument", tenant.Sessions.maintenance, tenant.Sessions, "x",
      true)
  end)

  it("switch the licences of machines", function()
    local licences = tenant.LicensesRuntime
    local row = licences:usage("Unattended")[1]
    local function enabled()
      for _, one in ipairs(licences:usage "Unattended") do
        if one.Key == row.Key then return one.Enabled end
      end
    end
    licences:disable(row, "Unattended")
    assert.is_false(enabled())
    assert.same({ key = row.Key, robotType = "Unattended", enabled = false },
      server:requests{ path = "ToggleEnabled" }[1].json)
    licences:enable(row.Key, "Unattended")
    assert.is_true(enabled())
    assert.equal(row.Key, licences:named(row.MachineName, "Unattended").Key)
    refused("not_found", licences.named, licences, "No such", "Unattended")
    refused("argument", licences.usage, licences)
    refused("argument", licences.disable, licences, {}, "Unattended")
  end)

  it("tell which users have licences", function()
    local licences = tenant.LicensesNamedUser
    server:sql [[UPDATE "Users" SET "LicenseType" = 'Attended'
      WHERE "UserName" = 'grace']]
    local rows = licences:usage "Attended"
    assert.same({ 1, "grace" }, { #rows, rows[1].UserName })
    assert.equal("grace", licences:named("Grace", "Attended").UserName)
    refused("not_found", licences.named, licences, "nobody", "Attended")
    refused("argument", licences.named, licences, nil, "Attended")
    refused("argument", licences.usage, licences)
  end)

  it("search the directory", function()
    local admin = orchestrator.connect(server:options("client_secret",
      { scope = "PM.Group PM.RobotAccount" })).identity
    admin.Group:create { name = "zebras" }
    admin.RobotAccount:create { name = "zebrabot" }
    local function found(...)
      local names = {}
      for i, row in ipairs(tenant.DirectoryService:search(...)) do
        names[i] = row.identityName
      end
      return names
    end
    assert.same({ "zebras" }, found("zeb", { kind = "Groups" }))
    assert.equal("Groups", demo.last(server).params.searchContext)
    assert.same({ "zebras", "zebrabot" }, found "zeb")
    refused("argument", tenant.DirectoryService.search,
      tenant.DirectoryService, "")
  end)
end)
