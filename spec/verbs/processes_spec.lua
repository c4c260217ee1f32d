local demo = require "support.demo"
local files = require "support.files"
local package_file = require "support.package"
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

  it("send a folder of packages, list versions and move a process", function()
    local dir = files.temp_dir()
    finally(function() files.remove(dir) end)
    files.write(dir .. "/notes.txt", "not a package")
    for _, version in ipairs { "1.0.0", "1.9.0", "1.10.0", "1.10.0-beta" } do
      files.write(("%s/Bot.%s.nupkg"):format(dir, version),
        package_file.of("Bot", version))
    end
    assert.equal(4, #tenant.Processes:upload(dir))
    local ok, err = pcall(tenant.Processes.upload, tenant.Processes, dir)
    assert.is_false(ok)
    assert.is_true(err.kind == "partial" or err.kind == "conflict")
    local again = tenant.Processes:upload(dir, { skip_existing = true })
    assert.equal(4, #again)
    assert.equal("Conflict", again[4].Status)
    local versions = {}
    for i, row in ipairs(tenant.Processes:versions "Bot") do
      versions[i] = row.Version
    end
    assert.same({ "1.10.0", "1.10.0-beta", "1.9.0", "1.0.0" }, versions)
    local bot = folder.Releases:deploy("Bot", nil, { name = "Spec bot" })
    assert.equal("1.10.0", bot.ProcessVersion)
    folder.Releases:upgrade("Spec bot", "1.9.0")
    assert.equal("1.9.0", folder.Releases:named("Spec bot").ProcessVersion)
    folder.Releases:rollback "Spec bot"
    assert.equal("1.10.0", folder.Releases:named("Spec bot").ProcessVersion)
    local path = dir .. "/fetched"
    tenant.Processes:download("Bot", "1.9.0", path)
    assert.equal(package_file.of("Bot", "1.9.0"), files.read(path))
    folder.Releases:remove "Spec bot"
    tenant.Processes:remove("Bot", "1.0.0")
    assert.equal(3, #tenant.Processes:versions "Bot")
    ok, err = pcall(folder.Releases.deploy, folder.Releases, "Nonsense")
    assert.is_false(ok)
    assert.equal("not_found", err.kind)
    os.remove(dir .. "/notes.txt")
    assert.is_false(pcall(tenant.Processes.upload, tenant.Processes,
      dir .. "/none"))
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
