local demo = require "support.demo"
local orchestrator = require "orchestrator"
local refused = require "support.refused"

describe("the verbs of triggers, webhooks and test sets", function()
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

  local function trigger(fields)
    local process = folder.Releases:named "InvoiceBot"
    local row = { Name = "Spec", ReleaseId = process.Id,
      ReleaseKey = process.Key, ReleaseName = process.Name,
      StartProcessCron = "0 0 9 ? * MON-FRI", TimeZoneId = "UTC",
      StartProcessCronDetails = '{"advancedCron":"0 0 9 ? * MON-FRI"}',
      Enabled = true, StartStrategy = 1 }
    for name, value in pairs(fields or {}) do row[name] = value end
    return (folder.ProcessSchedules:ensure(row))
  end

  it("enable and disable triggers by their names", function()
    trigger()
    local set = folder.ProcessSchedules
    set:disable "Spec"
    assert.is_false(set:named("Spec").Enabled)
    set:enable { "Spec" }
    assert.is_true(set:named("Spec").Enabled)
    refused("not_found", set.enable, set, "Spek")
    set:remove "Spec"
  end)

  local function texts(moments)
    local out = {}
    for i, moment in ipairs(moments) do out[i] = tostring(moment) end
    return table.concat(out, " ")
  end

  it("say when a trigger fires next", function()
    local set = folder.ProcessSchedules
    local after = { after = "2026-11-27T08:00:00Z" } -- a Friday
    local row = { Id = 1, Name = "x", Enabled = true, TimeZoneId = "UTC",
      StartProcessCron = "0 0 9 ? * MON-FRI" }
    assert.equal("2026-11-27T09:00:00Z 2026-11-30T09:00:00Z",
      texts(set:next_runs(row, 2, after)))
    row.TimeZoneIana = "Asia/Tokyo"
    assert.equal("2026-11-30T00:00:00Z", texts(set:next_runs(row, 1, after)))
    row.StartProcessCron = nil
    row.StartProcessCronDetails = '{"advancedCron":"0 30 7 * * ?"}'
    assert.equal("2026-11-27T22:30:00Z", texts(set:next_runs(row, 1, after)))
    row.StopProcessDate = "2026-11-27T00:00:00Z"
    assert.same({}, set:next_runs(row, 1, after))
    assert.equal("2026-11-27T10:00:00Z", texts(set:next_runs { Id = 1,
      Name = "y", StartProcessNextOccurrence = "2026-11-27T10:00:00Z" }))
    assert.same({}, set:next_runs { Id = 1, Name = "a queue's" })
    row.Enabled = false
    assert.same({}, set:next_runs(row, 1, after))
    local err = refused("argument", set.next_runs, set, { Id = 1,
      Name = "Odd", StartProcessCron = "daily" })
    assert.matches('the trigger "Odd"', err.message, 1, true)
  end)

  it("pass over the days of a trigger's calendar", function()
    local calendar = tenant.Calendars:ensure { Name = "C",
      TimeZoneId = "UTC" }
    tenant.Calendars:exclude("C", "2026-11-28")
    assert.equal("2026-11-29T09:00:00Z", texts(
      folder.ProcessSchedules:next_runs({ Id = 1, Name = "x",
        StartProcessCron = "0 0 9 * * ?", UseCalendar = true,
        CalendarId = calendar.Id }, 1, { after = "2026-11-27T10:00:00Z" })))
  end)

  it("create webhooks for known events, and switch them", function()
    local set = tenant.Webhooks
    answers("GetEventTypes",
      '{"value":[{"Name":"job.faulted"},{"Name":"job.started"}]}')
    local row = set:add("Spec", "https://hooks.example.com/a",
      { events = { "job.faulted" }, secret = "s3cret" })
    assert.equal("job.faulted", row.Events[1].EventType)
    answers("GetEventTypes", '{"value":[{"Name":"job.faulted"}]}')
    local err = refused("argument", set.add, set, "Other",
      "https://x.example", { events = { "job.failed" } })
    assert.equal('did you mean "job.faulted"?', err.hint)
    server:reset()
    set:disable "Spec"
    assert.is_false(set:get(row.Id).Enabled)
    for _, request in ipairs(demo.requests(server)) do
      if request.method == "PATCH" then
        assert.same({ Enabled = false }, request.json)
      end
    end
    set:enable(row)
    assert.is_true(set:get(row.Id).Enabled)
    answers("OData.Ping", '{"Type":"ping"}', 202)
    assert.equal("ping", set:ping("Spec").Type)
    answers("GetEventTypes", '{"value":[{"Name":"b"},{"Name":"a"}]}')
    assert.same({ "a", "b" }, set:events())
    set:remove "Spec"
    refused("argument", set.add, set, "NoAddress")
  end)

  it("run a test set and wait for its end", function()
    answers("StartTestSetExecution", "77")
    answers("TestSetExecutions(77)", '{"Id":77,"Status":"Running"}')
    answers("TestSetExecutions(77)", '{"Id":77,"Status":"Failed"}')
    answers("TestSetExecutions(77)", '{"Id":77,"Status":"Failed",'
      .. '"TestCaseExecutions":[{"Id":1,"Status":"Failed"}]}')
    local row = folder.TestSets:run(5, { timeout = 30 })
    assert.equal("Failed", row.TestCaseExecutions[1].Status)
    local sent = demo.requests(server)
    assert.matches("testSetId=5", sent[1].query)
    assert.matches("triggerType=ExternalTool", sent[1].query)
    answers("StartTestSetExecution", "78")
    assert.equal(78, folder.TestSets:run(5, { wait = false }).Id)
    for _ = 1, 9 do
      answers("TestSetExecutions(78)", '{"Id":78,"Status":"Running"}')
    end
    refused("timeout", folder.TestSetExecutions.wait,
      folder.TestSetExecutions, 78, { timeout = 0.1 })
    answers("CancelTestSetExecution", "", 202)
    assert.is_true(folder.TestSetExecutions:cancel(78))
    answers("TestSetSchedules/", '{"value":true}')
    folder.TestSetSchedules:disable { 3 }
    sent = demo.requests(server)
    assert.same({ testSetScheduleIds = { 3 }, enabled = false },
      sent[#sent].json)
  end)
end)
