-- A new team: its folders, people, robot account, machine, queue, package,
-- process and trigger. Done twice, since such a script is run again.

local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"
local package_file = require "support.package"

describe("onboarding a team", function()
  local server, tenant, admin, dir
  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options "client_secret")
    admin = orchestrator.connect(server:options("client_secret",
      { scope = "PM.RobotAccount PM.Group" }))
    dir = files.temp_dir()
    files.write(dir .. "/TravelBot.1.0.0.nupkg",
      package_file.of("TravelBot", "1.0.0"))
    files.write(dir .. "/TravelBot.1.1.0.nupkg",
      package_file.of("TravelBot", "1.1.0"))
  end)
  teardown(function()
    server:stop()
    files.remove(dir)
  end)

  local function onboard()
    local group = admin.identity.Group:ensure { name = "Travel" }
    local account = admin.identity.RobotAccount:ensure {
      name = "travel-robot", displayName = "Travel robot",
      groupIDsToAdd = { group.id } }

    local folder_row = tenant.Folders:create_path "Travel/Expenses"
    local robot = tenant.Users:bring("robot", account)
    local people = tenant.Users:bring("group", group)
    tenant.Roles:ensure { Name = "Travel operator", Type = "Folder" }
    tenant.Folders:assign(folder_row, { robot, people, "grace" },
      "Travel operator")
    tenant.Machines:ensure { Name = "Travel machines", Type = "Template" }
    tenant.Folders:assign_machines(folder_row, "Travel machines")

    local folder = tenant:folder(folder_row)
    folder.QueueDefinitions:ensure { Name = "Receipts",
      EnforceUniqueReference = true }
    folder.Assets:set("Limit", 500, { create = true })
    tenant.Processes:upload(dir, { skip_existing = true })
    local releases = folder.Releases
    local process = releases:find("TravelBot")[1]
      or releases:deploy "TravelBot"
    folder.ProcessSchedules:ensure { Name = "Every morning",
      ReleaseId = process.Id, ReleaseKey = process.Key,
      ReleaseName = process.Name, Enabled = true, StartStrategy = 1,
      StartProcessCron = "0 0 7 ? * MON-FRI", TimeZoneId = "UTC",
      StartProcessCronDetails = '{"advancedCron":"0 0 7 ? * MON-FRI"}' }
    return folder, folder_row
  end

  local folder, folder_row

  it("makes everything that a team needs", function()
    folder, folder_row = onboard()
    assert.equal("Travel/Expenses", folder_row.FullyQualifiedName)
    assert.equal("DirectoryRobot", tenant.Users:named("travel-robot").Type)
    assert.equal(admin.identity.RobotAccount:named("travel-robot").id,
      tenant.Users:named("travel-robot").DirectoryIdentifier)
    assert.same({ admin.identity.Group:named("Travel").id },
      admin.identity.RobotAccount:named("travel-robot").groupIds)
    assert.equal("TravelBot", folder.Releases:named("TravelBot").ProcessKey)
    assert.equal("1.1.0", folder.Releases:named("TravelBot").ProcessVersion)
    assert.is_true(folder.QueueDefinitions:named("Receipts").row
      .EnforceUniqueReference)
    assert.equal(500, folder.Assets:value "Limit")
    assert.is_true(folder.ProcessSchedules:named("Every morning").Enabled)
    local fires = folder.ProcessSchedules:next_runs("Every morning", 1,
      { after = "2026-11-20T12:00:00Z" })[1] -- a Friday
    assert.equal("2026-11-23T07:00:00Z", tostring(fires))
    assert.equal("Travel machines",
      tenant.Folders:machines(folder_row)[1].Name)
  end)

  it("gives its people their roles in the folder", function()
    local names = {}
    for _, row in ipairs(tenant.Folders:users(folder_row)) do
      for _, role in ipairs(row.Roles) do
        if role.Name == "Travel operator" then
          names[row.UserEntity.UserName] = true
        end
      end
    end
    assert.same({ ["travel-robot"] = true, Travel = true, grace = true },
      names)
  end)

  it("makes nothing twice", function()
    server:reset()
    onboard()
    local made = {}
    for _, request in ipairs(demo.requests(server)) do
      if request.status == 201 then made[#made + 1] = request.path end
    end
    assert.same({}, made)
  end)

  it("lets the team go again", function()
    tenant.Folders:unassign(folder_row, "grace")
    for _, row in ipairs(tenant.Folders:users(folder_row)) do
      assert.not_equal("grace", row.UserEntity.UserName)
    end
    folder.ProcessSchedules:disable "Every morning"
    assert.same({}, folder.ProcessSchedules:next_runs "Every morning")
    folder.ProcessSchedules:remove "Every morning"
    folder.Releases:remove "TravelBot"
    tenant.Folders:remove("Travel", { confirm = "Travel" })
    assert.same({}, tenant.Folders:find "Travel/**")
    tenant.Users:remove "travel-robot"
    admin.identity.RobotAccount:delete(
      admin.identity.RobotAccount:named "travel-robot")
    assert.same({}, tenant.Users:find "travel-*")
  end)
end)
