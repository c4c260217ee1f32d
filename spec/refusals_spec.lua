local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"
local package_file = require "support.package"

-- One refused request for each kind of bad input; what is at fault is named.
describe("bad input", function()
  local server, tenant, finance, dir
  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options "client_secret")
    finance = tenant:folder "Shared/Finance"
    tenant.Settings:GetLicense()
    dir = files.temp_dir()
  end)
  teardown(function()
    server:stop()
    files.remove(dir)
  end)
  before_each(function() server:reset() end)

  local function refused(kind, words, fn, ...)
    local ok, err = pcall(fn, ...)
    assert.is_false(ok)
    assert.equal(kind, err.kind, tostring(err))
    for _, word in ipairs(words) do
      assert.matches(word, tostring(err), 1, true)
    end
    return err
  end

  local function unsent(words, fn, ...)
    local err = refused("argument", words, fn, ...)
    assert.equal("no", err.sent)
    assert.same({}, demo.lines(server))
  end

  it("of a wrong type", function()
    unsent({ "MaxNumberOfRetries", "integer" }, finance.QueueDefinitions.create,
      finance.QueueDefinitions, { Name = "Q", MaxNumberOfRetries = "three" })
    unsent({ "startInfo", "a table" }, finance.Jobs.StartJobs, finance.Jobs,
      { startInfo = "now" })
    unsent({ "top: many" }, tenant.Jobs.top, tenant.Jobs, "many")
  end)

  it("of a missing key", function()
    unsent({ "GetById", "key" }, tenant.Folders.GetById, tenant.Folders, {})
    unsent({ "the key is missing" }, tenant.Folders.delete, tenant.Folders)
    unsent({ '"Name" is missing' }, finance.QueueDefinitions.create,
      finance.QueueDefinitions, { Description = "nameless" })
  end)

  it("of an unknown field", function()
    unsent({ "DispalyName", 'did you mean "DisplayName"' },
      tenant.Folders.create, tenant.Folders, { DispalyName = "X" })
    unsent({ "nonsense" }, tenant.call, tenant, "Jobs_StopJobs",
      { jobIds = { 1 }, strategy = "Kill", nonsense = 1 })
  end)

  it("of an unknown value of an enumeration", function()
    unsent({ "strategy", 'did you mean "SoftStop"' }, finance.Jobs.StopJobs,
      finance.Jobs, { jobIds = { 1 }, strategy = "SoftStopp" })
  end)

  it("of a value that is too long", function()
    unsent({ "Name is too long", "51", "50" },
      finance.QueueDefinitions.create, finance.QueueDefinitions,
      { Name = ("x"):rep(51) })
  end)

  it("of an id beyond 64 bits", function()
    unsent({ "key" }, tenant.Folders.get, tenant.Folders,
      "9223372036854775808")
    unsent({ "key" }, tenant.Folders.get, tenant.Folders, 2 ^ 63)
    unsent({ "jobIds[1]", "64 bits" }, finance.Jobs.StopJobs, finance.Jobs,
      { jobIds = { 2 ^ 63 }, strategy = "Kill" })
  end)

  it("of a slash or a line break in a name, and none of a quote", function()
    for _, name in ipairs { "a/b", "a\\b", "a\r\nX-Y: z", ".." } do
      unsent({ "key" }, tenant.Processes.DownloadPackage, tenant.Processes,
        name)
    end
    unsent({ "control character" }, tenant.folder, tenant, "a\r\nX-Y: z")
    unsent({ "line break" }, tenant.request, tenant, "GET", "/odata/Jobs",
      { headers = { ["X-Note"] = "a\r\nX-Y: z" } })
    pcall(tenant.Processes.DownloadPackage, tenant.Processes, "O'Neil:1.0")
    assert.matches("(key='O''Neil:1.0')", (demo.lines(server)[1]
      :gsub("%%27", "'"):gsub("%%3A", ":")), 1, true)
    local row = tenant.Folders:create { DisplayName = 'A "quoted" \r\n one' }
    assert.equal('A "quoted" \r\n one',
      tenant.Folders:get(row.Id).DisplayName)
    assert.equal(1, tenant.Folders:filter{ DisplayName = row.DisplayName }
      :count())
  end)

  it("of a file that is not there", function()
    unsent({ "none.nupkg" }, tenant.Processes.UploadPackage, tenant.Processes,
      { file = dir .. "/none.nupkg" })
  end)

  it("of a file that changes while it is sent", function()
    local path = dir .. "/big.nupkg"
    files.write(path, ("x"):rep(8 << 20))
    local ok, err
    orchestrator.run(function()
      ok, err = pcall(tenant.Processes.UploadPackage, tenant.Processes,
        { file = path })
    end, function()
      files.write(path, "short")
    end)
    assert.is_false(ok)
    assert.matches("big.nupkg", tostring(err), 1, true)
    assert.is_true(err.sent ~= nil)
    assert.equal(0, tenant.Processes:filter{ Id = "big" }:count())
  end)

  it("leaves nothing half-done without saying so", function()
    local paths = {}
    for i = 1, 3 do
      paths[i] = ("%s/Half.%d.0.0.nupkg"):format(dir, i)
      files.write(paths[i], package_file.of("Half", i .. ".0.0"))
    end
    local roles = { "Automation User", "Automation Developer" }
    local folders = {}
    for i = 1, 3 do
      folders[i] = tenant.Folders:create { DisplayName = "half " .. i }.Id
    end
    for _, case in ipairs {
      { "UploadPackage", 3, function()
        return tenant.Processes:upload(paths)
      end },
      { "ToggleRole", 2, function()
        return tenant.Users:grant("grace", roles)
      end },
      { "/odata/Folders", 3, function()
        return tenant.Folders:create_path "Half/way/there"
      end, "POST" },
      { "/odata/Folders(", 3, function()
        return tenant.Folders:filter{ Id = folders }:delete_all { max = 3 }
      end, "DELETE" },
    } do
      server:fault { path = case[1], method = case[4], after = 1,
        status = 403, body = "{}", content_type = "application/json" }
      local err = refused("forbidden", { ("1 of %d were done before this")
        :format(case[2]) }, case[3])
      assert.equal(1, err.done)
      server:reset()
    end
    assert.equal(1, #tenant.Processes:versions "Half")
    assert.equal(1, #tenant.Folders:find "Half")
    assert.equal(0, #tenant.Folders:find "Half/way")
    assert.equal(2, tenant.Folders:filter{ Id = folders }:count())
  end)

  it("of a server that answers 200 with a web page", function()
    for _ = 1, 3 do
      server:fault { path = "/odata/Folders", status = 200,
        content_type = "text/html", body = "<!DOCTYPE html><html></html>" }
    end
    refused("protocol", { "web page", "url" }, tenant.Folders.get,
      tenant.Folders, 1002)
    refused("protocol", { "web page" }, tenant.Folders.list, tenant.Folders)
    refused("protocol", { "web page" }, tenant.Folders.create,
      tenant.Folders, { DisplayName = "X" })
  end)
end)

describe("every status of success", function()
  local server, tenant
  setup(function()
    server = demo.start { seed = "empty" }
    tenant = orchestrator.connect(server:options "client_secret")
  end)
  teardown(function() server:stop() end)

  local CASES = {
    { 200, '{"Id":5}', function(answer) assert.equal(5, answer.Id) end },
    { 200, "", function(answer) assert.is_true(answer) end },
    { 201, '{"Id":6}', function(answer) assert.equal(6, answer.Id) end },
    { 202, "", function(answer) assert.is_true(answer) end },
    { 204, "", function(answer) assert.is_true(answer) end },
    { 207, '{"value":[]}', function(answer) assert.is_table(answer) end },
    { 208, "", function(answer) assert.is_true(answer) end },
  }

  it("is an honest result", function()
    for _, case in ipairs(CASES) do
      server:fault { path = "/odata/Folders", method = "POST",
        status = case[1], body = case[2],
        content_type = "application/json" }
      case[3](tenant.Folders:create { DisplayName = "X" })
    end
    server:fault { path = "BulkAddQueueItems", status = 200,
      content_type = "application/json",
      body = '{"Success":false,"Message":"one bad","FailedItems":[{}]}' }
    local ok, err = pcall(tenant:folder(1).call, tenant:folder(1),
      "Queues_BulkAddQueueItems", { queueName = "q", queueItems = {},
      commitType = "ProcessAllIndependently" })
    assert.is_false(ok)
    assert.equal("partial", err.kind)
    assert.equal(1, #err.failed)
    server:fault { path = "SetEnabled", status = 207,
      content_type = "application/json",
      body = '{"message":"half","errorCode":1009}' }
    ok, err = pcall(tenant:folder(1).call, tenant:folder(1),
      "ProcessSchedules_SetEnabled", { scheduleIds = { 1 }, enabled = true })
    assert.is_false(ok)
    assert.equal("partial", err.kind)
  end)
end)
