--- A receiver of webhooks on a free port of 127.0.0.1, inside the spec.

local socket = require "socket"

local Receiver = {}
Receiver.__index = Receiver

local receiver = {}

---@return table receiver url
function receiver.start()
  local server = assert(socket.bind("127.0.0.1", 0, 16))
  local _, port = server:getsockname()
  return setmetatable({ server = server, status = "200 OK",
    url = ("http://127.0.0.1:%d/hook"):format(port) }, Receiver)
end

local function read(client)
  client:settimeout(5)
  local request = { headers = {}, line = assert(client:receive "*l") }
  for line in function() return client:receive "*l" end do
    local name, value = line:match "^([^:]+):%s*(.*)$"
    if not name then break end
    request.headers[name:lower()] = value
  end
  request.body = client:receive(tonumber(request.headers["content-length"]))
  return request
end

--- The next delivery, answered with `status`; nil when none came in time.
---@param seconds number? 10
---@return table? request {line, headers, body}
function Receiver:next(seconds)
  self.server:settimeout(seconds or 10)
  local client = self.server:accept()
  if not client then
    return nil
  end
  local request = read(client)
  client:send("HTTP/1.1 " .. self.status
    .. "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
  client:close()
  return request
end

function Receiver:stop()
  self.server:close()
end

return receiver
