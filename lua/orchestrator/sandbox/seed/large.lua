-- The large tenant: the demo's, with a million log rows, 100,000 jobs and
-- 200,000 queue items more in one folder. SQLite makes the rows.

local demo = require "orchestrator.sandbox.seed.demo"

local LOGS, JOBS, ITEMS = 1000000, 100000, 200000

-- 2026-10-01T00:00:00Z, before the demo's thirty days.
local START = 1790812800

local numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
  .. "FROM n WHERE i < %d) "

local function instant(expression)
  return ("strftime('%%Y-%%m-%%dT%%H:%%M:%%S', %d + (%s), 'unixepoch') || "
    .. "printf('.%%07dZ', (i * 7919) %% 10000000)"):format(START, expression)
end

local function guid(family)
  return ("printf('%%08x-%%04x-4%%03x-a%%03x-%s%%08x', i * 2654435761 & "
    .. "4294967295, i & 65535, i & 4095, i & 4095, i)"):format(family)
end

-- A folder, a process and a queue of the demo's, that the rows belong to.
local function home(database)
  return database:row [[SELECT r._folder, r.Id, r."Name", q.Id FROM
    "Releases" r JOIN "QueueDefinitions" q ON q._folder = r._folder
    ORDER BY r.Id LIMIT 1]]
end

local function seed_jobs(database, folder, release, name)
  database:run(numbers:format(JOBS) .. ([[INSERT INTO "Jobs" ("Key",
    "StartTime", "EndTime", "CreationTime", "State", "Source", "SourceType",
    "ReleaseName", "Type", "OrganizationUnitId", _Release, _folder)
    SELECT %s, %s, %s, %s, iif(i %% 20, 'Successful', 'Faulted'), 'Manual',
    'Manual', ?3, 'Unattended', ?1, ?2, ?1 FROM n]]):format(guid "7100",
    instant "i * 15", instant "i * 15 + 60", instant "i * 15 - 5"),
    folder, release, name)
end

local function seed_items(database, folder, queue)
  database:run(numbers:format(ITEMS) .. ([[INSERT INTO "QueueItems" ("Key",
    "UniqueKey", "QueueDefinitionId", "Status", "ReviewStatus", "Priority",
    "Reference", "CreationTime", "RetryNumber", "RowVersion",
    "SpecificContent", "SpecificData", _folder)
    SELECT %s, %s, ?2, 'New', 'None', 'Normal', printf('LRG-%%07d', i), %s, 0,
    'AAAAAAAAAAA=', json_object('Number', i),
    json_object('DynamicProperties', json_object('Number', i)), ?1
    FROM n]]):format(guid "7200", guid "7300", instant "i * 5"), folder, queue)
end

local function seed_logs(database, folder, name)
  database:run(numbers:format(LOGS) .. ([[INSERT INTO "RobotLogs" ("Level",
    "WindowsIdentity", "ProcessName", "TimeStamp", "Message", "RobotName",
    "HostMachineName", "MachineId", _folder)
    SELECT iif(i %% 50, 'Info', 'Error'), 'ACME\robot', ?2, %s,
    printf('Row %%d is done', i), printf('LRG-%%02d', i %% 20),
    'VM-PROD-01', 201, ?1 FROM n]]):format(instant "i * 2"), folder, name)
end

---Fills a new database.
return function(database)
  demo(database)
  local folder, release, name, queue = home(database)
  seed_jobs(database, folder, release, name)
  seed_items(database, folder, queue)
  seed_logs(database, folder, name)
end
