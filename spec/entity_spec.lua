local demo = require "support.demo"
local orchestrator = require "orchestrator"

describe("entity", function()
  local server, tenant, queues
  before_each(function()
    server = demo.start { seed = "empty" }
    tenant = orchestrator.connect(server:options())
    queues = tenant:folder "Shared".QueueDefinitions
  end)
  after_each(function() server:stop() end)

  local function failure(fn, ...)
    local ok, err = pcall(fn, ...)
    assert.is_false(ok)
    return err
  end

  local function new_queue(more)
    local row = { Name = "Invoices", Description = "d",
      MaxNumberOfRetries = 2 }
    for name, value in pairs(more or {}) do row[name] = value end
    local queue = queues:create(row)
    server:reset()
    return queue
  end

  it("is created, read, and deleted", function()
    local queue = queues:create { Name = "Invoices", Description = "d" }
    assert.equal("Invoices", queue.Name)
    assert.equal("integer", math.type(queue.Id))
    assert.is_nil(queue["@odata.context"])
    local request = server:requests { method = "POST", path = "/odata" }[1]
    assert.equal(201, request.status)
    assert.same({ Name = "Invoices", Description = "d" }, request.json)
    assert.equal("Shared", request.headers["x-uipath-folderpath"])

    assert.equal("Invoices", queues:get(queue.Id).Name)
    assert.equal("Invoices", queues:get(queue).Name)
    assert.is_true(queues:delete(queue.Id))
    assert.equal("not_found", failure(queues.get, queues, queue.Id).kind)
  end)

  it("is read with nulls when asked", function()
    local queue = new_queue()
    assert.is_nil(queues:get(queue.Id).ReleaseId)
    assert.equal(orchestrator.null,
      queues:get(queue.Id, { nulls = true }).ReleaseId)
    assert.equal(orchestrator.null, queues:nulls():get(queue.Id).ReleaseId)
  end)

  it("is read with what select and expand say", function()
    local queue = new_queue()
    queues:select("Id", "Name"):get(queue.Id)
    assert.same({ ("GET /odata/QueueDefinitions(%d)?$select=Id,Name")
      :format(queue.Id) }, demo.lines(server))
  end)

  it("keeps its other fields when it is updated", function()
    local queue = new_queue()
    assert.is_true(queues:update(queue.Id, { Description = "new" }))
    local put = server:requests { method = "PUT" }
    assert.equal(1, #put)
    assert.equal("new", put[1].json.Description)
    assert.equal("Invoices", put[1].json.Name)
    assert.equal(2, put[1].json.MaxNumberOfRetries)
    assert.equal(queue.Id, put[1].json.Id)
    assert.is_nil(put[1].json["@odata.context"])
    local after = queues:get(queue.Id)
    assert.equal("new", after.Description)
    assert.equal(2, after.MaxNumberOfRetries)
  end)

  it("has a field cleared by null", function()
    local queue = new_queue()
    queues:update(queue.Id, { Description = orchestrator.null })
    assert.matches('"Description":null', server:requests { method =
      "PUT" }[1].body, 1, true)
    assert.is_nil(queues:get(queue.Id).Description)
  end)

  it("is not sent when nothing changes", function()
    local queue = new_queue()
    assert.is_true(queues:update(queue.Id, { Description = "d" }))
    assert.is_true(queues:update(queue, {}))
    assert.same({}, server:requests { method = "PUT" })
  end)

  it("raises conflict when it is modified in between", function()
    local queue = new_queue()
    -- the second time it is read, somebody has been faster
    server:fault { path = "/odata/QueueDefinitions(", method = "GET",
      after = 1, sql = "UPDATE QueueDefinitions SET Description = 'theirs'" }
    local err = failure(queues.update, queues, queue.Id, { Name = "Mine" })
    assert.equal("conflict", err.kind)
    assert.matches("Description", err.message)
    assert.same({}, server:requests { method = "PUT" })
    assert.equal("theirs", queues:get(queue.Id).Description)
  end)

  it("refuses a masked secret to be sent back", function()
    local queue = new_queue { Description = ("\226\128\162"):rep(8) }
    local err = failure(queues.update, queues, queue.Id, { Name = "Other" })
    assert.equal("argument", err.kind)
    assert.matches("Description is a secret", err.message)
    assert.same({}, server:requests { method = "PUT" })
  end)

  it("is read whole for an update, whatever that takes", function()
    server:fault { path = "/odata/Assets(5)", times = 2, content_type =
      "application/json", body = [[{"Id":5,"Name":"A","ValueType":"Text",
      "StringValue":"x","UserValues":[{"UserId":3,"StringValue":"y"}]}]] }
    server:fault { path = "/odata/Assets(5)", body = "" }
    local assets = tenant:folder "Shared".Assets
    assert.is_true(assets:update(5, { StringValue = "z" }))
    local requests = demo.requests(server)
    assert.equal("UserValues", requests[1].params["$expand"])
    assert.equal("y", requests[3].json.UserValues[1].StringValue)
    local err = failure(assets.update, assets:select "Name", 5, {})
    assert.matches("reads the whole entity", err.message)
  end)

  it("is replaced by exactly what is given", function()
    local queue = new_queue()
    queues:replace(queue.Id, { Id = queue.Id, Name = "Invoices" })
    assert.same({ Id = queue.Id, Name = "Invoices" },
      server:requests { method = "PUT" }[1].json)
  end)

  it("is patched where the API has it, and else refused", function()
    server:fault { path = "/odata/Machines(", status = 200, body = "" }
    assert.is_true(tenant.Machines:patch(5, { Name = "M" }))
    local request = server:requests { method = "PATCH" }[1]
    assert.matches("/odata/Machines%(5%)$", request.path)
    assert.same({ Name = "M" }, request.json)
    local err = failure(queues.patch, queues, 5, { Name = "M" })
    assert.equal("argument", err.kind)
    assert.matches("QueueDefinitions: the API has no patch", err.message)
  end)

  it("refuses what has no key, and rows that are none", function()
    for _, call in ipairs {
      function() queues:get(nil) end, function() queues:delete(nil) end,
      function() queues:delete {} end, function() queues:get "five" end,
      function() queues:update(nil, {}) end, function() queues:update(5) end,
      function() queues:create(nil) end, function() queues:replace(5) end,
    } do
      assert.equal("argument", failure(call).kind)
    end
  end)

  it("is never found by a filter for a verb with a key", function()
    local query = queues:filter{ Name = "Invoices" }
    for _, verb in ipairs { "get", "delete", "update", "replace" } do
      local err = failure(query[verb], query, 5, {})
      assert.matches("takes no filter", err.message)
    end
  end)

  it("refuses verbs that a set does not have", function()
    local err = failure(tenant.RobotLogs.get, tenant.RobotLogs, 5)
    assert.matches("RobotLogs: the API has no get", err.message)
    err = failure(tenant.Stats.each, tenant.Stats)
    assert.matches("Stats has no list", err.message)
    assert.matches("GetJobsStats", err.hint)
  end)

  it("is deleted by query only below a maximum", function()
    for i = 1, 5 do queues:create { Name = "Q" .. i } end
    queues:create { Name = "Keep" }
    local some = queues:filter{ Name = { startswith = "Q" } }
    local err = failure(some.delete_all, some, { max = 4 })
    assert.equal("argument", err.kind)
    assert.matches("5 rows match", err.message)
    assert.equal(6, queues:count())
    assert.equal(5, some:delete_all { max = 5 })
    assert.equal(1, queues:count())
    assert.equal(0, some:delete_all { max = 5 })
    assert.equal("argument", failure(some.delete_all, some).kind)
    assert.equal("argument", failure(some.delete_all, some, {}).kind)
  end)

  it("counts a row that has gone meanwhile as not deleted by us", function()
    queues:create { Name = "Q1" }
    queues:create { Name = "Q2" }
    server:fault { path = "/odata/QueueDefinitions(", method = "DELETE",
      status = 404, content_type = "application/json",
      body = '{"message":"gone","errorCode":1002}' }
    assert.equal(1, queues:delete_all { max = 2 })
  end)

  it("sends {} as an array where the definition has one", function()
    new_queue()
    pcall(function() queues:create { Name = "T", Tags = {} } end)
    assert.matches('"Tags":[]', server:requests { method = "POST",
      path = "/odata" }[1].body, 1, true)
  end)
end)
