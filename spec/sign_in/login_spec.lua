local eventually = require "support.eventually"
local files = require "support.files"
local process = require "support.process"
local sandbox = require "orchestrator.sandbox"
local socket_http = require "socket.http"
local ltn12 = require "ltn12"
local User = require "support.user"

-- A browser: follows where it is sent, and shows the last page.
local function browse(address)
  local out = {}
  local _, status = socket_http.request { url = address,
    sink = ltn12.sink.table(out) }
  return status, table.concat(out)
end

-- Where the browser is sent, without going there.
local function sent_to(address)
  local _, _, headers = socket_http.request { url = address,
    redirect = false }
  return headers.location
end

describe("orch login", function()
  local server, user
  setup(function() server = sandbox.start { seed = "empty" } end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    server:approve "auto"
    user = User.new()
    user:write(".config/orchestrator/profiles.ini", ([[
[me]
url = %s/%s/%s
client_id = %s
scope = OR.Folders
login = true
redirect_uri = http://127.0.0.1:0/cb
]]):format(server.url, server.organization, server.tenant,
      server.public_client_id))
  end)
  after_each(function() user:remove() end)

  local function orch(...)
    return process.run({ "bin/orch", ... }, { env = user:env() })
  end

  local child
  after_each(function()
    if child then child:stop() end
    child = nil
  end)

  -- Starts it and answers the address that it shows.
  local function start(input, more)
    child = process.start({ "sh", "-c",
      "exec bin/orch login --profile me <" .. (input or "/dev/null") },
      { env = user:env(more) })
    return assert(eventually(function()
      return child:stderr():match "(http://%S+/connect/authorize%S+)\n"
    end))
  end

  local LIST = [[
    local tenant = require "orchestrator".connect { profile = "me" }
    print(#tenant.Folders:list())]]

  it("signs in by the browser; then scripts do, and logout ends it", function()
    local address = start()
    assert.is_nil(address:find("code_verifier", 1, true))
    local status, page = browse(address)
    assert.equal(200, status)
    assert.matches("Signed in", page)
    assert.equal(0, child:wait())
    local result = user:run(LIST)
    assert.equal("", result.stderr)
    assert.matches("^%d+\n$", result.stdout)
    local folder = user.home .. "/.cache/orchestrator"
    assert.equal("700\n", process.run({ "stat", "-c", "%a", folder }).stdout)
    assert.equal(0, orch("logout", "--profile", "me").code)
    result = user:run(LIST)
    assert.matches("run: orch login --profile me", result.stderr, 1, true)
  end)

  it("redeems the code with its verifier, which nobody else saw", function()
    local address = start()
    browse(address)
    assert.equal(0, child:wait())
    local body = server:requests { path = "/connect/token" }[1].body
    assert.matches("grant_type=authorization_code", body, 1, true)
    assert.equal(43, #body:match "code_verifier=([^&]*)")
    assert.is_nil(body:find("client_secret", 1, true))
  end)

  it("takes no answer with another state, and waits on", function()
    local address = start()
    local back = sent_to(address)
    local status, page = browse((back:gsub("state=[^&]*", "state=other")))
    assert.equal(400, status)
    assert.matches("not the answer", page)
    status = browse((back:gsub("&?state=[^&]*", "")))
    assert.equal(400, status)
    assert.equal(200, (browse(back)))
    assert.equal(0, child:wait())
  end)

  it("tells of a refusal, in the browser and here", function()
    server:approve "deny"
    local status, page = browse((start()))
    assert.equal(400, status)
    assert.matches("access_denied", page)
    assert.equal(3, child:wait())
    assert.matches("the sign-in was refused: access_denied", child:stderr(),
      1, true)
  end)

  it("takes the pasted address where the browser is elsewhere", function()
    local pipe = user.home .. "/pipe"
    process.run { "mkfifo", pipe }
    local holder = assert(io.open(pipe, "r+")) -- so that neither side waits
    local address = start(pipe)
    holder:write("nonsense\n")
    holder:flush()
    assert.truthy(eventually(function()
      return child:stderr():find("not the answer", 1, true)
    end))
    holder:write(sent_to(address), "\n")
    holder:close()
    assert.equal(0, child:wait())
    assert.matches("^%d+\n$", user:run(LIST).stdout)
  end)

  it("opens the address where there is a desktop", function()
    local seen = user.home .. "/seen"
    user:write("bin/xdg-open", "#!/bin/sh\nprintf %s \"$1\" >" .. seen
      .. ".new && mv " .. seen .. ".new " .. seen .. "\n")
    process.run { "chmod", "+x", user.home .. "/bin/xdg-open" }
    local address = start(nil, { DISPLAY = ":0",
      PATH = user.home .. "/bin:" .. os.getenv "PATH" })
    assert.truthy(eventually(function() return io.open(seen) end))
    assert.equal(address, files.read(seen))
    browse(address)
    assert.equal(0, child:wait())
  end)

  it("leaves no secret where others can read it", function()
    browse((start()))
    assert.equal(0, child:wait())
    local said = child:stderr()
    local body = server:requests { path = "/connect/token" }[1].body
    for _, name in ipairs { "code", "code_verifier" } do
      local value = body:match("[?&]?" .. name .. "=([^&]*)")
      assert.is_nil(said:find(value, 1, true))
    end
    local who = orch("whoami", "--profile", "me", "--check")
    assert.equal(0, who.code, who.stderr)
    assert.matches("signed in, for %d+ s", who.stdout)
    local kept = process.run({ "sh", "-c", "cat .cache/orchestrator/*.json" },
      { cwd = user.home }).stdout
    local refresh = kept:match '"refresh_token": *"([^"]+)"'
    assert.truthy(refresh)
    assert.is_nil(who.stdout:find(refresh, 1, true))
    assert.is_nil(said:find(refresh, 1, true))
  end)

  it("refuses a redirect to elsewhere", function()
    local result = orch("login", "--profile", "me", "--redirect-uri",
      "http://evil.example/cb")
    assert.equal(1, result.code)
    assert.matches("not an address of this machine", result.stderr)
  end)

  it("says when a profile is not one for a login", function()
    user:write(".config/orchestrator/profiles.ini",
      "[me]\nurl = https://h/o/t\nclient_id = i\nuser_key = s3cr3t\n")
    local result = orch("login", "--profile", "me")
    assert.matches("several ways to sign in are given", result.stderr)
    assert.is_nil(result.stderr:find("s3cr3t", 1, true))
  end)
end)

describe("login", function()
  it("ends when nobody signs in", function()
    local login = require "orchestrator.sign_in.login"
    local cache = files.temp_dir()
    local said = {}
    local ok, err = pcall(login, { url = "http://127.0.0.1:1/o/t",
      client_id = "i", redirect_uri = "http://localhost:0/cb",
      cache = { directory = cache } }, { seconds = 0.1,
      say = function(text) said[#said + 1] = text end })
    files.remove(cache)
    assert.is_false(ok)
    assert.equal("timeout", err.kind)
    assert.matches("redirect_uri=http://localhost:%d+/cb", said[1])
    assert.matches("scope=OR.Default%%20offline_access", said[1])
  end)
end)

describe("orch whoami", function()
  local user
  setup(function() user = User.new() end)
  teardown(function() user:remove() end)

  local function whoami(words, options)
    options = options or {}
    options.env = user:env(options.env)
    return process.run({ "bin/orch", "whoami", table.unpack(words) }, options)
  end

  it("shows where each setting comes from, secrets masked", function()
    local result = whoami({ "--tenant=t" }, { env = {
      UIPATH_URL = "https://h/o", UIPATH_ORGANIZATION = "o",
      UIPATH_PAT = "s3cr3t" } })
    assert.equal(0, result.code, result.stderr)
    assert.matches("pat              ********   [environment UIPATH_PAT]",
      result.stdout, 1, true)
    assert.is_nil(result.stdout:find("s3cr3t", 1, true))
  end)

  it("reads secrets from standard input", function()
    local result = whoami({ "--url", "https://h/o/t", "--pat" },
      { stdin = "s3cr3t\n" })
    assert.matches("signs in with pat", result.stdout)
    result = whoami { "--url", "https://h/o/t", "--pat" }
    assert.equal(2, result.code)
    assert.matches("nothing was given", result.stderr)
  end)

  it("refuses secrets among its arguments", function()
    local result = whoami { "--pat=s3cr3t" }
    assert.equal(2, result.code)
    assert.matches("takes no value on the command line", result.stderr)
    assert.is_nil(result.stderr:find("s3cr3t", 1, true))
  end)

  it("names the nearest option", function()
    local result = whoami { "--profil", "x" }
    assert.equal(2, result.code)
    assert.matches("did you mean '%-%-profile'", result.stderr)
    assert.equal(2, whoami({ "--url" }).code)
  end)
end)
