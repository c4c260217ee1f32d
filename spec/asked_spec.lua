-- Secrets that are asked for, on a real terminal (script(1) makes one).

local eventually = require "support.eventually"
local files = require "support.files"
local process = require "support.process"
local sandbox = require "orchestrator.sandbox"
local socket_http = require "socket.http"
local User = require "support.user"

local ASK = "bin/orch whoami --url https://h/o/t --pat; "
local ECHO = "stty -a | grep -ow -- -*echo" -- prints "echo" or "-echo"

describe("a secret that is typed", function()
  local user, child, keys, screen
  before_each(function()
    user = User.new()
    screen = user.home .. "/screen"
    process.run { "mkfifo", user.home .. "/keys" }
    keys = assert(io.open(user.home .. "/keys", "r+"))
  end)
  after_each(function()
    if child then child:stop() end
    keys:close()
    user:remove()
  end)

  local function shown() return files.read(screen) end

  local function type_in(text)
    keys:write(text)
    keys:flush()
  end

  -- Runs a line of the shell in a terminal of its own. The shell outlives
  -- Ctrl-C, which the terminal sends to it as well.
  local function start(line)
    files.write(screen, "")
    child = process.start({ "sh", "-c",
      ('exec script -qefc %s /dev/null <"$HOME/keys" >"$HOME/screen"'):format(
      process.quote("trap : INT; " .. line)) }, { env = user:env() })
  end

  it("is not shown, and echo is back afterwards", function()
    start(ASK .. ECHO)
    assert.truthy(eventually(function() return shown():find "pat: " end))
    type_in "s3cr3t\\typed\r"
    child:wait()
    assert.matches("signs in with pat", shown())
    assert.matches("pat              ********", shown(), 1, true)
    assert.is_nil(shown():find("s3cr3t", 1, true))
    assert.matches("\necho\r?\n", shown())
  end)

  it("can be left by Ctrl-C, and echo is back", function()
    start(ASK .. "echo code $?; " .. ECHO)
    assert.truthy(eventually(function() return shown():find "pat: " end))
    type_in "s3cr3t\3"
    child:wait()
    assert.is_nil(shown():find("s3cr3t", 1, true))
    assert.matches("interrupted", shown())
    assert.matches("code 130", shown())
    assert.matches("\necho\r?\n", shown())
  end)

  it("may be a sign-in whose browser is elsewhere: its address is pasted",
    function()
      local server = sandbox.start { seed = "empty" }
      finally(function() server:stop() end)
      server:approve "auto"
      user:write(".config/orchestrator/profiles.ini", ([[
[me]
url = %s/%s/%s
client_id = %s
scope = OR.Folders
redirect_uri = http://127.0.0.1:0/cb
]]):format(server.url, server.organization, server.tenant,
        server.public_client_id))
      start "bin/orch login --profile me --no-browser"
      local address = eventually(function()
        return shown():match "(http://%S+/connect/authorize%S+)"
      end)
      local _, _, headers = socket_http.request { url = address,
        redirect = false }
      type_in(headers.location .. "\r")
      assert.equal(0, child:wait())
      assert.matches("signed in to " .. server.url, shown(), 1, true)
    end)
end)
