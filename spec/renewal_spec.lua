-- Every way in whose tokens are renewed, in the middle of a walk with eight
-- requests in flight: the server counts one renewal, and no row is lost.

local files = require "support.files"
local orchestrator = require "orchestrator"
local sandbox = require "orchestrator.sandbox"

local IN_FLIGHT = 8
local LIFE = 1 -- seconds, of the first token; the second's are an hour
-- 52 pages, 8 at once: longer than that life.
local SLOW = { page = 25, delay = 0.2 }
local QUICK = { page = 50, delay = 0.02 }

-- `grant` is what the server counts its tokens under.
local WAYS = {
  { name = "a user key", grant = "user_key" },
  { name = "a client secret", grant = "client_credentials",
    fields = function(server)
      return { client_id = server.client_id, scope = "OR.Default",
        client_secret = server.client_secret }
    end },
  { name = "a refresh token", grant = "refresh_token",
    fields = function(server, folder)
      return { client_id = server.public_client_id,
        cache = { directory = folder }, refresh_token =
          server:refresh_token() }
    end },
  { name = "name and password", grant = "password", edition = "standalone",
    fields = function(server)
      return { username = server.username, password = server.password }
    end },
  { name = "a function of the host's", grant = "authorization_code",
    fields = function(server)
      local life = LIFE
      return { token = function()
        local given = life
        life = 3600
        return server:user_token "admin", given
      end }
    end },
}

describe("a renewal in mid-walk", function()
  local servers, folder = {}, nil
  setup(function()
    servers.cloud = sandbox.start { seed = "demo" }
    servers.standalone = sandbox.start { seed = "demo",
      edition = "standalone" }
    folder = files.temp_dir()
  end)
  teardown(function()
    for _, server in pairs(servers) do server:stop() end
    files.remove(folder)
  end)

  local function connect(server, way)
    if not way.fields then return orchestrator.connect(server:options()) end
    return orchestrator.connect(server:options("none",
      way.fields(server, folder .. "/" .. way.grant)))
  end

  -- All jobs of a folder, once each.
  local function walk(server, tenant, pace)
    local jobs = tenant:folder "Shared/Finance".Jobs
    local wanted, seen, rows = jobs:count(), {}, 0
    server:fault { path = "/odata/Jobs", delay = pace.delay, times = 1000 }
    for job in jobs:paging("skip", { page = pace.page,
      concurrency = IN_FLIGHT }):each() do
      assert.is_nil(seen[job.Id])
      seen[job.Id], rows = true, rows + 1
    end
    assert.equal(wanted, rows)
  end

  -- Pages that were asked for with the first token, and with the second.
  local function by_token(server)
    local counts, tokens = {}, {}
    for _, request in ipairs(server:requests { path = "/Jobs" }) do
      local token = request.headers.authorization
      if not tokens[token] then
        counts[#counts + 1], tokens[token] = 0, #counts + 1
      end
      counts[tokens[token]] = counts[tokens[token]] + 1
    end
    return counts
  end

  for _, way in ipairs(WAYS) do
    local server
    local function given_out() return server:issued()[way.grant] end
    before_each(function()
      server = servers[way.edition or "cloud"]
      server:reset()
    end)

    it("comes once ahead of the end, with " .. way.name, function()
      server:lifetimes { [way.grant] = LIFE }
      local tenant = connect(server, way)
      tenant.Folders:first()
      server:lifetimes { [way.grant] = 3600 }
      walk(server, tenant, SLOW)
      assert.equal(2, given_out())
      local pages = by_token(server)
      assert.equal(2, #pages)
      assert.is_true(pages[1] > 0 and pages[2] > IN_FLIGHT)
    end)

    it("comes once when the server ends the tokens, with " .. way.name,
      function()
        server:lifetimes { [way.grant] = 3600 }
        local tenant = connect(server, way)
        server:fault { path = "/odata/Jobs?", after = 10, expire_tokens = true }
        walk(server, tenant, QUICK)
        assert.equal(2, given_out())
        local refused = #server:requests { status = 401 }
        assert.is_true(refused > 0 and refused <= IN_FLIGHT, refused)
      end)
  end
end)

describe("a personal access token that is revoked in mid-walk", function()
  it("is told with what to do, and nobody renews it", function()
    local server = sandbox.start { seed = "demo" }
    finally(function() server:stop() end)
    local pat = server:personal_token()
    local tenant = orchestrator.connect(server:options("none", { pat = pat }))
    local rows = 0
    local ok, err = pcall(function()
      for _ in tenant:folder "Shared/Finance".Jobs:paging("key", { page = 25 })
        :each() do
        rows = rows + 1
        if rows == 60 then server:revoke(pat) end
      end
    end)
    assert.is_false(ok)
    assert.equal("auth", err.kind)
    assert.matches("make a new one", err.hint)
    assert.is_true(rows >= 60 and rows < 150)
    assert.equal(1, #server:requests { status = 401 })
    assert.same({}, server:requests { path = "token" })
    assert.is_nil(tostring(err):find(pat, 1, true))
  end)
end)
