local demo = require "support.demo"
local orchestrator = require "orchestrator"

describe("an answer that tells of failures inside", function()
  local server, tenant
  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options "client_secret")
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function answers(path, status, body)
    server:fault { path = path, status = status, body = body,
      content_type = "application/json" }
  end

  local function partial(fn, ...)
    local ok, err = pcall(fn, ...)
    assert.is_false(ok)
    assert.equal("partial", err.kind, tostring(err))
    return err
  end

  local BULK = '{"Success":false,"Message":"two bad","FailedItems":['
    .. '{"Ordinal":1,"ErrorCode":"DuplicateReference"},{"Ordinal":3}]}'

  it("raises with the failed items and the whole answer", function()
    answers("BulkAddQueueItems", 200, BULK)
    local queues = tenant:folder(1002).Queues
    local err = partial(queues.BulkAddQueueItems, queues,
      { queueName = "q", commitType = "AllOrNothing", queueItems = {} })
    assert.equal(2, #err.failed)
    assert.equal("DuplicateReference", err.failed[1].ErrorCode)
    assert.is_false(err.result.Success)
    assert.equal("yes", err.sent)
    assert.matches("2 items failed: two bad", err.message, 1, true)
  end)

  it("returns them where on_failed says so", function()
    answers("BulkAddQueueItems", 200, BULK)
    local answer = tenant:folder(1002).Queues:BulkAddQueueItems{
      queueName = "q", commitType = "AllOrNothing", queueItems = {},
      on_failed = "return" }
    assert.equal(2, #answer.FailedItems)
    local ok, err = pcall(tenant.call, tenant, "Folders_Get",
      { on_failed = "ignore" })
    assert.is_false(ok)
    assert.equal("argument", err.kind)
  end)

  it("is silent about successes", function()
    answers("DeleteBulk", 200, '{"Success":true,"FailedItems":[]}')
    assert.is_true(tenant:folder(1002).QueueItems:DeleteBulk{
      queueItems = { { Id = 1, RowVersion = "AAAA" } } }.Success)
  end)

  it("is found in lists of task errors", function()
    answers("AssignTasks", 200,
      '{"value":[{"ErrorCode":5,"ErrorMessage":"not yours"}]}')
    local tasks = tenant:folder(1002).Tasks
    assert.matches("not yours", partial(tasks.AssignTasks, tasks,
      { taskAssignments = { { TaskId = 1, UserId = 2 } } }).message)
  end)

  it("is found in a 207 of triggers", function()
    answers("SetEnabled", 207, '{"message":"one is broken","errorCode":1009}')
    local triggers = tenant:folder(1002).ProcessSchedules
    local err = partial(triggers.SetEnabled, triggers,
      { scheduleIds = { 1, 2 }, enabled = true })
    assert.equal(207, err.status)
    assert.matches("one is broken", err.message)
  end)

  it("takes 202 and 208 as done", function()
    for _, status in ipairs { 202, 208 } do
      answers("DeliverPayload", status, "")
      assert.is_true(tenant:call("JobTriggers_DeliverPayloadByInboxid", {
        inboxId = "8f3c0000-1111-2222-3333-444455556666",
        body = { a = 1 } }))
    end
  end)
end)
