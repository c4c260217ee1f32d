-- The demo tenant: a company in its thirty days before 2026-11-21. Every row
-- follows by arithmetic from its number, so that it is the same every time;
-- SQLite makes the rows, a statement for each set.
--
-- The parts fit: a log lies within its job, a job runs a process of its
-- folder on a robot of that folder, an item was worked on by a job of its
-- queue's process. Instants have 7 digits, as the server's have, and some log
-- rows are equal to another in every column.

local empty = require "orchestrator.sandbox.seed.empty"
local plan = require "orchestrator.sandbox.seed.plan"

local END = 1795219200 -- 2026-11-21T00:00:00Z, seconds
local DAYS = 30
local START = END - DAYS * 86400
local JOBS, LOGS, ITEMS, ROBOTS, MACHINES = 5000, 100000, 20000, 40, 12

-- Jobs at the end that have not run to theirs.
local PENDING, RUNNING = 4, 8

-- A number from 0 to below `modulus` that looks random, from the row number
-- `i`. Each salt has a multiplier of its own, so that what is drawn for one use
-- says nothing about what is drawn for another.
local function hash(i, salt, modulus)
  return ("(((%s) * %d >> 8) & 16777215) %% %d"):format(i,
    2654435761 + salt * 2599418, modulus)
end

-- A GUID from a row number; `family` keeps those of different sets apart.
local function guid(i, family)
  return ("printf('%%08x-%%04x-4%%03x-a%%03x-%s%%08x', (%s)"
    .. " * 2654435761 & 4294967295, (%s) * 40503 & 65535, (%s) * 7 & 4095,"
    .. " (%s) * 13 & 4095, %s)"):format(family, i, i, i, i, i)
end

-- An instant from seconds since 1970 and ticks of 100 ns.
local function instant(seconds, ticks)
  return ("strftime('%%Y-%%m-%%dT%%H:%%M:%%S', %s, 'unixepoch') || "
    .. "printf('.%%07dZ', %s)"):format(seconds, ticks)
end

-- "$name" and "$(lua)" in SQL become the values given.
local function expand(sql, values)
  return (sql:gsub("%$(%w+)", function(name)
    return tostring(values[name] or error("no value for $" .. name))
  end))
end

-- The numbers 1 to n.
local function numbers(n)
  return ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
    .. "WHERE i < %d) "):format(n)
end

---------------------------------------------------------------------------
-- The small sets

local function seed_folders(database)
  local ids = {}
  for i, path in ipairs(plan.folders) do
    local parent, name = path:match "^(.*)/([^/]+)$"
    ids[path] = 1000 + i
    database:run(expand([[INSERT OR REPLACE INTO "Folders" ("Id", "Key",
      "DisplayName", "FullyQualifiedName", "FolderType", "ProvisionType",
      "PermissionModel", "FeedType", "IsPersonal", "ParentId", "ParentKey")
      VALUES (?1, $key, ?2, ?3, 'Standard', 'Automatic', 'FineGrained',
      'Processes', 0, ?4, CASE WHEN ?4 NOTNULL THEN $parent END)]],
      { key = guid("?1", "3000"), parent = guid("?4", "3000") }),
      1000 + i, name or path, path, parent and ids[parent])
  end
  return ids
end

local function seed_machines(database)
  database:run(numbers(MACHINES) .. expand([[INSERT INTO "Machines" ("Id",
    "Name", "Description", "Type", "Scope", "UnattendedSlots",
    "NonProductionSlots", "HeadlessSlots", "TestAutomationSlots",
    "HostingSlots", "Key", "LicenseKey", "EndpointDetectionStatus",
    "RobotVersions", "RobotUsers", "AutomationType", "TargetFramework", "Tags")
    SELECT 200 + i, printf('VM-PROD-%02d', i), 'Virtual machine, rack '
    || (1 + i % 3), iif(i % 4 = 0, 'Standard', 'Template'), 'Default',
    4, 0, 0, 0, 0, $key, $license, 'NotAvailable', '[]', '[]', 'Any',
    'Any', '[]' FROM n]], { key = guid("i", "4000"),
    license = guid("i", "4001") }))
end

local function seed_users(database)
  for i, name in ipairs(plan.users) do
    database:run(expand([[INSERT INTO "Users" ("Id", "Name", "Surname",
      "UserName", "FullName", "EmailAddress", "IsActive", "CreationTime",
      "Type", "Key", "TenantId", "TenancyName", "RolesList", "LoginProviders",
      "MayHaveUserSession") VALUES (?1, ?2, ?3, lower(?2), ?2 || ' ' || ?3,
      lower(?2) || '@example.com', 1, '2026-01-12T09:30:00.0000000Z', 'User',
      $key, 1, 'Production', '["Automation User"]', '["GlobalIdentity"]', 1)]],
      { key = guid("?1", "1000") }), 1 + i, name[1], name[2])
  end
end

-- Each person works in one of the folders, and so in those below it.
local function seed_members(database, folders)
  for i = 1, #plan.users do
    database:run("INSERT INTO _folder_users VALUES (?, ?, 3)",
      folders[plan.folders[1 + i % #plan.folders]], 1 + i)
  end
end

-- A robot per line of the plan's shares; a folder's robots are numbered from
-- 0 in _robots, so that a job can pick one by a remainder.
local function seed_robots(database, folders)
  database:exec [[CREATE TEMP TABLE _robots (folder INTEGER, n INTEGER,
    id INTEGER, PRIMARY KEY (folder, n)) WITHOUT ROWID;
    CREATE TEMP TABLE _counts (folder INTEGER PRIMARY KEY, robots INTEGER);]]
  local id = 0
  for _, share in ipairs(plan.robots) do
    local path, prefix, count = table.unpack(share)
    database:run("INSERT INTO _counts VALUES (?, ?)", folders[path], count)
    for n = 1, count do
      id = id + 1
      database:run("INSERT INTO _robots VALUES (?, ?, ?)", folders[path],
        n - 1, 300 + id)
      database:run([[INSERT INTO "Robots" ("Id", "Name", "Username",
        "MachineId", "MachineName", "Description", "Type", "HostingType",
        "ProvisionType", "Enabled", "CredentialType", "UserId",
        "IsExternalLicensed", "LimitConcurrentExecution", "CreationTime",
        "Password", _folder) VALUES (?1, printf('%s-ROBOT-%02d', ?2, ?3),
        printf('acme\%s.robot%02d', lower(?2), ?3), 201 + ?4 % 12,
        printf('VM-PROD-%02d', 1 + ?4 % 12), 'Unattended robot of ' || ?5,
        iif(?4 % 10 = 0, 'NonProduction', 'Unattended'), 'Floating',
        'Automatic', ?4 % 13 <> 0, 'Default', NULL, 0, 0,
        printf('2026-02-%02dT08:15:00.0000000Z', 1 + ?4 % 28), 'secret',
        ?6)]], 300 + id, prefix, n, id, path, folders[path])
    end
  end
  assert(id == ROBOTS, "the plan's robots do not add up")
end

-- _processes maps each of 100 slots to the process that it starts.
local function seed_processes(database, folders)
  database:exec [[CREATE TEMP TABLE _processes (slot INTEGER PRIMARY KEY, id
    INTEGER, name TEXT, folder INTEGER, mean INTEGER, faults INTEGER,
    subject TEXT, version TEXT)]]
  local slot = 0
  for i, process in ipairs(plan.processes) do
    local name, path, weight, mean, faults, subject = table.unpack(process)
    local version = ("1.%d.%d"):format(i % 5, i % 3)
    database:run(expand([[INSERT INTO "Releases" ("Id", "Key", "ProcessKey",
      "ProcessVersion", "IsLatestVersion", "IsProcessDeleted", "Description",
      "Name", "EntryPointPath", "InputArguments", "ProcessType",
      "SupportsMultipleEntryPoints", "RequiresUserInteraction", "IsAttended",
      "IsCompiled", "Arguments", "ProcessSettings", "AutoUpdate",
      "HiddenForAttendedUser", "JobPriority", "SpecificPriorityValue",
      "TargetFramework", "Tags", "CreationTime", _folder) VALUES (?1, $key,
      replace(?2, ' ', '.'), ?3, 1, 0, 'Works on ' || ?4, ?2, 'Main.xaml',
      '{}', 'Process', 0, 0, 0, 1, '{"Input":null,"Output":null}',
      '{"ErrorRecordingEnabled":false,"Duration":40,"Frequency":500,"Quality"'
      || ':100,"AutoStartProcess":false,"AlwaysRunning":false}', 0, 0,
      'Normal', 45, 'Windows', '[]',
      printf('2026-03-%02dT10:00:00.0000000Z', ?1 - 400), ?5)]],
      { key = guid("?1", "5000") }), 400 + i, name, version, subject,
      folders[path])
    for _ = 1, weight do
      database:run("INSERT INTO _processes VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        slot, 400 + i, name, folders[path], mean, faults, subject, version)
      slot = slot + 1
    end
  end
  assert(slot == 100, "the plan's processes do not add up")
end

local function seed_queues(database, folders)
  database:exec [[CREATE TEMP TABLE _queues (slot INTEGER PRIMARY KEY,
    id INTEGER, folder INTEGER, prefix TEXT, release INTEGER)]]
  local slot = 0
  for i, queue in ipairs(plan.queues) do
    local name, path, weight, prefix, process = table.unpack(queue)
    local release = database:row('SELECT Id FROM "Releases" WHERE "Name" = ?',
      process)
    database:run(expand([[INSERT INTO "QueueDefinitions" ("Id", "Key", "Name",
      "Description", "MaxNumberOfRetries", "AcceptAutomaticallyRetry",
      "RetryAbandonedItems", "EnforceUniqueReference", "Encrypted",
      "CreationTime", "SlaInMinutes", "RiskSlaInMinutes", "ReleaseId",
      "IsProcessInCurrentFolder", "FoldersCount", "Tags", _folder) VALUES (?1,
      $key, ?2, 'Work for ' || ?3, 2, 1, 0, ?1 % 2, 0,
      '2026-03-20T11:20:00.0000000Z', 0, 0, ?4, 1, 1, '[]', ?5)]],
      { key = guid("?1", "6000") }), 500 + i, name, process, release,
      folders[path])
    for _ = 1, weight do
      database:run("INSERT INTO _queues VALUES (?, ?, ?, ?, ?)", slot, 500 + i,
        folders[path], prefix, release)
      slot = slot + 1
    end
  end
  assert(slot == 20, "the plan's queues do not add up")
end

local function seed_assets(database, folders)
  for i, asset in ipairs(plan.assets) do
    local name, path, kind, value = table.unpack(asset)
    database:run(expand([[INSERT INTO "Assets" ("Id", "Key", "Name",
      "CanBeDeleted", "ValueScope", "ValueType", "Value", "StringValue",
      "IntValue", "BoolValue", "CredentialUsername", "CredentialPassword",
      "HasDefaultValue", "KeyValueList", "Tags", "FoldersCount",
      "CreationTime", _folder) VALUES (?1, $key, ?2, 1, 'Global', ?3,
      iif(?3 = 'Credential', 'username: ' || ?4, ?4), iif(?3 = 'Text', ?4, ''),
      iif(?3 = 'Integer', CAST(?4 AS INTEGER), 0),
      iif(?3 = 'Bool', ?4 = 'True', 0), iif(?3 = 'Credential', ?4, ''),
      iif(?3 = 'Credential', 'secret', NULL), 1, '[]', '[]', 1,
      '2026-04-02T07:45:00.0000000Z', ?5)]], { key = guid("?1", "7000") }),
      600 + i, name, kind, value, folders[path])
  end
end

---------------------------------------------------------------------------
-- Jobs

-- Seconds from START: evenly spread with a jitter, so that they rise with Id.
local created = ("(i - 1) * %d / %d + %s"):format(DAYS * 86400, JOBS,
  hash("i", 1, 400))

-- What a job takes: its process's mean, from a half to twice, and now and then
-- eight times as long.
local duration = ("p.mean * (50 + %s) / 100 * iif(i %% 97 = 0, 8, 1) + 5")
  :format(hash("i", 2, 150))

local function seed_jobs(database)
  database:exec(numbers(JOBS) .. expand([[INSERT INTO "Jobs" ("Id", "Key",
    "CreationTime", "StartTime", "EndTime", "State", "JobPriority",
    "SpecificPriorityValue", "Source", "SourceType", "BatchExecutionKey",
    "Info", "ReleaseName", "Type", "InputArguments", "OutputArguments",
    "HostMachineName", "HasMediaRecorded", "HasVideoRecorded",
    "RuntimeType", "RequiresUserInteraction", "ProcessType", "ErrorCode",
    "JobError", "LastModificationTime", "LocalSystemAccount",
    "OrchestratorUserIdentity", "ResumeOnSameContext", "RemoteControlAccess",
    "EntryPointPath", _Robot, _Release, _Machine, _folder)
  SELECT 10000 + i, $key, $created, $started, $ended, state, 'Normal', 45,
    iif(kind = 'Manual', 'Manual', 'Trigger of ' || name), kind, $batch,
    info, name, 'Unattended', '{"Batch":' || (i % 50) || '}',
    iif(state = 'Successful', '{"Handled":' || (5 + i % 40) || '}', NULL),
    iif(state = 'Pending', NULL, printf('VM-PROD-%02d', machine - 200)), 0, 0,
    'Unattended', 0, 'Process', iif(state = 'Faulted', 'Robot', NULL),
    iif(state = 'Faulted', json_object('code', 'Workflow', 'title',
      'Job faulted', 'detail', info, 'category', 'User', 'status', 0,
      'timestamp', strftime('%Y-%m-%dT%H:%M:%SZ', ended, 'unixepoch')), NULL),
    coalesce($ended, $started, $created),
    'NT AUTHORITY\LOCAL SERVICE', 'admin', 0, 'None', 'Main.xaml',
    iif(state = 'Pending', NULL, robot), release,
    iif(state = 'Pending', NULL, machine), folder
  FROM (SELECT *, CASE WHEN state = 'Faulted' THEN $fault
      WHEN state = 'Stopped' THEN 'Stopped by the user.'
      WHEN state = 'Successful' THEN 'Job completed' END AS info,
      iif(state = 'Pending', NULL, created + 2 + $delay) AS started,
      iif(state IN ('Pending', 'Running'), NULL,
        min(created + 2 + $delay + took, $last)) AS ended
    FROM (SELECT i, $start + $spread AS created, $took AS took, p.name AS name,
      p.subject AS subject, p.id AS release, p.folder AS folder, r.id AS robot,
      201 + (r.id - 300) % 12 AS machine,
      CASE WHEN i > $pending THEN 'Pending' WHEN i > $running THEN 'Running'
        WHEN $dice < p.faults THEN 'Faulted'
        WHEN $dice > 987 THEN 'Stopped' ELSE 'Successful' END AS state,
      CASE $source WHEN 0 THEN 'Manual' WHEN 1 THEN 'Queue'
        ELSE 'Schedule' END AS kind
      FROM n JOIN _processes p ON p.slot = $slot
      JOIN _counts c ON c.folder = p.folder
      JOIN _robots r ON r.folder = p.folder AND r.n = $pick % c.robots))]], {
    key = guid("10000 + i", "8000"), batch = guid("i / 3", "8001"),
    created = instant("created", hash("i", 3, 10000000)),
    started = ("iif(started NOTNULL, %s, NULL)"):format(
      instant("started", hash("i", 4, 10000000))),
    ended = ("iif(ended NOTNULL, %s, NULL)"):format(
      instant("ended", hash("i", 5, 10000000))),
    fault = plan.fault_sql(hash("i", 6, #plan.faults)),
    delay = hash("i", 7, 30), last = END - 60, start = START,
    spread = created, took = duration, pending = JOBS - PENDING,
    running = JOBS - PENDING - RUNNING, dice = hash("i", 8, 1000),
    source = hash("i", 9, 6), slot = hash("i", 10, 100),
    pick = hash("i", 11, 1000),
  }))
end

-- A session for each robot, as robots make it with their first job: busy with
-- the job that runs, and now and then gone.
local function seed_sessions(database)
  database:run(expand([[INSERT INTO "Sessions" ("MachineId", "MachineName",
    "HostMachineName", "State", "ReportingTime", "IsUnresponsive",
    "RobotSessionType", "Platform", "OrganizationUnitId", _Robot, _folder)
    SELECT j._Machine, j."HostMachineName", j."HostMachineName",
    CASE WHEN sum(j."State" = 'Running') THEN 'Busy'
      WHEN j._Robot % 13 = 0 THEN 'Disconnected' ELSE 'Available' END,
    iif(j._Robot % 13, $now, max(j."LastModificationTime")), 0, 'LongLived',
    'Windows', j._folder, j._Robot, j._folder FROM "Jobs" j
    WHERE j._Robot NOTNULL GROUP BY j._Robot ORDER BY j._Robot]],
    { now = instant(END - 30, 0) }))
end

---------------------------------------------------------------------------
-- Logs

-- What all logs of a job have in common.
local function seed_stories(database)
  database:exec(expand([[CREATE TEMP TABLE _stories AS SELECT j.Id AS id,
    j."Key" AS key, j."State" AS state, j."Info" AS info, p.subject AS subject,
    j."ReleaseName" AS name, r."Name" AS robot, r."Username" AS identity,
    j."HostMachineName" AS host, j._Machine AS machine,
    m."Key" AS machinekey, j._folder AS folder,
    unixepoch(j."StartTime") + 1 AS start,
    coalesce(unixepoch(j."EndTime"), $last) - 1 AS stop,
    'Z","jobId":"' || j."Key" || '","processName":"' || j."ReleaseName"
    || '","processVersion":"' || p.version || '","robotName":"' || r."Name"
    || '","machineName":"' || j."HostMachineName" || '","machineId":'
    || j._Machine || ',"organizationUnitId":' || j._folder
    || ',"windowsIdentity":' || json_quote(r."Username")
    || ',"fileName":"Main","initiatedBy":"Orchestrator"}' AS raw
    FROM "Jobs" j JOIN "Robots" r ON r.Id = j._Robot
    JOIN "Machines" m ON m.Id = j._Machine
    JOIN (SELECT DISTINCT id, subject, version FROM _processes) p
      ON p.id = j._Release]], { last = END - 30 }))
  database:exec "CREATE UNIQUE INDEX temp._story ON _stories (id)"
end

-- Log i belongs to the k-th pair of jobs; of a pair's 40 logs 10 to 30 are the
-- first job's. The last pair of jobs that run has what is left. Some rows
-- repeat the one before: `q`, the place in the job, is that row's.
local function seed_logs(database)
  local ran = JOBS - PENDING
  local pairs_of_jobs = ran // 2
  database:exec(numbers(LOGS) .. expand([[,
  place(i, k, place, cut, size) AS MATERIALIZED (
    SELECT i, k, i - 1 - 40 * k, 10 + k * 7 % 21,
      iif(k = $lastpair, $logs - 40 * k, 40)
    FROM (SELECT i, min((i - 1) / 40, $lastpair) AS k FROM n)),
  line(job, count, q) AS MATERIALIZED (
    SELECT 10000 + 2 * k + iif(place < cut, 1, 2),
      iif(place < cut, cut, size - cut), iif(place < cut, place, place - cut)
        - ((i * 7 + k) % 211 = 0 AND place > 0 AND place <> cut) FROM place),
  told AS MATERIALIZED (
    SELECT job, count, q, $dice AS dice FROM line),
  text AS MATERIALIZED (
    SELECT job, $time AS time, CASE WHEN q = 0 THEN name || ' execution started'
      WHEN q < count - 1 THEN CASE WHEN dice < 8 THEN 'Entering step ' || q
        WHEN dice < 20 THEN 'Selector resolved in ' || (20 + dice * 7) || ' ms'
        WHEN dice < 29 THEN 'Retrying: ' || $warning
        WHEN dice < 31 THEN $fault
        ELSE 'Processed ' || subject || ' ' || (1000 + q * 37 + dice) END
      WHEN state = 'Faulted' THEN info
      WHEN state = 'Running' THEN 'Waiting for the next ' || subject
      ELSE name || ' execution ended' END AS message, CASE
      WHEN q = 0 THEN 'Info' WHEN q < count - 1 THEN
        CASE WHEN dice < 8 THEN 'Trace' WHEN dice < 20 THEN 'Debug'
        WHEN dice < 29 THEN 'Warn' WHEN dice < 31 THEN 'Error' ELSE 'Info' END
      WHEN state = 'Faulted' THEN iif(dice < 8, 'Fatal', 'Error')
      ELSE 'Info' END AS level
    FROM told CROSS JOIN _stories ON id = job)
  INSERT INTO "RobotLogs" ("Level", "WindowsIdentity", "ProcessName",
    "TimeStamp", "Message", "JobKey", "RawMessage", "RobotName",
    "HostMachineName", "MachineId", "MachineKey", "RuntimeType", _folder)
  SELECT level, identity, name, time, message, key,
    '{"message":' || json_quote(message) || ',"level":"' || CASE level
      WHEN 'Info' THEN 'Information' WHEN 'Warn' THEN 'Warning' ELSE level END
    || '","logType":"Default","timeStamp":"' || substr(time, 1, 23)
    || raw, robot, host, machine, machinekey, 'Unattended', folder
  FROM text CROSS JOIN _stories ON id = job]], {
    warning = plan.warning_sql "dice % 4", fault = plan.fault_sql
      (("(dice + q) %% %d"):format(#plan.faults)),
    dice = hash("job * 128 + q", 12, 100),
    lastpair = pairs_of_jobs - 1, logs = LOGS,
    time = instant("start + (stop - start) * q / max(count - 1, 1)",
      hash("job * 128 + q", 13, 10000000)),
  }))
end

---------------------------------------------------------------------------
-- Queue items

-- 8 bytes as Base64, for numbers below 2^22.
local function row_version(number)
  local digits = {}
  for place, shift in ipairs { "(%s) >> 16", "(%s) >> 10", "(%s) >> 4",
    "(%s) << 2" } do
    digits[place] = ("substr('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstu"
      .. "vwxyz0123456789+/', (%s & 63) + 1, 1)"):format(shift:format(number))
  end
  return "'AAAAAAA' || " .. table.concat(digits, " || ") .. " || '='"
end

-- The job that works on the items of a process's queue.
local function seed_workers(database)
  database:exec [[CREATE TEMP TABLE _workers AS SELECT _Release AS release,
    min("Id") AS first, "Key" AS key, _Robot AS robot FROM "Jobs"
    GROUP BY _Release]]
end

local function seed_items(database)
  database:exec(numbers(ITEMS) .. expand([[INSERT INTO "QueueItems" ("Id",
    "QueueDefinitionId", "Encrypted", "SpecificContent", "SpecificData",
    "Output", "OutputData", "Status", "ReviewStatus", "Key", "UniqueKey",
    "Reference", "ProcessingExceptionType", "ProcessingException", "DueDate",
    "Priority", "RobotId", "ExecutorJobKey", "StartProcessing",
    "EndProcessing", "SecondsInPreviousAttempts", "RetryNumber",
    "ManualRetryNumber", "CreationTime", "Progress", "RowVersion",
    "HasVideoRecorded", _folder)
  SELECT 100000 + i, queue, 0, content, '{"DynamicProperties":' || content
    || '}', iif(status = 'Successful', '{"Booked":true}', NULL),
    iif(status = 'Successful', '{"DynamicProperties":{"Booked":true}}', NULL),
    status, iif(status = 'Failed' AND dice % 5 = 0, 'InReview', 'None'), $key,
    $unique, reference, kind, iif(kind NOTNULL, json_object('Reason', reason,
      'Details', NULL, 'Type', kind, 'AssociatedImageFilePath', NULL,
      'CreationTime', strftime('%Y-%m-%dT%H:%M:%SZ', ended, 'unixepoch')),
      NULL), iif(dice % 4 = 0, $due, NULL),
    CASE dice % 10 WHEN 0 THEN 'High' WHEN 1 THEN 'Low' ELSE 'Normal' END,
    iif(started NOTNULL, robot, NULL), iif(started NOTNULL, job, NULL),
    $started, $ended, 0, iif(status = 'Retried', 1, 0), 0, $created,
    iif(status = 'InProgress', 'Step 2 of 3', NULL), $version, 0, folder
  FROM (SELECT *, CASE kind WHEN 'BusinessException' THEN $business
      WHEN 'ApplicationException' THEN $fault END AS reason,
      json_object('Number', reference, 'Amount', (100 + $amount) / 1.0,
        'Currency', CASE dice % 3 WHEN 0 THEN 'EUR' WHEN 1 THEN 'USD' ELSE
        'JPY' END, 'Supplier', $supplier) AS content,
      iif(status IN ('New', 'Deleted'), NULL, created + 60 + $wait) AS started,
      iif(status IN ('New', 'InProgress', 'Deleted'), NULL,
        created + 70 + $wait + $work) AS ended
    FROM (SELECT *, CASE WHEN status IN ('Failed', 'Retried') THEN
        iif(dice % 3 = 0 AND status = 'Failed', 'BusinessException',
        'ApplicationException') END AS kind
      FROM (SELECT i, q.id AS queue, q.folder AS folder,
        q.prefix || '-' || printf('%06d', i) AS reference, $dice AS dice,
        j.key AS job, j.robot AS robot, $start + (i - 1) * $span / $items
          AS created,
        CASE WHEN i > $items - 1200 THEN iif($dice < 30, 'InProgress', 'New')
          WHEN $dice < 780 THEN 'Successful' WHEN $dice < 880 THEN 'Failed'
          WHEN $dice < 950 THEN 'Retried' WHEN $dice < 970 THEN 'Abandoned'
          WHEN $dice < 980 THEN 'Deleted' ELSE 'Successful' END AS status
        FROM n JOIN _queues q ON q.slot = $slot
        JOIN _workers j ON j.release = q.release)))]], {
    key = guid("i", "9000"), unique = guid("i", "9001"),
    due = instant("created + 172800", 0), dice = hash("i", 14, 1000),
    started = ("iif(started NOTNULL, %s, NULL)"):format(
      instant("started", hash("i", 15, 10000000))),
    ended = ("iif(ended NOTNULL, %s, NULL)"):format(
      instant("ended", hash("i", 16, 10000000))),
    created = instant("created", hash("i", 17, 10000000)),
    version = row_version "10000 + i", wait = hash("i", 18, 7200),
    work = hash("i", 19, 240), amount = hash("i", 20, 900000),
    supplier = plan.supplier_sql(hash("i", 21, #plan.suppliers)),
    business = plan.business_sql(hash("i", 22, #plan.business)),
    fault = plan.fault_sql(hash("i", 23, #plan.faults)),
    start = START, span = DAYS * 86400 - 9000, items = ITEMS,
    slot = hash("i", 24, 20),
  }))
end

---------------------------------------------------------------------------
-- Identity

local function seed_identity(database)
  for i, name in ipairs(plan.groups) do
    database:run([[INSERT INTO _groups VALUES (?1, ?2, ?2, 'custom',
      '2026-03-02T09:00:00.0000000Z', '2026-03-02T09:00:00.0000000Z')]],
      ("20000000-0000-4000-a000-%012x"):format(100 + i), name)
  end
  database:run(numbers(12) .. expand([[INSERT INTO _robot_accounts SELECT $id,
    printf('robot-account-%02d', i), printf('Robot Account %02d', i),
    printf('2026-03-%02dT09:05:00.0000000Z', i), NULL FROM n]],
    { id = guid("i", "a000") }))
  database:run([[INSERT INTO _members SELECT
    '20000000-0000-4000-a000-000000000002', id FROM _robot_accounts]])
end

local function drop(database, ...)
  for _, name in ipairs { ... } do database:exec("DROP TABLE temp." .. name) end
end

---Fills a new database.
return function(database)
  empty(database)
  local folders = seed_folders(database)
  seed_machines(database)
  seed_users(database)
  seed_members(database, folders)
  seed_robots(database, folders)
  seed_processes(database, folders)
  seed_queues(database, folders)
  seed_assets(database, folders)
  seed_jobs(database)
  seed_sessions(database)
  seed_identity(database)
  seed_stories(database)
  seed_workers(database)
  drop(database, "_robots", "_counts", "_processes")
  database:put_off("RobotLogs", function()
    seed_logs(database)
    drop(database, "_stories")
  end)
  database:put_off("QueueItems", function()
    seed_items(database)
    drop(database, "_queues", "_workers")
  end)
end
