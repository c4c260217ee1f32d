local demo = require "support.demo"
local interpreter = require "support.interpreter"
local orchestrator = require "orchestrator"

describe("a queue", function()
  local server, tenant, folder
  setup(function()
    server = demo.start { transactions = "anyone" }
    tenant = orchestrator.connect(server:options "client_secret")
    folder = tenant:folder "Shared/Finance"
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local n = 0
  -- A queue of its own for a spec.
  local function new_queue(fields)
    n = n + 1
    fields = fields or {}
    fields.Name = "Spec " .. n
    folder.QueueDefinitions:create(fields)
    return folder.QueueDefinitions:named(fields.Name)
  end

  local function item(i)
    return { SpecificContent = { N = i }, Reference = "R" .. i }
  end

  it("is found by its name, and refused without one", function()
    assert.equal("Invoices", folder.QueueDefinitions:named("Invoices").row.Name)
    local ok, err = pcall(folder.QueueDefinitions.named,
      folder.QueueDefinitions, "Invoice")
    assert.is_false(ok)
    assert.equal("not_found", err.kind)
    assert.matches("Shared/Finance", err.message, 1, true)
  end)

  it("takes one item", function()
    local queue = new_queue()
    local added = queue:add{ SpecificContent = { Invoice = "4711" },
      Reference = "4711", Priority = "High" }
    assert.equal("New", added.Status)
    assert.equal("4711", queue:items():first().Reference)
    assert.is_false(pcall(queue.add, queue, { Refrence = "x" }))
  end)

  it("takes any number of items in chunks, and says which failed", function()
    local queue = new_queue { EnforceUniqueReference = true }
    queue:add(item(3))
    local items = {}
    for i = 1, 5 do items[i] = item(i) end
    local result = queue:add_many(items, { chunk = 2, on_failed = "return" })
    assert.equal(4, result.added)
    assert.equal(1, #result.failed)
    assert.equal(items[3], result.failed[1].row)
    assert.equal(3, result.failed[1].index)
    assert.equal("DuplicateReference", result.failed[1].code)
    assert.equal(5, queue:items():count())
    local ok, err = pcall(queue.add_many, queue, items)
    assert.is_false(ok)
    assert.equal("partial", err.kind)
    assert.equal(5, #err.failed)
  end)

  it("takes items from a function, and all or none where told", function()
    local queue = new_queue { EnforceUniqueReference = true }
    local i = 0
    local result = queue:add_many(function()
      i = i + 1
      if i <= 25 then return item(i) end
    end, { chunk = 10 })
    assert.equal(25, result.added)
    result = queue:add_many({ item(26), item(1), item(27) },
      { commit = "AllOrNothing", on_failed = "return" })
    assert.equal(0, result.added)
    result = queue:add_many({ item(26), item(1), item(27) },
      { commit = "StopOnFirstFailure", on_failed = "return" })
    assert.equal(1, result.added)
  end)

  it("repeats an unanswered chunk only where references are unique", function()
    local queue = new_queue { EnforceUniqueReference = true }
    server:fault { path = "BulkAddQueueItems", status = 502 }
    local result = queue:add_many { item(1), item(2) }
    assert.equal(2, result.added + #result.unsure)
    assert.equal(2, queue:items():count())
    local loose = new_queue()
    server:fault { path = "BulkAddQueueItems", status = 502 }
    local ok, err = pcall(loose.add_many, loose, { item(1) })
    assert.is_false(ok)
    assert.equal("unsure", err.sent)
    assert.equal(0, loose:items():count())
  end)

  it("is worked off in a loop", function()
    local queue = new_queue()
    for i = 1, 4 do queue:add(item(i)) end
    local seen = {}
    for row, transaction in queue:transactions() do
      seen[#seen + 1] = row.SpecificContent.N
      if row.SpecificContent.N == 1 then
        transaction:progress "half"
        transaction:succeed { Total = 5 }
        assert.is_false(pcall(transaction.succeed, transaction))
      elseif row.SpecificContent.N == 2 then
        transaction:fail("no such vendor", { type = "BusinessException" })
      end
    end
    table.sort(seen)
    assert.same({ 1, 2, 3, 4 }, seen)
    local counts = queue:status()
    assert.equal(3, counts.Successful)
    assert.equal(1, counts.Failed)
    assert.equal(0, counts.New + counts.InProgress)
  end)

  -- Lua 5.3 has no closing values: there the item stays in progress.
  local it_closes = interpreter.version == "5.3" and function() end or it
  it_closes("fails the item whose turn an error or a break ends", function()
    local queue = new_queue { AcceptAutomaticallyRetry = false }
    queue:add(item(1))
    queue:add(item(2))
    local ok, err = pcall(function()
      for _ in queue:transactions() do error "on purpose" end
    end)
    assert.is_false(ok)
    assert.matches("on purpose", err)
    for _ in queue:transactions() do break end -- luacheck: ignore 512
    local failed = queue:items():filter{ Status = "Failed" }:list()
    assert.equal(2, #failed)
    assert.matches("on purpose", failed[1].ProcessingException.Reason)
  end)

  it("fails the item that is open when the loop is closed", function()
    local queue = new_queue { AcceptAutomaticallyRetry = false }
    for i = 1, 2 do queue:add(item(i)) end
    local step, loop = queue:transactions()
    step(loop)
    loop:close "on purpose"
    loop:close() -- twice is fine
    local failed = queue:items():filter{ Status = "Failed" }:list()
    assert.equal(1, #failed)
    assert.equal("on purpose", failed[1].ProcessingException.Reason)
    local _, transaction = step(loop)
    transaction:succeed()
    loop:close()
    assert.equal(1, queue:status().Successful)
  end)

  it_closes("waits no more than seconds to tell how its loop ended", function()
    local queue = new_queue()
    queue:add(item(1))
    local before = os.time()
    server:fault { path = "SetTransactionResult", delay = 30 }
    for _ in queue:transactions() do break end -- luacheck: ignore 512
    assert.is_true(os.time() - before < 12)
  end)

  it("is worked off by a function, and an error fails its item only", function()
    local queue = new_queue()
    for i = 1, 5 do queue:add(item(i)) end
    local result = queue:work(function(row, transaction)
      local number = row.SpecificContent.N
      if number == 2 then error "on purpose" end
      if number == 3 then
        transaction:fail("no such vendor", { type = "BusinessException" })
      end
      return { Doubled = 2 * number }
    end, { most = 4 })
    assert.same({ 2, 2, 1 },
      { result.succeeded, result.failed, #result.errors })
    assert.matches("on purpose", result.errors[1].error)
    local counts = queue:status()
    assert.same({ 2, 2, 1 }, { counts.Successful, counts.Failed, counts.New })
    assert.equal(2, queue:items():filter{ Reference = "R1" }:first()
      .Output.Doubled)
    assert.equal(1, queue:work(function() end).succeeded)
    assert.is_false(pcall(queue.work, queue))
  end)

  it("retries and deletes items by their versions", function()
    local queue = new_queue()
    queue:add(item(1))
    for _, transaction in queue:transactions() do
      transaction:fail("x", { type = "BusinessException" })
    end
    local failed = queue:items():filter{ Status = "Failed" }:list()
    assert.is_true(queue:retry(failed).Success)
    assert.equal(1, queue:status().New)
    local open = queue:items():filter{ Status = "New" }:list()
    assert.is_true(queue:delete_many(open).Success)
    assert.equal(1, queue:status().Deleted)
    assert.is_false(pcall(queue.delete_many, queue, { { Id = 5 } }))
  end)

  it("returns failures under orchestrator.safe", function()
    local safe = require "orchestrator.safe"
    local other = safe.connect(server:options "client_secret")
    local set = other:folder("Shared/Finance").QueueDefinitions
    local found, err = set:named "Nonsense"
    assert.is_nil(found)
    assert.equal("not_found", err.kind)
    local queue = set:named "Invoices"
    local added, failure = queue:add{ Nonsense = 1 }
    assert.is_nil(added)
    assert.equal("argument", failure.kind)
  end)
end)
