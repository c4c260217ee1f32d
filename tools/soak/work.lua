-- What a client of the soak does: each method is one thing, which raises when
-- a fault ended it, and tells the account of what is not as it must be.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"

local Client = {}
Client.__index = Client

-- How often each is done, of the sum.
local MIX = {
  { "walk_by_key", 4 }, { "walk_by_time", 3 }, { "walk_by_skip", 3 },
  { "walk_while_rows_move", 2 }, { "walk_by_token", 1 },
  { "walk_identity", 2 }, { "walk_items", 4 }, { "first_page", 2 },
  { "add_one", 12 }, { "add_many", 4 }, { "transactions", 6 },
  { "upload", 4 }, { "download", 6 }, { "export", 2 },
}
local SUM = 0
for _, entry in ipairs(MIX) do SUM = SUM + entry[2] end

local TRIES = 10 -- to find out what became of a write

-- Whole numbers from a seed.
local function dice_of(state)
  return function(least, most)
    state = state * 6364136223846793005 + 1442695040888963407
    return least + (state >> 33) % (most - least + 1)
  end
end

function Client.new(tenant, task, account, number)
  local folder = tenant:folder(task.folder)
  return setmetatable({ tenant = tenant, folder = folder, task = task,
    account = account, number = number, dice = dice_of(task.seed + number),
    last = 0, files = {}, names = {},
    path = ("%s/%d"):format(task.directory, number) }, Client)
end

function Client:choose()
  local at = self.dice(1, SUM)
  for _, entry in ipairs(MIX) do
    at = at - entry[2]
    if at <= 0 then return entry[1] end
  end
end

-- Every name of 1 … n exactly once; others at most once.
local function exactly_once(self, what, n, seen, others)
  for i = 1, n do
    local times = seen[i] or 0
    if times ~= 1 then
      self.account:finding("%s: row %d came %d times", what, i, times)
    end
  end
  for name, times in pairs(others or {}) do
    if times > 1 then
      self.account:finding("%s: row %s came %d times", what, name, times)
    end
  end
  self.account:count("walks: " .. what)
end

-- Counts rows; `number_of` answers the number of one that was always there.
local function tally(self, query, number_of, name_of)
  local seen, others, rows = {}, {}, 0
  for row in query:each() do
    rows = rows + 1
    local number = number_of(row)
    if number then
      seen[number] = (seen[number] or 0) + 1
    elseif name_of then
      local name = name_of(row)
      others[name] = (others[name] or 0) + 1
    end
  end
  self.account:count("rows", rows)
  return seen, others
end

local function job_number(row)
  return row.Reference == "static" and row.Id or nil
end

local function job_id(row) return row.Id end

function Client:walk_by_key()
  local order = self.dice(1, 2) == 1 and "Id" or "Id desc"
  local query = self.folder.Jobs:orderby(order)
    :select("Id", "Reference", "State"):paging("key", { page = 250 })
  local seen, others = tally(self, query, job_number, job_id)
  exactly_once(self, "key", self.task.jobs, seen, others)
end

function Client:walk_by_time()
  local query = self.folder.RobotLogs:paging("time",
    { page = 250, concurrency = self.dice(1, 3) })
  local seen, others = tally(self, query, function(row)
    return math.tointeger(tonumber(row.Message:match "^s(%d+)$"))
  end, function(row) return row.Message end)
  exactly_once(self, "time", self.task.logs, seen, others)
end

function Client:walk_by_skip()
  local query = self.folder.QueueDefinitions:filter{ Description = "static" }
    :orderby "Name":paging("skip", { page = 40 })
  local seen = tally(self, query, function(row)
    return math.tointeger(tonumber(row.Name:match "%d+$"))
  end)
  exactly_once(self, "skip", self.task.queues, seen)
end

-- By skip over rows that move: every row once, or drift.
function Client:walk_while_rows_move()
  local query = self.folder.Jobs:orderby("CreationTime desc", "Id")
    :select("Id", "Reference"):paging("skip", { page = 250 })
  local ok, seen, others = pcall(tally, self, query, job_number, job_id)
  if ok then
    exactly_once(self, "skip while rows move", self.task.jobs, seen, others)
  elseif seen.kind == "drift" then
    self.account:count "drift told"
  else
    error(seen, 0)
  end
end

function Client:walk_by_token()
  local seen, rows = {}, 0
  for file in self.folder:each("Buckets_ListFilesById",
    { id = self.task.bucket, prefix = "static/" }) do
    local number = math.tointeger(tonumber(file.fullPath:match "%d+$"))
    seen[number] = (seen[number] or 0) + 1
    rows = rows + 1
  end
  self.account:count("rows", rows)
  exactly_once(self, "token", self.task.files, seen)
end

function Client:walk_identity()
  if self.number % 2 ~= 0 then return self:walk_by_key() end
  local seen = tally(self, self.tenant.identity.RobotAccount, function(row)
    return math.tointeger(tonumber(row.name:match "(%d+)$"))
  end)
  exactly_once(self, "identity", self.task.accounts, seen)
end

-- Items that this process has added and is sure of, from one of them on.
function Client:walk_items()
  local ids = { table.unpack(self.account.ids) }
  local upto = #ids
  if upto == 0 then return end
  local from = ids[self.dice(1, upto)]
  local must = {}
  for i = 1, upto do
    if ids[i] >= from then must[ids[i]] = true end
  end
  local seen, rows = {}, 0
  for row in self:queue():items():filter{ Id = { ge = from } }
    :orderby "Id":paging { page = 200 }:each() do
    rows = rows + 1
    if seen[row.Id] then
      self.account:finding("items: %d came twice", row.Id)
    end
    seen[row.Id] = true
  end
  for id in pairs(must) do
    if not seen[id] then self.account:finding("items: %d is missing", id) end
  end
  self.account:count("rows", rows)
  self.account:count "walks: items as they come"
end

function Client:first_page()
  local rows = self.folder.Jobs:orderby("Id"):top(5):list()
  self.account:count("rows", #rows)
  if #rows ~= 5 then self.account:finding("one: %d rows for 5", #rows) end
  self.account:count "walks: one"
end

---------------------------------------------------------------------------
-- Queue items

function Client:queue()
  if not self.own then
    self.own = self.folder.QueueDefinitions:named(self.task.queue)
  end
  return self.own
end

function Client:reference()
  self.last = self.last + 1
  return ("%d-%d"):format(self.number, self.last)
end

-- Does it until the outcome is known; `there` answers whether an error says
-- that it was done before.
local function settle(self, fn, there)
  for _ = 1, TRIES do
    local result, err = errors.catch(fn)
    if result then return result end
    if there and there(err) then
      self.account:count "settled: it had been done"
      return true
    end
    if not (err.retryable or err.sent == "unsure"
      or err.kind == "network" or err.kind == "server"
      or err.kind == "timeout" or err.kind == "rate_limit") then
      errors.raise(err)
    end
    if err.sent == "unsure" then self.account:count "unsure writes" end
  end
  self.account:count "never settled"
  return nil
end

local function is_duplicate(err)
  return err.kind == "conflict" or err.code == 1016
end

function Client:add_one()
  local queue, reference = self:queue(), self:reference()
  local item = settle(self, function()
    return queue:add{ Reference = reference,
      SpecificContent = { Client = self.number, Number = self.last } }
  end, is_duplicate)
  self.account:note(item and "added" or "unsettled", reference)
  if item and item ~= true then self.account:added(item.Id) end
end

function Client:add_many()
  local queue, items = self:queue(), {}
  for i = 1, 10 do
    items[i] = { Reference = self:reference(),
      SpecificContent = { Client = self.number } }
  end
  local result = settle(self, function()
    local result = queue:add_many(items, { on_failed = "return" })
    for _, failed in ipairs(result.failed) do
      if failed.code ~= "DuplicateReference" then
        self.account:finding("add_many: %s", failed.message)
      end
    end
    return result
  end)
  for _, item in ipairs(items) do
    self.account:note(result and "added" or "unsettled", item.Reference)
  end
end

-- Fifteen items at most. Whether one is done whose answer was lost is not
-- known; one whose answer came must be done at the end.
function Client:transactions()
  local queue, count, account = self:queue(), 0, self.account
  local ok, err = errors.catch(function()
    for item, transaction in queue:transactions() do
      account:note("taken", item.Id)
      transaction:succeed { Client = self.number }
      account:note("done", item.Id)
      count = count + 1
      if count == 15 then break end
    end
    return true
  end)
  account:count("transactions", count)
  if not ok then
    account.unsure = account.unsure + 1
    errors.raise(err)
  end
end

---------------------------------------------------------------------------
-- Files

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read "a"
  file:close()
  return text
end

local function digest(text)
  return (core.sha256(text):gsub(".", function(byte)
    return ("%02x"):format(byte:byte())
  end))
end

function Client:bucket()
  if not self.files_bucket then
    self.files_bucket = self.folder.Buckets:named(self.task.bucket_name)
  end
  return self.files_bucket
end

function Client:upload()
  local bucket = self:bucket()
  local seed, size = self.dice(0, 1 << 30), self.dice(0, 60000)
  local text = (digest(tostring(seed)) .. "\r\n\0"):rep(size // 67 + 1)
    :sub(1, size)
  local name = ("c%d/%d"):format(self.number, self.dice(1, 5))
  local file = assert(io.open(self.path, "wb"))
  file:write(text)
  file:close()
  self.account.files[name] = nil -- until it is known to be there
  bucket:upload(self.path, name)
  self.account.files[name] = digest(text)
  self.account:count "files sent"
end

function Client:download()
  local bucket = self:bucket()
  local name = ("c%d/%d"):format(self.number, self.dice(1, 5))
  local wanted = self.account.files[name]
  if not wanted then return end
  bucket:download(name, self.path .. ".got")
  local got = read(self.path .. ".got")
  if digest(got) ~= wanted then
    self.account:finding("file %s: %d bytes with another digest", name, #got)
  end
  self.account:count "files fetched"
end

function Client:export()
  local path = self.path .. ".ndjson"
  local rows = self.folder.Jobs:orderby("Id"):select("Id", "Reference")
    :paging { page = 250 }:export { file = path, format = "ndjson" }
  local seen, lines = {}, 0
  for line in io.lines(path) do
    lines = lines + 1
    local row = core.decode(line)
    if row.Reference == "static" then
      seen[row.Id] = (seen[row.Id] or 0) + 1
    end
  end
  if rows ~= lines then
    self.account:finding("export: %d rows, %d lines", rows, lines)
  end
  self.account:count("rows", rows)
  exactly_once(self, "export", self.task.jobs, seen)
end

return { client = Client.new }
