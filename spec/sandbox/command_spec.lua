-- `orch sandbox` as a person starts it.

local cjson = require "cjson"
local eventually = require "support.eventually"
local files = require "support.files"
local process = require "support.process"
local raw_http = require "sandbox.raw_http"

local NAMES = { "UIPATH_URL", "UIPATH_ORGANIZATION", "UIPATH_TENANT",
  "UIPATH_ACCESS_TOKEN", "UIPATH_CLIENT_ID", "UIPATH_USER_KEY",
  "UIPATH_CLIENT_SECRET" }

describe("orch sandbox", function()
  local child, printed

  -- Starts it and reads its lines.
  local function start(...)
    child = process.start({ "bin/orch", "sandbox", ... })
    printed = {}
    for i = 1, #NAMES do
      local line = assert(child:line(), "the sandbox did not start")
      printed[i] = line:match "^[^=]+"
      printed[printed[i]] = line:match "=(.*)$"
    end
    printed.port = tonumber(printed.UIPATH_URL:match "%d+$")
  end

  after_each(function() child:stop() end)

  local function get(path)
    return raw_http.request(printed.port, "GET", "/acme/Production"
      .. "/orchestrator_/odata/" .. path, { headers = {
      Authorization = "Bearer " .. printed.UIPATH_ACCESS_TOKEN } })
  end

  it("prints the seven lines, in order, when it is ready", function()
    start("--seed", "empty")
    assert.same(NAMES, { table.unpack(printed) })
    assert.truthy(printed.UIPATH_URL:match "^http://127%.0%.0%.1:%d+$")
    assert.equal("acme", printed.UIPATH_ORGANIZATION)
    assert.equal("Production", printed.UIPATH_TENANT)
    assert.equal(200, get("Folders").status)
    child:signal "INT"
    assert.is_nil(child:line())
    assert.equal(0, child:wait())
  end)

  it("signs in with one client id by user key and by secret", function()
    start("--seed", "empty")
    local answer = raw_http.request(printed.port, "POST", "/oauth/token", {
      body = cjson.encode { grant_type = "refresh_token", client_id =
        printed.UIPATH_CLIENT_ID, refresh_token = printed.UIPATH_USER_KEY } })
    assert.equal(200, answer.status)
    answer = raw_http.request(printed.port, "POST", "/identity_/connect/token",
      { headers = { ["Content-Type"] = "application/x-www-form-urlencoded" },
        body = ("grant_type=client_credentials&client_id=%s&client_secret=%s")
          :format(printed.UIPATH_CLIENT_ID, printed.UIPATH_CLIENT_SECRET) })
    assert.equal(200, answer.status)
  end)

  for _, signal in ipairs { "INT", "TERM" } do
    it("stops cleanly on SIG" .. signal .. ", with a request in hand",
      function()
        start("--seed", "empty")
        local open = raw_http.connect(printed.port)
        open:send("GET /acme/Pro")
        child:signal(signal)
        assert.equal(0, child:wait())
        open:close()
      end)
  end

  it("logs how to connect and a line for each request on stderr", function()
    start("--seed", "empty")
    get "Folders"
    assert.truthy(eventually(function()
      return child:stderr():find("GET /acme/Production/orchestrator_/odata/"
        .. "Folders 200", 1, true)
    end))
    local text = child:stderr()
    assert.truthy(text:find("orchestrator.connect", 1, true))
    assert.truthy(text:find(printed.UIPATH_URL, 1, true))
    for _, secret in ipairs { "UIPATH_ACCESS_TOKEN", "UIPATH_USER_KEY",
      "UIPATH_CLIENT_SECRET" } do
      assert.falsy(text:find(printed[secret], 1, true))
    end
  end)

  it("prints connect options that a script can use as they stand", function()
    start("--seed", "empty")
    assert.truthy(eventually(function()
      return child:stderr():find("Ctrl-C", 1, true)
    end))
    local snippet = child:stderr():match "local tenant = .-\n  }\n"
    local env = {}
    for _, name in ipairs(NAMES) do env[name] = printed[name] end
    local folder = files.temp_dir()
    files.write(folder .. "/script.lua", 'local orchestrator = require '
      .. '"orchestrator"\n' .. snippet
      .. "print(tenant.Folders:list()[1].DisplayName)\n")
    local result = process.run({ "bin/orch", "run", folder .. "/script.lua" },
      { env = env })
    files.remove(folder)
    assert.equal("", result.stderr)
    assert.equal("Shared\n", result.stdout)
  end)

  it("listens on this machine's loopback address alone", function()
    start("--seed", "empty")
    local socket = require "socket"
    assert.is_nil((socket.connect("127.0.0.2", printed.port)))
  end)

  it("misbehaves on control requests with the key that it prints", function()
    start("--seed", "empty", "--control")
    local key = assert(child:line()):match "^UIPATH_SANDBOX_KEY=(%x+)$"
    local function control(action, body, with)
      return raw_http.request(printed.port, "POST", "/_sandbox/" .. action,
        { headers = { ["X-Sandbox-Key"] = with or key }, body = body })
    end
    local fault = '{"path":"Folders","status":503,"times":2}'
    assert.equal(404, control("fault", fault, "guess").status)
    assert.equal(200, get("Folders").status)
    assert.equal(200, control("fault", fault).status)
    assert.equal(503, get("Folders").status)
    assert.equal(200, control("reset").status)
    assert.equal(200, get("Folders").status)
    local seen = cjson.decode(control("recorded").body)
    assert.equal(1, #seen)
    assert.equal(200, seen[1].status)
    assert.truthy(seen[1].path:find("Folders", 1, true))
    assert.equal(400, control("fault", "no JSON").status)
  end)

  it("takes no control requests unasked", function()
    start("--seed", "empty")
    assert.equal(404, raw_http.request(printed.port, "POST",
      "/_sandbox/reset", { headers = { ["X-Sandbox-Key"] = "" } }).status)
  end)

  it("is quiet when told", function()
    start("--seed", "empty", "--quiet")
    get "Folders"
    child:stop()
    assert.falsy(child:stderr():find("GET ", 1, true))
  end)

  it("keeps a tenant in its file", function()
    local folder = files.temp_dir()
    local path = folder .. "/tenant.db"
    start("--seed", "empty", "--data", path)
    local key = printed.UIPATH_USER_KEY
    local answer = raw_http.request(printed.port, "POST", "/acme/Production"
      .. "/orchestrator_/odata/Folders", { body = '{"DisplayName":"Kept"}',
      headers = { Authorization = "Bearer " .. printed.UIPATH_ACCESS_TOKEN } })
    assert.equal(201, answer.status)
    child:signal "KILL"
    child:wait()
    start("--seed", "demo", "--data", path)
    assert.equal(key, printed.UIPATH_USER_KEY)
    assert.equal(2, #get("Folders").json.value)
    child:signal "INT"
    assert.equal(0, child:wait())
    assert.equal("tenant.db\n", process.run({ "ls", "-A", folder }).stdout)
    files.remove(folder)
  end)
end)

describe("orch sandbox refuses", function()
  local function run(...)
    return process.run { "bin/orch", "sandbox", ... }
  end

  it("unknown options and values, with exit code 2", function()
    for _, argv in ipairs { { "--prot", "1" }, { "--port", "99999" },
      { "--seed", "big" }, { "--edition", "server" },
      { "--token-lifetime", "soon" }, { "--speed", "0" },
      { "--tenant", "no slash" }, { "--robots", "maybe" },
      { "--transactions", "nobody" }, { "--port", "-1" } } do
      local result = run(table.unpack(argv))
      assert.equal(2, result.code)
      assert.truthy(result.stderr:find("Error:", 1, true))
      assert.equal("", result.stdout)
    end
  end)

  it("a port that is taken, and says so", function()
    local socket = require "socket"
    local taken = assert(socket.bind("127.0.0.1", 0))
    local _, port = taken:getsockname()
    local result = run("--seed", "empty", "--port", port)
    taken:close()
    assert.equal(1, result.code)
    assert.truthy(result.stderr:find(("cannot listen on 127.0.0.1:%d: "
      .. "Address already in use"):format(port), 1, true), result.stderr)
  end)

  it("a file that is no tenant, and leaves it as it was", function()
    local folder = files.temp_dir()
    local path = folder .. "/notes.txt"
    files.write(path, ("not a database\n"):rep(100))
    local result = run("--data", path)
    assert.equal(1, result.code)
    assert.truthy(result.stderr:find(path, 1, true))
    assert.equal(("not a database\n"):rep(100), files.read(path))
    result = run("--data", folder .. "/no/such/folder.db")
    assert.equal(1, result.code)
    files.remove(folder)
  end)
end)
