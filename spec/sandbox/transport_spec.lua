-- What happens on the socket: faults on request, and hostile input.

local eventually = require "support.eventually"
local raw_http = require "sandbox.raw_http"
local socket = require "socket"
local tenant = require "sandbox.tenant"

local FOLDERS = "/acme/Production/orchestrator_/odata/Folders"

local server

local function headers()
  return { headers = { Authorization = "Bearer " .. server.access_token } }
end

local function get(connection)
  return connection:request("GET", FOLDERS, headers())
end

describe("a fault", function()
  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)
  before_each(function() server.handle:reset() end)

  local function once() return raw_http.request(server.port, "GET", FOLDERS,
    headers()) end

  it("answers a status, once unless told otherwise", function()
    server.handle:fault { path = "/odata/Folders", status = 503,
      retry_after = 7 }
    local answer = once()
    assert.equal(503, answer.status)
    assert.equal("7", answer.headers["retry-after"])
    assert.string(answer.json.message)
    assert.equal(200, once().status)
  end)

  it("answers whichever status it is told, without a wait unasked", function()
    for _, status in ipairs { 401, 403, 404, 408, 409, 429, 500, 502, 503 } do
      server.handle:fault { status = status }
      local answer = once()
      assert.equal(status, answer.status)
      assert.is_nil(answer.headers["retry-after"])
    end
  end)

  it("waits for some requests and hits some", function()
    server.handle:fault { path = "Folders", status = 500, after = 1,
      times = 2 }
    local statuses = {}
    for i = 1, 4 do statuses[i] = once().status end
    assert.same({ 200, 500, 500, 200 }, statuses)
  end)

  it("goes by path and method", function()
    server.handle:fault { path = "/odata/Jobs", status = 500 }
    server.handle:fault { method = "POST", status = 500 }
    assert.equal(200, once().status)
    assert.equal(500, server:get("/odata/Jobs").status)
    assert.equal(500, server:call("POST", "/odata/Folders", { json =
      { DisplayName = "x" } }).status)
    assert.equal(200, server:get("/odata/Jobs").status)
  end)

  it("answers any body of any type", function()
    server.handle:fault { body = "<html>down</html>",
      content_type = "text/html", headers = { "X-Odd: yes" } }
    local answer = once()
    assert.equal(200, answer.status)
    assert.equal("<html>down</html>", answer.body)
    assert.equal("text/html", answer.headers["content-type"])
    assert.equal("yes", answer.headers["x-odd"])
  end)

  it("closes the connection unanswered, on a reused one too", function()
    local connection = raw_http.connect(server.port)
    assert.equal(200, get(connection).status)
    server.handle:fault { close = true }
    connection:write("POST", FOLDERS, { headers = headers().headers,
      body = '{"DisplayName":"lost"}' })
    local answer, problem = connection:receive()
    assert.is_nil(answer)
    assert.equal("closed", problem)
    connection:close()
    local list = server.handle:requests { method = "POST" }
    assert.equal(1, #list)
    assert.equal(0, list[1].status)
    assert.equal('{"DisplayName":"lost"}', list[1].body)
    -- It was read, and done: only the answer is missing.
    assert.same({ "lost" }, server:column("DisplayName", "Folders",
      { filter = "DisplayName eq 'lost'" }))
  end)

  it("cuts a body short of its Content-Length and closes", function()
    local whole = once()
    local connection = raw_http.connect(server.port)
    assert.equal(200, get(connection).status)
    server.handle:fault { truncate_at = 40 }
    local answer, problem, partial = get(connection)
    assert.is_nil(answer)
    assert.equal("closed", problem)
    assert.equal(whole.body:sub(1, 40), partial)
    connection:close()
  end)

  it("cuts before the first byte of a body", function()
    server.handle:fault { cut_at = 0 }
    local answer, problem, partial = once()
    assert.is_nil(answer)
    assert.equal("closed", problem)
    assert.equal("", partial)
  end)

  it("delays one answer and holds up no other", function()
    server.handle:fault { delay = 30 }
    local slow = raw_http.connect(server.port)
    slow:write("GET", FOLDERS, headers())
    assert.truthy(eventually(function()
      return #server.handle:requests() == 1
    end))
    local started = socket.gettime()
    for _ = 1, 20 do assert.equal(200, once().status) end
    assert.is_true(socket.gettime() - started < 10)
    slow:close()
  end)

  it("delays by what it is told", function()
    server.handle:fault { delay = 0.2 }
    local started = socket.gettime()
    assert.equal(200, once().status)
    assert.is_true(socket.gettime() - started >= 0.2)
  end)

  it("ends a delay when it is due, however many others wait", function()
    local others = {}
    server.handle:fault { path = "/odata/Folders", delay = 0.1 }
    server.handle:fault { path = "/odata/Jobs", times = 40,
      sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
      .. "WHERE i < 300000) SELECT count(*) FROM n" }
    local slow = raw_http.connect(server.port)
    slow:write("GET", FOLDERS, headers())
    for i = 1, 40 do
      others[i] = raw_http.connect(server.port)
      others[i]:write("GET", (FOLDERS:gsub("Folders", "Jobs")), headers())
    end
    assert.equal(200, slow:receive().status)
    assert.same({}, (socket.select({ others[40].tcp }, nil, 0)))
    slow:close()
    for _, other in ipairs(others) do
      assert.equal(200, other:receive().status)
      other:close()
    end
  end)

  it("stalls in mid-body and goes on, or is closed with the server", function()
    local whole = once()
    server.handle:fault { stall_at = 30, stall = 0.2 }
    local started = socket.gettime()
    assert.equal(whole.body, once().body)
    assert.is_true(socket.gettime() - started >= 0.2)
    server.handle:fault { stall_at = 30, stall = 60 }
    local stalled = raw_http.connect(server.port)
    stalled:write("GET", FOLDERS, headers())
    for _ = 1, 5 do assert.equal(200, once().status) end
    stalled:close()
  end)

  it("answers slowly, so many bytes a second, and holds up no other",
    function()
      local whole = once()
      assert.is_true(#whole.body > 100)
      server.handle:fault { rate = #whole.body * 2 }
      local slow = raw_http.connect(server.port)
      local started = socket.gettime()
      slow:write("GET", FOLDERS, headers())
      assert.equal(200, once().status)
      assert.is_true(socket.gettime() - started < 0.4)
      assert.equal(whole.body, slow:receive().body)
      assert.is_true(socket.gettime() - started >= 0.4)
      slow:close()
    end)

  it("caps a page below what was asked for", function()
    for i = 1, 4 do
      server:call("POST", "/odata/Folders", { json =
        { DisplayName = "F" .. i } })
    end
    server.handle:fault { path = "odata/Folders", cap = 2 }
    assert.equal(2, #server:list("Folders", { top = 100 }).json.value)
    assert.is_true(#server:list("Folders", { top = 100 }).json.value > 2)
  end)

  it("changes rows before it lets a request through", function()
    local before = #server:column("Id", "Folders")
    server.handle:fault { path = "skip=", sql =
      [[INSERT INTO "Folders" ("DisplayName", "FullyQualifiedName")
      VALUES ('churn', 'churn')]] }
    assert.equal(before, #server:column("Id", "Folders"))
    assert.equal(before + 1, #server:column("Id", "Folders", { skip = 0 }))
    assert.equal(before + 1, #server:column("Id", "Folders", { skip = 0 }))
  end)
end)

describe("a fault of tokens", function()
  it("expires them all", function()
    server = tenant.start()
    server.handle:fault { path = "Folders", expire_tokens = true }
    assert.equal(401, server:get("/odata/Folders").status)
    server:stop()
  end)
end)

describe("the record of requests", function()
  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)

  it("holds method, path, raw query, parameters, headers, body and status",
    function()
      server.handle:reset()
      local body = '{"DisplayName":"A","ParentId":9007199254740993}'
      raw_http.request(server.port, "POST", FOLDERS
        .. "?$filter=Name%20eq%20'a+b'&x=", { body = body, headers = {
        Authorization = "Bearer " .. server.access_token,
        ["X-Bytes"] = "a\255b" } })
      local request = server.handle:requests()[1]
      assert.equal("POST", request.method)
      assert.equal(FOLDERS, request.path)
      assert.equal("$filter=Name%20eq%20'a+b'&x=", request.query)
      assert.equal("Name eq 'a b'", request.params["$filter"])
      assert.equal("", request.params.x)
      assert.equal("a\255b", request.headers["x-bytes"])
      assert.equal(body, request.body)
      assert.equal(9007199254740993, request.json.ParentId)
      assert.equal(404, request.status)
    end)

  it("is chosen from by path, method and status, and forgotten", function()
    server.handle:reset()
    server:get "/odata/Folders"
    server:get "/odata/Jobs(1)"
    assert.equal(2, #server.handle:requests())
    assert.equal(1, #server.handle:requests { path = "Jobs" })
    assert.equal(1, #server.handle:requests { status = 404 })
    assert.equal(0, #server.handle:requests { method = "PUT" })
    server.handle:reset()
    assert.equal(0, #server.handle:requests())
  end)

  it("is given to nobody else", function()
    local answer = raw_http.request(server.port, "POST", "/_sandbox/requests",
      { headers = { ["X-Sandbox-Key"] = "guess" } })
    assert.equal(404, answer.status)
  end)
end)

describe("the server under bad input", function()
  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)

  local function alive()
    assert.equal(200, server:get("/odata/Folders").status)
  end

  it("answers garbage with an error, or closes", function()
    for _, bytes in ipairs { "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
      ("x"):rep(300000), "GET /\0 HTTP/1.1\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" } do
      local connection = raw_http.connect(server.port)
      connection:send(bytes)
      local line, problem = connection.tcp:receive "*l"
      assert.is_true(line and line:match "^HTTP/1.1 [45]" ~= nil
        or problem == "closed", line or problem)
      connection:close()
      alive()
    end
  end)

  it("does not mind a request that never ends", function()
    for _, bytes in ipairs { "", "G", "\0\0\r\n", "\22\3\1\2\0",
      "GET " .. FOLDERS .. " HTTP/1.1\r\nHost", "POST " .. FOLDERS
        .. " HTTP/1.1\r\nContent-Length: 100\r\n\r\n{" } do
      local connection = raw_http.connect(server.port)
      connection:send(bytes)
      alive()
      connection:close()
      alive()
    end
  end)

  it("answers headers that are too large with an error", function()
    local answer = raw_http.request(server.port, "GET", FOLDERS,
      { headers = { ["X-Big"] = ("x"):rep(200000) } })
    assert.is_true(answer == nil or answer.status >= 400)
    alive()
  end)

  -- facts 4.3.15
  it("takes a long filter in its stride", function()
    local answer = server:get("/odata/Folders?$filter=DisplayName+in+("
      .. ("'x',"):rep(2000) .. "'Shared')")
    assert.equal(200, answer.status)
    assert.equal(1, #answer.json.value)
  end)

  it("refuses a body that is too large with 413", function()
    local connection = raw_http.connect(server.port)
    local size = 65 << 20
    connection:send(("POST %s HTTP/1.1\r\nHost: x\r\n"
      .. "Content-Length: %d\r\n\r\n"):format(FOLDERS, size))
    local piece = ("x"):rep(1 << 20)
    for _ = 1, 65 do connection:send(piece) end
    assert.equal(413, connection:receive().status)
    connection:close()
    alive()
  end)

  it("reads chunked bodies", function()
    local connection = raw_http.connect(server.port)
    connection:send("POST " .. FOLDERS .. " HTTP/1.1\r\nHost: x\r\n"
      .. "Authorization: Bearer " .. server.access_token .. "\r\n"
      .. "Transfer-Encoding: chunked\r\n\r\n"
      .. '10\r\n{"DisplayName":"\r\n' .. '9\r\nChunked"}\r\n0\r\n\r\n')
    assert.equal(201, connection:receive().status)
    connection:close()
  end)

  it("serves fifty connections at once", function()
    local list = {}
    for i = 1, 50 do
      list[i] = raw_http.connect(server.port)
      list[i]:write("GET", FOLDERS, headers())
    end
    for i = 1, 50 do
      assert.equal(200, list[i]:receive().status)
      list[i]:close()
    end
  end)

  it("keeps a connection for several requests, pipelined too", function()
    local connection = raw_http.connect(server.port)
    for _ = 1, 3 do connection:write("GET", FOLDERS, headers()) end
    for _ = 1, 3 do assert.equal(200, connection:receive().status) end
    assert.equal(200, get(connection).status)
    connection:close()
  end)

  it("answers a HEAD or an unknown method without harm", function()
    assert.equal(405, raw_http.request(server.port, "HEAD", FOLDERS,
      headers()).status)
    assert.equal(405, raw_http.request(server.port, "BREW", FOLDERS,
      headers()).status)
    alive()
  end)
end)
