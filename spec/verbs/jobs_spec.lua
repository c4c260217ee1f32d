local demo = require "support.demo"
local eventually = require "support.eventually"
local refused = require "support.refused"

describe("Jobs", function()
  local server, folder, jobs, _
  setup(function()
    server, _, folder = demo.finance { speed = 200 }
    jobs = folder.Jobs
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  it("start by name with a table as input, and are waited for", function()
    local started = jobs:start("InvoiceBot", { input = { Month = 11 } })
    assert.equal(1, #started)
    local sent = demo.requests(server)
    local info = sent[#sent].json.startInfo
    assert.equal('{"Month":11}', info.InputArguments)
    assert.equal(36, #info.Reference)
    local job = jobs:wait(started[1], { timeout = 60 })
    assert.equal(started[1].Id, job.Id)
    assert.is_true(job.State == "Successful" or job.State == "Faulted")
    local output = jobs:output(job)
    assert.is_true(output == nil or type(output) == "table")
  end)

  it("give references of their own, unlike each other", function()
    local a = jobs:start("InvoiceBot")[1]
    local b = jobs:start("InvoiceBot", { reference = "mine" })[1]
    assert.is_string(a.Reference)
    assert.equal("mine", b.Reference)
    local row = folder.Releases:filter{ Name = "InvoiceBot" }:first()
    jobs:start(row)
    jobs:start(row.Key)
    assert.equal("not_found", refused("not_found", jobs.start, jobs,
      "NoSuchBot").kind)
    refused("argument", jobs.start, jobs, nil)
  end)

  it("are looked up where the answer to a start is lost", function()
    server:fault { path = "StartJobs", status = 502 }
    local err = refused("server", jobs.start, jobs, "InvoiceBot",
      { reference = "lost-1" })
    assert.equal("unsure", err.sent)
    assert.matches("lost-1", err.hint, 1, true)
    local posts = 0
    for _, request in ipairs(demo.requests(server)) do
      if request.path:find "StartJobs" then posts = posts + 1 end
    end
    assert.equal(1, posts)
    jobs:start("InvoiceBot", { reference = "lost-2" })
    server:fault { path = "StartJobs", status = 502 }
    local found = jobs:start("InvoiceBot", { reference = "lost-2" })
    assert.equal("lost-2", found[1].Reference)
  end)

  it("are waited for by the dozen", function()
    local started = jobs:start("InvoiceBot", { count = 12 })
    assert.equal(12, #started)
    local ended = jobs:wait(started, { timeout = 120 })
    assert.equal(12, #ended)
    for i, job in ipairs(ended) do assert.equal(started[i].Id, job.Id) end
    local by_id, lists = 0, 0
    for _, line in ipairs(demo.lines(server)) do
      if line:find "^GET /odata/Jobs%(" then by_id = by_id + 1 end
      if line:find "^GET /odata/Jobs%?" then lists = lists + 1 end
    end
    assert.equal(12, by_id) -- the reading at the end
    assert.is_true(lists > 0)
  end)

  -- One that robots take in a way of its own.
  local function start_as(behaviour)
    behaviour.process = "InvoiceBot"
    server:robots(behaviour)
    finally(function() server:robots { process = "InvoiceBot" } end)
    return jobs:start("InvoiceBot")[1]
  end

  local function reaches(job, state)
    assert.truthy(eventually(function()
      return jobs:get(job.Id).State == state
    end), "job is not " .. state)
  end

  it("that do not end in time raise timeout, and are named", function()
    local job = start_as { seconds = 100000 }
    reaches(job, "Running")
    local err = refused("timeout", jobs.wait, jobs, job.Id,
      { timeout = 0.1 })
    assert.matches(("job %d is Running"):format(job.Id), err.message, 1, true)
    jobs:kill(job)
    refused("argument", jobs.wait, jobs, {})
    refused("argument", jobs.wait, jobs, "x")
  end)

  it("are stopped, killed and restarted by the row or Id", function()
    local first = start_as { seconds = 100000 }
    local others = jobs:start("InvoiceBot", { count = 2 })
    jobs:stop { first.Id, others[1] }
    assert.same({ jobIds = { first.Id, others[1].Id },
      strategy = "SoftStop" }, demo.last(server).json)
    jobs:kill(others[2].Id)
    assert.same({ jobIds = { others[2].Id }, strategy = "Kill" },
      demo.last(server).json)
    for _, job in ipairs(jobs:wait({ first, others[1], others[2] },
      { timeout = 60 })) do
      assert.equal("Stopped", job.State)
    end
    local again = jobs:restart(first)
    assert.same({ jobId = first.Id }, demo.last(server).json)
    assert.is_true(again.Id > others[2].Id)
    assert.equal(first.ReleaseName, again.ReleaseName)
    jobs:kill(again)
  end)

  it("that are suspended are resumed by the row, Id or key", function()
    for _, part in ipairs { "Id", "Key", "row" } do
      local job = start_as { seconds = 10, suspend = 0 }
      reaches(job, "Suspended")
      jobs:resume(job[part] or job)
      assert.same({ jobKey = job.Key },
        server:requests{ path = "ResumeJob" }[1].json)
      assert.equal("Successful", jobs:wait(job, { timeout = 60 }).State)
      server:reset()
    end
  end)

  it("are followed until they end, from their first log on", function()
    local job = jobs:start("InvoiceBot", { input = { sandbox_seconds = 60 } })
    local messages = {}
    for log, walk in jobs:follow(job[1], { every = 0.05, settle = 0.2 }) do
      assert.equal(job[1].Key, log.JobKey)
      messages[#messages + 1] = log.Message
      assert.equal(#messages, walk.rows)
    end
    assert.matches("started", messages[1])
    assert.matches("ended", messages[#messages])
    assert.equal("Successful", jobs:get(job[1].Id).State)
    local again = 0
    for _ in jobs:follow(job[1].Id, { settle = 0.05, every = 0.05 }) do
      again = again + 1
    end
    assert.equal(#messages, again)
    for _ in jobs:follow(job[1].Id) do break end -- luacheck: ignore 512
    assert.is_false(pcall(jobs.follow, jobs, nil))
    assert.is_false(pcall(jobs.follow, jobs, job[1], { lag = 5 }))
  end)

  it("have logs", function()
    local job = jobs:filter{ State = "Faulted" }:first()
    for log in jobs:logs(job):top(3):each() do
      assert.equal(job.Key, log.JobKey)
    end
  end)

  it("have output as a table", function()
    assert.same({ a = 9007199254740993 },
      jobs:output { Id = 1, OutputArguments = '{"a":9007199254740993}' })
    assert.is_nil(jobs:output { OutputArguments = "" })
    refused("protocol", jobs.output, jobs,
      { Id = 1, OutputArguments = "{" })
  end)

  it("return failures under orchestrator.safe", function()
    local safe = require "orchestrator.safe"
    local other = safe.connect(server:options "client_secret")
    local started, err = other:folder("Shared/Finance").Jobs:start "NoSuchBot"
    assert.is_nil(started)
    assert.equal("not_found", err.kind)
  end)
end)
