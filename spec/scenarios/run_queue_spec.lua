-- A queue is filled, jobs are started for it, and robots work it off to the
-- end, with some items that fail, are retried, or are nobody's fault.

local demo = require "support.demo"
local orchestrator = require "orchestrator"

local COUNT = 120

describe("running a queue to its end", function()
  local server, folder, queue
  setup(function()
    server = demo.start { transactions = "anyone", speed = 500 }
    folder = orchestrator.connect(server:options "client_secret")
      :folder "Shared/Finance"
  end)
  teardown(function() server:stop() end)

  local function count(action)
    local n = 0
    for _, request in ipairs(demo.requests(server)) do
      if request.path:find(action, 1, true) then n = n + 1 end
    end
    return n
  end

  it("fills it once, however often it is asked to", function()
    local made
    queue, made = folder.QueueDefinitions:ensure { Name = "Receipts",
      EnforceUniqueReference = true, AcceptAutomaticallyRetry = true,
      MaxNumberOfRetries = 1 }
    assert.is_true(made)
    local items = {}
    for i = 1, COUNT do
      items[i] = { Reference = ("R%03d"):format(i),
        SpecificContent = { Number = i } }
    end
    server:fault { path = "BulkAddQueueItems", status = 502, after = 1 }
    local result = queue:add_many(items, { chunk = 50 })
    assert.equal(COUNT, result.added + #result.unsure)
    assert.equal(COUNT, queue:status().New)
    result = queue:add_many(items, { on_failed = "return" })
    assert.same({ 0, COUNT }, { result.added, #result.failed })
    assert.equal(COUNT, queue:status().New)
  end)

  it("starts jobs for it and waits for all of them", function()
    local started = folder.Jobs:start("InvoiceBot", { count = 3,
      input = { Queue = "Receipts" } })
    local ended = folder.Jobs:wait(started, { timeout = 120 })
    assert.equal(3, #ended)
    for _, job in ipairs(ended) do
      assert.is_true(job.State == "Successful" or job.State == "Faulted")
      assert.matches("Receipts", job.InputArguments, 1, true)
    end
  end)

  it("works every item off, and accounts for each", function()
    server:reset()
    local tries = {}
    local result = queue:work(function(item, transaction)
      local n = item.SpecificContent.Number
      tries[n] = (tries[n] or 0) + 1
      if n % 10 == 0 and tries[n] == 1 then error "the portal was down" end
      if n % 25 == 1 then
        transaction:fail("no such vendor", { type = "BusinessException" })
      end
      return { Total = n * 2 }
    end)
    -- 12 fail once and are retried by the queue; 5 are refused for good.
    assert.same({ COUNT - 5, 12 + 5, 12 },
      { result.succeeded, result.failed, #result.errors })
    assert.equal(COUNT + 12, count "SetTransactionResult")
    assert.equal(COUNT + 12 + 1, count "StartTransaction")
    local counts = queue:status()
    assert.same({ COUNT - 5, 5, 12, 0, 0 }, { counts.Successful,
      counts.Failed, counts.Retried, counts.New, counts.InProgress })
    local one = queue:items():filter{ Reference = "R020",
      Status = "Successful" }:first()
    assert.same({ 40, 1 }, { one.Output.Total, one.RetryNumber })
  end)

  it("retries what was refused, and leaves nothing behind", function()
    local failed = queue:items():filter{ Status = "Failed" }:list()
    assert.equal(5, #failed)
    queue:retry(failed)
    assert.equal(5, queue:work(function() end).succeeded)
    local counts = queue:status()
    assert.same({ COUNT, 0, 0 },
      { counts.Successful, counts.New, counts.InProgress })
  end)
end)
