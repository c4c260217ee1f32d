-- A cache of the host's: get, set and lock instead of files.

local orchestrator = require "orchestrator"
local sandbox = require "orchestrator.sandbox"

describe("a cache of the host's", function()
  local server
  setup(function() server = sandbox.start { seed = "empty" } end)
  teardown(function() server:stop() end)

  local kept, log, held
  before_each(function()
    server:reset()
    kept, log, held = {}, {}, false
  end)

  local function note(what) log[#log + 1] = what end

  -- One that notes what it is asked, and what the server had seen by then.
  local function host(more)
    local cache = {
      get = function(key)
        note "get"
        return kept[key]
      end,
      set = function(key, text)
        note("set " .. #server:requests { path = "odata" })
        kept[key] = text
      end,
      lock = function()
        if held then return nil end
        note "lock"
        held = true
        return function()
          note "unlock"
          held = false
        end
      end,
    }
    for name, value in pairs(more or {}) do cache[name] = value end
    return cache
  end

  local function connect(cache, more)
    local fields = { client_id = server.client_id, scope = "OR.Folders",
      client_secret = server.client_secret, cache = cache, timeout = 10 }
    if more then fields = more end
    fields.cache = cache
    return orchestrator.connect(server:options("none", fields))
  end

  local function sign_ins()
    return #server:requests { path = "/connect/token", status = 200 }
  end

  it("is asked before a sign-in, and told after it, under its lock",
    function()
      local tenant = connect(host())
      assert.is_table(tenant.Folders:list())
      assert.same({ "get", "lock", "get", "set 0", "unlock" }, log)
      assert.is_false(held)
    end)

  it("serves the next connection", function()
    connect(host()).Folders:list()
    log = {}
    connect(host()).Folders:list()
    assert.same({ "get" }, log)
    assert.equal(1, sign_ins())
  end)

  it("needs no lock where nobody shares it", function()
    local cache = host()
    cache.lock = nil
    connect(cache).Folders:list()
    connect(cache).Folders:list()
    assert.equal(1, sign_ins())
  end)

  it("has a rotated refresh token before its access token is used", function()
    local first = server:refresh_token()
    local fields = { client_id = server.public_client_id,
      refresh_token = first }
    local tenant = connect(host(), fields)
    tenant.Folders:list()
    local before = server:requests { path = "odata" }
    assert.equal(1, #before)
    assert.equal("set 0", log[#log - 1])
    local _, text = next(kept)
    assert.matches('"refresh_token":"%w+"', text)
    assert.is_nil(text:find(first, 1, true))
    log = {}
    server:expire_tokens()
    tenant.Folders:list()
    assert.equal(2, sign_ins())
    -- The request that met the 401 is the second; the third has the new token.
    assert.equal("set 2", log[#log - 1])
  end)

  it("stops a sign-in whose new refresh token it cannot keep, and goes on "
    .. "when it can again", function()
    local sets, broken = 0, true
    local cache = host { set = function(key, text)
      sets = sets + 1
      -- The first proves that it can be written, before anything is spent.
      if sets > 1 and broken then error("the vault is sealed", 0) end
      kept[key] = text
    end }
    local tenant = connect(cache, { client_id = server.public_client_id,
      refresh_token = server:refresh_token() })
    local ok, err = pcall(tenant.Folders.list, tenant.Folders)
    assert.is_false(ok)
    assert.equal("config", err.kind)
    assert.matches("its set failed: the vault is sealed", err.message)
    assert.equal(0, #server:requests { path = "odata" })
    broken = false
    assert.is_table(tenant.Folders:list())
    assert.equal(1, sign_ins())
  end)

  it("spends no refresh token when it cannot be written at all", function()
    local tenant = connect(host { set = function() error("full", 0) end },
      { client_id = server.public_client_id,
        refresh_token = server:refresh_token() })
    local ok, err = pcall(tenant.Folders.list, tenant.Folders)
    assert.is_false(ok)
    assert.matches("its set failed: full", err.message)
    assert.equal(0, #server:requests { path = "/connect/token" })
    assert.is_false(held)
  end)

  it("is gone without, with a warning, where nothing is lost by it",
    function()
      for _, name in ipairs { "get", "set", "lock" } do
        local warned = {}
        local tenant = connect(host { [name] = function()
          error("it is down", 0)
        end }, { client_id = server.client_id, scope = "OR.Folders",
          client_secret = server.client_secret, on_event = function(event)
            if event.event == "warning" then
              warned[#warned + 1] = event.message
            end
          end })
        assert.is_table(tenant.Folders:list())
        assert.matches("its " .. name .. " failed: it is down", warned[1])
        assert.is_false(held)
      end
    end)

  it("says what its functions have done wrong", function()
    local warned
    local tenant = connect(host { get = function() return 7 end },
      { client_id = server.client_id, scope = "OR.Folders",
        client_secret = server.client_secret, on_event = function(event)
          if event.event == "warning" then warned = event.message end
        end })
    tenant.Folders:list()
    assert.matches("it returned a number, not a text or nil", warned)
  end)

  it("does not trust what it brings", function()
    local warned
    kept = setmetatable({}, { __index = function() return '{"version":1' end })
    local tenant = connect(host(), { client_id = server.client_id,
      client_secret = server.client_secret, scope = "OR.Folders",
      on_event = function(event)
        if event.event == "warning" then warned = event.message end
      end })
    assert.is_table(tenant.Folders:list())
    assert.matches("was ignored: it is broken", warned)
  end)

  it("waits for one who has the lock", function()
    held = true
    local tries = 0
    local cache = host()
    local lock = cache.lock
    cache.lock = function(key)
      tries = tries + 1
      if tries == 3 then held = false end
      return lock(key)
    end
    assert.is_table(connect(cache).Folders:list())
    assert.equal(3, tries)
    assert.is_false(held)
  end)

  it("is shared by tasks that wait at the same time", function()
    local tenant = connect(host())
    local tasks = {}
    for i = 1, 8 do
      tasks[i] = function() return tenant.Folders:list() end
    end
    orchestrator.run(table.unpack(tasks))
    assert.equal(1, sign_ins())
    assert.is_false(held)
  end)

  it("lets go of its lock when the tenant is closed", function()
    local tenant = connect(host(), { client_id = server.client_id,
      scope = "OR.Folders", client_secret = server.client_secret,
      timeout = 0.2 })
    server:fault { path = "/connect/token", delay = 5, times = 1 }
    assert.is_false((pcall(tenant.Folders.list, tenant.Folders)))
    tenant:close()
    assert.is_false(held)
  end)

  it("must have get and set, and no directory beside them", function()
    for _, case in ipairs {
      { { get = print }, "set is missing" },
      { { set = print }, "get is missing" },
      { { get = print, set = print, directory = "/tmp" }, "either" },
    } do
      local ok, err = pcall(connect, case[1])
      assert.is_false(ok)
      assert.matches(case[2], err.message)
    end
  end)
end)
