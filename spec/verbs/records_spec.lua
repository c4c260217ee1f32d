local demo = require "support.demo"
local files = require "support.files"
local refused = require "support.refused"

describe("the verbs of calendars, settings, tasks and records", function()
  local server, tenant, folder
  setup(function() server, tenant, folder = demo.finance() end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  it("add days to a calendar and take them out", function()
    tenant.Calendars:ensure { Name = "Holidays", TimeZoneId = "UTC" }
    tenant.Calendars:exclude("Holidays", { "2026-12-25", "2026-12-24" })
    tenant.Calendars:exclude("Holidays", "2026-12-24")
    local row = tenant.Calendars:get(tenant.Calendars:named "Holidays")
    assert.equal(2, #row.ExcludedDates)
    assert.matches("^2026%-12%-24", row.ExcludedDates[1])
    assert.equal(1, #tenant.Calendars:include("Holidays", "2026-12-24"))
    refused("argument", tenant.Calendars.exclude, tenant.Calendars,
      "Holidays", "24.12.2026")
    tenant.Calendars:remove "Holidays"
  end)

  it("know which store takes secrets", function()
    assert.is_true(#tenant.CredentialStores:types() > 0)
    local stores = tenant.CredentialStores
    local row, made = stores:ensure { Name = "Vault",
      Type = "AzureKeyVault" }
    assert.is_true(made)
    assert.equal(row.Id, stores:find("V*t")[1].Id)
    stores:set_default("Vault", "AssetCredential")
    assert.equal("Vault", stores:default("AssetCredential").Name)
    stores:change("Vault", { Name = "Safe" })
    assert.equal(row.Id, stores:named("Safe").Id)
    stores:ensure { Name = "Spare", Type = "AzureKeyVault" }
    stores:remove "Spare"
    assert.same({}, stores:find "Spare")
  end)

  it("read and set settings by name, and no unknown ones", function()
    local settings = tenant.Settings
    local name = next(settings:values())
    settings:set { [name] = 7 }
    assert.equal("7", settings:value(name))
    assert.same({}, settings:values "No.Such")
    local err = refused("not_found", settings.set, settings,
      { [name .. "x"] = "1" })
    assert.matches(name, err.hint, 1, true)
    refused("argument", settings.set, settings, {})
  end)

  it("give tasks to people, and complete them", function()
    local tasks = folder.Tasks
    tasks:add("Approve 4711", { data = { Amount = 5 }, priority = "High" })
    local function row() return tasks:named "Approve 4711" end
    tasks:assign("Approve 4711", "grace")
    assert.same({ "Pending", tenant.Users:named("grace").Id },
      { row().Status, row().AssignedToUserId })
    tasks:assign(row(), tenant.Users:named "henrik")
    assert.equal(tenant.Users:named("henrik").Id, row().AssignedToUserId)
    tasks:unassign(row().Id)
    assert.equal("Unassigned", row().Status)
    tasks:assign(row(), "grace")
    tasks:change("Approve 4711", { Priority = "Critical", NoteText = "hm" })
    assert.equal("Critical", row().Priority)
    refused("argument", tasks.change, tasks, "Approve 4711", {})
    refused("argument", tasks.change, tasks, "Approve 4711",
      { Prioirty = "Low" })
    tasks:complete("Approve 4711", "Approve", { Note = "fine" })
    assert.same({ "Completed", "Approve" }, { row().Status, row().Action })
    tasks:add "Another"
    tasks:remove "Another"
    refused("argument", tasks.add, tasks, "")
    local catalog, made = folder.TaskCatalogs:ensure { Name = "Invoices" }
    assert.is_true(made)
    folder.TaskCatalogs:change("Invoices", { Description = "to pay" })
    assert.equal("to pay",
      folder.TaskCatalogs:get(catalog.Id).Description)
    tasks:add("With catalog", { catalog = "Invoices", tag = "t" })
    assert.equal("Invoices", tasks:named("With catalog").TaskCatalogName)
  end)

  it("mark alerts as read", function()
    local alerts = tenant.Alerts
    for _ = 1, 3 do
      alerts:RaiseProcessAlert { processAlert = { Message = "low",
        Severity = "Warn", ProcessName = "P", RobotName = "R" } }
    end
    local rows = alerts:list()
    assert.equal(3, alerts:unread())
    assert.equal(2, alerts:mark_read(rows[1]))
    assert.same({ ids = { rows[1].Id } }, demo.last(server).json)
    assert.equal(0, alerts:mark_read(rows))
    assert.equal(0, alerts:unread())
    refused("argument", alerts.mark_read, alerts, {})
  end)

  it("tell what an action changed", function()
    local made = folder.QueueDefinitions:create { Name = "Audited" }
    local row = tenant.AuditLogs:orderby("Id desc"):first()
    local detail = tenant.AuditLogs:details(row)[1]
    assert.same({ made.Id, "Create", "Audited" },
      { detail.EntityId, detail.Action, detail.EntityName })
    assert.same(detail, tenant.AuditLogs:details(row.Id)[1])
  end)
end)

describe("exports by the server", function()
  local server, tenant, folder, dir
  setup(function()
    server, tenant, folder = demo.finance { speed = 20 }
    dir = files.temp_dir()
  end)
  teardown(function()
    server:stop()
    files.remove(dir)
  end)
  before_each(function() server:reset() end)

  it("are requested, awaited and fetched", function()
    local faulted = folder.Jobs:filter{ State = "Faulted" }
    local bytes, row = faulted:download_export(dir .. "/jobs.csv",
      { timeout = 60 })
    assert.is_nil(demo.last(server).headers.authorization)
    local text = files.read(dir .. "/jobs.csv")
    assert.same({ #text, #text, "Completed" },
      { bytes, row.Size, row.Status })
    local _, lines = text:gsub("\r\n", "")
    assert.equal(faulted:count() + 1, lines)
    assert.matches("filter=State", server:requests{ path = "Export" }[1]
      .query)
    local pieces = {}
    local fetched = tenant.Exports:download(row, function(piece)
      pieces[#pieces + 1] = piece
    end)
    assert.same({ #text, text }, { fetched, table.concat(pieces) })
    bytes = tenant.AuditLogs:download_export(dir .. "/audit.csv",
      { timeout = 60 })
    assert.equal(bytes, #files.read(dir .. "/audit.csv"))
  end)

  it("are not waited for longer than told", function()
    local export = folder.Jobs:Export()
    local err = refused("timeout", tenant.Exports.wait, tenant.Exports,
      export, { timeout = 0.01 })
    assert.matches("wait again", err.hint, 1, true)
    assert.equal("Completed", tenant.Exports:wait(export,
      { timeout = 60 }).Status)
    refused("not_found", tenant.Exports.wait, tenant.Exports, 99999)
    refused("argument", tenant.Exports.wait, tenant.Exports, "x")
    refused("argument", tenant.AuditLogs.download_export, tenant.AuditLogs)
  end)

  it("raise when they fail", function()
    -- The sandbox's own never do.
    server:fault { path = "/odata/Exports(", status = 200,
      body = '{"Id":4,"Status":"Failed"}', content_type = "application/json" }
    local err = refused("server", tenant.AuditLogs.download_export,
      tenant.AuditLogs, dir .. "/failed.csv")
    assert.matches("ended as Failed", err.message)
    assert.is_nil(io.open(dir .. "/failed.csv"))
  end)
end)
