-- The account of a soak: what the processes wrote, put together, held against
-- the sandbox's database, printed and judged.

local world = require "soak.world"

local Report = {}
Report.__index = Report

-- How far the last part of the time may lie above the second: figures of a
-- machine that others use as well.
local GROWTH = { rss = { 1.10, 8 }, descriptors = { 1.15, 10 },
  threads = { 1, 0 } }

---@param paths string[]
function Report.new(paths)
  local self = setmetatable({ counts = {}, latencies = {}, stats = {},
    added = {}, unsettled = {}, taken = {}, done = {}, files = {},
    findings = {}, unsure = 0 }, Report)
  for _, path in ipairs(paths) do self:read(path) end
  return self
end

local function add(into, from)
  for name, count in pairs(from) do into[name] = (into[name] or 0) + count end
end

local function append(into, from)
  for _, value in ipairs(from) do into[#into + 1] = value end
end

function Report:finding(text, ...)
  self.findings[#self.findings + 1] = text:format(...)
end

function Report:read(path)
  local chunk = loadfile(path)
  if not chunk then return self:finding("%s was not written", path) end
  local one = chunk()
  add(self.counts, one.counts)
  add(self.stats, { requests = one.stats.requests,
    retries = one.stats.retries, renewals = one.stats.renewals })
  append(self.findings, one.findings)
  for text in io.lines(path .. ".ledger") do
    local what, item = text:match "^(%w+) (.+)$"
    table.insert(self[what], math.tointeger(tonumber(item)) or item)
  end
  for name, digest in pairs(one.files) do self.files[name] = digest end
  for tenth, buckets in pairs(one.latencies) do
    self.latencies[tenth] = self.latencies[tenth] or {}
    add(self.latencies[tenth], buckets)
  end
  self.unsure = self.unsure + one.unsure
end

---Every item that was acknowledged is there once, and nothing else is but
---what nobody could settle.
function Report:check_items(server)
  local times, status = world.items(server)
  local found, duplicates, lost, known = 0, 0, 0, {}
  for _, reference in ipairs(self.added) do
    known[reference] = true
    if not times[reference] then
      lost = lost + 1
    elseif times[reference] == 1 then
      found = found + 1
    end
  end
  for _, reference in ipairs(self.unsettled) do known[reference] = true end
  for reference, n in pairs(times) do
    if n > 1 then duplicates = duplicates + 1 end
    if not known[reference] then
      self:finding("item %s is there and was never acknowledged", reference)
    end
  end
  self.found, self.duplicates, self.lost = found, duplicates, lost
  if lost + duplicates > 0 then
    self:finding("%d items lost, %d doubled", lost, duplicates)
  end
  self:check_transactions(status)
end

function Report:check_transactions(status)
  local open, taken = 0, {}
  for _, id in ipairs(self.taken) do
    if taken[id] then self:finding("item %d was given out twice", id) end
    taken[id] = true
  end
  for _, id in ipairs(self.done) do
    if status[id] ~= "Successful" then
      self:finding("item %d was done and is %s", id, tostring(status[id]))
    end
  end
  for _, state in pairs(status) do
    if state == "InProgress" then open = open + 1 end
  end
  self.open = open
  if open > self.unsure then
    self:finding("%d items are in progress; %d are explained", open,
      self.unsure)
  end
end

---Every file has the digest of what was sent.
---@param fetch fun(name: string): string digest
function Report:check_files(fetch)
  local good, n = 0, 0
  for name, digest in pairs(self.files) do
    n = n + 1
    if fetch(name) == digest then good = good + 1 end
  end
  self.files_good, self.files_all = good, n
  if good < n then self:finding("%d files are not as sent", n - good) end
end

---------------------------------------------------------------------------

-- Milliseconds below which that share of the requests of some tenths was.
function Report:percentile(share, from, to)
  local all, total = {}, 0
  for tenth = from, to do add(all, self.latencies[tenth] or {}) end
  local buckets = {}
  for bucket, n in pairs(all) do
    buckets[#buckets + 1], total = bucket, total + n
  end
  table.sort(buckets)
  local passed = 0
  for _, bucket in ipairs(buckets) do
    passed = passed + all[bucket]
    if passed >= total * share then return 0.1 * 2 ^ ((bucket + 1) / 4) end
  end
  return 0
end

local function line(name, ...)
  print(("| %s | %s |"):format(name, table.concat({ ... }, " | ")))
end

local function sorted(counts, prefix)
  local names = {}
  for name in pairs(counts) do
    if name:sub(1, #prefix) == prefix then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

local function print_counts(title, counts, prefix)
  local parts = {}
  for _, name in ipairs(sorted(counts, prefix)) do
    parts[#parts + 1] = ("%s %d"):format(name:sub(#prefix + 1), counts[name])
  end
  line(title, #parts > 0 and table.concat(parts, ", ") or "none")
end

local function total(counts)
  local sum = 0
  for _, n in pairs(counts) do sum = sum + n end
  return sum
end

function Report:print(given)
  local counts, stats = self.counts, self.stats
  print(("%d clients in %d processes, %.1f minutes, tokens of %d s\n"):format(
    given.clients, given.workers, given.seconds / 60, given.token_lifetime))
  line("what", "how many")
  print "|---|---|"
  line("requests", stats.requests)
  line("faults injected", total(given.faults))
  print_counts("of them", given.faults, "")
  line("retries", stats.retries)
  line("tokens renewed", stats.renewals)
  print_counts("done", counts, "done: ")
  print_counts("ended by an error that a fault explains", counts, "raised: ")
  print_counts("whole walks, every row that stayed exactly once", counts,
    "walks: ")
  line("walks that told of drift", counts["drift told"] or 0)
  line("rows", counts.rows or 0)
  line("writes of unsure fate", ("%d; %d had been done, %d never settled")
    :format(counts["unsure writes"] or 0,
    counts["settled: it had been done"] or 0, counts["never settled"] or 0))
  line("items added, found, doubled, lost", ("%d, %d, %d, %d"):format(
    #self.added, self.found, self.duplicates, self.lost))
  line("transactions done; left in progress by a fault",
    ("%d; %d"):format(#self.done, self.open))
  line("files sent, fetched; right at the end", ("%d, %d; %d of %d"):format(
    counts["files sent"] or 0, counts["files fetched"] or 0,
    self.files_good, self.files_all))
end

-- In thirds; the first holds the start, and the rest must be alike.
function Report:print_held(name, watch, factor)
  for _, figure in ipairs { "rss", "descriptors", "threads" } do
    local start = watch:median(figure, 0.05, 0.2)
    local middle = watch:median(figure, 0.4, 0.6)
    local last = watch:median(figure, 0.8, 1)
    line(("%s: %s"):format(name, figure == "rss" and "MB" or figure),
      ("%.0f"):format(start), ("%.0f"):format(middle), ("%.0f"):format(last),
      ("%.0f"):format(watch:most(figure)))
    local most = GROWTH[figure]
    if last > middle * most[1] * factor + most[2] then
      self:finding("%s: %s grew from %.0f to %.0f", name, figure, middle, last)
    end
  end
end

function Report:print_latency(factor)
  for _, share in ipairs { 0.5, 0.95, 0.99 } do
    local start, middle, last = self:percentile(share, 1, 2),
      self:percentile(share, 5, 6), self:percentile(share, 9, 10)
    line(("ms of a request, %g %%"):format(share * 100),
      ("%.1f"):format(start), ("%.1f"):format(middle), ("%.1f"):format(last),
      "")
    if share == 0.5 and last > middle * 3 * factor + 20 then
      self:finding("half the requests took %.1f ms, then %.1f", middle, last)
    end
  end
end

---@return boolean good
function Report:judge()
  local good = #self.findings == 0
  print(good and "\nNothing was off." or "\nFINDINGS")
  for _, text in ipairs(self.findings) do print("  " .. text) end
  return good
end

return Report
