-- The requests that came, oldest first, for tests to look at.

local json = require "orchestrator.sandbox.json"

local Recorder = {}
Recorder.__index = Recorder

-- Requests kept, and bytes of all their bodies; the oldest go first.
local MAX_REQUESTS = 20000
local MAX_BYTES = 64 << 20

function Recorder.new()
  return setmetatable({ first = 1, last = 0, bytes = 0 }, Recorder)
end

function Recorder:add(request, reply)
  self.last = self.last + 1
  self[self.last] = {
    method = request.method, path = request.path, query = request.query,
    headers = request.headers, body = request.body,
    status = reply.close and 0 or reply.status,
  }
  self.bytes = self.bytes + #request.body
  while self.last - self.first >= MAX_REQUESTS or self.bytes > MAX_BYTES do
    self.bytes = self.bytes - #self[self.first].body
    self[self.first] = nil
    self.first = self.first + 1
  end
end

function Recorder:reset()
  for i = self.first, self.last do self[i] = nil end
  self.first, self.last, self.bytes = 1, 0, 0
end

---The requests as JSON; a body that is no text is left out.
function Recorder:json()
  local list = setmetatable({}, json.array_mt)
  for i = self.first, self.last do
    local request = self[i]
    list[#list + 1] = json.object("method", request.method, "path",
      request.path, "query", request.query, "headers", request.headers,
      "body", utf8.len(request.body) and request.body or nil, "status",
      request.status)
  end
  return json.encode(list)
end

-- A list of strings with their lengths before them, so that any byte passes.
local function pack(out, ...)
  for i = 1, select("#", ...) do
    out[#out + 1] = string.pack("<s4", (select(i, ...)))
  end
end

---All requests as one string, for unpack().
function Recorder:pack()
  local out = {}
  for i = self.first, self.last do
    local r = self[i]
    local headers = {}
    for name, value in pairs(r.headers) do pack(headers, name, value) end
    pack(out, r.method, r.path, r.query, r.body, tostring(r.status),
      table.concat(headers))
  end
  return table.concat(out)
end

---The list that pack() was made of.
---@param packed string
---@return table[] requests {method, path, query, headers, body, status}
function Recorder.unpack(packed)
  local list, at = {}, 1
  local function take()
    local value
    value, at = string.unpack("<s4", packed, at)
    return value
  end
  while at <= #packed do
    local r = { method = take(), path = take(), query = take(),
      body = take(), status = math.tointeger(tonumber(take())), headers = {} }
    local headers, from = take(), 1
    while from <= #headers do
      local name, value
      name, value, from = string.unpack("<s4s4", headers, from)
      r.headers[name] = value
    end
    list[#list + 1] = r
  end
  return list
end

return Recorder
