local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"
local process = require "support.process"
local refused = require "support.refused"
local user = require "support.user"

describe("a dry run", function()
  local server, tenant, dir
  setup(function()
    server = demo.start { tenants = { "acme/Second" } }
    tenant = orchestrator.connect(server:options())
    dir = files.temp_dir()
  end)
  teardown(function()
    server:stop()
    files.remove(dir)
  end)
  before_each(function() server:reset() end)

  local function dry(more)
    local given = { dry_run = true }
    for name, value in pairs(more or {}) do given[name] = value end
    return orchestrator.connect(server:options("user_key", given))
  end

  local READS = { GET = true, HEAD = true }

  -- What reached the server and was no read.
  local function writes()
    local found = {}
    for _, request in ipairs(demo.requests(server)) do
      if not READS[request.method] then found[#found + 1] = request end
    end
    return found
  end

  local serial = 0
  local function name(word)
    serial = serial + 1
    return word .. " " .. serial
  end

  it("sends reads, POSTs that only read included, and no write", function()
    local one = dry()
    assert.is_true(one.Folders:count() > 0)
    assert.is_not_nil(one.Calendars:CalendarExists{ calendarName = "none" })
    local finance = one:folder "Shared/Finance"
    finance.QueueDefinitions:create { Name = name "q" }
    finance.Assets:set(name "a", 5, { create = true })
    finance.Jobs:StopJobs{ jobIds = { 1 }, strategy = "Kill" }
    one:request("POST", "/odata/Whatever", { body = { a = 1 } })
    one:request("DELETE", "/odata/Whatever(5)")
    assert.equal(1, #writes()) -- of those that are no GETs
    assert.matches("CalendarExists$", writes()[1].path)
    assert.equal(5, (one:plan():progress()))
  end)

  it("answers creates with placeholders that later writes may use", function()
    local one = dry()
    local title = name "Closing"
    local folder = one.Folders:create { DisplayName = title }
    assert.is_true(math.type(folder.Id) == "integer")
    assert.equal(title, folder.DisplayName)
    local inside = one:folder(folder)
    local queue = inside.QueueDefinitions:create { Name = "Inbox" }
    inside.QueueDefinitions:update(queue.Id, { Description = "of " .. title })
    assert.equal("Inbox", inside.QueueDefinitions:get(queue.Id).Name)
    assert.same({}, inside.Jobs:list())
    assert.equal(0, inside.Jobs:count())
    one.Folders:create { DisplayName = "Below", ParentId = folder.Id }
    assert.equal(0, #writes())
    local plan = one:plan()
    local text = tostring(plan)
    assert.matches("<Id of write 1>", text, 1, true)
    assert.matches('DisplayName = ' .. title, text, 1, true)
    assert.not_matches(tostring(folder.Id), text, 1, true)

    assert.equal(4, plan:apply(tenant))
    local row = tenant.Folders:filter{ DisplayName = title }:first()
    local made = tenant:folder(row).QueueDefinitions:list()
    assert.equal(1, #made)
    assert.equal("of " .. title, made[1].Description)
    assert.equal(1, #tenant.Folders:find(title .. "/Below"))
    assert.equal(0, plan:apply(tenant))
  end)

  it("keeps references to secrets and never their values", function()
    local one = dry()
    local finance = one:folder "Shared/Finance"
    local typed, referred = name "typed", name "referred"
    finance.Assets:create { Name = typed, ValueScope = "Global",
      ValueType = "Credential", CredentialUsername = "robot",
      CredentialPassword = "hunter2-typed" }
    finance.Assets:create { Name = referred, ValueScope = "Global",
      ValueType = "Secret", SecretValue = { file = dir .. "/secret" } }
    one:request("POST", "/odata/Raw", { body = '{"password":"raw-secret"}' })
    one:request("POST", "/odata/Raw", { body = "token=form-secret",
      headers = { ["X-Api-Key"] = "header-secret" },
      query = { password = "query secret" } })
    files.write(dir .. "/secret", "from-the-file\n")
    local plan = one:plan()
    plan:save(dir .. "/secret.json")
    local saved = files.read(dir .. "/secret.json")
    local text = tostring(plan)
    for _, value in ipairs { "hunter2-typed", "from-the-file", "raw-secret",
      "form-secret", "header-secret", "query secret", "query%20secret" } do
      assert.not_matches(value, saved, 1, true)
      assert.not_matches(value, text, 1, true)
    end
    assert.matches("****** (file " .. dir .. "/secret)", text, 1, true)
    assert.matches("ORCHESTRATOR_SECRET_%d", text)
    local loaded = orchestrator.load_plan(dir .. "/secret.json")
    assert.matches("ORCHESTRATOR_SECRET_",
      refused("config", loaded.apply, loaded, tenant).message)
    assert.equal(0, #writes())
    -- In the process that made it, the values are still there.
    refused("partial", plan.apply, plan, tenant) -- there is no /odata/Raw
    local sent = writes()
    assert.equal("hunter2-typed", sent[1].json.CredentialPassword)
    assert.equal("from-the-file", sent[2].json.SecretValue)
    assert.equal("raw-secret", sent[3].json.password)
    plan:mark(3, "done")
    refused("partial", plan.apply, plan, tenant)
    sent = writes()[4]
    assert.equal("token=form-secret", sent.body)
    assert.equal("header-secret", sent.headers["x-api-key"])
    assert.equal("query secret", sent.params.password)
  end)

  it("fetches a secret that a body refers to also without a dry run",
    function()
      files.write(dir .. "/secret", "of-a-file")
      local word = name "live"
      tenant:folder "Shared/Finance".Assets:create { Name = word,
        ValueScope = "Global", ValueType = "Secret",
        SecretValue = { file = dir .. "/secret" } }
      assert.equal("of-a-file", writes()[1].json.SecretValue)
    end)

  it("refuses targets that changed since, and sends nothing", function()
    local finance = tenant:folder "Shared/Finance"
    local queue = finance.QueueDefinitions:create { Name = name "q" }
    local one = dry()
    one:folder "Shared/Finance".QueueDefinitions:create { Name = name "r" }
    one:folder "Shared/Finance".QueueDefinitions:update(queue.Id,
      { Description = "planned" })
    local plan = one:plan()
    finance.QueueDefinitions:update(queue.Id, { Description = "meanwhile" })
    server:reset()
    local err = refused("conflict", plan.apply, plan, tenant)
    assert.matches("write 2", err.message)
    assert.matches("nothing was sent", err.message)
    assert.same({}, writes())
    finance.QueueDefinitions:delete(queue.Id)
    assert.matches("it is gone", refused("conflict", plan.apply, plan,
      tenant).message)
  end)

  it("refuses it also when only the body named them", function()
    local folder = tenant:folder "Shared/Finance"
    local machine = tenant.Machines:create { Name = name "m",
      Type = "Template" }
    local one = dry()
    one.Machines:DeleteBulk { machineIds = { machine.Id } }
    local plan = one:plan()
    tenant.Machines:update(machine.Id, { Description = "meanwhile" })
    local err = refused("conflict", plan.apply, plan, tenant)
    assert.matches("Machines%(%d+%) %(write 1", err.message)
    one = dry()
    one.Machines:DeleteBulk { machineIds = { machine.Id } }
    assert.equal(1, one:plan():apply(tenant))

    local queue = folder.QueueDefinitions:create { Name = name "q" }
    folder.Queues:AddQueueItem { itemData = { Name = queue.Name,
      SpecificContent = { a = 1 } } }
    local item = folder.QueueItems:filter {
      QueueDefinitionId = queue.Id }:first()
    one = dry()
    one:folder "Shared/Finance".QueueItems:DeleteBulk { queueItems = {
      { Id = item.Id, RowVersion = item.RowVersion } } }
    plan = one:plan()
    folder.QueueItems:delete(item.Id)
    assert.matches("QueueItems%(%d+%) %(write 1", refused("conflict",
      plan.apply, plan, tenant).message)
  end)

  it("takes two writes to one target", function()
    local queue = tenant:folder "Shared/Finance".QueueDefinitions:create {
      Name = name "q" }
    local one = dry()
    local queues = one:folder "Shared/Finance".QueueDefinitions
    queues:update(queue.Id, { Description = "first" })
    queues:delete(queue.Id)
    assert.equal(2, one:plan():apply(tenant))
    refused("not_found", queues.get, queues, queue.Id)
    refused("not_found", queues.delete, queues, queue.Id)
  end)

  it("refuses another tenant, and one that is dry itself", function()
    local one = dry()
    one.Folders:create { DisplayName = name "f" }
    local plan, second = one:plan(), server.tenants[1]
    local other = orchestrator.connect(server:options("access_token", {
      organization = second.organization, tenant = second.tenant,
      access_token = second.access_token }))
    assert.matches("Second",
      refused("conflict", plan.apply, plan, other).message)
    refused("config", plan.apply, plan, one)
    refused("config", tenant.plan, tenant)
    assert.same({}, writes())
  end)

  it("says what was done when a write fails, and goes on from there",
    function()
      local one, word = dry(), name "part"
      for i = 1, 4 do
        one.Folders:create { DisplayName = word .. "-" .. i }
      end
      one:plan():save(dir .. "/part.json")
      server:fault { path = "/odata/Folders", method = "POST", after = 2,
        status = 409, content_type = "application/json",
        body = '{"message":"not now","errorCode":1001}' }
      local plan = orchestrator.load_plan(dir .. "/part.json")
      local err = refused("partial", plan.apply, plan, tenant)
      assert.matches("write 3 of 4", err.message, 1, true)
      assert.matches("not now", err.message, 1, true)
      assert.matches("2 done, 2 not", err.message, 1, true)
      server:reset()
      local again = orchestrator.load_plan(dir .. "/part.json")
      assert.matches("4 writes, 2 done", tostring(again), 1, true)
      local told = {}
      assert.equal(2, again:apply(tenant, { on_write = function(n)
        told[#told + 1] = n
      end }))
      assert.same({ 3, 4 }, told)
      assert.equal(2, #writes())
      for i = 1, 4 do
        assert.equal(1, tenant.Folders
          :filter{ DisplayName = word .. "-" .. i }:count())
      end
    end)

  it("does not repeat a POST that may have been done", function()
    local one, word = dry(), name "unsure"
    one.Folders:create { DisplayName = word }
    local plan = one:plan()
    server:fault { path = "/odata/Folders", method = "POST", cut_at = 10 }
    local err = refused("partial", plan.apply, plan, tenant)
    assert.matches("not known whether", err.message)
    assert.matches("unsure", tostring(plan))
    local before = #writes()
    refused("conflict", plan.apply, plan, tenant)
    assert.equal(before, #writes())
    plan:mark(1, "done")
    assert.equal(0, plan:apply(tenant))
    assert.equal(1, tenant.Folders:filter{ DisplayName = word }:count())
  end)

  it("goes on behind a write of which items failed", function()
    local bot = tenant:folder("Shared/Finance").Releases:named "InvoiceBot"
    local one, word = dry(), name "behind"
    one:folder("Shared/Finance").Releases:UpdateToLatestPackageVersionBulk {
      releaseIds = { bot.Id } } -- whose package no feed has
    one.Folders:create { DisplayName = word }
    local plan = one:plan()
    local err = refused("partial", plan.apply, plan, tenant)
    assert.matches("1 done, 1 not", err.message, 1, true)
    assert.is_nil(err.message:find "not known")
    assert.equal("partial", err.failed[1].error.kind)
    assert.matches("behind that write", err.hint)
    assert.equal(1, plan:apply(tenant))
    assert.equal(1, tenant.Folders:filter{ DisplayName = word }:count())
  end)

  it("uses after a continuation what was made before it", function()
    local one, word = dry(), name "chain"
    local folder = one.Folders:create { DisplayName = word }
    one:folder(folder).QueueDefinitions:create { Name = "Inbox" }
    one:plan():save(dir .. "/chain.json")
    server:fault { path = "/odata/QueueDefinitions", status = 503, times = 9 }
    local plan = orchestrator.load_plan(dir .. "/chain.json")
    refused("partial", plan.apply, plan, tenant)
    server:reset()
    plan = orchestrator.load_plan(dir .. "/chain.json")
    plan:mark(2, "open")
    assert.equal(1, plan:apply(tenant))
    local row = tenant.Folders:filter{ DisplayName = word }:first()
    assert.equal(1, tenant:folder(row).QueueDefinitions:count())
  end)

  it("records files by path, size and digest", function()
    local bucket = tenant:folder "Shared/Finance".Buckets:create {
      Name = name "bucket",
      Identifier = "8f3c0000-1111-2222-3333-4444555566" .. 50 + serial }
    server:reset()
    files.write(dir .. "/a.txt", ("line\n"):rep(1000))
    local one = dry()
    one:folder "Shared/Finance".Buckets:named(bucket.Name)
      :upload(dir .. "/a.txt", "in/a.txt")
    local plan = one:plan()
    assert.matches("a.txt (5000 bytes", tostring(plan), 1, true)
    assert.same({}, writes())
    files.write(dir .. "/a.txt", ("LINE\n"):rep(1000))
    assert.matches("has changed", refused("conflict", plan.apply, plan,
      tenant).message)
    assert.same({}, writes())
    files.write(dir .. "/a.txt", ("line\n"):rep(1000))
    assert.equal(1, plan:apply(tenant))
    tenant:folder "Shared/Finance".Buckets:named(bucket.Name)
      :download("in/a.txt", dir .. "/b.txt")
    assert.equal(("line\n"):rep(1000), files.read(dir .. "/b.txt"))
    refused("argument", function()
      one:folder "Shared/Finance".Buckets:named(bucket.Name)
        :upload(dir .. "/none.txt", "in/a.txt")
    end)
  end)

  it("records a package with its form", function()
    files.write(dir .. "/A.1.0.0.nupkg", "PK\3\4 bytes")
    local one = dry()
    one.Processes:UploadPackage { file = dir .. "/A.1.0.0.nupkg" }
    one:plan():save(dir .. "/package.json")
    assert.not_matches("PK", files.read(dir .. "/package.json"), 1, true)
    assert.same({}, writes())
    server:fault { path = "UploadPackage", status = 200,
      content_type = "application/json",
      body = '{"value":[{"Key":"A:1.0.0","Status":"Created"}]}' }
    assert.equal(1, orchestrator.load_plan(dir .. "/package.json")
      :apply(tenant))
    local sent = writes()[1]
    assert.matches("PK\3\4 bytes\r\n--", sent.body, 1, true)
    assert.matches('name="file"; filename="A.1.0.0.nupkg"', sent.body, 1,
      true)
  end)

  it("lets loops over work end, and says so", function()
    local one = dry()
    local items = 0
    for _ in one:folder "Shared/Finance".QueueDefinitions:named "Invoices"
      :transactions() do
      items = items + 1
    end
    assert.equal(0, items)
    assert.matches("StartTransaction", tostring(one:plan()), 1, true)
    assert.same({}, writes())
  end)

  it("starts jobs that can be waited for", function()
    local one = dry()
    local finance = one:folder "Shared/Finance"
    local release = finance.Releases:first()
    local jobs = finance.Jobs:start(release.Name, { input = {} })
    finance.Jobs:wait(jobs)
    local many = {}
    for i = 1, 60 do
      many[i] = finance.Jobs:start(release.Name, { input = {} })[1]
    end
    finance.Jobs:wait(many, { timeout = 20 })
    assert.same({}, writes())
    assert.equal(61, (one:plan():progress()))
  end)

  it("refuses reads of what is only planned, and nonsense", function()
    local one = dry()
    local folder = one.Folders:create { DisplayName = name "f" }
    assert.matches("not there yet", refused("config", one.call, one,
      "Folders_GetUsersForFolderByKeyAndIncludeinherited",
      { key = folder.Id, includeInherited = true }).message)
    refused("argument", orchestrator.load_plan, dir .. "/none.json")
    files.write(dir .. "/bad.json", '{"format":"something"}')
    refused("argument", orchestrator.load_plan, dir .. "/bad.json")
    files.write(dir .. "/bad.json", "no json")
    refused("argument", orchestrator.load_plan, dir .. "/bad.json")
  end)

  describe("of the command", function()
    local home
    setup(function() home = user.new() end)
    teardown(function() home:remove() end)

    local function orch(argv, more)
      local env = { UIPATH_URL = server.url, UIPATH_TENANT = server.tenant,
        UIPATH_ORGANIZATION = server.organization,
        UIPATH_CLIENT_ID = server.client_id,
        UIPATH_USER_KEY = server.user_key }
      for key, value in pairs(more or {}) do env[key] = value end
      return process.run({ "bin/orch", table.unpack(argv) },
        { env = home:env(env) })
    end

    it("prints the plan of a script, keeps it, and applies it", function()
      local word = name "script"
      local script = home:write("plan.lua", ([[
        local tenant = require "orchestrator".connect()
        local folder = tenant.Folders:create { DisplayName = "%s" }
        tenant:folder(folder).Assets:create { Name = "Key",
          ValueScope = "Global", ValueType = "Secret",
          SecretValue = { env = "THE_SECRET" } }]]):format(word))
      local file = home.home .. "/plan.json"
      local result = orch { "run", "--dry-run", "--plan", file, script }
      assert.equal(0, result.code, result.stderr)
      assert.matches("2 writes", result.stdout, 1, true)
      assert.matches("****** (env THE_SECRET)", result.stdout, 1, true)
      assert.same({}, writes())

      result = orch { "apply", file }
      assert.equal(1, result.code)
      assert.matches("THE_SECRET is not set", result.stderr, 1, true)
      assert.same({}, writes())
      result = orch({ "apply", file }, { THE_SECRET = "opened" })
      assert.equal(0, result.code, result.stderr)
      assert.matches("2 writes, all done", result.stdout, 1, true)
      assert.equal("opened", writes()[2].json.SecretValue)
      result = orch { "apply", file }
      assert.equal(0, result.code, result.stderr)
      assert.equal(2, #writes())
    end)

    it("takes the option before run, and refuses what it cannot do",
      function()
        local script = home:write("none.lua",
          'require "orchestrator".connect()')
        local result = orch { "--dry-run", "run", script }
        assert.equal(0, result.code, result.stderr)
        assert.matches("0 writes", result.stdout, 1, true)
        assert.equal(2, orch({ "run", "--plan", "x", script }).code)
        assert.equal(2, orch({ "apply" }).code)
        assert.equal(2, orch({ "apply", "x", "--done", "y" }).code)
        assert.equal(1, orch({ "apply", "none.json" }).code)
      end)
  end)
end)
