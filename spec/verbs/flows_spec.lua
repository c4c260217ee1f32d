local demo = require "support.demo"
local refused = require "support.refused"
local test_set = require "support.test_set"

describe("the verbs of triggers, webhooks and test sets", function()
  local server, tenant, folder
  setup(function() server, tenant, folder = demo.finance { speed = 200 } end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

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
    local row = set:named "Spec"
    set:disable { row.Id }
    assert.same({ scheduleIds = { row.Id }, enabled = false },
      demo.last(server).json)
    set:enable(row)
    assert.is_true(set:get(row.Id).Enabled)
    refused("argument", set.enable, set, {})
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
    local row = set:add("Spec", "https://hooks.example.com/a",
      { events = { "job.faulted" }, secret = "s3cret" })
    assert.equal("job.faulted", row.Events[1].EventType)
    local err = refused("argument", set.add, set, "Other",
      "https://x.example", { events = { "job.failed" } })
    assert.equal('did you mean "job.faulted"?', err.hint)
    server:reset()
    set:disable "Spec"
    assert.same({ Enabled = false }, server:requests{ method = "PATCH" }[1]
      .json)
    assert.is_false(set:get(row.Id).Enabled)
    set:enable(row)
    assert.is_true(set:get(row.Id).Enabled)
    assert.equal("ping", set:ping("Spec").Type)
    assert.matches("Webhooks%(%d+%)/.*Ping$", demo.last(server).path)
    local events = set:events()
    assert.is_true(#events > 10)
    for i = 2, #events do assert.is_true(events[i - 1] < events[i]) end
    set:remove "Spec"
    refused("not_found", set.named, set, "Spec")
    refused("argument", set.add, set, "NoAddress")
  end)

  local function new_set(name)
    return test_set.new(server, folder, name, "InvoiceBot")
  end

  it("run a test set and wait for its end", function()
    local set = new_set "All"
    server:robots { process = "InvoiceBot", seconds = 5 }
    local row = folder.TestSets:run("All", { timeout = 60 })
    assert.equal("Passed", row.Status)
    assert.equal(2, #row.TestCaseExecutions)
    local sent = server:requests{ path = "StartTestSetExecution" }[1]
    assert.same({ testSetId = tostring(set.Id),
      triggerType = "ExternalTool" }, sent.params)
    server:robots { process = "InvoiceBot", seconds = 5, fault = "unequal" }
    row = folder.TestSets:run(set.Id, { timeout = 60 })
    assert.equal("Failed", row.Status)
    assert.equal("Failed", row.TestCaseExecutions[1].Status)
    folder.TestSets:remove "All"
    refused("not_found", folder.TestSets.run, folder.TestSets, "All")
  end)

  it("wait for a test set no longer than told, and cancel it", function()
    local executions = folder.TestSetExecutions
    server:robots { process = "InvoiceBot", seconds = 100000 }
    local started = folder.TestSets:run(new_set("Slow"), { wait = false })
    local err = refused("timeout", executions.wait, executions, started,
      { timeout = 0.1 })
    assert.matches("wait again", err.hint, 1, true)
    assert.is_true(executions:cancel(started))
    assert.equal("Cancelled", executions:wait(started, { timeout = 60 })
      .Status)
    refused("argument", executions.wait, executions, "Slow")
  end)

  it("schedule test sets", function()
    local set, schedules = new_set "Scheduled", folder.TestSetSchedules
    schedules:ensure { Name = "Nightly", TestSetId = set.Id, Enabled = true,
      CronExpression = "0 0 2 * * ?", TimeZoneId = "UTC" }
    schedules:disable "Nightly"
    assert.is_false(schedules:named("Nightly").Enabled)
    assert.same({ testSetScheduleIds = { schedules:named("Nightly").Id },
      enabled = false }, server:requests{ path = "SetEnabled" }[1].json)
    schedules:enable { schedules:named "Nightly" }
    assert.is_true(schedules:named("Nightly").Enabled)
    schedules:remove "Nightly"
    assert.same({}, schedules:find "Night*")
  end)
end)
