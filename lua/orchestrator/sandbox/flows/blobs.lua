-- The files of buckets, and the store that serves them: an origin of its own
-- (the sandbox under its other name), with signed addresses that end, and
-- errors in XML. It knows nothing of tokens, and refuses them.

local core = require "orchestrator.sandbox.core"
local events = require "orchestrator.sandbox.events"
local instant = require "orchestrator.sandbox.instant"
local problem = require "orchestrator.sandbox.problem"
local text = require "orchestrator.sandbox.text"

local blobs = {}

local PREFIX = "/_blobs/"

-- The same machine by its other name: another origin, and no second port. A
-- proxy in front of the sandbox is asked as the caller has asked it.
local function origin(context)
  local headers = context.request.headers
  local scheme = headers["x-forwarded-proto"] == "https" and "https" or "http"
  local called = headers.host or ""
  local address, port = context.tenant.host:match "^(.*):(%d+)$"
  if scheme == "https" then port = called:match ":(%d+)$" or "443" end
  if address == "127.0.0.1" then
    address = called:find "^localhost" and "127.0.0.1" or "localhost"
  end
  return ("%s://%s:%s"):format(scheme, address, port)
end

local function escape_path(path)
  return (path:gsub("[^/]+", text.escape))
end

local function signature(tenant, path, expires, verb)
  tenant.blob_key = tenant.blob_key or text.random(32)
  return text.base64url(core.hmac_sha256(tenant.blob_key,
    table.concat({ verb, path, expires }, "\n")))
end

---A signed address of a file.
---@param context table
---@param bucket integer
---@param path string
---@param verb string "GET" | "PUT"
---@param seconds number how long it is good
---@return string
function blobs.uri(context, bucket, path, verb, seconds)
  local target = ("%s%s/%d/%s"):format(PREFIX, context.tenant.id, bucket,
    escape_path(path))
  local expires = instant.from_time(core.now() + seconds)
  return ("%s%s?se=%s&sp=%s&sig=%s"):format(origin(context), target,
    text.escape(expires), verb,
    signature(context.tenant, target, expires, verb))
end

---------------------------------------------------------------------------
-- The store

local function refuse(status, code, message)
  error(problem.reply(status, ('<?xml version="1.0" encoding="utf-8"?>\n'
    .. "<Error><Code>%s</Code><Message>%s</Message></Error>"):format(code,
    message), "application/xml"), 0)
end

local function check_signature(tenant, request)
  local params = request.params
  if request.headers.authorization then
    refuse(403, "AuthenticationFailed",
      "A signed address takes no Authorization header.")
  elseif not (params.sig and params.se and params.sp) or params.sig
    ~= signature(tenant, request.path, params.se, params.sp) then
    refuse(403, "AuthenticationFailed", "Signature did not match.")
  elseif params.se <= instant.from_time(core.now()) then
    refuse(403, "AuthenticationFailed", "Signature not valid in the specified "
      .. "time frame")
  elseif params.sp ~= request.method then
    refuse(403, "AuthorizationPermissionMismatch",
      "The address is not signed for this method.")
  end
end

local function find(database, bucket, path)
  return database:rows("SELECT content, type, size, modified FROM _blobs "
    .. "WHERE bucket = ? AND path = ?", bucket, path)[1]
end

-- "bytes=a-b", "bytes=a-" or "bytes=-n" as first and last byte from 0.
local function range_of(header, size)
  local first, last = (header or ""):match "^bytes=(%d*)%-(%d*)$"
  if not first or first == "" and last == "" then return nil end
  if first == "" then
    return math.max(0, size - math.tointeger(tonumber(last))), size - 1
  end
  first = math.tointeger(tonumber(first))
  last = last ~= "" and math.tointeger(tonumber(last)) or size - 1
  return first, math.min(last, size - 1)
end

local methods = {}

function methods.GET(tenant, request, bucket, path)
  local blob = find(tenant.database, bucket, path)
  if not blob then
    refuse(404, "BlobNotFound", "The specified blob does not exist.")
  end
  local first, last = range_of(request.headers.range, blob.size)
  if not first then return problem.reply(200, blob.content, blob.type) end
  if first > last then
    refuse(416, "InvalidRange", "The range is not satisfiable.")
  end
  return problem.reply(206, blob.content:sub(first + 1, last + 1), blob.type,
    { ("Content-Range: bytes %d-%d/%d"):format(first, last, blob.size) })
end

local function store(database, bucket, path, request)
  database:run([[INSERT OR REPLACE INTO _blobs (bucket, path, content, type,
    size, modified) VALUES (?, ?, ?, ?, ?, ?)]], bucket, path, request.body,
    request.headers["content-type"] or "application/octet-stream",
    #request.body, instant.from_time(core.now()))
  events.file(database, "blobfile.uploaded", bucket, path)
end

function methods.PUT(tenant, request, bucket, path)
  local headers = request.headers
  if not headers["content-length"] then
    refuse(411, "MissingContentLengthHeader",
      "The Content-Length header was not specified.")
  elseif not headers["x-ms-blob-type"] then
    refuse(400, "MissingRequiredHeader",
      "An HTTP header that's mandatory for this request is not specified: "
      .. "x-ms-blob-type")
  elseif headers["x-ms-blob-type"] ~= "BlockBlob" then
    refuse(400, "InvalidHeaderValue",
      "The value for one of the HTTP headers is not in the correct format: "
      .. "x-ms-blob-type")
  end
  tenant.database:transaction(store, tenant.database, bucket, path, request)
  return problem.reply(201, "", "text/plain")
end

---Answers a request to the store.
---@param tenants table[] of the server
function blobs.answer(tenants, request)
  local id, bucket, path = request.path:match "^/_blobs/([^/]+)/(%d+)/(.+)$"
  for _, tenant in ipairs(tenants) do
    if tenant.id == id then
      check_signature(tenant, request)
      return methods[request.method](tenant, request,
        math.tointeger(tonumber(bucket)), text.unescape(path))
    end
  end
  refuse(404, "ResourceNotFound", "The specified resource does not exist.")
end

---Whether a path leads to the store.
function blobs.is(path) return path:sub(1, #PREFIX) == PREFIX end

return blobs
