-- Misbehaviour on request. A fault waits for requests whose path contains its
-- `path` (and whose method is its `method`), lets `after` of them pass and
-- then acts on `times` of them, or on each with the probability `chance`. A
-- `script` is a list of faults, one for each such request in turn.

local core = require "orchestrator.sandbox.core"
local problem = require "orchestrator.sandbox.problem"

-- Seconds between two pieces of a slow answer.
local PAUSE = 0.05

local Faults = {}
Faults.__index = Faults

function Faults.new()
  return setmetatable({ list = {}, counts = {} }, Faults)
end

---@param fault table path, method, after, times (1; endless with a chance),
---chance (0 to 1), seed (of the chances), script, and what it does: status,
---body, content_type, charset, retry_after, headers, delay, cut_at, stall_at,
---stall, rate (bytes a second), close, cap, pad, invalid, next_link, skew,
---expire_tokens, sql; label: the name it is counted under
function Faults:add(fault)
  fault.after = fault.after or 0
  fault.times = fault.times or fault.script and #fault.script
    or fault.chance and math.maxinteger or 1
  fault.dice = fault.seed or 1
  self.list[#self.list + 1] = fault
end

function Faults:reset() self.list, self.counts = {}, {} end

local function matches(fault, request)
  return (not fault.path or request.target:find(fault.path, 1, true))
    and (not fault.method or fault.method:upper() == request.method)
end

-- A number from 0 to below 1: the same series for the same seed.
local function throw(fault)
  fault.dice = (fault.dice * 1103515245 + 12345) & 0x7FFFFFFF
  return (fault.dice >> 8) / (1 << 23)
end

local function is_due(fault)
  if fault.after > 0 then
    fault.after = fault.after - 1
    return false
  end
  return not fault.chance or throw(fault) < fault.chance
end

---The first fault that acts on a request, or nil.
function Faults:find(request)
  for i, fault in ipairs(self.list) do
    if matches(fault, request) and is_due(fault) then
      fault.times = fault.times - 1
      local label = fault.label or fault.path or "any"
      self.counts[label] = (self.counts[label] or 0) + 1
      if fault.times <= 0 then table.remove(self.list, i) end
      return fault.script and table.remove(fault.script, 1) or fault
    end
  end
end

-- Statuses whose answer has a form of its own.
local forms = { [401] = problem.unauthenticated, [403] = problem.unauthorized }

---The answer a fault gives instead of the server's.
function Faults.reply(fault)
  local status = fault.status or 200
  local body = fault.body
  if not body then
    local _, reply = pcall(forms[status] or problem.fail, status, 0,
      "The sandbox was asked to fail.")
    body = reply.body
  end
  return problem.reply(status, body, fault.content_type)
end

-- What a fault does to a body; its Content-Length is right all the same.
local function altered(fault, body)
  if fault.invalid then body = body:sub(1, math.max(0, #body - 2)) end
  if fault.next_link then
    body = body:gsub('"value":', function(found)
      return ('"@odata.nextLink":"%s",%s'):format(fault.next_link, found)
    end, 1)
  end
  if fault.pad then body = body .. (" "):rep(fault.pad) end
  return body
end

local function with_charset(lines, charset)
  for i, line in ipairs(lines) do
    if line:find "^[Cc]ontent%-[Tt]ype:" then
      lines[i] = line:gsub(";%s*charset=[^;]*", "") .. "; charset=" .. charset
    end
  end
end

---The answer with what a fault does to its way.
function Faults.apply(fault, reply)
  local headers = { table.unpack(reply.headers) }
  for _, line in ipairs(fault.headers or {}) do headers[#headers + 1] = line end
  if fault.retry_after then
    headers[#headers + 1] = "Retry-After: " .. fault.retry_after
  end
  if fault.skew then
    headers[#headers + 1] = "Date: " .. os.date("!%a, %d %b %Y %H:%M:%S GMT",
      math.floor(core.now() + fault.skew))
  end
  if fault.charset then with_charset(headers, fault.charset) end
  local answer = { status = reply.status, body = altered(fault, reply.body),
    headers = headers, delay = fault.delay, cut_at = fault.cut_at,
    stall_at = fault.stall_at, stall = fault.stall, close = fault.close }
  if fault.rate then
    answer.piece = math.max(1, math.floor(fault.rate * PAUSE))
    answer.stall_at, answer.stall = answer.piece, PAUSE
  end
  return answer
end

return Faults
