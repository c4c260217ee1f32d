-- What processes hold: memory, descriptors and threads, sampled as they run.

local Watch = {}
Watch.__index = Watch

---@param pids integer[]
function Watch.new(pids)
  return setmetatable({ pids = pids, samples = {} }, Watch)
end

local function status_of(pid)
  local file = io.open(("/proc/%d/status"):format(pid))
  if not file then return nil end
  local text = file:read "a"
  file:close()
  local rss = text:match "VmRSS:%s*(%d+)"
  return rss and tonumber(rss) / 1024, tonumber(text:match "Threads:%s*(%d+)")
end

-- Descriptors of each: one shell for all.
local function descriptors(pids)
  local pipe = assert(io.popen(("for p in %s; do ls /proc/$p/fd 2>/dev/null "
    .. "| wc -l; done"):format(table.concat(pids, " "))))
  local counts = {}
  for line in pipe:lines() do counts[#counts + 1] = math.tointeger(line) end
  pipe:close()
  return counts
end

---Takes a sample at a time, of the processes that still live.
function Watch:take(at)
  local sample = { at = at, rss = 0, threads = 0, descriptors = 0 }
  local counts = descriptors(self.pids)
  for i, pid in ipairs(self.pids) do
    local rss, threads = status_of(pid)
    if not rss then return end
    sample.rss, sample.threads = sample.rss + rss, sample.threads + threads
    sample.descriptors = sample.descriptors + counts[i]
  end
  self.samples[#self.samples + 1] = sample
end

local function median(list)
  table.sort(list)
  return list[(#list + 1) // 2] or 0
end

---The median of a figure in a part of the time: from, to of 1.
function Watch:median(name, from, to)
  local list, n = {}, #self.samples
  for i = 1 + math.floor(n * from), math.floor(n * to) do
    list[#list + 1] = self.samples[i][name]
  end
  return median(list)
end

function Watch:most(name)
  local most = 0
  for _, sample in ipairs(self.samples) do
    most = math.max(most, sample[name])
  end
  return most
end

return Watch
