--- A server that refuses everything and repeats what it was sent, in prose.

package.path = "spec/?.lua;" .. package.path
local serve = require "support.http_loop"

local function escaped(text)
  return (text:gsub('[%c"\\]', function(c)
    return ("\\u%04x"):format(c:byte())
  end))
end

serve(function(request)
  local bearer = request.head:match "[Aa]uthorization: Bearer (%S+)"
  local secret = request.body:match '"CredentialPassword":"([^"]*)"'
    or request.body:match "client_secret=([^&]*)" or "nothing"
  local body = ('{"message":"%s, and then %s, are not what I expected"}')
    :format(escaped(bearer or "nobody"), escaped(secret))
  return ("HTTP/1.1 400 No\r\nContent-Type: application/json\r\n"
    .. "Content-Length: %d\r\n\r\n%s"):format(#body, body)
end)
