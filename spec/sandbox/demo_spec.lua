-- The demo tenant: the same every time, and of one piece.

local sandbox = require "orchestrator.sandbox"

describe("the demo tenant", function()
  local handle

  setup(function() handle = sandbox.start { seed = "demo" } end)
  teardown(function() handle:stop() end)

  local function one(sql) return handle:sql(sql)[1].n end

  it("has the rows it promises", function()
    for set, count in pairs { Robots = 40, QueueDefinitions = 6,
      QueueItems = 20000, Jobs = 5000, RobotLogs = 100000 } do
      assert.equal(count, one(('SELECT count(*) AS n FROM "%s"'):format(set)))
    end
  end)

  it("has folders three deep", function()
    assert.equal(2, one [[SELECT max(length("FullyQualifiedName")
      - length(replace("FullyQualifiedName", '/', ''))) AS n
      FROM "Folders"]])
  end)

  -- Each of these counts what must not be.
  local contradictions = {
    ["a log outside its job"] = [[SELECT count(*) AS n FROM "RobotLogs" l
      LEFT JOIN "Jobs" j ON j."Key" = l."JobKey" WHERE j.Id IS NULL
      OR l."TimeStamp" < j."StartTime"
      OR l."TimeStamp" > coalesce(j."EndTime", '2026-11-21')]],
    ["a log in another folder than its job's"] = [[SELECT count(*) AS n
      FROM "RobotLogs" l JOIN "Jobs" j ON j."Key" = l."JobKey"
      WHERE l._folder <> j._folder OR l."ProcessName" <> j."ReleaseName"
      OR l."HostMachineName" <> j."HostMachineName"]],
    ["a log of another robot than its job's"] = [[SELECT count(*) AS n
      FROM "RobotLogs" l JOIN "Jobs" j ON j."Key" = l."JobKey"
      JOIN "Robots" r ON r.Id = j._Robot WHERE r."Name" <> l."RobotName"]],
    ["a raw message that says something else"] = [[SELECT count(*) AS n
      FROM "RobotLogs" WHERE "RawMessage" ->> '$.message' <> "Message"
      OR "RawMessage" ->> '$.jobId' <> "JobKey"
      OR "RawMessage" ->> '$.robotName' <> "RobotName"]],
    ["a job that ends before it starts"] = [[SELECT count(*) AS n FROM "Jobs"
      WHERE "EndTime" < "StartTime" OR "StartTime" < "CreationTime"]],
    ["an end of a job that has none"] = [[SELECT count(*) AS n FROM "Jobs"
      WHERE ("State" IN ('Pending', 'Running')) = ("EndTime" NOTNULL)]],
    ["a job on a robot of another folder"] = [[SELECT count(*) AS n
      FROM "Jobs" j JOIN "Robots" r ON r.Id = j._Robot
      JOIN "Releases" p ON p.Id = j._Release
      WHERE r._folder <> j._folder OR p._folder <> j._folder]],
    ["a faulted job whose last log is no error"] = [[SELECT count(*) AS n
      FROM "Jobs" j WHERE j."State" = 'Faulted' AND NOT EXISTS (
        SELECT 1 FROM "RobotLogs" l WHERE l."JobKey" = j."Key"
        AND l."Level" IN ('Error', 'Fatal') AND l."Message" = j."Info")]],
    ["two jobs with one key"] = [[SELECT count(*) - count(DISTINCT "Key") AS n
      FROM "Jobs"]],
    ["two items with one key or reference"] = [[SELECT 3 * count(*)
      - count(DISTINCT "UniqueKey") - count(DISTINCT "RowVersion")
      - count(DISTINCT "QueueDefinitionId" || "Reference") AS n
      FROM "QueueItems"]],
    ["an item in another folder than its queue"] = [[SELECT count(*) AS n
      FROM "QueueItems" i JOIN "QueueDefinitions" q
      ON q.Id = i."QueueDefinitionId" WHERE q._folder <> i._folder]],
    ["an item that is done before it is begun"] = [[SELECT count(*) AS n
      FROM "QueueItems" WHERE "EndProcessing" < "StartProcessing"
      OR "StartProcessing" < "CreationTime"
      OR ("Status" = 'New') = ("StartProcessing" NOTNULL)
        AND "Status" <> 'Deleted']],
    ["an instant that is not 28 characters"] = [[SELECT count(*) AS n
      FROM "RobotLogs" WHERE length("TimeStamp") <> 28]],
    ["a week of logs that one window cannot show"] = [[SELECT count(*) AS n
      FROM (SELECT 1 FROM "RobotLogs" GROUP BY _folder,
        unixepoch("TimeStamp") / 604800 HAVING count(*) > 10000)]],
  }

  for what, sql in pairs(contradictions) do
    it("has not " .. what, function() assert.equal(0, one(sql)) end)
  end

  it("has a session for each robot that has worked", function()
    assert.equal(one 'SELECT count(DISTINCT _Robot) AS n FROM "Jobs"',
      one 'SELECT count(*) AS n FROM "Sessions"')
    assert.equal(3, one 'SELECT count(DISTINCT "State") AS n FROM "Sessions"')
    assert.equal(0, one [[SELECT count(*) AS n FROM "Sessions" s
      WHERE ("State" = 'Busy') <> EXISTS (SELECT 1 FROM "Jobs" j
        WHERE j._Robot = s._Robot AND j."State" = 'Running')]])
  end)

  it("has rows of logs that are equal", function()
    assert.is_true(one [[SELECT count(*) AS n FROM (SELECT 1
      FROM "RobotLogs" GROUP BY "JobKey", "TimeStamp", "Message", "Level"
      HAVING count(*) > 1)]] > 100)
  end)

  it("has every state, level and status that a report looks for", function()
    assert.is_true(one [[SELECT count(DISTINCT "State") AS n
      FROM "Jobs"]] >= 5)
    assert.equal(6, one 'SELECT count(DISTINCT "Level") AS n FROM "RobotLogs"')
    assert.equal(7, one
      'SELECT count(DISTINCT "Status") AS n FROM "QueueItems"')
  end)

  it("is the same every time", function()
    local other = sandbox.start { seed = "demo" }
    for _, set in ipairs { "Folders", "Jobs", "QueueItems", "RobotLogs",
      "Robots" } do
      local columns = {}
      for i, row in ipairs(handle:sql(
        "SELECT name FROM pragma_table_info(?)", set)) do
        columns[i] = ('quote("%s")'):format(row.name)
      end
      local sql = ("SELECT max(r) AS a, min(r) AS b, sum(length(r)) AS c "
        .. 'FROM (SELECT %s AS r FROM "%s")'):format(
        table.concat(columns, "||"), set)
      assert.same(handle:sql(sql), other:sql(sql), set)
    end
    other:stop()
  end)
end)
