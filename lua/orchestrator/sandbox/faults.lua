-- Misbehaviour on request. A fault waits for requests whose path contains its
-- `path` (and whose method is its `method`), lets `after` of them pass and
-- then acts on `times` of them.

local problem = require "orchestrator.sandbox.problem"

local Faults = {}
Faults.__index = Faults

function Faults.new() return setmetatable({ list = {} }, Faults) end

---@param fault table path, method, after, times (1), and what it does:
---status, body, content_type, retry_after, headers, delay, cut_at, stall_at,
---stall, close, cap, expire_tokens, sql
function Faults:add(fault)
  fault.after, fault.times = fault.after or 0, fault.times or 1
  self.list[#self.list + 1] = fault
end

function Faults:reset() self.list = {} end

local function matches(fault, request)
  return (not fault.path or request.target:find(fault.path, 1, true))
    and (not fault.method or fault.method:upper() == request.method)
end

---The first fault that acts on a request, or nil.
function Faults:find(request)
  for i, fault in ipairs(self.list) do
    if matches(fault, request) then
      if fault.after > 0 then
        fault.after = fault.after - 1
      else
        fault.times = fault.times - 1
        if fault.times <= 0 then table.remove(self.list, i) end
        return fault
      end
    end
  end
end

---The answer a fault gives instead of the server's.
function Faults.reply(fault)
  local status = fault.status or 200
  local body = fault.body
  if not body then
    local _, reply = pcall(problem.fail, status, 0,
      "The sandbox was asked to fail.")
    body = reply.body
  end
  return problem.reply(status, body, fault.content_type)
end

---The answer with what a fault does to its way.
function Faults.apply(fault, reply)
  local headers = { table.unpack(reply.headers) }
  for _, line in ipairs(fault.headers or {}) do headers[#headers + 1] = line end
  if fault.retry_after then
    headers[#headers + 1] = "Retry-After: " .. fault.retry_after
  end
  return { status = reply.status, body = reply.body, headers = headers,
    delay = fault.delay, cut_at = fault.cut_at, stall_at = fault.stall_at,
    stall = fault.stall, close = fault.close }
end

return Faults
