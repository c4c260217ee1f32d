-- Exports: asked for, waited for, fetched (facts 8.10, 4.1).

local eventually = require "support.eventually"
local furnish = require "sandbox.furnish"
local http = require "socket.http"
local tenant = require "sandbox.tenant"

local FOLDER, NS = furnish.FOLDER, furnish.NS

describe("exports (facts 8.10)", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", robots = false, speed = 30 }
    for i = 1, 3 do
      server:insert("Jobs", { Id = i, State = i == 3 and "Faulted"
        or "Successful", ReleaseName = 'Bot "A", one', _folder = FOLDER,
        CreationTime = "2026-11-01T00:00:0" .. i .. ".0000000Z" })
      server:insert("RobotLogs", { Level = "Info", Message = "line " .. i,
        TimeStamp = "2026-11-01T00:00:0" .. i .. ".0000000Z",
        _folder = FOLDER })
    end
  end)
  teardown(function() server:stop() end)

  local function export(path)
    local answer = server:call("POST", path, { folder = FOLDER })
    assert.equal(200, answer.status, answer.body)
    return answer.json
  end

  local function status(id)
    return server:get(("/odata/Exports(%d)"):format(id)).json
  end

  local function link(id)
    return server:get(("/odata/Exports(%d)/%sGetDownloadLink"):format(id, NS))
  end

  local function fetch(export_id)
    assert.truthy(eventually(function()
      return status(export_id).Status == "Completed"
    end), "the export is not completed")
    local access = link(export_id).json
    assert.equal("GET", access.Verb)
    assert.is_false(access.RequiresAuth)
    local body, code, headers = http.request(access.Uri)
    assert.equal(200, code)
    assert.equal("text/csv", headers["content-type"])
    assert.equal(#body, status(export_id).Size)
    return body
  end

  -- facts 5.4.3
  it("are kept for 168 hours (facts 5.4)", function()
    local id = export("/odata/Jobs/" .. NS .. "Export").Id
    for hours, expected in pairs { [167] = 200, [169] = 404 } do
      server.handle:sql("UPDATE _exports SET requested = ? WHERE id = ?",
        os.time() - hours * 3600, id)
      assert.equal(expected, link(id).status)
    end
  end)

  -- facts 8.10.4
  it("are New, then Completed, and no sooner given out", function()
    local slow = tenant.start { seed = "empty", robots = false }
    local made = slow:call("POST", "/odata/AuditLogs/" .. NS .. "Export")
    assert.equal("New", made.json.Status)
    local path = ("/odata/Exports(%d)"):format(made.json.Id)
    assert.equal(409, slow:get(path .. "/" .. NS .. "GetDownloadLink").status)
    slow.handle:sql "UPDATE _exports SET requested = requested - 2"
    assert.equal("InProgress", slow:get(path).json.Status)
    slow.handle:sql "UPDATE _exports SET requested = requested - 2"
    local row = slow:get(path).json
    assert.equal("Completed", row.Status)
    assert.string(row.ExecutedAt)
    slow:stop()
  end)

  -- facts 4.1.10
  it("hold what the query options ask for, as CSV", function()
    local made = export("/odata/Jobs/" .. NS .. "Export"
      .. tenant.query { filter = "State eq 'Successful'",
        orderby = "Id desc" })
    assert.equal("Jobs", made.Type)
    local lines = {}
    for line in fetch(made.Id):gmatch "(.-)\r\n" do lines[#lines + 1] = line end
    assert.equal(3, #lines)
    assert.truthy(lines[1]:find("CreationTime", 1, true))
    assert.truthy(lines[2]:find('"Bot ""A"", one"', 1, true))
    assert.truthy(lines[2]:find('"2026-11-01T00:00:02Z"', 1, true))
    assert.truthy(lines[3]:find('"2026-11-01T00:00:01Z"', 1, true))
  end)

  -- facts 4.1.10, 8.1.28
  it("are of logs, of the audit log and of a queue's items too", function()
    local logs = export("/odata/RobotLogs/" .. NS .. "Export")
    assert.equal("Logs", logs.Type)
    assert.truthy(fetch(logs.Id):find("line 3", 1, true))
    local queue = server:call("POST", "/odata/QueueDefinitions", {
      folder = FOLDER, json = { Name = "Orders" } }).json.Id
    server:call("POST", "/odata/Queues/UiPathODataSvc.AddQueueItem", {
      folder = FOLDER, json = { itemData = { Name = "Orders",
        Reference = "A-1" } } })
    local items = export(("/odata/QueueDefinitions(%d)/UiPathODataSvc.Export")
      :format(queue))
    assert.equal("Queues", items.Type)
    assert.truthy(fetch(items.Id):find("A-1", 1, true))
    local audit = export("/odata/AuditLogs/" .. NS .. "Export")
    assert.equal("OrchestratorAudit", audit.Type)
    assert.truthy(fetch(audit.Id):find("QueueDefinitions", 1, true))
  end)

  it("refuse wrong options, and keys that are not there", function()
    assert.equal(400, server:call("POST", "/odata/Jobs/" .. NS .. "Export"
      .. tenant.query { filter = "Colour eq 1" }, { folder = FOLDER }).status)
    assert.equal(404, server:get("/odata/Exports(99999)").status)
    assert.equal(404, link(99999).status)
  end)
end)
