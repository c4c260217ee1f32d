local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"

describe("the verbs of packages, processes and triggers", function()
  local server, tenant, folder
  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options "client_secret")
    folder = tenant:folder "Shared/Finance"
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function answers(path, status, body)
    server:fault { path = path, status = status, body = body,
      content_type = "application/json" }
  end

  local function last()
    local sent = demo.requests(server)
    return sent[#sent]
  end

  it("send and fetch packages", function()
    local dir = files.temp_dir()
    finally(function() files.remove(dir) end)
    local paths = {}
    for i = 1, 2 do
      paths[i] = ("%s/A.%d.0.0.nupkg"):format(dir, i)
      files.write(paths[i], "PK")
      answers("UploadPackage", 200,
        ('{"value":[{"Key":"A:%d.0.0","Status":"Created"}]}'):format(i))
    end
    local sent = tenant.Processes:upload(paths)
    assert.equal("A:2.0.0", sent[2].Key)
    server:fault { path = "DownloadPackage", body = "PK\3\4",
      content_type = "application/octet-stream" }
    assert.equal(4, tenant.Processes:download("A", "2.0.0", dir .. "/b"))
    assert.matches("A%%3[aA]2.0.0", last().path .. last().query)
    assert.is_false(pcall(tenant.Processes.upload, tenant.Processes, {}))
    assert.is_false(pcall(tenant.Processes.download, tenant.Processes, "A",
      "1"))
  end)

  it("make a process and move it between versions", function()
    local bot = folder.Releases:named "InvoiceBot"
    assert.equal("InvoiceBot", bot.Name)
    answers("/odata/Releases", 201, '{"Id":9,"Name":"B"}')
    assert.equal(9, folder.Releases:deploy("A", "1.0.0", { name = "B" }).Id)
    assert.same({ Name = "B", ProcessKey = "A", ProcessVersion = "1.0.0" },
      last().json)
    answers("UpdateToSpecificPackageVersion", 200, '{"Id":9}')
    folder.Releases:upgrade("InvoiceBot", "2.0.0")
    assert.equal("2.0.0", last().json.packageVersion)
    answers("UpdateToLatestPackageVersion", 200, '{"Id":9}')
    folder.Releases:upgrade(bot)
    assert.matches(("Releases%%(%d%%)"):format(bot.Id), last().path)
    answers("RollbackToPrevious", 200, '{"Id":9}')
    folder.Releases:rollback(bot.Id)
    assert.matches("RollbackToPrevious", last().path)
  end)

  it("enable and disable triggers", function()
    answers("SetEnabled", 200, '{"value":true}')
    assert.is_true(folder.ProcessSchedules:enable { 5, { Id = 6 } })
    assert.same({ scheduleIds = { 5, 6 }, enabled = true }, last().json)
    answers("SetEnabled", 200, '{"value":true}')
    folder.ProcessSchedules:disable(7)
    assert.same({ scheduleIds = { 7 }, enabled = false }, last().json)
    assert.is_false(pcall(folder.ProcessSchedules.enable,
      folder.ProcessSchedules, {}))
  end)
end)
