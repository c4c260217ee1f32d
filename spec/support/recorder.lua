--- A server that answers every request with an empty list and prints the
-- request, as one line of JSON. Prints its port first; serves until killed.
-- An argument is what it says of the API's versions.

local cjson = require "cjson"
local socket = require "socket"

local VERSIONS = arg[1] and "api-supported-versions: " .. arg[1] .. "\r\n"
  or ""
local ANSWER = '{"@odata.count":0,"value":[]}'

local function read_request(peer)
  local line = peer:receive "*l"
  if not line then return nil end
  local method, target = line:match "^(%S+) (%S+)"
  local headers = {}
  for header in function() return peer:receive "*l" end do
    if header == "" then break end
    local name, value = header:match "^([^:]+):%s*(.*)$"
    headers[name:lower()] = value
  end
  local length = tonumber(headers["content-length"] or 0)
  local body = length > 0 and peer:receive(length) or ""
  return { method = method, target = target, headers = headers, body = body }
end

local function serve(peer)
  local request = read_request(peer)
  if not request then return false end
  print(cjson.encode(request))
  io.stdout:flush()
  local answer = ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    .. "%sContent-Length: %d\r\n\r\n%s"):format(VERSIONS, #ANSWER, ANSWER)
  return peer:send(answer) ~= nil
end

local server = assert(socket.bind("127.0.0.1", 0, 16))
print((select(2, server:getsockname())))
io.stdout:flush()

local sockets = { server }
while true do
  for _, peer in ipairs((socket.select(sockets))) do
    if peer == server then
      local client = server:accept()
      client:settimeout(5)
      sockets[#sockets + 1] = client
    elseif not serve(peer) then
      peer:close()
      for i = #sockets, 2, -1 do
        if sockets[i] == peer then table.remove(sockets, i) end
      end
    end
  end
end
