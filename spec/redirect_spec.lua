local core = require "orchestrator.core"
local socket = require "socket"

local function connect(listener)
  local client = assert(socket.connect("127.0.0.1", listener:port()))
  client:settimeout(5)
  return client
end

-- Looks until something comes that is not "not yet".
local function await(listener)
  local deadline = socket.gettime() + 10
  repeat
    local query, err = listener:wait(0.2)
    if query ~= false then return query, err end
  until socket.gettime() > deadline
  return false
end

-- Looks until the other side has an answer.
local function drain(listener, client)
  local deadline = socket.gettime() + 10
  repeat
    assert.is_false(listener:wait(0.01))
  until #socket.select({ client }, nil, 0) > 0 or socket.gettime() > deadline
  return client:receive "*a"
end

describe("core.redirect", function()
  local listener
  before_each(function() listener = assert(core.redirect(0, "/cb")) end)
  after_each(function() listener:close() end)

  it("gives the query and answers with a page", function()
    local client = connect(listener)
    client:send "GET /cb?code=a%20b&state=x HTTP/1.1\r\nHost: x\r\n\r\n"
    assert.equal("code=a%20b&state=x", await(listener))
    listener:answer(200, "<p>good</p>")
    local answer = client:receive "*a"
    assert.matches("^HTTP/1.1 200 OK\r\n", answer)
    assert.matches("\r\n\r\n<p>good</p>$", answer)
  end)

  it("reads a request that comes byte by byte", function()
    local client = connect(listener)
    client:setoption("tcp-nodelay", true)
    local request = "GET /cb?code=1 HTTP/1.1\r\n\r\n"
    for i = 1, #request - 1 do
      client:send(request:sub(i, i))
      assert.is_false(listener:wait(0))
    end
    client:send "\n"
    assert.equal("code=1", await(listener))
  end)

  it("answers 404 to anything else and goes on", function()
    for _, line in ipairs { "GET /favicon.ico HTTP/1.1",
      "GET /cbx?code=1 HTTP/1.1", "POST /cb?code=1 HTTP/1.1", "GET /cb",
      "x" } do
      local client = connect(listener)
      client:send(line .. "\r\n\r\n")
      assert.matches("^HTTP/1.1 404 ", drain(listener, client))
    end
    local client = connect(listener)
    client:send "GET /cb HTTP/1.1\r\n\r\n"
    assert.equal("", await(listener))
  end)

  it("is held up by no idle connection, be there ever so many", function()
    local idle = {}
    for i = 1, 20 do
      idle[i] = connect(listener)
      listener:wait(0)
    end
    local client = connect(listener)
    client:send "GET /cb?code=1 HTTP/1.1\r\n\r\n"
    assert.equal("code=1", await(listener))
    for _, other in ipairs(idle) do other:close() end
  end)

  it("refuses a head that is too long, and bytes that are none", function()
    local client = connect(listener)
    client:send("GET /cb?" .. ("x"):rep(8192 - 8))
    assert.matches("^HTTP/1.1 431 ", drain(listener, client))
    client = connect(listener)
    client:send "GET /cb\0?code=1 HTTP/1.1\r\n\r\n"
    assert.matches("^HTTP/1.1 400 ", drain(listener, client))
  end)

  it("forgets a browser that goes away", function()
    local client = connect(listener)
    client:send "GET /cb?co"
    listener:wait(0.01)
    client:close()
    assert.is_false(listener:wait(0.05))
    client = connect(listener)
    client:send "GET /cb?code=2 HTTP/1.1\r\n\r\n"
    assert.equal("code=2", await(listener))
    client:close()
    listener:answer(200, "gone")
  end)

  it("says that a port is taken", function()
    local other, err = core.redirect(listener:port(), "/")
    assert.is_nil(other)
    assert.equal("config", err.kind)
    assert.matches("127.0.0.1:" .. listener:port(), err.message, 1, true)
  end)

  it("can be closed twice and then says so", function()
    listener:close()
    listener:close()
    local query, err = listener:wait(0)
    assert.is_nil(query)
    assert.equal("closed", err.kind)
    assert.equal("orchestrator redirect (closed)", tostring(listener))
  end)

  it("listens on this machine's own address only", function()
    local pipe = io.popen "cat /proc/net/tcp"
    local table_of = pipe:read "a"
    pipe:close()
    assert.truthy(table_of:find(("0100007F:%04X"):format(listener:port()), 1,
      true))
    assert.is_nil(table_of:find(("00000000:%04X"):format(listener:port()), 1,
      true))
  end)
end)
