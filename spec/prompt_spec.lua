-- The prompt in a real terminal, on a sandbox, against screens that were
-- kept: UPDATE_SCREENS=1 keeps those of today.

local eventually = require "support.eventually"
local files = require "support.files"
local process = require "support.process"
local sandbox = require "orchestrator.sandbox"
local socket = require "socket"
local terminal = require "support.terminal"
local User = require "support.user"

local KEPT = "spec/data/screens/%s.txt"

describe("the prompt", function()
  local server, user, screen, env

  setup(function()
    server = sandbox.start { seed = "demo" }
    server:sql("UPDATE Machines SET Name = ? WHERE Id = 202",
      "evil\27[2J\27]0;x\7\u{202e}\r\nname")
    server:sql("UPDATE Machines SET Name = ? WHERE Id = 203",
      "日本語の機械の名前がとても長い場合 and so on")
    server:sql("UPDATE Machines SET Name = ? WHERE Id = 204",
      "Zalgo" .. ("\u{301}"):rep(60))
    server:sql("UPDATE Machines SET Description = ? WHERE Id = 201",
      ("very long "):rep(400))
    user = User.new()
    env = user:env { UIPATH_URL = server.url, NO_COLOR = "1", TZ = "UTC",
      UIPATH_ORGANIZATION = server.organization, PAGER = false,
      UIPATH_TENANT = server.tenant, UIPATH_CLIENT_ID = server.client_id,
      UIPATH_USER_KEY = server.user_key, XDG_STATE_HOME = false,
      INPUTRC = "/dev/null", LUA_PATH = false, LUA_CPATH = false }
  end)

  teardown(function()
    server:stop()
    user:remove()
  end)

  after_each(function()
    if screen then screen:stop() end
    screen = nil
  end)

  local function start(options, ...)
    options = options or {}
    options.env = options.env or env
    screen = terminal.start({ "bin/orch", ... }, options)
    screen:wait ">"
  end

  -- Types a line and waits for what it shows.
  local function enter(line, wanted)
    screen:type(line)
    screen:key "Enter"
    if wanted then screen:wait(wanted) end
  end

  -- Compares with a kept screen, from a line with that text on; what is still
  -- on its way may come.
  local function compare(name, from)
    local function shown()
      local text = screen:screen()
      return text:sub(text:find(from, 1, true) or 1) .. "\n"
    end
    if os.getenv "UPDATE_SCREENS" then
      files.write(KEPT:format(name), shown())
    end
    local kept = files.read(KEPT:format(name))
    eventually(function() return shown() == kept end, 5)
    assert.equal(kept, shown())
  end

  it("prints expressions, with and without =, and runs statements", function()
    start()
    enter("1 + 1", "\n2\n")
    enter("= 20 * 2", "\n40\n")
    enter("for i = 1, 2 do", "...")
    enter("print(i * 111)", "...")
    enter("end", "\n222\n")
    enter("Jbos", "did you mean Jobs?")
  end)

  it("points at mistakes and tells failures in a line", function()
    start({ columns = 70, lines = 12 })
    enter("Jobs:filter{ State = = 3 }", "unexpected symbol")
    enter("Jobs:filtr{}", "filter")
    enter("nobody.x = 1", "nobody")
    enter('cd "Nowhere"', "no folder")
    compare("mistakes", "acme/Production> Jobs:filter{ State")
  end)

  it("moves around, and shows where it is", function()
    start()
    enter("ls", "Shared")
    enter("cd Shared/Finance", "Shared/Finance>")
    enter("pwd", "acme/Production Shared/Finance\n")
    enter("QueueDefinitions:select('Name'):top(2)", "2 rows")
    enter('cd ".."', "acme/Production Shared>")
    enter("cd()", "acme/Production>")
    enter("folder.Jobs", "no folder is chosen")
  end)

  it("gives another folder by its path, and stays where it is", function()
    start { lines = 40 }
    enter("folder", 'no folder is chosen: cd "Shared/Finance"')
    enter('folder "Shared/Finance"', '\norchestrator.folder "Shared/Finance"\n')
    enter("folder'Shared/Finance'.QueueDefinitions:select('Name')", "\n1 row\n")
    enter("cd Shared", "acme/Production Shared>")
    enter('folder("Finance").label', "\nShared/Finance\n")
    enter("folder.label", "\nShared\n")
    enter('folder "Nowhere"', 'folder: there is no folder "Nowhere"')
    enter('folder "/"', 'folder: "/" is the tenant itself')
    enter("folder()", "folder: which one?")
    enter("folder(tenant.Folders:first()).label .. 1", "\nShared1\n")
  end)

  for _, size in ipairs { 80, 20 } do
    it(("shows what tenants hold without harm, %d columns wide"):format(size),
      function()
        start({ columns = size, lines = 30 })
        enter("Machines:top(5)", "5 rows")
        compare("machines" .. size, size > 20 and "Machines:top" or "Id")
      end)
  end

  it("shows one row as a list", function()
    start({ columns = 60, lines = 40 })
    enter("Machines:filter{ Id = 204 }:first()", "Zalgo")
    screen:wait "LicenseKey"
    compare("machine", "Machines:filter")
    assert.falsy(screen:screen(true):find "\27") -- NO_COLOR
  end)

  it("lays a table out anew when the terminal changes in its middle",
    function()
      start({ columns = 70, lines = 10 })
      enter("cd Shared/Finance", "Finance>")
      enter("Jobs:top(40)", "-- Enter: more")
      screen:resize(40, 10)
      screen:key "Enter"
      screen:wait "ReleaseName"
      screen:key "a"
      screen:wait "40 rows"
      for line in screen:screen():gmatch "[^\n]+" do
        assert.is_true(utf8.len(line) <= 40, line)
      end
      screen:resize(60, 10)
      enter("Jobs:top(1)", "1 row")
    end)

  it("shows the first rows while the rest is on its way", function()
    start({ columns = 70, lines = 80 })
    enter("cd Shared/Finance", "Finance>")
    server:fault { path = "/odata/Jobs", after = 1, delay = 2 }
    enter("Jobs:paging{ page = 100 }:top(150):table{ page = false }",
      "InvoiceBot")
    assert.falsy(screen:screen():find("150 rows", 1, true))
    screen:wait "150 rows"
  end)

  it("neutralises what one's own code prints", function()
    start()
    enter("print(Machines:get(202).Name)", "evil␛[2J␛]0;x␇<U+202E>")
  end)

  it("pages what is longer than the screen, and stops when told so", function()
    start({ columns = 60, lines = 12 })
    enter("cd Shared/Finance", "Finance>")
    enter("RobotLogs", "-- Enter: more")
    screen:key "q"
    screen:wait "and there are more"
    enter("1 + 1", "\n2\n")
  end)

  it("keeps its secrets from a pager", function()
    local copy = { PAGER = "env >" .. user.home .. "/paged; head -n 3" }
    for name, value in pairs(env) do
      if copy[name] == nil then copy[name] = value end
    end
    start { env = copy }
    enter("Machines", "evil")
    local seen = files.read(user.home .. "/paged")
    assert.matches("UIPATH_CLIENT_ID=", seen, 1, true)
    assert.is_nil(seen:find(server.user_key, 1, true))
  end)

  it("outlives a pager that is left early", function()
    local copy = { PAGER = "head -n 3" }
    for name, value in pairs(env) do
      if copy[name] == nil then copy[name] = value end
    end
    start { env = copy }
    enter("cd Shared/Finance", "Finance>")
    enter("RobotLogs", "InvoiceBot")
    enter("'up' .. 1", "\nup1")
  end)

  it("ends a running walk with Ctrl-C, and not the session", function()
    start()
    enter("n = 0  for row in tenant:folder('Shared/Finance').RobotLogs:each() "
      .. "do n = n + 1 if n == 50 then print('walks') end end")
    screen:wait "\nwalks"
    screen:key "C-c"
    screen:wait "interrupted"
    enter("n >= 50 and 'alive'", "\nalive")
    enter("while true do end")
    screen:key "C-c"
    enter("'again ' .. 1", "again 1")
  end)

  it("gives up what is being typed with Ctrl-C, fifty times at no cost",
    function()
      start { lines = 60 }
      local pid
      enter("io.open('/proc/self/stat'):read('n')", function(text)
        pid = text:match "\n(%d+)\n"
        return pid
      end)
      local function open_files()
        return #process.run({ "ls", "/proc/" .. pid .. "/fd" }).stdout
      end
      local before = open_files()
      local function has(text, times)
        screen:wait(function(shown)
          return select(2, shown:gsub(text, "")) == times
        end)
      end
      for i = 1, 50 do -- readline's module once freed what it used then
        screen:type "never("
        has("never%(", i) -- the terminal forgets what is unread at Ctrl-C
        screen:key "C-c"
        has("never%(^C", i)
      end
      enter("'f' .. 1", "f1")
      assert.equal(before, open_files())
    end)

  it("begins a new line after Ctrl-C, also in a search or behind a count",
    function()
      start()
      enter("'first' .. 1", "first1")
      screen:key "C-r"
      screen:type "fir"
      screen:wait "i-search)`fir'"
      screen:key "C-c"
      screen:wait "^C"
      enter("'sec' .. 2", "\nsec2\n")
      screen:key "M-3"
      screen:wait "(arg: 3)"
      screen:key "C-c"
      screen:wait "3) ^C"
      enter("'third' .. 3", "\nthird3\n")
    end)

  it("completes with Tab", function()
    start()
    screen:type "Job"
    screen:key("Tab", "Tab")
    screen:wait "JobTriggers"
    compare("completion", "acme/Production> Job")
    screen:type "s:filt"
    screen:key "Tab"
    screen:type '{ State = "Fau'
    screen:key "Tab"
    screen:type " }:count()"
    screen:wait 'Jobs:filter{ State = "Faulted" }:count()'
  end)

  it("keeps its history privately, without secrets", function()
    start()
    enter("'first' .. 1", "first1")
    enter "x = { client_secret = 'zzz' }"
    enter "y = { Password = 'zzz' }"
    enter("'done'", "\ndone")
    screen:key "C-d"
    assert.equal(0, screen:ended())
    screen:stop()
    local path = user.home .. "/.local/state/orchestrator/history"
    assert.falsy(files.read(path):find("zzz", 1, true))
    assert.equal("600\n", process.run { "stat", "-c", "%a", path }.stdout)
    start()
    screen:key("Up", "Up")
    screen:wait "'first' .. 1"
    screen:key "Enter"
    screen:wait "\nfirst1"
  end)

  it("works without readline", function()
    local hidden = user:write("lua/readline.lua", "error 'not here'")
    local copy = {}
    for name, value in pairs(env) do copy[name] = value end
    copy.LUA_PATH = hidden:gsub("readline.lua", "?.lua") .. ";;"
    start { env = copy }
    enter("6 * 7", "\n42\n")
    screen:type "half"
    screen:key "C-c"
    enter("'up'", "\nup\n")
    enter("exit")
    assert.equal(0, screen:ended())
  end)

  it("has help, in general and of a row", function()
    start({ lines = 40 })
    enter("help", "Tab completes, Ctrl-C")
    compare("help", "Rows  ")
    enter("help 'Jobs.StopJobs'", "example")
    enter("help(Machines:first())", "Machines")
    enter("describe 'Machines'", "LicenseKey")
  end)

  it("shows a profile's colour, and changes to another profile", function()
    local text = ("[%s]\nurl = %s/acme/Production\nclient_id = %s\n"
      .. "user_key = %s\ncolour = %s\n")
    local path = user:write(".config/orchestrator/profiles.ini",
      text:format("live", server.url, server.client_id, server.user_key, "red")
      .. text:format("other", server.url, server.client_id, server.user_key,
        "green"))
    finally(function() os.remove(path) end)
    local copy = { NO_COLOR = false }
    for name, value in pairs(env) do
      if copy[name] == nil then copy[name] = value end
      if name:find "^UIPATH_" then copy[name] = false end
    end
    start({ env = copy }, "--profile", "live")
    assert.truthy(screen:screen(true):find("\27%[31m[^\n]*acme/Production"))
    enter('use "other"')
    screen:wait(function()
      return screen:screen(true):find("\27%[32m[^\n]*acme/Production")
    end)
    enter("use lvie", 'did you mean "live"')
  end)

  it("opens a sandbox of its own that dies with it", function()
    local bare = user:env { NO_COLOR = "1", LUA_PATH = false,
      LUA_CPATH = false }
    start({ env = bare }, "--sandbox")
    enter("tenant", "http://127.0.0.1:")
    local port = screen:screen():match "http://127%.0%.0%.1:(%d+)"
    local function answers()
      local connection = socket.connect("127.0.0.1", port)
      return connection ~= nil and connection:close() == 1
    end
    assert.is_true(answers())
    screen:key "C-c"
    enter("Folders:count()", "\n")
    enter("exit")
    assert.equal(0, screen:ended())
    assert.is_false(answers())
  end)

  describe("without a terminal", function()
    local function run(text, ...)
      return process.run({ "bin/orch", ... }, { stdin = text, env = env })
    end

    it("reads a script from standard input", function()
      local result = run "cd 'Shared/Finance'\nprint(folder.label, 1 + 1)"
      assert.equal("", result.stderr)
      assert.equal("Shared/Finance\t2\n", result.stdout)
      assert.equal(0, result.code)
    end)

    it("prints plain tables, without colours or cuts", function()
      local result = run "Machines:filter{ Id = 201 }:select('Id', 'Name')"
      assert.equal(" Id  Name\n201  VM-PROD-01\n", result.stdout)
    end)

    it("tells a mistake with its place, and its code", function()
      local result = run "x = = 1"
      assert.equal(1, result.code)
      assert.truthy(result.stderr:find("^orch: standard input:1:5: [^\n]+\n$"))
      assert.equal(0, run("").code)
      assert.equal(2, run("", "--sandbox", "--profile", "x").code)
    end)
  end)
end)
