--- Hosts that lack things, take them away, or do not keep to the rules.

local files = require "support.files"
local interpreter = require "support.interpreter"
local odd_host = require "support.odd_host"
local process = require "support.process"

describe("an odd host", function()
  local here, passes = odd_host.around { setup = setup, teardown = teardown,
    before_each = before_each }

  local USES = [[
    local tenant = tenant or orchestrator.connect()
    local n = tenant.Folders:count()
    assert(n > 1 and #tenant.Folders:list() == n)
    local seen = 0
    for _ in tenant.Folders:each() do seen = seen + 1 end
    assert(seen == n)
    assert(tenant.Folders:export { write = function() end } == n)
    assert(orchestrator.help "Jobs" and tenant.Jobs:top(1):list()[1])
    assert(tenant.Folders:filter{ DisplayName = "x" }:count() == 0)
    assert(tenant.identity)
  ]]

  it("without coroutines has everything but map and run", function()
    passes([[
      coroutine = nil
      local orchestrator = require "orchestrator"
      local ok, err = pcall(orchestrator.run, function() end)
      assert(not ok and err.kind == "config", tostring(err))
    ]] .. USES, { bare = true })
  end)

  it("without io, os and debug can do what needs none of them", function()
    passes([[
      io, os, debug = nil, nil, nil
      package.loaded.io, package.loaded.os = nil, nil
      local orchestrator = require "orchestrator"
      local options = {}
      -- The environment is told by os.getenv.
      local ok, err = pcall(orchestrator.connect)
      assert(not ok and err.kind == "config", tostring(err))
      local made = orchestrator.connect { url = "]] .. here.server.url .. [[",
        organization = "]] .. here.server.organization .. [[",
        tenant = "]] .. here.server.tenant .. [[",
        access_token = "]] .. here.server.access_token .. [[" }
      assert(made.Folders:count() > 1)
      ok, err = pcall(made.Folders.export, made.Folders, { file = "/x/y" })
      assert(not ok and err.kind == "argument", tostring(err))
      ok, err = pcall(orchestrator.time.now)
      assert(not ok and err.kind == "config", tostring(err))
      ok, err = pcall(orchestrator.load_plan, "plan.json")
      assert(not ok and err.message:find "no files", tostring(err))
    ]], { bare = true })
  end)

  it("may take io, os, require, debug, package and coroutine away", function()
    passes([[
      local tenant = orchestrator.connect()
      io, os, require, debug, coroutine = nil, nil, nil, nil, nil
      package = nil
      assert(orchestrator.time.now())
    ]] .. USES .. [[
      local a = orchestrator.run(function() return tenant.Folders:count() end)
      assert(a == n)
      tenant:map({ 1, 2 }, function() tenant.Jobs:top(1):list() end)
      tenant.QueueDefinitions:list()
      orchestrator.time.today "Europe/Berlin"
    ]])
  end)

  it("with an empty environment needs its options only", function()
    local path, server = here.host.folder .. "/bare.lua", here.server
    local root = process.run({ "pwd" }).stdout:match "[^\n]+"
    files.write(path, ([[
      package.path = "%s/lua/?.lua;%s/lua/?/init.lua"
      package.cpath = "%s/%s"
      local orchestrator = require "orchestrator"
      local tenant = orchestrator.connect { url = %q, organization = %q,
        tenant = %q, client_id = %q, user_key = %q }
      assert(tenant.Folders:count() > 1)
    ]]):format(root, root, root, interpreter.cpath, server.url,
      server.organization, server.tenant, server.client_id, server.user_key))
    local result = process.run { "env", "-i", here.host.folder .. "/host",
      path }
    assert.equal("", result.stderr)
    assert.equal(0, result.code)
  end)

  it("may step late, twice and for nothing", function()
    here.server:fault { path = "Folders", delay = 0.1, times = 2 }
    passes [[
      local tenant = orchestrator.connect()
      loop.step()
      loop.step()
      local tasks = {}
      for i = 1, 2 do
        tasks[i] = loop.go(function() return tenant.Folders:count() end)
      end
      -- Long after the answers came, which nobody looked at.
      host.interrupt(0.2)
      while host.signals() < 2 do end
      local turns = 0
      while not (tasks[1].done and tasks[2].done) do
        loop.step()
        loop.step()
        turns = turns + 1
        assert(turns < 1e8)
      end
      assert(tasks[1].results[1] > 1)
      assert(tasks[1].results[1] == tasks[2].results[1])
      loop.step()
      loop.step()
    ]]
  end)

  it("may never step: others wait for themselves, and closing is free",
    function()
      passes([[
        local tenant = orchestrator.connect()
        local task = loop.go(function() return tenant.Folders:count() end)
        assert(not task.done)
        assert(tenant.Folders:count() > 1)
        loop.go(function() return tenant.Jobs:list() end)
      ]], { rounds = 3 })
    end)

  it("closes a state in mid-request, walk and transfer", function()
    here.server:fault { path = "/", delay = 30, times = 100 }
    passes([[
      local tenant = orchestrator.connect()
      for i = 1, 4 do
        loop.go(function() return tenant.Folders:list() end)
      end
      loop.go(function()
        tenant.Folders:export { file = os.getenv "HOME" .. "/rows.csv" }
      end)
      loop.step()
      assert(tenant:stats().transfers > 0)
    ]], { rounds = 4 })
    assert.is_nil(io.open(here.host.folder .. "/rows.csv"))
  end)

  it("hears of callbacks that raise, and goes on", function()
    passes [[
      local armed = false
      local function bad() if armed then error("mine", 0) end end
      local function raises(fn, ...)
        armed = true
        local ok, err = pcall(fn, ...)
        armed = false
        assert(not ok and err == "mine", tostring(err))
      end
      local tenant = orchestrator.connect { on_event = bad }
      tenant.Folders:count()
      raises(tenant.Folders.count, tenant.Folders)
      raises(tenant.Folders.list, tenant.Folders)
      local folders = tenant.Folders
      raises(folders.export, folders, { write = bad })
      raises(folders.export, folders, { write = function() end,
        progress = bad })
      raises(folders.export, folders, { progress = bad,
        file = os.getenv "HOME" .. "/rows.csv" })
      assert(io.open(os.getenv "HOME" .. "/rows.csv") == nil)
      local traced = orchestrator.connect { trace = bad }
      raises(traced.Folders.count, traced.Folders)
      armed = true
      local own = orchestrator.connect {
        token = function() error("mine", 0) end }
      local err = fails("auth", own.Folders.count, own.Folders)
      assert(err.message:find "mine")
      armed = false
      assert(tenant.Folders:count() > 1 and traced.Folders:count() > 1)
      collectgarbage()
      assert(tenant:stats().transfers == 0)
    ]]
  end)

  it("that closes our descriptor is told so", function()
    passes [[
      local tenant = orchestrator.connect()
      tenant.Folders:count()
      local fd = loop.fd()
      host.close(fd)
      local err = fails("closed", tenant.Folders.count, tenant.Folders)
      assert(err.message:find "descriptor", err.message)
      local other = io.open "/dev/null"
      fails("closed", tenant.Folders.count, tenant.Folders)
      fails("closed", loop.step)
      tenant:close()
      other:close()
    ]]
  end)

  it("below a chroot is told of the missing certificates", function()
    passes [[
      local tenant = orchestrator.connect {
        url = os.getenv "UIPATH_URL":gsub("^http:", "https:") .. "" }
      local folders = tenant.Folders -- read from its file by its first use
      if not host.chroot(os.getenv "HOME") then return end
      local err = fails("config", folders.count, folders)
      assert(err.message:find "certificates" and err.hint:find "chroot",
        tostring(err))
    ]]
  end)

  it("may send signals, whose handlers run, and no wait ends early", function()
    here.server:fault { path = "Folders", delay = 0.3, times = 2 }
    passes [[
      local tenant = orchestrator.connect()
      tenant.Settings:GetLicense()
      host.interrupt(0.01)
      assert(tenant.Folders:count() > 1)
      assert(host.signals() >= 10)
      local n = host.signals()
      assert(orchestrator.run(function() return tenant.Folders:count() end))
      assert(host.signals() >= n + 10)
    ]]
  end)

  it("may have closed its standard streams", function()
    local path = here.host.folder .. "/closed.lua"
    files.write(path, [[
      local orchestrator = require "orchestrator"
      local tenant = orchestrator.connect()
      if tenant.Folders:count() > 1 then os.exit(7) end
    ]])
    local result = process.run({ "sh", "-c", "exec " .. here.host.folder
      .. "/host " .. path .. " <&- >&- 2>&-" }, { env = here.host.env })
    assert.equal(7, result.code)
  end)

  -- A compiled LC_NUMERIC with a decimal comma, as glibc reads it (see
  -- core/json_number_test.c), since a bare machine has none.
  local function write_locale()
    local data = string.pack("<I4I4I4I4I4I4I4I4", 0x20031115 ~ 1, 6, 32, 36,
      40, 44, 48, 52) .. ",\0\0\0.\0\0\0\3\3\0\0"
      .. string.pack("<I4I4", 44, 46) .. "UTF-8\0\0\0"
    process.run { "mkdir", "-p", here.host.folder .. "/xx_XX" }
    files.write(here.host.folder .. "/xx_XX/LC_NUMERIC", data)
  end

  it("may write numbers with a comma", function()
    write_locale()
    local text = passes([[
      assert(os.setlocale("xx_XX", "numeric"))
      assert(("%.1f"):format(0.5) == "0,5")
      local tenant = orchestrator.connect()
      local folder = tenant:folder "Shared/Finance"
      local item = folder.Queues:AddQueueItem { itemData = {
        Name = folder.QueueDefinitions:list()[1].Name, Priority = "High",
        Reference = "comma",
        SpecificContent = { Amount = 0.25, Many = 1e300, Few = -1.5e-7 } } }
      local row = folder.QueueItems:get(item.Id)
      assert(row.SpecificContent.Amount == 0.25)
      assert(row.SpecificContent.Many == 1e300)
      assert(row.SpecificContent.Few == -1.5e-7)
      assert(require "orchestrator.url".pair("x", 0.25) == "x=0.25")
      local literal = require "orchestrator.literal"
      assert(literal.write(0.1 + 0.2, "number", "x") ==
        "0.30000000000000004")
      local day = orchestrator.time.at(1.5e9 // 1)
      assert(tostring(day) == "2017-07-14T02:40:00Z", tostring(day))
      assert(folder.Jobs:filter("CreationTime gt ?", day):count() >= 0)
      local out = {}
      folder.QueueItems:filter { Id = item.Id }:export { format = "csv",
        write = function(text) out[#out + 1] = text end }
      folder.QueueItems:filter { Id = item.Id }:export {
        write = function(text) out[#out + 1] = text end }
      print(table.concat(out))
    ]], { env = { LOCPATH = here.host.folder } })
    assert.matches('"Amount":0.25', text, 1, true)
    assert.is_nil(text:find "0,25")
  end)
end)
