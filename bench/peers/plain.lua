-- What one writes without us: LuaSocket (LuaSec for TLS) and lua-cjson, a
-- page after the other, every row a table.
--
--   lua5.4 plain.lua BASE

local cjson = require "cjson"
local base = arg[1]
local http = base:match "^https:" and require "ssl.https"
  or require "socket.http"

local rows, skip = 0, 0
while true do
  local body, status = http.request(
    ("%s/odata/AuditLogs?$top=1000&$skip=%d"):format(base, skip))
  assert(status == 200, status)
  local page = cjson.decode(body).value
  if #page == 0 then break end
  for _, row in ipairs(page) do
    if row.Level then rows = rows + 1 end
  end
  skip = skip + #page
end
print(rows .. " rows")
