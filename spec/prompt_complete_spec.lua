local complete = require "orchestrator.prompt.complete"
local console = require "orchestrator.console"
local orchestrator = require "orchestrator"
local sandbox = require "orchestrator.sandbox"
local Session = require "orchestrator.prompt.session"
local source = require "orchestrator.console.source"

describe("completion", function()
  local server, session

  setup(function()
    server = sandbox.start { seed = "demo" }
    session = Session.new(server:options())
    session:connect()
  end)

  teardown(function()
    source.observer = nil
    session.place.tenant:close()
    server:stop()
  end)

  -- readline's own words begin behind one of these.
  local function offered(line)
    local from = 1
    for at = #line, 1, -1 do
      if line:sub(at, at):find "[%s\"'\\`@$><=;|&{(]" then
        from = at + 1
        break
      end
    end
    return complete.list(session, line, from, #line), line:sub(1, from - 1)
  end

  -- The whole lines that would stand there.
  local function lines(line)
    local list, before = offered(line)
    for i, word in ipairs(list) do list[i] = before .. word end
    return list
  end

  local function has(line, wanted)
    local list = lines(line)
    for _, found in ipairs(list) do
      if found == wanted then return end
    end
    error(("%s is not offered for %s, but: %s"):format(wanted, line,
      table.concat(list, " | ")), 2)
  end

  it("never signs in", function()
    server:reset()
    assert.same({}, lines 'cd "Sha')
    assert.same({}, lines 'Jobs:start("Inv')
    assert.same({}, server:requests())
  end)

  it("knows entity sets, verbs and operations", function()
    has("JobT", "JobTriggers")
    has("tenant.Job", "tenant.Jobs")
    has("Jobs:fi", "Jobs:filter")
    has("Jobs:sta", "Jobs:start")
    has("Jobs:StartJ", "Jobs:StartJobs")
    has("tenant.Jobs:filter{ Id = 1 }:ord",
      "tenant.Jobs:filter{ Id = 1 }:orderby")
    has('tenant:folder("Shared").QueueI',
      'tenant:folder("Shared").QueueItems')
    has('folder "Shared".QueueI', 'folder "Shared".QueueItems')
    has('folder("Shared").Jobs:sta', 'folder("Shared").Jobs:start')
    has("whil", "while")
    has("hel", "help")
  end)

  it("ignores case where nothing fits otherwise", function()
    has("queuei", "QueueItems")
  end)

  it("knows fields and the values of enumerations", function()
    has("Jobs:filter{ Sta", "Jobs:filter{ State")
    has('Jobs:filter{ State = "Fau', 'Jobs:filter{ State = "Faulted')
    has("Jobs:filter{ State = \"Fau", 'Jobs:filter{ State = "Faulted')
    has('Jobs:filter{ State = { "Faulted", "Sto',
      'Jobs:filter{ State = { "Faulted", "Stopped')
    has('Jobs:filter("State eq ?", "Fau', 'Jobs:filter("State eq ?", "Faulted')
    has("Jobs:filter{ Id = { g", "Jobs:filter{ Id = { gt")
    has('Jobs:select("Id,Sta', 'Jobs:select("Id,State')
    has('Jobs:bars "Sta', 'Jobs:bars "State')
    has('Jobs:histogram("CreationTime", "ho',
      'Jobs:histogram("CreationTime", "hour')
  end)

  it("knows the arguments of operations", function()
    has("Jobs:StopJobs{ str", "Jobs:StopJobs{ strategy = ")
    has('tenant:call("Jobs_StopJ', 'tenant:call("Jobs_StopJobs')
    has('help "Jobs.StartJ', 'help "Jobs.StartJobs')
  end)

  it("offers nothing within what it does not know", function()
    assert.same({}, lines "nobody:fil")
    assert.same({}, lines 'x = "Job')
  end)

  it("knows methods that exist", function()
    for kind, object in pairs { query = session.place.tenant.Jobs,
      tenant = session.place.tenant, folder = session.place.tenant
        :folder "Shared" } do
      for _, name in ipairs(complete.methods[kind]) do
        assert.equal("function", type(object[name]), kind .. ":" .. name)
      end
    end
  end)

  it("knows names that were printed, whatever the server does", function()
    local folder = session.place.tenant:folder "Shared/Finance"
    console.rows("table", folder.QueueDefinitions, { to = function() end })
    server:fault { path = "/odata/QueueDefinitions", delay = 3 }
    session.place:enter("Shared/Finance", folder)
    assert.is_true(#session.names:of(folder, "QueueDefinitions") > 0)
  end)

  it("looks for folders and processes when it is signed in", function()
    has('cd "Shared/Fin', 'cd "Shared/Finance')
    has("cd Shared/Fin", "cd Shared/Finance")
    has('folder "Shared/Fin', 'folder "Shared/Finance')
    has("tenant:folder('Shared/Fin", "tenant:folder('Shared/Finance")
    has('folder.Jobs:start("Invo', 'folder.Jobs:start("InvoiceBot')
    has('Jobs:filter{ ReleaseName = "Invo',
      'Jobs:filter{ ReleaseName = "InvoiceBot')
    has('QueueDefinitions:named("Inv', 'QueueDefinitions:named("Invoices')
    has('QueueDefinitions:filter{ Name = "Inv',
      'QueueDefinitions:filter{ Name = "Invoices')
  end)

  it("looks into the folder whose path is given", function()
    session.place:go()
    has('folder("Shared/Finance").Jobs:start("Invo',
      'folder("Shared/Finance").Jobs:start("InvoiceBot')
    session.names = require "orchestrator.prompt.names".new()
    has("tenant:folder 'Shared/Finance'.Jobs:start 'Invo",
      "tenant:folder 'Shared/Finance'.Jobs:start 'InvoiceBot")
    assert.same({}, lines 'folder("Nowhere").Jobs:start("Invo')
  end)

  it("is not held up by a slow server", function()
    local tenant = orchestrator.connect(server:options())
    tenant.Folders:first()
    session.place.tenant:close()
    session.place = require "orchestrator.prompt.place".new(tenant)
    server:fault { path = "/odata/Assets", delay = 3 }
    local driver = require "orchestrator.engine".get()
    local began = driver:now()
    assert.same({}, lines 'Assets:value "A')
    assert.is_true(driver:now() - began < 1)
  end)
end)
