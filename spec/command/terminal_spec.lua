-- What is different on a terminal: questions, and progress.

local demo = require "support.demo"
local files = require "support.files"
local orch = require "support.orch"
local terminal = require "support.terminal"

describe("orch on a terminal", function()
  local server, env, screen, dir

  setup(function()
    server = demo.start()
    dir = files.temp_dir()
    env = { UIPATH_URL = server.url, UIPATH_TENANT = server.tenant,
      UIPATH_ORGANIZATION = server.organization,
      UIPATH_CLIENT_ID = server.client_id, UIPATH_USER_KEY = server.user_key,
      UIPATH_FOLDER_PATH = "Shared/Finance" }
  end)
  teardown(function()
    server:stop()
    files.remove(dir)
  end)
  after_each(function()
    if screen then screen:stop() end
    screen = nil
    server:reset()
  end)

  -- The terminal stays until it is stopped: tmux may lose a program's last
  -- words when it ends with them.
  local function start(...)
    screen = terminal.start({ "sh", "-c", [["$@"; echo "[$?]"; read _]], "sh",
      table.unpack(orch.argv(...)) }, { env = env, columns = 100 })
    return screen
  end

  local function out(...) return orch.run({ ... }, { env = env }).stdout end

  local function pending()
    return out("jobs", "list", "--state", "Pending", "--top", "1", "--query",
      "Id"):match "%d+"
  end

  it("asks before it stops a job, and takes no for an answer", function()
    local id = pending()
    start("jobs", "stop", id):wait "Stop 1 jobs? [y/N]"
    screen:type "n"
    screen:key "Enter"
    screen:wait "orch: nothing was done\n[1]"
    assert.equal("Pending\n", out("get", "Jobs", "--filter", "Id eq " .. id,
      "--query", "State"))
  end)

  it("stops it when the answer is yes", function()
    start("jobs", "kill", pending()):wait "Kill 1 jobs? [y/N]"
    screen:type "y"
    screen:key "Enter"
    screen:wait "[0]"
  end)

  it("shows how far an export is, how fast and how long, and takes that away",
    function()
      server:fault { path = "/odata/RobotLogs", delay = 0.3, times = 1000 }
      start("export", "RobotLogs", "--file", dir .. "/logs.ndjson")
      screen:wait(function(text)
        return text:find "%d %%  RobotLogs  [%d,]+ rows, [%d,]+ rows/s, %d+ s"
      end, 60)
      screen:wait("[0]", 60)
      assert.truthy(screen:screen():find "^orch: %d+ rows in [^\n]+\n%[0%]$",
        screen:screen())
    end)

  it("obeys nothing that tenant data holds", function()
    local evil = "a\27[2J\27]0;owned\7b\u{202E}c"
    out("call", "QueueDefinitions_Post", "Name=Evil")
    local added = orch.run({ "queue", "add", "Evil", "A=" .. evil },
      { env = env })
    assert.equal(0, added.code, added.stderr)
    for _, words in ipairs {
      { "queue", "export", "Evil", "--file", "-" },
      { "get", "QueueItems", "--query", "SpecificContent and "
        .. "SpecificContent.A", "--filter", "QueueDefinition/Name eq 'Evil'" },
    } do
      start(table.unpack(words)):wait "[0]"
      local text = screen:screen()
      assert.truthy(text:find("a␛[2J␛]0;owned␇b<U+202E>c", 1, true), text)
      screen:stop()
    end
    assert.truthy(out("queue", "export", "Evil", "--file", "-"):find(evil, 1,
      true))
  end)

  it("shows no progress where standard error is none", function()
    server:fault { path = "/odata/RobotLogs", delay = 0.3, times = 4 }
    local result = orch.run({ "export", "RobotLogs", "--top", "3000", "--file",
      dir .. "/few.ndjson" }, { env = env })
    assert.equal(0, result.code, result.stderr)
    assert.falsy(result.stderr:find "[\r\27]")
  end)
end)
