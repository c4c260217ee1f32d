--- A server of blobs for specs: PUT keeps a body, GET gives it back. Prints its
-- port, then a line of JSON for each request (headers, length); serves until
-- killed. `/slow…` is cut in the middle.

local cjson = require "cjson"
local socket = require "socket"

local blobs = {}

local function serve(peer)
  local line = peer:receive "*l"
  if not line then return end
  local method, target = line:match "^(%S+) (%S+)"
  local headers = {}
  for header in function() return peer:receive "*l" end do
    if header == "" then break end
    local name, value = header:match "^([^:]+):%s*(.*)$"
    headers[name:lower()] = value
  end
  local length = tonumber(headers["content-length"] or 0)
  local body = length > 0 and peer:receive(length) or ""
  print(cjson.encode { method = method, target = target, headers = headers,
    length = body and #body or -1 })
  io.stdout:flush()
  if method ~= "GET" then
    blobs[target] = body
    peer:send "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
    return
  end
  local blob = blobs[target] or ""
  local cut = target:find "^/cut" and #blob // 2 or #blob
  peer:send(("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
    .. "Content-Length: %d\r\nConnection: close\r\n\r\n"):format(#blob))
  peer:send(blob:sub(1, cut))
end

local server = assert(socket.bind("127.0.0.1", 0, 16))
print((select(2, server:getsockname())))
io.stdout:flush()
while true do
  local peer = server:accept()
  peer:settimeout(10)
  serve(peer)
  peer:close()
end
