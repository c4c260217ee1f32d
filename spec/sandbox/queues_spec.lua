local cjson = require "cjson"
local tenant = require "sandbox.tenant"

local FOLDER = 1001
local SVC = "/UiPathODataSvc."

-- The calls that a queue's robots and users make.
local function new_queue(server, name, fields)
  local queue, definition = {}, fields or {}
  definition.Name = name
  queue.id = server:call("POST", "/odata/QueueDefinitions",
    { folder = FOLDER, json = definition }).json.Id

  function queue.post(path, body, headers)
    return server:call("POST", "/odata/" .. path,
      { folder = FOLDER, json = body, headers = headers })
  end

  function queue.add(item)
    item = item or {}
    item.Name = name
    local answer = queue.post("Queues" .. SVC .. "AddQueueItem",
      { itemData = item })
    assert.equal(201, answer.status, answer.body)
    return answer.json
  end

  function queue.bulk(commit, items)
    return queue.post("Queues" .. SVC .. "BulkAddQueueItems",
      { queueName = name, commitType = commit, queueItems = items })
  end

  function queue.start(more, headers)
    local data = { Name = name }
    for key, value in pairs(more or {}) do data[key] = value end
    return queue.post("Queues" .. SVC .. "StartTransaction",
      { transactionData = data }, headers)
  end

  function queue.finish(id, result)
    return queue.post(("Queues(%d)%sSetTransactionResult"):format(id, SVC),
      { transactionResult = result })
  end

  function queue.item(id)
    return server:get(("/odata/QueueItems(%d)"):format(id)).json
  end

  function queue.items()
    return server:list("QueueItems", { orderby = "Id",
      filter = "QueueDefinitionId eq " .. queue.id }).json.value
  end

  function queue.failed(reason, kind)
    local id = queue.start().json.Id
    assert.equal(200, queue.finish(id, { IsSuccessful = false,
      ProcessingException = { Reason = reason, Type = kind } }).status)
    return id
  end

  return queue
end

local function refused(status, code, answer)
  assert.equal(status, answer.status, answer.body)
  assert.equal(code, answer.json.errorCode)
end

describe("adding many items (facts 8.1)", function()
  local server, unique

  setup(function()
    server = tenant.start()
    unique = new_queue(server, "Bulk", { EnforceUniqueReference = true })
  end)
  teardown(function() server:stop() end)

  local function references()
    local list = {}
    for i, item in ipairs(unique.items()) do list[i] = item.Reference end
    return list
  end

  -- facts 6.1.11, 6.2.29, 8.1.9, 8.1.10
  it("stores nothing when all or nothing is wanted and one fails", function()
    local answer = unique.bulk("AllOrNothing", { { Reference = "a" },
      { Reference = "a" }, { Reference = "b" } })
    assert.equal(200, answer.status, answer.body)
    assert.is_false(answer.json.Success)
    assert.equal(1, #answer.json.FailedItems)
    assert.equal(2, answer.json.FailedItems[1].Ordinal)
    assert.equal("DuplicateReference", answer.json.FailedItems[1].ErrorCode)
    assert.same({}, references())
  end)

  -- facts 8.1.11
  it("stores up to the failure when it stops there", function()
    local answer = unique.bulk("StopOnFirstFailure", { { Reference = "c" },
      {}, { Reference = "d" } })
    assert.is_false(answer.json.Success)
    assert.equal("TransactionReferenceRequired",
      answer.json.FailedItems[1].ErrorCode)
    assert.same({ "c" }, references())
  end)

  -- facts 8.1.12
  it("stores all good ones when each stands for itself", function()
    local answer = unique.bulk("ProcessAllIndependently",
      { { Reference = "c" }, { Reference = "e" }, {}, { Reference = "f" } })
    assert.is_false(answer.json.Success)
    assert.equal(2, #answer.json.FailedItems)
    assert.same({ "c", "e", "f" }, references())
    answer = unique.bulk("AllOrNothing", { { Reference = "g" } })
    assert.is_true(answer.json.Success)
    assert.equal("[]", answer.body:match '"FailedItems":(%b[])')
  end)

  -- facts 8.1.13
  it("takes the queue's name from the request, not from the items", function()
    assert.is_true(unique.bulk("AllOrNothing",
      { { Name = "Other", Reference = "h" } }).json.Success)
    refused(404, 1002, server:call("POST", "/odata/Queues" .. SVC
      .. "BulkAddQueueItems", { folder = FOLDER, json = { queueName = "No",
        commitType = "AllOrNothing", queueItems = { { Reference = "x" } } } }))
  end)

  it("refuses what it cannot bind", function()
    refused(400, 0, unique.bulk("Sometimes", { { Reference = "x" } }))
    refused(400, 0, unique.bulk("AllOrNothing", { { Colour = "red" } }))
    refused(400, 0, unique.bulk("AllOrNothing", { 5 }))
  end)
end)

describe("a transaction (facts 8.1)", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", transactions = "anyone" }
  end)
  teardown(function() server:stop() end)

  -- facts 8.1.14
  it("takes an item, which is then in progress", function()
    local queue = new_queue(server, "Take")
    local added = queue.add { SpecificContent = { A = 1 } }
    local answer = queue.start()
    assert.equal(200, answer.status)
    assert.truthy(answer.json["@odata.context"]:find "#Queues/%$entity$")
    assert.equal(added.Id, answer.json.Id)
    assert.equal("InProgress", answer.json.Status)
    assert.string(answer.json.StartProcessing)
    assert.not_equal(added.RowVersion, answer.json.RowVersion)
    assert.equal(204, queue.start().status)
  end)

  -- facts 8.1.8, 8.1.18
  it("takes deadlines first, then by priority, then the oldest", function()
    local queue = new_queue(server, "Order")
    queue.add { Reference = "low", Priority = "Low" }
    queue.add { Reference = "first" }
    queue.add { Reference = "second" }
    queue.add { Reference = "high", Priority = "High" }
    queue.add { Reference = "later", Priority = "Low",
      DueDate = "2031-01-01T00:00:00Z" }
    queue.add { Reference = "sooner", Priority = "Low",
      DueDate = "2030-01-01T00:00:00Z" }
    queue.add { Reference = "postponed", Priority = "High",
      DeferDate = "2099-01-01T00:00:00Z" }
    local order = {}
    while true do
      local answer = queue.start()
      if answer.status == 204 then break end
      order[#order + 1] = answer.json.Reference
    end
    assert.same({ "sooner", "later", "high", "first", "second", "low" }, order)
  end)

  -- facts 8.1.17
  it("chooses by reference, whole or its beginning", function()
    local queue = new_queue(server, "Choose")
    queue.add { Reference = "A-1" }
    queue.add { Reference = "B-1" }
    assert.equal(204, queue.start { Reference = "B" }.status)
    assert.equal("B-1", queue.start { Reference = "B",
      ReferenceFilterOption = "StartsWith" }.json.Reference)
    assert.equal("A-1", queue.start { Reference = "A-1" }.json.Reference)
  end)

  -- facts 8.1.17
  it("makes the item when content comes with it", function()
    local queue = new_queue(server, "Make")
    local item = queue.start { SpecificContent = { A = 1 } }.json
    assert.equal("InProgress", item.Status)
    assert.same({ A = 1 }, queue.item(item.Id).SpecificContent)
  end)

  -- facts 5.2.1, 8.1.19
  it("says its progress while it goes on", function()
    local queue = new_queue(server, "Progress")
    local added = queue.add()
    local path = ("QueueItems(%d)%sSetTransactionProgress"):format(added.Id,
      SVC)
    refused(400, 1851, queue.post(path, { progress = "x" }))
    queue.start()
    assert.equal(200, queue.post(path, { progress = "half" }).status)
    assert.equal("half", queue.item(added.Id).Progress)
    refused(400, 1870, queue.post(path, { progress = ("x"):rep(104858) }))
  end)

  -- facts 8.1.20, 8.1.21
  it("ends well, with its output", function()
    local queue = new_queue(server, "Good")
    local id = queue.add().Id
    refused(409, 1852, queue.finish(id, { IsSuccessful = true }))
    queue.start()
    assert.equal(200, queue.finish(id, { IsSuccessful = true,
      Output = { Total = 5 }, Progress = "done" }).status)
    local item = queue.item(id)
    assert.equal("Successful", item.Status)
    assert.same({ Total = 5 }, item.Output)
    assert.same({ DynamicProperties = { Total = 5 } },
      cjson.decode(item.OutputData))
    assert.equal("done", item.Progress)
    assert.string(item.EndProcessing)
    refused(409, 1865, queue.finish(id, { IsSuccessful = true }))
    refused(404, 1002, queue.finish(99999, { IsSuccessful = true }))
  end)

  -- facts 8.1.22
  it("fails for good by a business exception", function()
    local queue = new_queue(server, "Business",
      { AcceptAutomaticallyRetry = true, MaxNumberOfRetries = 3 })
    queue.add()
    local item = queue.item(queue.failed("No", "BusinessException"))
    assert.equal("Failed", item.Status)
    assert.equal("No", item.ProcessingException.Reason)
    assert.equal("BusinessException", item.ProcessingExceptionType)
    assert.equal(1, #queue.items())
  end)

  -- facts 8.1.23
  it("is tried again after an application exception, so often", function()
    local queue = new_queue(server, "Retry",
      { AcceptAutomaticallyRetry = true, MaxNumberOfRetries = 1 })
    local first = queue.add { Reference = "r", SpecificContent = { A = 1 } }
    queue.failed "Boom"
    local second = queue.items()[2]
    assert.equal("Retried", queue.item(first.Id).Status)
    assert.equal("New", second.Status)
    assert.equal(first.Key, second.Key)
    assert.not_equal(first.UniqueKey, second.UniqueKey)
    assert.equal(first.Id, second.AncestorId)
    assert.equal(first.UniqueKey, second.AncestorUniqueKey)
    assert.equal(1, second.RetryNumber)
    assert.same({ A = 1 }, second.SpecificContent)
    queue.failed "Boom"
    assert.equal("Failed", queue.item(second.Id).Status)
    assert.equal(2, #queue.items())
  end)

  it("leaves its reference free when it is tried again (facts 8.1.7)",
  function()
    local queue = new_queue(server, "Free", { EnforceUniqueReference = true,
      AcceptAutomaticallyRetry = true, MaxNumberOfRetries = 1 })
    queue.add { Reference = "r" }
    queue.failed "Boom"
    refused(409, 1016, queue.post("Queues" .. SVC .. "AddQueueItem",
      { itemData = { Name = "Free", Reference = "r" } })) -- the copy's
    assert.equal(204, server:call("DELETE", ("/odata/QueueItems(%d)"):format(
      queue.items()[2].Id), { folder = FOLDER }).status)
    assert.equal("Retried", queue.items()[1].Status)
    queue.add { Reference = "r" }
  end)

  -- facts 8.1.24
  it("goes back to the queue when it is postponed", function()
    local queue = new_queue(server, "Postpone")
    local id = queue.add().Id
    queue.start()
    assert.equal(200, queue.finish(id,
      { DeferDate = "2099-01-01T00:00:00Z" }).status)
    local item = queue.item(id)
    assert.equal("New", item.Status)
    assert.equal(cjson.null, item.StartProcessing)
    assert.equal(204, queue.start().status)
  end)

  -- facts 5.2.2, 5.2.3
  it("refuses output over its limit", function()
    local queue = new_queue(server, "Large")
    local id = queue.add().Id
    queue.start()
    refused(400, 1867, queue.finish(id, { IsSuccessful = true,
      Output = { Text = ("x"):rep(102400) } }))
    refused(400, 1868, queue.finish(id, { IsSuccessful = true,
      Analytics = { Text = ("x"):rep(10240) } }))
    assert.equal("InProgress", queue.item(id).Status)
  end)

  -- facts 8.1.8
  it("has a deadline where the queue has one", function()
    local queue = new_queue(server, "Sla", { SlaInMinutes = 60 })
    local item = queue.add { Priority = "Low" }
    assert.equal("High", item.Priority)
    assert.string(item.DueDate)
  end)
end)

describe("the transactions of a queue (facts 8.1)", function()
  -- facts 2.4.4, 8.1.16
  it("are given to robots only", function()
    local server = tenant.start()
    local queue = new_queue(server, "Robots")
    queue.add()
    assert.equal(204, queue.start().status)
    assert.equal(204, server:call("POST", "/odata/Queues" .. SVC
      .. "StartTransaction", { folder = FOLDER,
      token = server.handle:personal_token(),
      json = { transactionData = { Name = "Robots" } } }).status)
    server:insert("Machines", { Name = "M", LicenseKey = "machine-key" })
    assert.equal(204, queue.start({}, { ["X-ROBOT-LICENSE"] = "x" }).status)
    local answer = queue.start({}, { ["X-ROBOT-LICENSE"] = "machine-key" })
    assert.equal(200, answer.status)
    server:stop()
  end)
end)

describe("an item's content (facts 8.1)", function()
  -- facts 8.1.4
  it("has its dates written anew, and kept as sent beside that", function()
    local server = tenant.start()
    local queue = new_queue(server, "Dates")
    local item = queue.add { SpecificContent = {
      When = "2019-12-06T17:00:05.000Z", Half = "2019-12-06T17:00:05.500Z" } }
    assert.same({ When = "2019-12-06T17:00:05Z",
      Half = "2019-12-06T17:00:05.5Z" }, item.SpecificContent)
    assert.equal("2019-12-06T17:00:05.000Z",
      cjson.decode(item.SpecificData).DynamicProperties.When)
    server:stop()
  end)

  -- facts 5.2.4
  it("is at most 500 KB", function()
    local server = tenant.start()
    local queue = new_queue(server, "Size")
    refused(400, 1864, queue.post("Queues" .. SVC .. "AddQueueItem",
      { itemData = { Name = "Size",
        SpecificContent = { Text = ("x"):rep(512000) } } }))
    server:stop()
  end)
end)

describe("the review of items (facts 8.1)", function()
  local server, queue

  setup(function()
    server = tenant.start { seed = "empty", transactions = "anyone" }
    queue = new_queue(server, "Review")
  end)
  teardown(function() server:stop() end)

  local function version(id)
    return { Id = id, RowVersion = queue.item(id).RowVersion }
  end

  local function review(status, ...)
    return queue.post("QueueItems" .. SVC .. "SetItemReviewStatus",
      { status = status, queueItems = { ... } })
  end

  -- facts 4.4.10, 6.1.11, 8.1.27
  it("sets a status, and lists the ids that were stale", function()
    local one, two = queue.add(), queue.add()
    local stale = version(two.Id)
    assert.is_true(review("InReview", version(two.Id)).json.Success)
    local answer = review("Verified", version(one.Id), stale)
    assert.equal(200, answer.status)
    assert.is_false(answer.json.Success)
    assert.same({ two.Id }, answer.json.FailedItems)
    assert.equal("Verified", queue.item(one.Id).ReviewStatus)
    assert.equal("InReview", queue.item(two.Id).ReviewStatus)
    refused(400, 1009, review("Nice", version(one.Id)))
  end)

  -- facts 8.1.27
  it("retries by hand what has failed", function()
    local added = queue.add { Reference = "again", Priority = "High" }
    assert.is_false(review("Retried", version(added.Id)).json.Success)
    local id = queue.failed("Boom", "BusinessException")
    assert.equal(added.Id, id)
    assert.is_true(review("Retried", version(id)).json.Success)
    local copy = queue.items()[#queue.items()]
    assert.equal("New", copy.Status)
    assert.equal(id, copy.ManualAncestorId)
    assert.equal(1, copy.ManualRetryNumber)
    assert.equal(0, copy.RetryNumber)
    assert.equal("Retried", queue.item(id).ReviewStatus)
    local last = server:get(("/odata/QueueItems(%d)/UiPath.Server."
      .. "Configuration.OData.GetItemLastRetry"):format(id),
      { folder = FOLDER })
    assert.equal(copy.Id, last.json.Id)
    assert.equal(404, server:get(("/odata/QueueItems(%d)/UiPath.Server."
      .. "Configuration.OData.GetItemLastRetry"):format(copy.Id),
      { folder = FOLDER }).status)
    local history = server:get(("/odata/QueueItems(%d)%s"
      .. "GetItemProcessingHistory"):format(copy.Id, SVC),
      { folder = FOLDER }).json.value
    assert.same({ id, copy.Id }, { history[1].Id, history[2].Id })
  end)

  -- facts 8.1.27
  it("has reviewers, who can be taken away again", function()
    local item = queue.add()
    local function set(name, more)
      local body = { queueItems = { version(item.Id) } }
      for key, value in pairs(more or {}) do body[key] = value end
      return queue.post("QueueItems" .. SVC .. name, body)
    end
    local reviewers = server:get("/odata/QueueItems/UiPath.Server."
      .. "Configuration.OData.GetReviewers()", { folder = FOLDER }).json.value
    assert.is_true(set("SetItemReviewer",
      { userId = reviewers[1].Id }).json.Success)
    assert.equal(reviewers[1].Id, queue.item(item.Id).ReviewerUserId)
    assert.is_true(set("UnsetItemReviewer").json.Success)
    assert.equal(cjson.null, queue.item(item.Id).ReviewerUserId)
    refused(400, 1853, set("SetItemReviewer", { userId = 999 }))
  end)

  -- facts 8.1.27
  it("deletes several at once, by their versions", function()
    local one, two = queue.add(), queue.add()
    local answer = queue.post("QueueItems" .. SVC .. "DeleteBulk",
      { queueItems = { version(one.Id),
        { Id = two.Id, RowVersion = one.RowVersion } } })
    assert.same({ two.Id }, answer.json.FailedItems)
    assert.equal("Deleted", queue.item(one.Id).Status)
    assert.equal("New", queue.item(two.Id).Status)
  end)

  it("keeps what happened as events", function()
    local one = new_queue(server, "Events")
    local item = one.add()
    one.start()
    one.finish(item.Id, { IsSuccessful = true })
    local events = server:get(("/odata/QueueItemEvents/UiPath.Server."
      .. "Configuration.OData.GetQueueItemEventsHistory(queueItemId=%d)")
      :format(item.Id), { folder = FOLDER }).json.value
    local seen = {}
    for i, event in ipairs(events) do
      seen[i] = event.Action .. " " .. event.Status
    end
    assert.same({ "Create New", "Status InProgress", "Status Successful" },
      seen)
  end)

  -- facts 6.2.8, 8.1.27
  it("has comments, which only their author changes", function()
    local item = queue.add()
    local comment = queue.post("QueueItemComments",
      { Text = "look", QueueItemId = item.Id })
    assert.equal(201, comment.status, comment.body)
    assert.string(comment.json.CreationTime)
    local path = ("/odata/QueueItemComments(%d)"):format(comment.json.Id)
    local other = server.handle:personal_token()
    local function put(text, token)
      return server:call("PUT", path, { folder = FOLDER, token = token,
        json = { Id = comment.json.Id, Text = text,
          QueueItemId = item.Id } })
    end
    refused(403, 1007, put("mine", other))
    assert.equal(200, put("seen").status)
    local history = server:get(("/odata/QueueItemComments/UiPath.Server."
      .. "Configuration.OData.GetQueueItemCommentsHistory(queueItemId=%d)")
      :format(item.Id), { folder = FOLDER }).json.value
    assert.equal("seen", history[1].Text)
    refused(404, 1002, queue.post("QueueItemComments",
      { Text = "x", QueueItemId = 99999 }))
  end)
end)

describe("the counts of queues (facts 8.1)", function()
  local server, queue

  setup(function()
    server = tenant.start { seed = "empty", transactions = "anyone" }
    queue = new_queue(server, "Counts",
      { AcceptAutomaticallyRetry = true, MaxNumberOfRetries = 1 })
    for _ = 1, 4 do queue.add() end
    queue.finish(queue.start().json.Id, { IsSuccessful = true })
    queue.failed("b", "BusinessException")
    queue.failed("a", "ApplicationException")
    queue.start()
  end)
  teardown(function() server:stop() end)

  -- facts 8.1.27
  it("say what waits and how it went", function()
    local rows = server:get("/odata/QueueProcessingRecords" .. SVC
      .. "RetrieveQueuesProcessingStatus"
      .. tenant.query { filter = "QueueDefinitionName eq 'Counts'",
        count = "true" }, { folder = FOLDER })
    assert.equal(200, rows.status, rows.body)
    assert.equal(1, rows.json["@odata.count"])
    local row = rows.json.value[1]
    assert.equal(1, row.ItemsToProcess)
    assert.equal(1, row.ItemsInProgress)
    assert.equal(1, row.SuccessfulTransactionsNo)
    assert.equal(1, row.BusinessExceptionsNo)
    assert.equal(1, row.ApplicationExceptionsNo)
    assert.equal(3, row.TotalNumberOfTransactions)
  end)

  it("are kept by hour and by day", function()
    for days, kind in pairs { [1] = "Hour", [7] = "Day" } do
      local rows = server:get(("/odata/QueueProcessingRecords%s"
        .. "RetrieveLastDaysProcessingRecords(daysNo=%d,"
        .. "queueDefinitionId=%d)"):format(SVC, days, queue.id),
        { folder = FOLDER })
      assert.equal(200, rows.status, rows.body)
      local good, retried = 0, 0
      for _, row in ipairs(rows.json.value) do
        assert.equal(kind, row.ReportType)
        good = good + row.NumberOfSuccessfulTransactions
        retried = retried + row.NumberOfRetriedItems
      end
      assert.equal(1, good)
      assert.equal(1, retried)
    end
  end)
end)
