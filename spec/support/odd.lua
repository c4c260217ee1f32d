--- The server of odd_server.lua for a spec file, and walks over its lists by
-- every strategy.

local http = require "socket.http"
local ltn12 = require "ltn12"
local process = require "support.process"

local odd = {}

function odd.start()
  odd.child = process.start { "lua5.4", "spec/support/odd_server.lua" }
  odd.url = "http://127.0.0.1:" .. odd.child:line()
  odd.tenant = require "orchestrator".connect { url = odd.url,
    edition = "standalone", access_token = "t", timeout = 10,
    organization_id = "00000000-0000-4000-8000-000000000001",
    identity_url = odd.url .. "/identity" }
  odd.folder = odd.tenant:folder(1)
end

function odd.stop() odd.child:stop() end

--- Forgets everything, then runs a chunk in the server; it has `state`.
---@param chunk string
function odd.have(chunk)
  local _, code = http.request { url = odd.url .. "/do", method = "POST",
    source = ltn12.source.string(chunk),
    headers = { ["content-length"] = #chunk } }
  assert(code == 200, code)
end

local function jobs() return odd.folder.Jobs:paging { page = 20 } end

local function logs(given)
  given.page = 20
  return odd.folder.RobotLogs:paging("time", given)
end

--- name: what the strategy is called; kind: what the core calls it;
-- open(options): a loop's values.
odd.strategies = {
  { name = "key", kind = "key", open = function(o) return jobs():each(o) end },
  { name = "key down", kind = "key",
    open = function(o) return jobs():orderby "Id desc":each(o) end },
  { name = "skip", kind = "skip",
    open = function(o) return jobs():paging("skip", { page = 20,
      concurrency = 1 }):orderby "No":each(o) end },
  { name = "skip, 4 at once", kind = "skip",
    open = function(o) return jobs():paging("skip", { page = 20,
      concurrency = 4 }):orderby "No":each(o) end },
  { name = "one", kind = "skip", -- it goes on as that when it comes short
    open = function(o) return odd.folder.Jobs:top(90):each(o) end },
  { name = "time", kind = "time",
    open = function(o) return logs({}):each(o) end },
  { name = "time down", kind = "time", open = function(o)
    return logs({}):orderby "TimeStamp desc":each(o)
  end },
  { name = "time, 4 at once", kind = "time",
    open = function(o) return logs({ concurrency = 4 }):each(o) end },
  { name = "token", kind = "token", open = function()
    return odd.folder:each("Buckets_ListFilesById", { id = 7 })
  end },
  { name = "take", kind = "skip", open = function()
    return odd.tenant:each "Folders_GetAllForCurrentUser"
  end },
  { name = "identity", kind = "skip", open = function(o)
    return odd.tenant.identity.RobotAccount:each(o)
  end },
}

--- Walks to the end: "1-90" when every row came once and in order, else what
-- came.
function odd.numbers(open)
  local numbers = {}
  for row in open() do numbers[#numbers + 1] = row.No end
  local first, last = numbers[1] or 0, numbers[#numbers] or 0
  local step = first <= last and 1 or -1
  local right = #numbers == math.abs(last - first) + 1
  for i, n in ipairs(numbers) do
    right = right and n == first + step * (i - 1)
  end
  if right then return first .. "-" .. last end
  return table.concat(numbers, ",")
end

return odd
