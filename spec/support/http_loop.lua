--- Serves HTTP on a free port of 127.0.0.1 until killed, for the servers of
-- the specs: prints the port, then answers whole requests one by one.

local socket = require "socket"

-- The next whole request in what has come; the rest stays.
local function next_request(connection)
  local head, rest = connection.got:match "^(.-\r\n)\r\n(.*)$"
  local length = head and tonumber(head:match "[Cc]ontent%-[Ll]ength: (%d+)")
  if not head or #rest < (length or 0) then
    return nil
  end
  connection.got = rest:sub((length or 0) + 1)
  local method, target = head:match "^(%S+) (%S+)"
  return {
    method = method, target = target, head = head,
    body = rest:sub(1, length or 0),
  }
end

---@param answer fun(request: table): string a whole answer, of a request with
---  method, target, head and body
return function(answer)
  local server = assert(socket.bind("127.0.0.1", 0, 64))
  local _, port = server:getsockname()
  print(port)
  io.stdout:flush()

  local sockets, connections = { server }, {}

  local function forget(peer)
    connections[peer] = nil
    peer:close()
    for i = #sockets, 1, -1 do
      if sockets[i] == peer then
        table.remove(sockets, i)
      end
    end
  end

  local function serve(peer)
    local connection = connections[peer]
    local got, why, part = peer:receive(65536)
    connection.got = connection.got .. (got or part)
    for request in next_request, connection do
      peer:settimeout(5)
      peer:send(answer(request))
      peer:settimeout(0)
    end
    if why == "closed" then
      forget(peer)
    end
  end

  while true do
    for _, peer in ipairs(socket.select(sockets, nil)) do
      if peer == server then
        local client = server:accept()
        client:settimeout(0)
        client:setoption("tcp-nodelay", true)
        sockets[#sockets + 1] = client
        connections[client] = { got = "" }
      else
        serve(peer)
      end
    end
  end
end
