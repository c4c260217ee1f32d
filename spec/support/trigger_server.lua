--- HttpTriggers and ApiTriggers, which the sandbox does not model: three rows
-- that are listed by skip and top, and may be deleted.

package.path = "spec/?.lua;" .. package.path
local serve = require "support.http_loop"

local ID = "00000000-0000-4000-8000-00000000000%d"
local NAMES = { "Orders", "Returns", "returns" }

local function answer(status, body)
  return ("HTTP/1.1 %s\r\nContent-Type: application/json\r\n"
    .. "Content-Length: %d\r\n\r\n%s"):format(status, #body, body)
end

serve(function(request)
  local target = request.target:gsub("%%24", "$")
  if request.method == "DELETE" then
    local good = target:match "Triggers%(([%x-]+)%)" == ID:format(1)
    return answer(good and "204 No Content" or "404 Not Found", "")
  end
  local rows = {}
  local skip = tonumber(target:match "%$skip=(%d+)") or 0
  local top = tonumber(target:match "%$top=(%d+)") or #NAMES
  for i = skip + 1, math.min(#NAMES, skip + top) do
    rows[#rows + 1] = ('{"Id":"%s","Name":"%s"}'):format(ID:format(i),
      NAMES[i])
  end
  return answer("200 OK", ('{"@odata.count":%d,"value":[%s]}'):format(#NAMES,
    table.concat(rows, ",")))
end)
