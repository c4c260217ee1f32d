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

---A query string of OData options, each value encoded: {filter = "…"}.
function tenant.query(options)
  local out = {}
  for name, value in pairs(options) do
    out[#out + 1] = "$" .. name .. "=" .. tostring(value):gsub("[^%w%-_.~]",
      function(c) return ("%%%02X"):format(c:byte()) end)
  end
  return "?" .. table.concat(out, "&")
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

---A list of an entity set with OData options.
---@param set string
---@param query table|nil filter, top, …
---@param options table|nil as for call()
function Tenant:list(set, query, options)
  return self:get("/odata/" .. set .. tenant.query(query or {}), options)
end

---The values of a column of a list, in order; fails unless it is answered.
function Tenant:column(name, set, query, options)
  local answer = self:list(set, query, options)
  assert(answer.status == 200, answer.body)
  local list = {}
  for i, row in ipairs(answer.json.value) do list[i] = row[name] end
  return list
end

---Writes a row of the spec's own: a table by column.
function Tenant:insert(set, row)
  local names, marks, values = {}, {}, {}
  for name, value in pairs(row) do
    names[#names + 1], marks[#marks + 1] = '"' .. name .. '"', "?"
    values[#values + 1] = value
  end
  self.handle:sql(('INSERT INTO "%s" (%s) VALUES (%s)'):format(set,
    table.concat(names, ","), table.concat(marks, ",")),
    table.unpack(values))
end

return tenant
