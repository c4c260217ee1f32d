-- A running sandbox for specs, with the calls they make most.

local cjson = require "cjson"
local raw_http = require "sandbox.raw_http"
local sandbox = require "orchestrator.sandbox"

local Tenant = {}
Tenant.__index = function(self, name)
  return Tenant[name] or self.handle[name]
end

local tenant = {}

---Starts one; options as for sandbox.start, an empty tenant unless told
---otherwise.
function tenant.start(options)
  local handle = sandbox.start(options or { seed = "empty" })
  return setmetatable({ handle = handle, base = "/acme/Production/"
    .. "orchestrator_" }, Tenant)
end

function Tenant:stop() self.handle:stop() end

---Percent-encodes what may not stand in a query.
function tenant.escape(text)
  return (text:gsub("[^%w%-_.~$=&/(),*:']", function(c)
    return ("%%%02X"):format(c:byte())
  end))
end

---A request with the token, to a path below the Orchestrator's base.
---@param options table|nil headers, folder (its id), body, json, token
function Tenant:call(method, path, options)
  options = options or {}
  local headers = { Authorization = "Bearer "
    .. (options.token or self.handle.access_token) }
  for name, value in pairs(options.headers or {}) do headers[name] = value end
  if options.folder then
    headers["X-UIPATH-OrganizationUnitId"] = options.folder
  end
  local body = options.body
  if options.json then
    body = cjson.encode(options.json)
    headers["Content-Type"] = "application/json"
  end
  return raw_http.request(self.handle.port, method,
    options.absolute and path or self.base .. path,
    { headers = headers, body = body })
end

function Tenant:get(path, options) return self:call("GET", path, options) end

---The rows of a list; fails unless the answer is 200.
function Tenant:rows(path, options)
  local answer = self:get("/odata/" .. tenant.escape(path), options)
  assert(answer.status == 200, answer.body)
  return answer.json.value, answer.json
end

---The Ids (or another column) of a filtered list, in order.
function Tenant:ids(set, filter, options, column)
  local list = {}
  for i, row in ipairs(self:rows(("%s?$filter=%s"):format(set, filter:gsub(
    "&", "%%26")), options)) do
    list[i] = row[column or "Id"]
  end
  return list
end

return tenant
