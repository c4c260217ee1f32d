-- A page that shows how full the queues of a folder are. lighttpd runs this
-- file anew for each request, in one Lua state: what is loaded stays.

local orchestrator = require "orchestrator"

local tenant = package.loaded["queues.tenant"] or orchestrator.connect()
package.loaded["queues.tenant"] = tenant

local function escape(text)
  return (tostring(text):gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;",
    [">"] = "&gt;", ['"'] = "&quot;" }))
end

local function page()
  local folder = tenant:folder()
  local rows = {}
  for row in folder.QueueDefinitions:orderby("Name"):each() do
    local counts = folder.QueueDefinitions:named(row.Name):status()
    rows[#rows + 1] = ("<tr><td>%s<td>%d<td>%d<td>%d"):format(
      escape(row.Name), counts.New, counts.InProgress, counts.Failed)
  end
  return "<!doctype html><title>Queues</title><table>"
    .. "<tr><th>Queue<th>new<th>in progress<th>failed"
    .. table.concat(rows) .. "</table>"
end

local r = lighty.r
if r.req_attr["uri.path"] ~= "/queues" then return 404 end
local ok, answer = pcall(page)
r.resp_header["Content-Type"] = ok and "text/html; charset=utf-8"
  or "text/plain; charset=utf-8"
r.resp_body.set(ok and answer or tostring(answer) .. "\n")
return ok and 200 or 502
