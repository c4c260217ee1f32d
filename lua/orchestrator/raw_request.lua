-- tenant:request: a request that the user words.

local body = require "orchestrator.operation.body"
local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local operation = require "orchestrator.operation"
local request = require "orchestrator.request"
local scope = require "orchestrator.scope"
local url = require "orchestrator.url"

local METHODS = { GET = true, HEAD = true, POST = true, PUT = true,
  PATCH = true, DELETE = true, OPTIONS = true }
local READS = { GET = true, HEAD = true, OPTIONS = true }

-- A path that is already escaped, and stays where it seems to be.
local function check_path(path)
  if type(path) ~= "string" or path == "" then
    errors.argument("request: give a path like \"/odata/Jobs\"")
  end
  local bad = path:match "[^%w%-._~:/?%[%]@!$&'()*+,;=%%]"
  if bad then
    errors.argument(("request: the path holds %q, which must be escaped")
      :format(bad), "give values in query, or escape the path")
  end
  local plain = path:gsub("%%2[eE]", ".")
  if path:find "%%%X" or path:find "%%.?$" or path:find "%%%x%X" then
    errors.argument("request: the path holds a % that escapes nothing")
  end
  for segment in plain:match "^[^?]*":gmatch "[^/]+" do
    if segment == "." or segment == ".." then
      errors.argument("request: the path must not climb with ..")
    end
  end
end

-- The address meant, which has to be one of this tenant's.
local function resolve(connection, path)
  check_path(path)
  if not path:match "^%a[%w+.-]*:" then
    return connection.address.base .. "/" .. path:gsub("^/+", "")
  end
  local origin, err = core.origin(path)
  if not origin then errors.raise(err) end
  if origin ~= core.origin(connection.address.base)
    and origin ~= core.origin(connection.address.identity_api) then
    errors.argument("request: " .. origin .. " is not this tenant's server, "
      .. "and the token goes nowhere else", "give a path")
  end
  return path
end

local function query_of(address, query)
  if not query or next(query) == nil then return address end
  local joint = address:find("?", 1, true) and "&" or "?"
  return address .. joint .. url.query(query)
end

local function add_headers(out, headers)
  for name, value in pairs(headers or {}) do
    if type(name) ~= "string" or not name:match "^[%w!#$%%&'*+.^_`|~-]+$" then
      errors.argument(("request: %q is not a header's name"):format(
        tostring(name)))
    elseif type(value) ~= "string" and type(value) ~= "number" then
      errors.argument(("request: the header %s must be a string"):format(name))
    elseif tostring(value):find "[\r\n%z]" then
      errors.argument(("request: the header %s holds a line break"):format(
        name))
    elseif name:lower() == "authorization" then
      errors.argument("request: the Authorization header is the connection's")
    end
    out[#out + 1] = name .. ": " .. value
  end
  return out
end

local function has_header(headers, name)
  for _, header in ipairs(headers) do
    if header:lower():find(name .. ":", 1, true) == 1 then return true end
  end
  return false
end

local function about(call)
  return { status = call:status(), attempts = call:attempts(),
    content_type = call:header "content-type" }
end

---@param tenant orchestrator.Tenant
---@param method string
---@param path string
---@param given table checked options
return function(tenant, method, path, given)
  local verb = tostring(method):upper()
  if not METHODS[verb] then
    errors.argument(("request: %q is not a method"):format(tostring(method)))
  end
  local connection = tenant.connection
  local headers = add_headers(scope.headers(tenant), given.headers)
  local text, recorder = given.body, connection.recorder
  local writes = not given.read and not READS[verb]
  if type(text) == "table" then
    text = body.encode(operation.settle(connection, text))
  elseif recorder and writes then
    text = recorder:hide_text(text)
  end
  if text and not has_header(headers, "content-type") then
    headers[#headers + 1] = "Content-Type: application/json"
  end
  local query = given.query
  if recorder and writes then query = recorder:hide(query) end
  local spec = {
    method = verb, headers = headers, body = text, read = given.read,
    url = query_of(resolve(connection, path), query),
  }
  if recorder and writes then
    return recorder:record(connection, nil, spec), { attempts = 0 }
  elseif recorder then
    recorder:answer(nil, spec)
  end
  local call = request.send(connection, spec)
  local nulls = connection.nulls
  if given.nulls ~= nil then nulls = given.nulls end
  if given.raw then
    if not call:bounded() then
      errors.refuse("protocol", ("%s %s: the answer does not say how long it "
        .. "is, so it cannot be told whether all of it came"):format(verb,
        path), "leave raw out when it is JSON, which tells its own end")
    end
    return call:body(), about(call)
  end
  return request.value(call, nulls), about(call)
end
