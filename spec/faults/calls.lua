-- Every kind of call, as the fault matrix makes it. `path` and `method` say
-- which of its requests is broken, `after` how many pass before; `run` makes
-- it and answers the rows that came, by key, or true; `before` is the request
-- that comes before the broken one, where there is one.

local files = require "support.files"

local calls = {}

local PAGE = { path = "/odata/Jobs?", method = "GET", after = 1 }

local JOBS, LOGS, ITEMS = 400, 900, 12 -- rows of a walk, items of a bulk
local BYTES = 200000                   -- of a file
calls.bytes = ("0123456789abcde\n"):rep(BYTES // 16)

-- Rows once each, in a table that counts.
local function walk(query, key)
  local seen, count = {}, 0
  for row in query:each() do
    local name = row[key]
    if seen[name] then return { repeated = name } end
    seen[name], count = true, count + 1
  end
  return { rows = count }
end

local function expects(count)
  return function(result) return result.rows == count end
end

calls[#calls + 1] = { name = "token", write = false, token = true,
  path = "/connect/token", method = "POST",
  run = function(lab)
    return { rows = #lab:stranger().Folders:top(2):list() }
  end, right = expects(2) }

calls[#calls + 1] = { name = "get", path = "/odata/Jobs(", method = "GET",
  run = function(lab) return { id = lab.folder.Jobs:get(lab.job).Id,
    wanted = lab.job } end,
  right = function(result) return result.id == result.wanted end }

calls[#calls + 1] = { name = "walk by key", path = "/odata/Jobs?",
  method = "GET", after = 2, pages = true, before = PAGE,
  run = function(lab)
    return walk(lab.folder.Jobs:filter("Id le ?", lab.last)
      :paging { page = 80 }, "Id")
  end, right = expects(JOBS) }

calls[#calls + 1] = { name = "walk by time", path = "/odata/RobotLogs?",
  method = "GET", after = 2, pages = true,
  before = { path = "/odata/RobotLogs?", method = "GET", after = 1 },
  run = function(lab)
    local count = 0
    for row in lab.folder.RobotLogs:filter("TimeStamp le ?", lab.until_then)
      :paging { page = 200 }:each() do
      if row.TimeStamp then count = count + 1 end
    end
    return { rows = count }
  end, right = function(result, lab) return result.rows == lab.logs end }

calls[#calls + 1] = { name = "walk by skip", path = "/odata/Jobs?",
  method = "GET", after = 2, pages = true, before = PAGE,
  run = function(lab)
    return walk(lab.folder.Jobs:filter("Id le ?", lab.last)
      :orderby "CreationTime,Id":paging "skip":paging { page = 80 }, "Id")
  end, right = expects(JOBS) }

calls[#calls + 1] = { name = "post", path = ".AddQueueItem", method = "POST",
  write = true,
  run = function(lab)
    lab.queue:add { Reference = lab.reference, SpecificContent = { N = 1 } }
    return { rows = lab:items() }
  end, right = expects(1), most = 1 }

calls[#calls + 1] = { name = "bulk", path = ".BulkAddQueueItems",
  method = "POST", after = 1, write = true,
  before = { path = ".BulkAddQueueItems", method = "POST" },
  run = function(lab)
    local items = {}
    for i = 1, ITEMS do
      items[i] = { Reference = lab.reference .. " " .. i }
    end
    lab.queue:add_many(items, { chunk = ITEMS // 2 })
    return { rows = lab:items() }
  end, right = expects(ITEMS), most = ITEMS }

calls[#calls + 1] = { name = "upload", path = "/_blobs/", method = "PUT",
  blob = true, before = { path = "GetWriteUri", method = "GET" },
  run = function(lab)
    local name = lab.reference .. ".bin"
    lab.bucket:upload(lab.dir .. "/source", name)
    lab:settle()
    lab.proxy:reset()
    lab.bucket:download(name, lab.dir .. "/copy")
    return { same = files.read(lab.dir .. "/copy") == calls.bytes }
  end, right = function(result) return result.same end }

calls[#calls + 1] = { name = "download", path = "/_blobs/", method = "GET",
  before = { path = "GetReadUri", method = "GET" },
  run = function(lab)
    lab.bucket:download("source", lab.dir .. "/copy")
    return { same = files.read(lab.dir .. "/copy") == calls.bytes }
  end, right = function(result) return result.same end,
  file = "/copy", blob = true }

calls[#calls + 1] = { name = "export", path = "/odata/Jobs?", method = "GET",
  after = 2, pages = true, before = PAGE,
  run = function(lab)
    local rows = lab.folder.Jobs:filter("Id le ?", lab.last)
      :paging { page = 80 }:export { file = lab.dir .. "/rows.ndjson" }
    local seen, count = {}, 0
    for id in files.read(lab.dir .. "/rows.ndjson")
      :gmatch '"Id":(%d+)[^\n]*\n' do
      if seen[id] then return { repeated = id } end
      seen[id], count = true, count + 1
    end
    return { rows = rows == count and count }
  end, right = expects(JOBS), file = "/rows.ndjson" }

calls.jobs, calls.log_rows = JOBS, LOGS

return calls
