-- Transactions that nobody ends, and the schemas of a queue (facts 8.1).

local cjson = require "cjson"
local eventually = require "support.eventually"
local tenant = require "sandbox.tenant"

local FOLDER = 1001
local QUEUES = "/odata/Queues/UiPathODataSvc."

describe("a queue (facts 8.1)", function()
  local server

  setup(function()
    -- A day passes in a fifth of a second.
    server = tenant.start { seed = "empty", robots = false, speed = 432000,
      transactions = "anyone" }
  end)
  teardown(function() server:stop() end)

  local function post(path, body)
    return server:call("POST", path, { folder = FOLDER, json = body })
  end

  local function queue(fields)
    local answer = post("/odata/QueueDefinitions", fields)
    assert.equal(201, answer.status, answer.body)
  end

  local function begin(name)
    post(QUEUES .. "AddQueueItem", { itemData = { Name = name } })
    local answer = post(QUEUES .. "StartTransaction",
      { transactionData = { Name = name } })
    assert.equal(200, answer.status, answer.body)
    return answer.json.Id
  end

  local function item(id)
    return server:get(("/odata/QueueItems(%d)"):format(id),
      { folder = FOLDER }).json
  end

  local function becomes(id, status)
    assert.truthy(eventually(function()
      return item(id).Status == status
    end), "the item is not " .. status)
  end

  -- facts 8.1.25
  it("abandons after a day what was not ended", function()
    queue { Name = "Plain", AcceptAutomaticallyRetry = true,
      MaxNumberOfRetries = 2 }
    local id = begin "Plain"
    becomes(id, "Abandoned")
    assert.string(item(id).EndProcessing)
    assert.equal(409, post(("/odata/Queues(%d)/UiPathODataSvc."
      .. "SetTransactionResult"):format(id),
      { transactionResult = { IsSuccessful = true } }).status)
    assert.equal(1, #server:column("Id", "QueueItems", {
      filter = ("Key eq %s"):format(item(id).Key) }, { folder = FOLDER }))
  end)

  -- facts 8.1.25
  it("tries again what was abandoned, where it says so", function()
    queue { Name = "Again", AcceptAutomaticallyRetry = true,
      RetryAbandonedItems = true, MaxNumberOfRetries = 1 }
    local id = begin "Again"
    becomes(id, "Retried")
    local copy = server:list("QueueItems", { filter = "AncestorId eq "
      .. id }, { folder = FOLDER }).json.value[1]
    assert.equal("New", copy.Status)
    assert.equal(1, copy.RetryNumber)
  end)

  it("leaves alone what was ended in time", function()
    queue { Name = "Done" }
    local id = begin "Done"
    assert.equal(200, post(("/odata/Queues(%d)/UiPathODataSvc."
      .. "SetTransactionResult"):format(id),
      { transactionResult = { IsSuccessful = true } }).status)
    local other = begin "Done"
    becomes(other, "Abandoned")
    assert.equal("Successful", item(id).Status)
  end)

  -- facts 8.1.1
  it("remembers of transactions only those that go on", function()
    queue { Name = "Ended" }
    local first, second = begin "Ended", begin "Ended"
    local function open(id)
      return server.handle:sql(
        "SELECT count(*) AS n FROM _transactions WHERE item = ?", id)[1].n
    end
    server.handle:sql("UPDATE _transactions SET due = due + 1e6 "
      .. "WHERE item IN (?, ?)", first, second)
    assert.equal(1, open(first))
    post(("/odata/Queues(%d)/UiPathODataSvc.SetTransactionResult"):format(
      first), { transactionResult = { IsSuccessful = true } })
    assert.equal(0, open(first))
    assert.equal(1, open(second))
    local plan = server.handle:sql(
      "EXPLAIN QUERY PLAN SELECT min(due) FROM _transactions")
    assert.matches("INDEX", plan[1].detail)
  end)

  it("takes only content that fits its schema", function()
    queue { Name = "Strict", SpecificDataJsonSchema = cjson.encode {
      type = "object", required = { "Number" }, additionalProperties = false,
      properties = { Number = { type = "integer", minimum = 1 },
        Kind = { enum = { "A", "B" } }, Text = { maxLength = 3 } } },
      OutputDataJsonSchema = '{"required":["Sum"]}' }
    local function add(content)
      return post(QUEUES .. "AddQueueItem", { itemData = { Name = "Strict",
        SpecificContent = content } })
    end
    for _, wrong in ipairs { { Kind = "A" }, { Number = "1" }, { Number = 0 },
      { Number = 1.5 }, { Number = 1, Kind = "C" }, { Number = 1, Other = 1 },
      { Number = 1, Text = "four" } } do
      local answer = add(wrong)
      assert.equal(400, answer.status, cjson.encode(wrong))
      assert.equal(1856, answer.json.errorCode)
    end
    assert.equal(400, add(nil).status)
    assert.equal(201, add { Number = 1, Kind = "B", Text = "äöü" }.status)
    local id = post(QUEUES .. "StartTransaction",
      { transactionData = { Name = "Strict" } }).json.Id
    local function result(output)
      return post(("/odata/Queues(%d)/UiPathODataSvc.SetTransactionResult")
        :format(id), { transactionResult = { IsSuccessful = true,
          Output = output } })
    end
    assert.equal(1856, result { Total = 1 }.json.errorCode)
    assert.equal(200, result { Sum = 1 }.status)
  end)

  it("keeps content to the pattern of its schema", function()
    queue { Name = "Pattern", SpecificDataJsonSchema = cjson.encode {
      properties = { Invoice = { pattern = "^INV-\\d{4}$" } } } }
    for invoice, status in pairs { ["INV-0042"] = 201, ["INV-42"] = 400 } do
      assert.equal(status, post(QUEUES .. "AddQueueItem", { itemData = {
        Name = "Pattern", SpecificContent = { Invoice = invoice } } }).status)
    end
  end)

  it("is refused with what is no schema", function()
    for _, schema in ipairs { "{", '{"pattern":"("}', "5" } do
      local answer = post("/odata/QueueDefinitions",
        { Name = "None", OutputDataJsonSchema = schema })
      assert.equal(400, answer.status)
      assert.equal(1857, answer.json.errorCode)
      answer = post("/odata/TestDataQueues",
        { Name = "None", ContentJsonSchema = schema })
      assert.equal(400, answer.status)
      assert.equal(3217, answer.json.errorCode)
    end
    queue { Name = "Later" }
    local id = math.tointeger(server:column("Id", "QueueDefinitions",
      { filter = "Name eq 'Later'" })[1])
    assert.equal(400, server:call("PUT", ("/odata/QueueDefinitions(%d)")
      :format(id), { folder = FOLDER, json = { Name = "Later",
      SpecificDataJsonSchema = "{" } }).status)
  end)

  it("names the schema's refusals among many (facts 8.1)", function()
    queue { Name = "Bulk", SpecificDataJsonSchema = '{"required":["a"]}' }
    local answer = post(QUEUES .. "BulkAddQueueItems", { queueName = "Bulk",
      commitType = "ProcessAllIndependently", queueItems = {
        { SpecificContent = { a = 1 } }, { SpecificContent = { b = 1 } } } })
    assert.equal("QueueItemSchemaViolationException",
      answer.json.FailedItems[1].ErrorCode)
    assert.equal(1, #answer.json.FailedItems)
  end)
end)
