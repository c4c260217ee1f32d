-- Webhooks: what is sent, to whom, and signed how (facts 8.9).

local cjson = require "cjson"
local eventually = require "support.eventually"
local listener = require "sandbox.listener"
local nginx = require "support.nginx"
local orchestrator = require "orchestrator"

local NS = "UiPath.Server.Configuration.OData."
local FOLDER, SECRET = listener.FOLDER, listener.SECRET

describe("webhooks (facts 8.9)", function()
  local heard, server, inbox

  before_each(function()
    heard = listener.start()
    server, inbox = heard.server, heard.inbox
  end)
  after_each(function() heard:stop() end)

  local function subscribe(...) return heard:subscribe(...) end
  local function next_event() return heard:next_event() end
  local function post(...) return heard:send("POST", ...) end

  local function ping(id)
    return server:call("POST", ("/odata/Webhooks(%d)/%sPing"):format(id, NS))
  end

  -- facts 8.9.2, 8.9.3
  it("lists the types of events", function()
    local list = server:get("/odata/Webhooks/" .. NS .. "GetEventTypes").json
    assert.equal(47, #list.value)
    assert.equal("Alert", list.value[1].Group)
    assert.equal("alert.subscribed", list.value[1].Name)
  end)

  local function check(url)
    return server:get("/api/Status/VerifyHostAvailibility?url=" .. url)
  end

  -- facts 1.4.7
  it("have a check of their address that sends nothing", function()
    local found = check(inbox.url)
    assert.equal(200, found.status, found.body)
    assert.same({ canConnect = true, hasBadSsl = false,
      connectionError = cjson.null }, found.json)
    inbox:stop()
    local gone = check(inbox.url).json
    assert.is_false(gone.canConnect)
    assert.truthy(#gone.connectionError > 0)
    assert.equal(400, check "ftp://127.0.0.1/x".status)
    assert.equal(400, check "".status)
  end)

  it("have a check that tells of a certificate that nobody vouches for",
    function()
      local secure = nginx.start(server.port)
      local found = check(secure.url).json
      assert.same({ true, true }, { found.canConnect, found.hasBadSsl })
      secure:stop()
    end)

  -- facts 4.4.5, 8.9.1, 8.9.4, 8.9.6
  it("pings with a signature that the client verifies", function()
    local answer = ping(subscribe { "job.created" })
    assert.equal(202, answer.status)
    assert.equal("ping", answer.json.Type)
    local event, request = next_event()
    assert.equal("POST /hook HTTP/1.1", request.line)
    assert.equal("ping", event.Type)
    assert.equal(answer.json.EventId, event.EventId)
    assert.matches("^%d+$", event.EventId)
    assert.matches("^%d+%-%d+%-%d+T%d+:%d+:%d+%.%d%d%d%d%d%d%dZ$",
      event.Timestamp)
    local signature = request.headers["x-uipath-signature"]
    assert.is_true(orchestrator.webhook.verify(request.body, signature,
      SECRET))
    assert.is_false(orchestrator.webhook.verify(request.body .. " ",
      signature, SECRET))
  end)

  -- facts 8.9.6
  it("signs nothing without a secret", function()
    ping(subscribe(nil, { Secret = cjson.null }))
    local _, request = next_event()
    assert.is_nil(request.headers["x-uipath-signature"])
  end)

  it("keeps the secret to itself", function()
    local id = subscribe()
    assert.is_nil(server:get(("/odata/Webhooks(%d)"):format(id)).body:find(
      SECRET, 1, true))
  end)

  it("sends a custom event with the caller's data", function()
    subscribe { "custom" }
    local answer = server:call("POST", "/odata/Webhooks/" .. NS
      .. "TriggerCustom", { json = { order = { number = 7 } } })
    assert.equal(202, answer.status)
    local event = next_event()
    assert.equal("custom", event.Type)
    assert.equal(7, event.EventData.order.number)
    assert.equal(answer.json.EventId, event.EventId)
  end)

  -- facts 8.9.4
  it("tells of a job from its start to its end", function()
    server:insert("Releases", { Id = 1, Name = "Bot", ProcessKey = "Bot",
      Key = "50000000-0000-4000-a000-000000000001", _folder = FOLDER })
    server:insert("Machines", { Id = 1, Name = "VM", UnattendedSlots = 1 })
    server:insert("Robots", { Id = 1, Name = "R", Enabled = 1,
      _folder = FOLDER })
    subscribe { "job.created", "job.started", "job.completed" }
    local job = post("/odata/Jobs/" .. NS .. "StartJobs", { startInfo = {
      ReleaseName = "Bot", InputArguments =
      '{"sandbox_seconds":1,"sandbox_output":{"Sum":3}}' } }).value[1]
    local created = next_event()
    assert.equal("job.created", created.Type)
    assert.equal(FOLDER, created.OrganizationUnitId)
    assert.equal(job.Key, created.Jobs[1].Key)
    local started = next_event()
    assert.equal("job.started", started.Type)
    assert.equal("R", started.Job.Robot.Name)
    local completed = next_event()
    assert.equal("job.completed", completed.Type)
    assert.equal("Successful", completed.Job.State)
    assert.equal(3, completed.Job.OutputArguments.Sum)
    assert.equal("Bot", completed.Job.Release.Name)
  end)

  -- facts 8.9.5
  it("tells nobody that a robot started a job", function()
    server:insert("Machines", { Id = 2, Name = "VM2", LicenseKey = "robot",
      UnattendedSlots = 1 })
    server:insert("Robots", { Id = 2, Name = "R2", Enabled = 1,
      _folder = FOLDER })
    server:insert("Releases", { Id = 2, Name = "Child", ProcessKey = "Child",
      Key = "50000000-0000-4000-a000-000000000002", _folder = FOLDER })
    subscribe { "job.created" }
    local function start(headers)
      local answer = server:call("POST", "/odata/Jobs/" .. NS .. "StartJobs",
        { folder = FOLDER, headers = headers, json = { startInfo = {
          ReleaseName = "Child" } } })
      assert.equal(201, answer.status, answer.body)
      return answer.json.value[1].Key
    end
    start { ["X-ROBOT-LICENSE"] = "robot" }
    local told = start()
    assert.equal(told, next_event().Jobs[1].Key)
  end)

  it("tells of queues and their items", function()
    subscribe()
    local queue = post("/odata/QueueDefinitions", { Name = "Orders",
      AcceptAutomaticallyRetry = true, MaxNumberOfRetries = 1 })
    assert.equal("Orders", next_event().Queues[1].Name)
    local item = post("/odata/Queues/UiPathODataSvc.AddQueueItem",
      { itemData = { Name = "Orders", Reference = "A-1",
        SpecificContent = { n = 1 } } })
    local added = next_event()
    assert.equal("queueItem.added", added.Type)
    assert.equal(1, added.QueueItems[1].SpecificContent.n)
    assert.equal(queue.Id, added.Queue.Id)
    post("/odata/Queues/UiPathODataSvc.StartTransaction",
      { transactionData = { Name = "Orders" } })
    assert.equal("queueItem.transactionStarted", next_event().Type)
    post(("/odata/Queues(%d)/UiPathODataSvc.SetTransactionResult"):format(
      item.Id), { transactionResult = { IsSuccessful = false,
      ProcessingException = { Reason = "no", Type =
        "ApplicationException" } } })
    local failed = next_event()
    assert.equal("queueItem.transactionFailed", failed.Type)
    assert.equal("no", failed.QueueItem.ProcessingException.Reason)
    local retried = next_event()
    assert.equal("queueItem.retried", retried.Type)
    assert.equal(item.Id, retried.QueueItems[1].AncestorId)
  end)

  it("sends only what was subscribed to, and nothing when disabled", function()
    local id = subscribe { "queue.deleted" }
    local queue = post("/odata/QueueDefinitions", { Name = "Q" })
    server:call("DELETE", ("/odata/QueueDefinitions(%d)"):format(queue.Id),
      { folder = FOLDER })
    local event = next_event()
    assert.equal("queue.deleted", event.Type)
    assert.equal("Q", event.Queues[1].Name)
    server:call("PATCH", ("/odata/Webhooks(%d)"):format(id),
      { json = { Enabled = false } })
    local again = post("/odata/QueueDefinitions", { Name = "Q" })
    server:call("DELETE", ("/odata/QueueDefinitions(%d)"):format(again.Id),
      { folder = FOLDER })
    assert.is_nil(inbox:next(0.1))
  end)

  -- facts 8.9.7
  it("stops for an hour after one delivery has failed", function()
    local id = subscribe { "custom" }
    local function broken()
      return #server.handle:sql("SELECT 1 FROM _breakers WHERE until > "
        .. "CAST(strftime('%s', 'now') AS REAL)") > 0
    end
    inbox.status = "500 Internal Server Error"
    ping(id)
    assert.equal("ping", next_event().Type)
    assert.truthy(eventually(broken), "the circuit breaker is closed")
    inbox.status = "200 OK"
    assert.equal(202, ping(id).status)
    assert.is_nil(inbox:next(0.1))
    server.handle:sql "UPDATE _breakers SET until = 0"
    ping(id)
    assert.equal("ping", next_event().Type)
  end)

  it("serves on while a receiver does not answer", function()
    ping(subscribe())
    local before = os.time()
    for _ = 1, 20 do assert.equal(200, server:list("Folders").status) end
    assert.truthy(os.time() - before < 5)
    assert.equal("ping", next_event().Type)
  end)

  it("refuses events that there are not, and what is no address", function()
    for _, wrong in ipairs {
      { Events = { { EventType = "queueItem.failed" } } },
      { Url = "ftp://127.0.0.1/" } } do
      local hook = { Name = "x", Url = inbox.url, Enabled = true,
        SubscribeToAllEvents = false, AllowInsecureSsl = false }
      for name, value in pairs(wrong) do hook[name] = value end
      assert.equal(400, server:call("POST", "/odata/Webhooks",
        { json = hook }).status)
    end
  end)

  it("tells of processes, robots and tasks", function()
    subscribe()
    local release = post("/odata/Releases", { Name = "Bot",
      ProcessKey = "Bot", ProcessVersion = "1.0.0" })
    local created = next_event()
    assert.equal("process.created", created.Type)
    assert.equal("Bot", created.Releases[1].Name)
    server:call("DELETE", ("/odata/Releases(%d)"):format(release.Id),
      { folder = FOLDER })
    local deleted = next_event()
    assert.equal("process.deleted", deleted.Type)
    assert.equal(release.Key, deleted.Releases[1].Key)
    post("/odata/Robots", { Name = "R", Type = "Unattended",
      HostingType = "Standard" })
    assert.equal("R", next_event().Robots[1].Name)
    local task = post("/tasks/GenericTasks/CreateTask", { title = "Look" })
    local told = next_event()
    assert.equal("task.created", told.Type)
    assert.equal("Look", told.Tasks[1].Title)
    post("/odata/Tasks/" .. NS .. "DeleteTasks", { taskIds = { task.id } })
    assert.equal("task.deleted", next_event().Type)
  end)

  -- facts 8.9.7
  it("raises one event for each folder a queue is in", function()
    local other = post("/odata/Folders", { DisplayName = "Other" }).Id
    local queue = post("/odata/QueueDefinitions", { Name = "Shared" })
    post("/odata/QueueDefinitions/" .. NS .. "ShareToFolders",
      { QueueIds = { queue.Id }, ToAddFolderIds = { other } })
    subscribe { "queueItem.added" }
    post("/odata/Queues/UiPathODataSvc.AddQueueItem",
      { itemData = { Name = "Shared" } })
    local seen = {}
    for _ = 1, 2 do seen[next_event().OrganizationUnitId] = true end
    assert.same({ [FOLDER] = true, [other] = true }, seen)
  end)
end)
