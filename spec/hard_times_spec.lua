-- Signing in when something goes wrong meanwhile: tokens that end in mid-walk,
-- clocks that are set, disks that are full.

local eventually = require "support.eventually"
local interpreter = require "support.interpreter"
local orchestrator = require "orchestrator"
local process = require "support.process"
local sandbox = require "orchestrator.sandbox"
local User = require "support.user"

describe("a walk", function()
  local server
  setup(function() server = sandbox.start { seed = "demo" } end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function connect(more)
    return orchestrator.connect(server:options("client_secret", more))
  end

  local function sign_ins()
    return #server:requests { path = "/connect/token", status = 200 }
  end

  -- Two hundred rows in small pages, by skip.
  local function jobs(tenant)
    server:fault { path = "/odata/Jobs", cap = 5, delay = 0.01,
      times = 1000 }
    return tenant:folder("Shared/Finance").Jobs:orderby "CreationTime"
      :top(200):paging "skip"
  end

  local function count_of(tenant)
    local seen, count = {}, 0
    for row in jobs(tenant):each() do
      assert.is_nil(seen[row.Id])
      seen[row.Id], count = true, count + 1
    end
    return count
  end

  it("goes on when its token is revoked, every row once", function()
    assert.equal(200, count_of(connect()))
    server:reset()
    local seen, count = {}, 0
    for row in jobs(connect()):each() do
      assert.is_nil(seen[row.Id])
      seen[row.Id], count = true, count + 1
      if count == 12 then server:expire_tokens() end
    end
    assert.equal(200, count)
    assert.equal(2, sign_ins())
  end)

  it("renews once, however many of its requests are refused", function()
    local tenant, count = connect { concurrency = 8 }, 0
    for _ in jobs(tenant):each() do
      count = count + 1
      if count == 7 then server:expire_tokens() end
    end
    assert.equal(200, count)
    assert.is_true(#server:requests { status = 401 } >= 1)
    assert.equal(2, sign_ins())
  end)

  it("renews ahead of a life of seconds, while eight are in flight",
    function()
      server:lifetimes { client_credentials = 2 }
      finally(function() server:lifetimes { client_credentials = 3600 } end)
      local tenant = connect()
      local count = 0
      local tasks = {}
      for i = 1, 8 do
        tasks[i] = function()
          local driver = require "orchestrator.engine".get()
          local until_then = driver:now() + 2.5
          while driver:now() < until_then do
            tenant.Folders:top(1):list()
            count = count + 1
          end
        end
      end
      orchestrator.run(table.unpack(tasks))
      assert.is_true(count > 16)
      assert.equal(0, #server:requests { status = 401 })
      local times = sign_ins()
      assert.is_true(times == 2 or times == 3, times) -- each 1 to 1.2 s
    end)

  it("gives up at the second 401, and says so", function()
    server:fault { path = "/odata/Folders", status = 401, times = 100,
      body = '{"message":"You are not authenticated!"}',
      content_type = "application/json" }
    local tenant = connect()
    local ok, err = pcall(tenant.Folders.list, tenant.Folders)
    assert.is_false(ok)
    assert.equal("auth", err.kind)
    assert.equal(2, err.attempts)
    assert.equal(2, sign_ins())
    assert.equal(2, #server:requests { path = "/odata/Folders" })
    assert.matches("the token is fresh", err.hint)
  end)

  it("says that a refresh token has expired, and what to do", function()
    server:lifetimes { refresh = 0 }
    finally(function() server:lifetimes { refresh = 5184000 } end)
    local token = server:refresh_token()
    local tenant = orchestrator.connect(server:options("none", {
      client_id = server.public_client_id, refresh_token = token,
      cache = { get = function() end, set = function() end } }))
    local ok, err = pcall(tenant.Folders.list, tenant.Folders)
    assert.is_false(ok)
    assert.equal("auth", err.kind)
    assert.matches("has expired.*sign in again", err.hint)
    assert.is_nil(tostring(err):find(token, 1, true))
  end)
end)

describe("a script", function()
  local server, user
  setup(function() server = sandbox.start { seed = "empty" } end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    user = User.new()
  end)
  after_each(function() user:remove() end)

  local function env(more)
    local out = user:env {
      UIPATH_URL = ("%s/%s/%s"):format(server.url, server.organization,
        server.tenant), UIPATH_CLIENT_ID = server.client_id,
      UIPATH_CLIENT_SECRET = server.client_secret, UIPATH_SCOPE = "OR.Folders",
    }
    for name, value in pairs(more or {}) do out[name] = value end
    return out
  end

  local LIST = [[
    local tenant = require "orchestrator".connect { cache = true }
    print(#tenant.Folders:list() >= 0)]]

  local function sign_ins()
    return #server:requests { path = "/connect/token", status = 200 }
  end

  -- The wall clock set by libfaketime; the clock of the boot goes on.
  local function at(offset, code)
    return process.run({ "faketime", "--exclude-monotonic", "-f", offset,
      interpreter.name, "-e", code }, { env = env() })
  end

  it("goes on when the clock is set back an hour, or ahead", function()
    assert.equal("true\n", at("+0s", LIST).stdout)
    assert.equal(1, sign_ins())
    for _, offset in ipairs { "-3600s", "+1800s" } do
      local result = at(offset, LIST)
      assert.equal("true\n", result.stdout, result.stderr)
      assert.equal("", result.stderr)
    end
    assert.equal(1, sign_ins())
  end)

  it("takes no ended token for good because the clock was set back",
    function()
      server:lifetimes { client_credentials = 1 }
      finally(function() server:lifetimes { client_credentials = 3600 } end)
      assert.equal("true\n", at("+0s", LIST).stdout)
      assert.is_truthy(eventually(function()
        assert.equal("true\n", at("-3600s", LIST).stdout)
        return sign_ins() == 2
      end))
      assert.equal(0, #server:requests { status = 401 })
    end)

  it("has no cache where HOME is not set, and says so when one was wanted",
    function()
      local result = process.run({ interpreter.name, "-e", LIST },
        { env = env { HOME = false } })
      assert.matches("HOME is not set; set HOME or XDG_CACHE_HOME",
        result.stderr, 1, true)
      local plain = LIST:gsub("{ cache = true }", "()")
      result = process.run({ interpreter.name, "-e", plain },
        { env = env { HOME = false } })
      assert.equal("true\n", result.stdout, result.stderr)
    end)

  -- In a mount namespace of its own, where the cache is a disk of its own.
  local function on_disk(prepare)
    return process.run({ "unshare", "-m", "sh", "-c", ([[
      mkdir -p $HOME/.cache && mount -t tmpfs -o size=64k,mode=700 none \
        $HOME/.cache && %s && exec %s -e "$CODE"]]):format(prepare,
        interpreter.name) },
      { env = env { CODE = LIST } })
  end

  local DISKS = {
    full = "mkdir -m 700 $HOME/.cache/orchestrator "
      .. "&& ! head -c 99999 /dev/zero 2>/dev/null >$HOME/.cache/fill",
    ["read-only"] = "mkdir -m 700 $HOME/.cache/orchestrator "
      .. "&& mount -o remount,ro none $HOME/.cache",
  }
  local SAYS = { full = "No space left on device",
    ["read-only"] = "Read-only file system" }

  for name, prepare in pairs(DISKS) do
    it("goes on when the disk of its cache is " .. name .. ", and says so",
      function()
        if process.run({ "unshare", "-m", "true" }).code ~= 0 then
          return pending "only root may mount"
        end
        local result = on_disk(prepare)
        assert.equal("true\n", result.stdout, result.stderr)
        assert.matches("orchestrator: token cache: cannot", result.stderr)
        assert.matches(SAYS[name], result.stderr, 1, true)
        assert.equal(1, #result.stderr:gsub("[^\n]", ""))
      end)
  end

  it("says in which line its profile is wrong", function()
    user:write(".config/orchestrator/profiles.ini",
      "[p]\nurl = https://h/o/t\nclient_id 7\n")
    local result = process.run({ interpreter.name, "-e",
      'require "orchestrator".connect { profile = "p" }' }, { env = env() })
    assert.matches("profiles.ini:3: ", result.stderr, 1, true)
  end)
end)
