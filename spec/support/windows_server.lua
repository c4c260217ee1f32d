-- An Orchestrator on premises behind Windows' sign-in, for windows_spec.lua:
-- each connection signs in by NTLM; what is asked is printed, a line each.
--
--   lua5.4 spec/support/windows_server.lua USER PASSWORD TENANT [SCHEME]

package.path = "spec/?.lua;" .. package.path

local mime = require "mime"
local ntlm = require "support.ntlm"
local socket = require "socket"

local USER, PASSWORD, TENANT, SCHEME = arg[1], arg[2], arg[3], arg[4] or "NTLM"
local CHALLENGE = "01234567"

local function read_head(client)
  local first = client:receive "*l"
  if not first then return nil end
  local headers = {}
  for line in function() return client:receive "*l" end do
    if line == "" then break end
    local name, value = line:match "^([^:]+):%s*(.*)$"
    headers[name:lower()] = value
  end
  return first, headers
end

local function answer(client, status, body, more)
  client:send(("HTTP/1.1 %s\r\nContent-Type: application/json\r\n%s"
    .. "Content-Length: %d\r\n\r\n%s"):format(status, more or "", #body, body))
end

local function say(...)
  print(table.concat({ ... }, " "))
  io.stdout:flush()
end

local BODIES = {
  GetCurrentUser = ('{"TenancyName":"%s","UserName":"x"}'):format(TENANT),
  Folders = '{"value":[{"Id":1,"DisplayName":"Shared"}]}',
}

local function body_of(first, sent)
  for name, body in pairs(BODIES) do
    if first:find(name, 1, true) then return body end
  end
  return ('{"got":%d}'):format(#sent)
end

-- One step of the handshake: nil goes on with the request.
local function hand_shake(client, state, header)
  local message = header and header:match "^NTLM (.+)$"
  if SCHEME ~= "NTLM" or not message then
    answer(client, "401 Unauthorized", "{}", ("WWW-Authenticate: %s\r\n")
      :format(SCHEME))
    return say("401", header and header:match "^%S+" or "none")
  end
  message = mime.unb64(message)
  if ntlm.kind(message) == 1 then
    say "type1"
    return answer(client, "401 Unauthorized", "{}",
      ("WWW-Authenticate: NTLM %s\r\n"):format((mime.b64(
      ntlm.challenge(CHALLENGE, "CORP")))))
  end
  local right, user, domain = ntlm.verify(message, CHALLENGE, PASSWORD)
  say("type3", domain .. "\\" .. user, right and "right" or "wrong")
  if right and user == USER then
    state.signed_in = true
  else
    answer(client, "401 Unauthorized", "{}", "WWW-Authenticate: NTLM\r\n")
  end
end

-- One request; false when the connection has ended.
local function serve(client, state)
  local first, headers = read_head(client)
  if not first then return false end
  local length = tonumber(headers["content-length"] or 0)
  local sent = length > 0 and client:receive(length) or ""
  if not state.signed_in or headers.authorization then
    hand_shake(client, state, headers.authorization)
  end
  if state.signed_in then
    say("request", state.number, first:match "^(%S+ [^ ?]+)", #sent)
    answer(client, "200 OK", body_of(first, sent))
  end
  return true
end

local server = assert(socket.bind("127.0.0.1", 0))
say((select(2, server:getsockname())))
local sockets, states, count = { server }, {}, 0
while true do
  for _, ready in ipairs((socket.select(sockets))) do
    if ready == server then
      local client = server:accept()
      count = count + 1
      states[client] = { number = count }
      sockets[#sockets + 1] = client
    elseif not serve(ready, states[ready]) then
      ready:close()
      for i, known in ipairs(sockets) do
        if known == ready then table.remove(sockets, i) end
      end
    end
  end
end
