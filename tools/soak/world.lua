-- The tenant of the soak: rows that stay, rows that come and go, and faults.

local world = { FOLDER = 1001, BUCKET = 900, BUCKET_NAME = "Soak",
  JOBS = 1500, LOGS = 2000, QUEUES = 200, FILES = 2300, ACCOUNTS = 120 }

local SERIES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
  .. "FROM n WHERE i < ?1) "

local INSTANT = "strftime('%Y-%m-%dT%H:%M:%S', 1793491200 + i * 7, "
  .. "'unixepoch') || printf('.%07dZ', (i * 7919) % 10000000)"

local STATIC = {
  { "JOBS", 'INSERT INTO Jobs (Id, "Key", State, Reference, CreationTime, '
    .. "_folder) SELECT i, printf('00000000-0000-4000-8000-%%012d', i), "
    .. "'Successful', 'static', %s, 1001 FROM n" },
  { "LOGS", "INSERT INTO RobotLogs (Level, Message, TimeStamp, _folder) "
    .. "SELECT 'Info', 's' || i, %s, 1001 FROM n" },
  { "QUEUES", 'INSERT INTO QueueDefinitions ("Key", Name, Description, '
    .. "CreationTime, _folder) SELECT "
    .. "printf('00000000-0000-4000-9000-%%012d', i), "
    .. "printf('static %%05d', i), 'static', %s, 1001 FROM n" },
  { "FILES", "INSERT INTO _blobs SELECT 900, printf('static/%%05d', i), "
    .. "x'00', 'text/plain', 1, %s FROM n" },
  { "ACCOUNTS", "INSERT INTO _robot_accounts (id, name, displayName, "
    .. "creationTime) SELECT printf('00000000-0000-4000-a000-%%012d', i), "
    .. "printf('robot %%04d', i), printf('Robot %%d', i), %s FROM n" },
}

---@param server orchestrator.sandbox.Handle
---@param workers integer each has a queue of its own
function world.fill(server, workers)
  for _, kind in ipairs(STATIC) do
    server:sql(SERIES .. kind[2]:format(INSTANT), world[kind[1]])
  end
  server:sql('INSERT INTO Buckets (Id, Name, Identifier, _folder) '
    .. "VALUES (?, ?, '8f3c0000-1111-2222-3333-444455556666', 1001)",
    world.BUCKET, world.BUCKET_NAME)
  for i = 1, workers do
    server:sql('INSERT INTO QueueDefinitions ("Key", Name, '
      .. "EnforceUniqueReference, MaxNumberOfRetries, Description, "
      .. "CreationTime, _folder) VALUES (?, ?, 1, 0, 'soak', "
      .. "'2026-11-01T00:00:00.0000000Z', 1001)",
      ("00000000-0000-4000-b000-%012d"):format(i), "soak " .. i)
  end
end

-- By the chance of each: a few in a hundred requests are hit.
local FAULTS = {
  { label = "closed before the answer", chance = 0.004, close = true },
  { label = "cut in the body", chance = 0.004, cut_at = 60 },
  { label = "429", chance = 0.004, status = 429, retry_after = "1" },
  { label = "503", chance = 0.004, status = 503 },
  { label = "503 with Retry-After", chance = 0.002, status = 503,
    retry_after = "1" },
  { label = "stalled in the body", chance = 0.003, stall_at = 60,
    stall = 1.5 },
  { label = "late by 1 s", chance = 0.003, delay = 1 },
  { label = "a shorter page", chance = 0.02, path = "/odata/RobotLogs",
    cap = 100 },
  { label = "a shorter page", chance = 0.02, path = "/odata/Jobs?",
    cap = 100 },
}

---@param server orchestrator.sandbox.Handle
function world.faults(server)
  for i, fault in ipairs(FAULTS) do
    fault.seed = 7 * i
    server:fault(fault)
  end
end

-- Rows that come and go beside those that stay.
local MOVES = {
  SERIES .. 'INSERT INTO Jobs ("Key", State, Reference, CreationTime, '
    .. "_folder) SELECT printf('00000000-0000-4000-c000-%%012d', %d + i), "
    .. "'Running', 'moving', strftime('%%Y-%%m-%%dT%%H:%%M:%%S', "
    .. "1793491200 + (i * 7919 * %d) %% 10000, 'unixepoch') "
    .. "|| '.0000000Z', 1001 FROM n",
  SERIES .. "INSERT INTO RobotLogs (Level, Message, TimeStamp, _folder) "
    .. "SELECT 'Info', 'm' || (%d + i), "
    .. "strftime('%%Y-%%m-%%dT%%H:%%M:%%S', "
    .. "1793491200 + (i * 7919 * %d) %% 10000, 'unixepoch') "
    .. "|| printf('.%%07dZ', i), 1001 FROM n",
}
local KEEP = 100 -- of the rows that come

-- Seconds between two moments at which every token ends. Not by chance: a call
-- renews once, and two of them within one call would rightly end it; a call
-- that several faults meet may take ten seconds.
local EXPIRY = 12

---@param server orchestrator.sandbox.Handle
---@param round integer one a second
---@return boolean ended every token
function world.move(server, round)
  for _, statement in ipairs(MOVES) do
    server:sql(statement:format(round * 10, round), 10)
  end
  server:sql("DELETE FROM Jobs WHERE Reference = 'moving' AND Id <= "
    .. "(SELECT max(Id) - ? FROM Jobs)", KEEP)
  server:sql("DELETE FROM RobotLogs WHERE Message LIKE 'm%' AND _id <= "
    .. "(SELECT max(_id) - ? FROM RobotLogs)", KEEP)
  server:sql("UPDATE Jobs SET State = 'Faulted' WHERE Id = ?",
    1 + round * 37 % world.JOBS)
  local ends = round % EXPIRY == 0
  if ends then server:expire_tokens() end
  return ends
end

---What is in the database at the end.
---@param server orchestrator.sandbox.Handle
---@return table<string, integer> times by reference
---@return table<integer, string> status by id
function world.items(server)
  local times, status, from = {}, {}, 0
  repeat
    local rows = server:sql("SELECT Id, Reference, Status FROM QueueItems "
      .. "WHERE Id > ? ORDER BY Id LIMIT 5000", from)
    for _, row in ipairs(rows) do
      times[row.Reference] = (times[row.Reference] or 0) + 1
      status[row.Id], from = row.Status, row.Id
    end
  until #rows == 0
  return times, status
end

return world
