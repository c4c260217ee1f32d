-- Bodies that name the entities they work on: what docs/dry-run.md lists, one
-- by one, through the command.

local catalogue = require "orchestrator.catalogue"
local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"
local package_file = require "support.package"
local process = require "support.process"
local test_set = require "support.test_set"
local user = require "support.user"

describe("a plan whose body names entities", function()
  local server, tenant, folder, home
  setup(function()
    server, tenant, folder = demo.finance { robots = false }
    home = user.new()
  end)
  teardown(function()
    server:stop()
    home:remove()
  end)

  local serial = 0
  local function name(word)
    serial = serial + 1
    return word .. " " .. serial
  end

  -- A row of the spec's own, of a set that has no simpler way to one.
  local function insert(set, row)
    local names, marks, values = {}, {}, {}
    for column, value in pairs(row) do
      names[#names + 1], marks[#marks + 1] = '"' .. column .. '"', "?"
      values[#values + 1] = value
    end
    server:sql(('INSERT INTO "%s" (%s) VALUES (%s)'):format(set,
      table.concat(names, ","), table.concat(marks, ",")),
      table.unpack(values))
    return row.Id
  end

  local function process_row() return folder.Releases:named "InvoiceBot" end

  local function new_job() return folder.Jobs:start("InvoiceBot")[1].Id end

  local function new_item(status)
    local queue = folder.QueueDefinitions:create { Name = name "q" }
    folder.Queues:AddQueueItem { itemData = { Name = queue.Name,
      SpecificContent = { a = 1 } } }
    local row = folder.QueueItems:filter {
      QueueDefinitionId = queue.Id }:first()
    server:sql('UPDATE "QueueItems" SET "Status" = ? WHERE Id = ?',
      status or "New", row.Id)
    return row.Id
  end

  local function items(id)
    return { { Id = id, RowVersion = folder.QueueItems:get(id).RowVersion } }
  end

  local function new_task()
    local title = name "task"
    folder.Tasks:add(title)
    return folder.Tasks:named(title).Id
  end

  -- By the operation: the set of what its body names, how to make one, the
  -- call's arguments, the column whose change is to be seen, and where that is
  -- looked at, unless by the Id.
  local RULES = {
    Folders_RemoveUserFromFolderById = { "Users", function()
      tenant.Folders:assign("Shared/Finance", "henrik", "Automation User")
      return tenant.Users:named("henrik").Id
    end, function(id) return { key = 1002, userId = id } end, "Surname" },
    HttpTriggers_SetEnabled = { "HttpTriggers", function()
      return folder.HttpTriggers:create({ Name = name "t", Slug = name "s",
        Tags = orchestrator.array {},
        MachineRobots = orchestrator.array {} }).Id
    end, function(id) return { triggerIds = { id }, enabled = false } end,
      "Slug" },
    Jobs_RestartJob = { "Jobs", function()
      local id = new_job()
      server:sql("UPDATE Jobs SET State = 'Faulted' WHERE Id = ?", id)
      return id
    end, function(id) return { jobId = id } end, "Info" },
    Jobs_StopJobs = { "Jobs", new_job, function(id)
      return { jobIds = { id }, strategy = "Kill" }
    end, "Info" },
    Machines_DeleteBulk = { "Machines", function()
      return tenant.Machines:create({ Name = name "m", Type = "Template" }).Id
    end, function(id) return { machineIds = { id } } end, "Description" },
    ProcessSchedules_SetEnabled = { "ProcessSchedules", function()
      local bot = process_row()
      return folder.ProcessSchedules:create({ Name = name "p",
        ReleaseId = bot.Id, ReleaseKey = bot.Key, ReleaseName = bot.Name,
        StartProcessCron = "0 0 9 ? * MON-FRI", TimeZoneId = "UTC",
        StartProcessCronDetails = '{"advancedCron":"0 0 9 ? * MON-FRI"}',
        Enabled = true, StartStrategy = 1 }).Id
    end, function(id) return { scheduleIds = { id }, enabled = false } end,
      "InputArguments" },
    QueueItems_DeleteBulk = { "QueueItems", new_item, function(id)
      return { queueItems = items(id) }
    end, "Progress" },
    QueueItems_SetItemReviewStatus = { "QueueItems", function()
      return new_item "Failed"
    end, function(id)
      return { queueItems = items(id), status = "InReview" }
    end, "Progress" },
    QueueItems_SetItemReviewer = { "QueueItems", function()
      return new_item "Failed"
    end, function(id)
      return { queueItems = items(id),
        userId = tenant.Users:named("grace").Id }
    end, "Progress" },
    Releases_UpdateToLatestPackageVersionBulk = { "Releases", function()
      for _, version in ipairs { "1.0.0", "2.0.0" } do
        local path = home.home .. "/Newer." .. version .. ".nupkg"
        files.write(path, package_file.of("Newer", version))
        tenant.Processes:upload(path)
      end
      return folder.Releases:deploy("Newer", "1.0.0").Id
    end, function(id)
      return { releaseIds = { id }, mergePackageTags = false }
    end, "Description" },
    Robots_DeleteBulk = { "Robots", function()
      return insert("Robots", { Id = 8000 + serial, Name = name "r",
        Username = name "u", MachineId = tenant.Machines:first().Id,
        Type = "Unattended", Enabled = 1, _folder = 1002 })
    end, function(id) return { robotIds = { id } } end, "Description" },
    Robots_ToggleEnabledStatus = { "Robots", function()
      return folder.Robots:first().Id
    end, function(id) return { robotIds = { id }, enabled = false } end,
      "Description" },
    Tasks_DeleteTasks = { "Tasks", new_task, function(id)
      return { taskIds = { id } }
    end, "Title" },
    Tasks_UnassignTasks = { "Tasks", function()
      local id = new_task()
      folder.Tasks:assign(id, "grace")
      return id
    end, function(id) return { taskIds = { id } } end, "Title" },
    TestCaseDefinitions_BulkDelete = { "TestCaseDefinitions", function()
      return test_set.case(server, "Bot")
    end, function(id)
      return { testCaseDefinitionIds = { id } }
    end, "Name",
      "/odata/TestCaseDefinitions?$filter=Id%%20eq%%20%s" },
    TestSetSchedules_SetEnabled = { "TestSetSchedules", function()
      local set = test_set.new(server, folder, name "set", "InvoiceBot")
      return folder.TestSetSchedules:create({ Name = name "nightly",
        TestSetId = set.Id, Enabled = true, CronExpression = "0 0 2 * * ?",
        TimeZoneId = "UTC" }).Id
    end, function(id)
      return { testSetScheduleIds = { id }, enabled = false }
    end, "Description" },
  }

  local function orch(...)
    return process.run({ "bin/orch", ... }, { env = home:env {
      UIPATH_URL = server.url, UIPATH_TENANT = server.tenant,
      UIPATH_ORGANIZATION = server.organization,
      UIPATH_CLIENT_ID = server.client_id,
      UIPATH_USER_KEY = server.user_key } })
  end

  -- "StopJobs", as its path ends.
  local function action(id)
    return catalogue:operation(id).at:match "[^.]+$"
  end

  -- Requests for the operation that reached the server.
  local function sent(id)
    return server:requests { method = "POST", path = "." .. action(id) }
  end

  for id, rule in pairs(RULES) do
    local set, make, arguments, column, path = table.unpack(rule)
    path = path or "/odata/" .. set .. "(%s)"

    it(id .. " is refused when they changed, and sent when not", function()
      local key, file = make(), home.home .. "/plan.json"
      local dry = orchestrator.connect(server:options("client_secret",
        { dry_run = true }))
      dry:folder("Shared/Finance"):call(id, arguments(key))
      local plan = dry:plan()
      assert.matches("1 write", tostring(plan), 1, true)
      assert.matches("%." .. action(id) .. " in folder", tostring(plan))
      plan:save(file)
      server:reset()
      local where = ('"%s" SET "%s" = ? WHERE Id = ?'):format(set, column)
      local before = server:sql(('SELECT "%s" AS x FROM "%s" WHERE Id = ?')
        :format(column, set), key)[1].x
      server:sql("UPDATE " .. where, "meanwhile", key)
      local result = orch("apply", file)
      assert.equal(5, result.code, result.stderr)
      assert.matches("changed since the plan was made: "
        .. path:format(key) .. " (write 1", result.stderr, 1, true)
      assert.same({}, sent(id))

      server:sql("UPDATE " .. where, before, key)
      result = orch("apply", file)
      assert.equal(0, result.code, result.stderr)
      assert.matches("1 writes, all done", result.stdout, 1, true)
      assert.equal(1, #sent(id))
    end)
  end

  it("has a rule here for each that docs/dry-run.md names", function()
    local rules = require "orchestrator.plan.target".rules
    local text = files.read "docs/dry-run.md"
    for id in pairs(RULES) do assert.is_table(rules[id], id) end
    for id in pairs(rules) do
      assert.is_table(RULES[id], id)
      assert.matches(action(id), text, 1, true)
    end
  end)
end)
