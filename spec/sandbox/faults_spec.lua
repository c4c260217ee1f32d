-- Misbehaviour beyond single answers: by chance, by script, and in the way
-- an answer is written. (transport_spec has what happens on the socket.)

local tenant = require "sandbox.tenant"

describe("misbehaviour", function()
  local server

  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)
  before_each(function() server.handle:reset() end)

  local function get() return server:get "/odata/Folders" end

  local function statuses(count)
    local list = {}
    for i = 1, count do list[i] = get().status end
    return list
  end

  it("follows a script, a step for each request", function()
    server.handle:fault { path = "Folders", script = { { status = 503 },
      { delay = 0 }, { status = 429,
      retry_after = "soon" } } }
    assert.same({ 503, 200, 429, 200 }, statuses(4))
  end)

  it("comes by chance, the same for the same seed", function()
    local function series(seed)
      server.handle:reset()
      server.handle:fault { path = "Folders", status = 500, chance = 0.5,
        seed = seed }
      return statuses(40)
    end
    local first = series(7)
    assert.same(first, series(7))
    assert.not_same(first, series(8))
    local failed = 0
    for _, status in ipairs(first) do
      if status == 500 then failed = failed + 1 end
    end
    assert.is_true(failed > 8 and failed < 32)
  end)

  it("comes never with chance 0 and always with 1", function()
    server.handle:fault { path = "Folders", status = 500, chance = 0 }
    assert.same({ 200, 200 }, statuses(2))
    server.handle:fault { path = "Folders", status = 502, chance = 1 }
    assert.same({ 502, 502, 502 }, statuses(3))
  end)

  for what, value in pairs { seconds = "3", nonsense = "in a while",
    ["a date"] = "Sat, 21 Nov 2026 10:00:00 GMT" } do
    it("says when to retry with " .. what, function()
      server.handle:fault { status = 429, retry_after = value }
      assert.equal(value, get().headers["retry-after"])
    end)
  end

  it("gives 401 and 403 their own form (facts 6.1)", function()
    server.handle:fault { status = 401 }
    assert.is_false(get().json.success)
    server.handle:fault { status = 403 }
    assert.is_true(get().json.unAuthorizedRequest)
  end)

  it("sends JSON that ends too early, under a right length", function()
    server.handle:fault { invalid = true }
    local ok, problem = pcall(get)
    assert.is_false(ok)
    assert.truthy(tostring(problem):find "Expected")
  end)

  it("names another charset", function()
    server.handle:fault { charset = "utf-16" }
    assert.truthy(get().headers["content-type"]:find "charset=utf%-16$")
  end)

  it("makes a body as long as it is told", function()
    local length = #get().body
    server.handle:fault { pad = 1 << 20 }
    assert.equal(length + (1 << 20), #get().body)
  end)

  it("links to another host", function()
    server.handle:fault { next_link = "http://elsewhere.example/x?%20" }
    local answer = get()
    assert.equal("http://elsewhere.example/x?%20",
      answer.json["@odata.nextLink"])
    assert.is_true(#answer.json.value > 0)
  end)

  it("has a clock of its own", function()
    server.handle:fault { skew = -86400 * 365 }
    local year = tonumber(get().headers.date:match "(%d%d%d%d)")
    assert.equal(tonumber(os.date "!%Y") - 1, year)
  end)
end)

describe("rate limits (facts 5.1, 5.3)", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", rate_limits = true }
  end)
  teardown(function() server:stop() end)

  local function refused_after(count, call, most)
    for i = 1, count do assert.equal(200, call().status, "request " .. i) end
    local answer = call()
    assert.equal(429, answer.status)
    assert.string(answer.json.message)
    local wait = tonumber(answer.headers["retry-after"])
    assert.is_true(wait >= 1 and wait <= (most or 300))
  end

  -- facts 5.1.1, 5.1.7; peers 1
  it("allow 100 lists of jobs in a minute", function()
    refused_after(100, function() return server:list("Jobs", { top = 1 }) end)
    assert.equal(404, server:get "/odata/Jobs(1)".status, "by key: uncounted")
    assert.equal(200, server:list("Folders").status)
  end)

  -- facts 5.1.6
  it("allow robots 1,000 of their own", function()
    for i = 1, 101 do
      assert.equal(200, server:list("Jobs", { top = 1 }, { headers =
        { ["X-ROBOT-LICENSE"] = "key" } }).status, "request " .. i)
    end
  end)

  -- facts 5.3.1; peers 2
  it("allow 300 searches of the directory in five minutes", function()
    refused_after(300, function()
      return server:get "/api/DirectoryService/SearchForUsersAndGroups?prefix=x"
    end)
  end)

  -- facts 5.1.2
  it("count those of queue items apart", function()
    refused_after(100, function()
      return server:list("QueueItems", { top = 1 })
    end)
  end)

  -- facts 5.3.1; peers 1
  it("allow 300 reads of identity in five minutes", function()
    local path = "/acme/identity_/api/Group/"
      .. "6e0d5c2a-41b7-4c58-9a3e-0d1f5b7a9c11"
    refused_after(300, function()
      return server:call("GET", path, { absolute = true })
    end)
  end)

  it("allow 100 exports of the audit log in a day (facts 5.1.3, 5.1.4)",
  function()
    refused_after(100, function()
      return server:call("POST", "/odata/AuditLogs/UiPath.Server."
        .. "Configuration.OData.Export?$filter=Id%20lt%200")
    end, 86400)
  end)

  it("allow 160 changes of identity in five minutes (facts 5.3.1)",
  function()
    local path = "/acme/identity_/api/Group/"
      .. "6e0d5c2a-41b7-4c58-9a3e-0d1f5b7a9c11"
    for _, method in ipairs { "PUT", "DELETE" } do
      local function status()
        return server:call(method, path .. "/" .. path:match "[^/]+$",
          { absolute = true, json = {} }).status
      end
      for i = 1, 160 do
        assert.is_true(status() ~= 429, method .. " " .. i)
      end
      assert.equal(429, status(), method)
    end
    assert.is_true(server:call("POST", "/acme/identity_/api/Group",
      { absolute = true, json = {} }).status ~= 429)
  end)

  -- facts 5.1.5
  it("are off unless switched on", function()
    local free = tenant.start()
    for _ = 1, 101 do
      assert.equal(200, free:list("Jobs", { top = 1 }).status)
    end
    free:stop()
  end)
end)
