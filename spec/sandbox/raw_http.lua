-- A plain HTTP/1.1 client for the specs of the sandbox: it sends what it is
-- told, byte for byte, and hides nothing of what comes back.

local cjson = require "cjson"
local socket = require "socket"

local Connection = {}
Connection.__index = Connection

local raw_http = {}

-- Seconds; a server that does not answer fails the spec.
local TIMEOUT = 20

---@param port integer
function raw_http.connect(port)
  local tcp = assert(socket.connect("127.0.0.1", port))
  tcp:settimeout(TIMEOUT)
  return setmetatable({ tcp = tcp }, Connection)
end

function Connection:send(bytes) return self.tcp:send(bytes) end

function Connection:close() self.tcp:close() end

local function read_headers(tcp)
  local headers = {}
  while true do
    local line, problem = tcp:receive "*l"
    if not line then return nil, problem end
    if line == "" then return headers end
    local name, value = line:match "^([^:]+):%s*(.*)$"
    headers[name:lower()] = value
  end
end

---Reads one answer: {status, headers, body, json}, or nil and why. `partial`
---is what came of a body that broke off.
function Connection:receive(head)
  local line, problem = self.tcp:receive "*l"
  if not line then return nil, problem end
  local answer = { status = tonumber(line:match "^HTTP/1.1 (%d+)") }
  answer.headers, problem = read_headers(self.tcp)
  if not answer.headers then return nil, problem end
  local length = tonumber(answer.headers["content-length"] or 0)
  answer.body = ""
  if length > 0 and not head then
    local body, reason, partial = self.tcp:receive(length)
    if not body then return nil, reason, partial end
    answer.body = body
  end
  local kind = answer.headers["content-type"] or ""
  if kind:find "json" then answer.json = cjson.decode(answer.body) end
  return answer
end

---Sends a request: method, target, and options {headers, body}.
function Connection:write(method, target, options)
  local lines = { ("%s %s HTTP/1.1"):format(method, target),
    "Host: 127.0.0.1" }
  for name, value in pairs(options and options.headers or {}) do
    lines[#lines + 1] = name .. ": " .. value
  end
  local body = options and options.body
  if body or method == "POST" or method == "PUT" then
    lines[#lines + 1] = "Content-Length: " .. #(body or "")
  end
  return self:send(table.concat(lines, "\r\n") .. "\r\n\r\n" .. (body or ""))
end

function Connection:request(method, target, options)
  assert(self:write(method, target, options))
  return self:receive(method == "HEAD")
end

---One request on a connection of its own.
function raw_http.request(port, method, target, options)
  local connection = raw_http.connect(port)
  local answer, problem, partial =
    connection:request(method, target, options)
  connection:close()
  return answer, problem, partial
end

return raw_http
