local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"
local refused = require "support.refused"

describe("the verbs of calendars, settings, tasks and records", function()
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

  local function last()
    local sent = demo.requests(server)
    return sent[#sent]
  end

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
    stores:ensure { Name = "Vault", Type = "AzureKeyVault" }
    stores:set_default("Vault", "AssetCredential")
    assert.equal("Vault", stores:default("AssetCredential").Name)
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
    assert.equal("integer", math.type(tenant.Alerts:unread()))
    answers("MarkAsRead", '{"value":0}')
    local id = "8f3c0000-1111-2222-3333-444455556666"
    assert.equal(0, tenant.Alerts:mark_read { Id = id })
    assert.same({ ids = { id } }, last().json)
    refused("argument", tenant.Alerts.mark_read, tenant.Alerts, {})
  end)

  it("tell what an action changed", function()
    answers("GetAuditLogDetails", '{"value":[{"EntityId":5}]}')
    assert.equal(5, tenant.AuditLogs:details({ Id = 7 })[1].EntityId)
    assert.matches("auditLogId=7", last().path, 1, true)
  end)

  it("request exports, wait for them and fetch them", function()
    local dir = files.temp_dir()
    finally(function() files.remove(dir) end)
    local function link()
      answers("GetDownloadLink", ('{"Uri":%q,"Verb":"GET",'
        .. '"RequiresAuth":false,"Headers":{"Keys":[],"Values":[]}}')
        :format(server.url .. "/the-file"))
      server:fault { path = "/the-file", status = 200, body = "Id,Name\r\n",
        content_type = "text/csv" }
    end
    answers("Jobs/UiPath.Server.Configuration.OData.Export",
      '{"Id":3,"Status":"New"}')
    answers("Exports(3)", '{"Id":3,"Status":"InProgress"}')
    answers("Exports(3)", '{"Id":3,"Status":"Completed","Size":9}')
    link()
    local bytes, row = folder.Jobs:filter{ State = "Faulted" }
      :download_export(dir .. "/jobs.csv", { timeout = 20 })
    assert.same({ 9, "Completed" }, { bytes, row.Status })
    assert.equal("Id,Name\r\n", files.read(dir .. "/jobs.csv"))
    local sent = demo.requests(server)
    assert.matches("filter=State", sent[1].query)
    assert.is_nil(sent[#sent].headers.authorization)
    answers("AuditLogs/", '{"Id":4,"Status":"New"}')
    answers("Exports(4)", '{"Id":4,"Status":"Failed"}')
    local err = refused("server", tenant.AuditLogs.download_export,
      tenant.AuditLogs, dir .. "/audit.csv")
    assert.matches("ended as Failed", err.message)
    for _ = 1, 9 do answers("Exports(5)", '{"Id":5,"Status":"New"}') end
    refused("timeout", tenant.Exports.wait, tenant.Exports, 5,
      { timeout = 0.1 })
    refused("argument", tenant.Exports.wait, tenant.Exports, "x")
    refused("argument", tenant.AuditLogs.download_export, tenant.AuditLogs)
  end)
end)
