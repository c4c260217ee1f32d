-- The audit log of what was done (facts 8.10).

local cjson = require "cjson"
local tenant = require "sandbox.tenant"

local NS = "UiPath.Server.Configuration.OData."
local FOLDER = 1001

describe("the audit log (facts 8.10)", function()
  local server

  setup(function() server = tenant.start { seed = "empty", robots = false } end)
  teardown(function() server:stop() end)

  local function last(count)
    return server:list("AuditLogs", { orderby = "Id desc", top = count or 1 })
      .json.value
  end

  local function details(id)
    return server:get(("/odata/AuditLogs/%sGetAuditLogDetails(auditLogId=%d)")
      :format(NS, id)).json.value
  end

  -- facts 8.10.2
  it("tells of an entity's life, by whom and with what", function()
    local token = server.handle:user_token "admin"
    local queue = server:call("POST", "/odata/QueueDefinitions", {
      folder = FOLDER, token = token, json = { Name = "Orders" } }).json
    local path = ("/odata/QueueDefinitions(%d)"):format(queue.Id)
    server:call("PUT", path, { folder = FOLDER, token = token,
      json = { Id = queue.Id, Name = "Bills" } })
    server:call("DELETE", path, { folder = FOLDER, token = token })
    local rows = last(3)
    local expected = { { "Delete", "Bills" }, { "Update", "Bills" },
      { "Create", "Orders" } }
    for i, row in ipairs(rows) do
      assert.equal(expected[i][1], row.Action)
      assert.equal(expected[i][2], row.DisplayName)
      assert.equal("Queues", row.Component)
      assert.equal(queue.Id, row.EntityId)
      assert.equal("admin", row.UserName)
      assert.equal(1, row.UserId)
      local detail = details(row.Id)
      assert.equal(1, #detail)
      assert.equal(expected[i][2], detail[1].EntityName)
      assert.equal(row.Id, detail[1].AuditLogId)
      assert.equal(expected[i][2], cjson.decode(detail[1].CustomData).Name)
    end
  end)

  it("names the application that acts for no user", function()
    server:call("POST", "/odata/Folders", { json = { DisplayName = "F" } })
    local row = last()[1]
    assert.equal(server.client_id, row.ExternalClientId)
    assert.equal("Folders", row.Component)
  end)

  it("leaves no row for what was refused, and none for reading", function()
    local before = last()[1].Id
    server:call("POST", "/odata/Folders", { json = { DisplayName = "F" } })
    server:list("Folders")
    assert.equal(before, last()[1].Id)
  end)

  it("keeps no secrets", function()
    server:call("POST", "/odata/Assets", { folder = FOLDER, json = {
      Name = "Login", ValueScope = "Global", ValueType = "Credential",
      CredentialUsername = "u", CredentialPassword = "hunter2" } })
    assert.is_nil(details(last()[1].Id)[1].CustomData:find "hunter2")
    server:call("POST", "/odata/Users", { json = { UserName = "kim",
      Password = "hunter2", UpdatePolicy = { Type = "None" } } })
    local row = last()[1]
    assert.equal("kim", row.DisplayName)
    assert.is_nil(details(row.Id)[1].CustomData:find "hunter2")
  end)

  it("tells a job's start and stop apart", function()
    server:insert("Releases", { Id = 1, Name = "Bot", ProcessKey = "Bot",
      Key = "50000000-0000-4000-a000-000000000001", _folder = FOLDER })
    server:insert("Machines", { Id = 1, Name = "VM", UnattendedSlots = 1 })
    server:insert("Robots", { Id = 1, Name = "R", Enabled = 1,
      _folder = FOLDER })
    local job = server:call("POST", "/odata/Jobs/" .. NS .. "StartJobs", {
      folder = FOLDER, json = { startInfo = { ReleaseName = "Bot" } } })
      .json.value[1]
    assert.equal("StartJob", last()[1].Action)
    assert.equal(job.Id, last()[1].EntityId)
    server:call("POST", ("/odata/Jobs(%d)/%sStopJob"):format(job.Id, NS), {
      folder = FOLDER, json = { strategy = "Kill" } })
    assert.equal("StopJob", last()[1].Action)
  end)

  -- facts 3.6, 8.10.2
  it("is asked for by service", function()
    server:call("POST", "/odata/TestDataQueues", { folder = FOLDER,
      json = { Name = "T", ContentJsonSchema = "{}" } })
    local function components(service)
      local seen = {}
      for _, row in ipairs(server:list("AuditLogs", {}, { headers = {
        ["x-UIPATH-AuditedService"] = service } }).json.value) do
        seen[row.Component] = true
      end
      return seen
    end
    assert.same({ TestDataQueues = true }, components "TestAutomation")
    assert.is_nil(components("Orchestrator").TestDataQueues)
  end)
end)
