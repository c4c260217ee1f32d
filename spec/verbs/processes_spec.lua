local demo = require "support.demo"
local files = require "support.files"
local package_file = require "support.package"
local refused = require "support.refused"

describe("the verbs of packages, libraries and processes", function()
  local server, tenant, folder
  local dir
  setup(function()
    server, tenant, folder = demo.finance()
    dir = files.temp_dir()
  end)
  teardown(function()
    server:stop()
    files.remove(dir)
  end)
  before_each(function() server:reset() end)

  -- Files of a package in a folder of their own.
  local function packages(id, ...)
    local paths = {}
    os.execute(("mkdir -p '%s/%s'"):format(dir, id))
    for i, version in ipairs { ... } do
      paths[i] = ("%s/%s/%s.%s.nupkg"):format(dir, id, id, version)
      files.write(paths[i], package_file.of(id, version))
    end
    return paths
  end

  for _, tag in ipairs { "Processes", "Libraries" } do
    it("send, fetch and remove files of " .. tag, function()
      local set, id = tenant[tag], tag .. "A"
      local sent = set:upload(packages(id, "1.0.0", "2.0.0"))
      assert.same({ id .. ":1.0.0", id .. ":2.0.0" },
        { sent[1].Key, sent[2].Key })
      local versions = set:versions(id)
      assert.same({ "2.0.0", "1.0.0" },
        { versions[1].Version, versions[2].Version })
      local wanted = package_file.of(id, "2.0.0")
      assert.equal(#wanted, set:download(id, "2.0.0", dir .. "/fetched"))
      assert.equal(wanted, files.read(dir .. "/fetched"))
      local pieces = {}
      set:download(id, "1.0.0", function(piece)
        pieces[#pieces + 1] = piece
      end)
      assert.equal(package_file.of(id, "1.0.0"), table.concat(pieces))
      refused("partial", set.upload, set, packages(id, "2.0.0"))
      set:remove(id, "1.0.0")
      assert.equal(1, #set:versions(id))
      refused("argument", set.upload, set, {})
      refused("argument", set.upload, set, dir .. "/none")
      refused("argument", set.download, set, id, "2.0.0")
      refused("not_found", set.download, set, id, "9.9.9", dir .. "/none")
    end)
  end

  it("send a folder of packages, list versions and move a process", function()
    packages("Bot", "1.0.0", "1.9.0", "1.10.0", "1.10.0-beta")
    local bots = dir .. "/Bot"
    files.write(bots .. "/notes.txt", "not a package")
    assert.equal(4, #tenant.Processes:upload(bots))
    refused("partial", tenant.Processes.upload, tenant.Processes, bots)
    local again = tenant.Processes:upload(bots, { skip_existing = true })
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
    folder.Releases:remove "Spec bot"
    refused("not_found", folder.Releases.deploy, folder.Releases, "Nonsense")
    packages "Empty"
    refused("argument", tenant.Processes.upload, tenant.Processes,
      dir .. "/Empty")
  end)

  it("move a process to the latest version and back", function()
    tenant.Processes:upload(packages("Mover", "1.0.0", "2.0.0"))
    local releases = folder.Releases
    local bot = releases:deploy("Mover", "1.0.0", { name = "Mover bot",
      description = "d", fields = { JobPriority = "High" } })
    local function version() return releases:get(bot.Id).ProcessVersion end
    assert.same({ "1.0.0", "Mover", "d", "High" }, { bot.ProcessVersion,
      bot.ProcessKey, bot.Description, bot.JobPriority })
    releases:upgrade(bot)
    assert.equal("2.0.0", version())
    releases:rollback(bot.Id)
    assert.equal("1.0.0", version())
    releases:upgrade("Mover bot", "2.0.0")
    assert.equal("2.0.0", demo.last(server).json.packageVersion)
    assert.equal("2.0.0", version())
    refused("not_found", releases.upgrade, releases, "Mover bat")
  end)
end)
