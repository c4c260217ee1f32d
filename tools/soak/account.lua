-- What a process of the soak keeps account of: counts, latencies, files that
-- must be there at the end, and everything that was not as it must be. What
-- became of queue items goes to a file, so that it takes no memory.

local Account = {}
Account.__index = Account

-- What a fault may end in; all else is a finding. No fault lasts as long as a
-- call may.
local EXPECTED = { network = true, server = true, rate_limit = true }

function Account.new(task)
  return setmetatable({ report = task.report, counts = {}, latencies = {},
    ids = {}, unsure = 0, files = {}, findings = {},
    ledger = assert(io.open(task.report .. ".ledger", "w")) }, Account)
end

function Account:count(name, by)
  self.counts[name] = (self.counts[name] or 0) + (by or 1)
end

---Something is not as it must be.
function Account:finding(text, ...)
  self:count "findings"
  if #self.findings < 20 then
    self.findings[#self.findings + 1] = select("#", ...) > 0
      and text:format(...) or text
  end
end

---An activity raised: by a fault, or by a bug.
---@param before string what happened before
function Account:failure(name, err, before)
  if type(err) == "table" and EXPECTED[err.kind] then
    self:count(("raised: %s"):format(err.kind))
    self.last = tostring(err)
  else
    self:finding("%s", name .. ": " .. tostring(err) .. "\n    " .. before)
  end
end

---An item that was "added", or is "unsettled"; was "taken", or is "done".
function Account:note(what, item)
  assert(self.ledger:write(what, " ", item, "\n"))
end

local IDS = 200 -- those that walks look for

---Remembers the newest items.
function Account:added(id)
  self.ids[#self.ids + 1] = id
  if #self.ids > 2 * IDS then
    self.ids = table.move(self.ids, IDS + 1, 2 * IDS + 1, 1, {})
  end
end

-- Latencies are counted by powers of 2^(1/4) of 0.1 ms.
function Account:latency(tenth, seconds)
  local of = self.latencies[tenth] or {}
  self.latencies[tenth] = of
  local bucket = math.max(0,
    math.floor(4 * math.log(math.max(seconds, 1e-4) / 1e-4, 2)))
  of[bucket] = (of[bucket] or 0) + 1
end

local function write(out, value)
  if type(value) ~= "table" then
    out:write(("%q"):format(value))
    return
  end
  out:write "{"
  for key, field in pairs(value) do
    out:write "["
    write(out, key)
    out:write "]="
    write(out, field)
    out:write ",\n"
  end
  out:write "}"
end

---Writes everything, and what the engine counted.
function Account:save(stats)
  local path = self.report
  assert(self.ledger:close())
  self.stats, self.ledger = stats, nil
  local out = assert(io.open(path .. ".part", "w"))
  out:write "return "
  write(out, setmetatable(self, nil))
  assert(out:close())
  assert(os.rename(path .. ".part", path))
end

return Account
