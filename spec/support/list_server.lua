--- A small HTTP server for the specs of the binding: lists of numbered rows,
-- echoes, and answers that hang. Prints its port, then serves until killed.
--
--   /rows/N        rows 1 … N as an OData list: $top, $skip, $count, and a
--                  filter or orderby by Id
--   /token         a token endpoint: access_token "made-1", "made-2" …
--   /echo          what came: method, target, headers, body
--   /say/CODE/TEXT the text with that status
--   /parrot        400, with the request's Authorization in the message
--   /html          a web page with status 200
--   /half          two rows of three, then silence
--   /hang          silence

package.path = "spec/?.lua;" .. package.path
local serve = require "support.http_loop"

local function unescape(s)
  return (s:gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end))
end

local function row(id)
  return ('{"Id":%d,"Name":"row %d","Big":9007199254740993,"Gone":null,'
    .. '"Robot":{"Id":%d,"Name":null},"Tags":[],"Text":"%s"}')
    :format(id, id, id % 7, ("x"):rep(200))
end

local function list(path, query)
  local total = tonumber(path)
  local after = tonumber(query:match "Id gt (%d+)") or 0
  local skip = after + (tonumber(query:match "%$skip=(%d+)") or 0)
  local top = math.min(tonumber(query:match "%$top=(%d+)") or 1000, 1000)
  local rows = {}
  for id = skip + 1, math.min(skip + top, total) do
    rows[#rows + 1] = row(id)
  end
  local count = query:find("$count=true", 1, true)
    and ('"@odata.count":%d,'):format(total - after) or ""
  return ('{"@odata.context":"x",%s"value":[%s]}')
    :format(count, table.concat(rows, ","))
end

local function quote(s)
  return '"' .. s:gsub('[%c"\\]', function(c)
    return ("\\u%04x"):format(c:byte())
  end) .. '"'
end

local tokens = 0

local routes = {
  rows = function(rest, request)
    return 200, list(rest, request.query)
  end,
  token = function()
    tokens = tokens + 1
    return 200, ('{"access_token":"made-%d","expires_in":3600,'
      .. '"token_type":"Bearer","scope":"OR.Jobs OR.Robots"}'):format(tokens)
  end,
  echo = function(_, request)
    return 200, ('{"method":%s,"target":%s,"head":%s,"body":%s}'):format(
      quote(request.method), quote(request.target), quote(request.head),
      quote(request.body))
  end,
  say = function(rest)
    local code, text = rest:match "^(%d+)/?(.*)$"
    return tonumber(code), unescape(text)
  end,
  parrot = function(_, request)
    local secret = request.head:match "Authorization: ([^\r]*)"
    return 400, ('{"message":"no such token: %s","errorCode":0}')
      :format(secret)
  end,
  html = function()
    return 200, "<html>sign in</html>", "text/html"
  end,
  half = function()
    return nil, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
      .. "Content-Length: 100000\r\n\r\n"
      .. '{"value":[' .. row(1) .. "," .. row(2) .. ","
  end,
  hang = function() end,
}

local function answer(request)
  local name, rest = request.target:match "^/(%w+)/?([^?]*)"
  request.query = unescape(request.target:match "%?(.*)$" or "")
  local code, text, content_type = routes[name](rest, request)
  if not code then
    return text or ""
  end
  return ("HTTP/1.1 %d Said\r\nContent-Type: %s\r\nContent-Length: %d\r\n"
    .. "api-supported-versions: 19.0\r\n\r\n%s"):format(code,
    content_type or "application/json", #text, text)
end

serve(answer)
