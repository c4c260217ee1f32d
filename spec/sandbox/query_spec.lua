-- Paging, ordering, selecting, expanding and counting, on the demo tenant.

local cjson = require "cjson"
local tenant = require "sandbox.tenant"

local FINANCE = 1002

describe("the query options", function()
  local server

  setup(function() server = tenant.start { seed = "demo" } end)
  teardown(function() server:stop() end)

  local function refused(set, query, words)
    local answer = server:list(set, query, { folder = FINANCE })
    assert.equal(400, answer.status)
    assert.equal(1000, answer.json.errorCode)
    assert.truthy(answer.json.message:find(words, 1, true),
      answer.json.message)
  end

  describe("$top and $skip (facts 4.1, 4.2)", function()
    it("page without overlap in the order of the key", function()
      local all = server:column("Id", "Jobs", { top = 60 })
      local parts = {}
      for skip = 0, 40, 20 do
        for _, id in ipairs(server:column("Id", "Jobs",
          { top = 20, skip = skip })) do
          parts[#parts + 1] = id
        end
      end
      assert.same(all, parts)
      assert.equal(10001, all[1])
    end)

    -- facts 4.1.1, 4.2.1, 4.2.2
    it("give 1,000 rows where nothing is asked, and at most", function()
      assert.equal(1000, #server:column("Id", "Jobs", { select = "Id" }))
      assert.equal(1000, #server:column("Id", "Jobs",
        { select = "Id", top = 1000 }))
      refused("Jobs", { top = 1001 }, "The limit of '1000' for Top query")
    end)

    -- facts 4.1.2, 4.2.1, 5.2.6; peers 3
    it("give 100 rows of QueueItems", function()
      assert.equal(100, #server:column("Id", "QueueItems"))
      assert.equal(100, #server:column("Id", "QueueItems", { top = 100 }))
      refused("QueueItems", { top = 101 }, "The limit of '100' for Top query")
    end)

    it("may be nothing, and more than there is", function()
      assert.same({}, server:column("Id", "Jobs", { top = 0 }))
      assert.same({}, server:column("Id", "Jobs", { skip = 5000 }))
      assert.equal(1, #server:column("Id", "Jobs", { skip = 4999 }))
    end)

    it("are whole numbers", function()
      for _, value in ipairs { "-1", "x", "1.5", "99999999999", "" } do
        refused("Jobs", { top = value }, "for $top query option found")
        refused("Jobs", { skip = value }, "for $skip query option found")
      end
    end)

    -- facts 4.2.3
    it("never answer a nextLink", function()
      assert.is_nil(server:list("Jobs").json["@odata.nextLink"])
    end)
  end)

  describe("$count (facts 4.2)", function()
    -- facts 4.1.7, 4.2.4
    it("counts all that the filter matches, and only when asked", function()
      local answer = server:list("Jobs", { count = "true", top = 1,
        filter = "Id le 10010" })
      assert.equal(10, answer.json["@odata.count"])
      assert.is_nil(server:list("Jobs").json["@odata.count"])
      assert.is_nil(server:list("Jobs", { count = "false" }).json
        ["@odata.count"])
      refused("Jobs", { count = "yes" }, "$count")
    end)

    it("comes with the list of releases unasked, and not with others "
      .. "(facts 4.2.4)", function()
      for set, counted in pairs { Releases = true, QueueItems = false,
        RobotLogs = false, Users = false } do
        local list = server:list(set, { top = 1 }, { folder = FINANCE }).json
        assert.equal(counted, list["@odata.count"] ~= nil, set)
        assert.is_nil(server:list(set, { top = 1, count = "false" },
          { folder = FINANCE }).json["@odata.count"])
      end
    end)
  end)

  describe("$orderby (facts 4.1, 4.3)", function()
    it("sorts by several terms, the key last", function()
      local rows = server:list("Jobs", { top = 1000,
        orderby = "State desc, ReleaseName, Id desc" }).json.value
      for i = 2, #rows do
        local a, b = rows[i - 1], rows[i]
        if a.State == b.State then
          assert.is_true(a.ReleaseName < b.ReleaseName
            or a.ReleaseName == b.ReleaseName and a.Id > b.Id)
        end
      end
    end)

    -- facts 4.3.2
    it("orders an enumeration by its numbers", function()
      local states = server:column("State", "Jobs", { top = 13,
        orderby = "State" })
      -- Pending 0, Running 1, Faulted 4
      assert.same({ "Pending", "Pending", "Pending", "Pending", "Running",
        "Running", "Running", "Running", "Running", "Running", "Running",
        "Running", "Faulted" }, states)
    end)

    it("takes names in any case and paths", function()
      assert.equal(15000, server:column("Id", "Jobs",
        { orderby = "iD DESC", top = 1 })[1])
      assert.equal(200, server:list("Jobs",
        { orderby = "Robot/Name desc", top = 1 }).status)
    end)

    -- facts 4.1.6
    it("takes five terms, not six", function()
      local five = "State,ReleaseName,Info,Source,Id"
      assert.equal(200, server:list("Jobs", { orderby = five, top = 1 }).status)
      refused("Jobs", { orderby = five .. ",Key" }, "$orderby")
    end)

    -- facts 4.3.11; peers 12
    it("refuses DeferDate of QueueItems by name", function()
      refused("QueueItems", { orderby = "DeferDate" },
        "The property 'DeferDate' cannot be used in the $orderby")
    end)

    it("refuses what it cannot sort by", function()
      refused("Jobs", { orderby = "Nothing" }, "Could not find a property")
      refused("Jobs", { orderby = "JobError" }, "JobError")
      refused("Jobs", { orderby = "Id up" }, "$orderby")
    end)
  end)

  describe("$select", function()
    -- facts 4.1.8
    it("gives the named properties and no others", function()
      local row = server:list("Jobs", { select = "Id, state", top = 1 })
        .json.value[1]
      assert.same({ Id = 10001, State = "Successful" }, row)
    end)

    it("names them in the context", function()
      local context = server:list("Jobs", { select = "Id,State", top = 1 })
        .json["@odata.context"]
      assert.truthy(context:find "%$metadata#Jobs%(State,Id%)$")
    end)

    it("refuses an unknown one, and none", function()
      refused("Jobs", { select = "Id,Nothing" }, "Nothing")
      refused("Jobs", { select = "," }, "empty")
    end)

    it("of a related entity that is not expanded shows nothing", function()
      assert.same({}, server:list("Jobs", { select = "Robot", top = 1 })
        .json.value[1])
    end)
  end)

  describe("$expand (facts 4.1, 4.3)", function()
    it("shows the related entity, which is left out otherwise", function()
      local row = server:list("Jobs", { top = 1, expand = "Robot,Release",
        select = "Id,ReleaseName" }).json.value[1]
      local robot = server.handle:sql([[SELECT r."Name" AS name FROM "Robots" r
        JOIN "Jobs" j ON j._Robot = r.Id WHERE j.Id = ?]], row.Id)[1].name
      assert.equal(robot, row.Robot.Name)
      assert.equal(row.ReleaseName, row.Release.Name)
      row = server:list("Jobs", { top = 1 }).json.value[1]
      assert.is_nil(row.Robot)
    end)

    it("shows null where there is none", function()
      local row = server:list("Jobs", { top = 1, expand = "Robot",
        filter = "State eq 'Pending'" }).json.value[1]
      assert.equal(cjson.null, row.Robot)
    end)

    -- facts 4.3.12; peers 13
    it("refuses what is not a related entity, by name", function()
      local answer = server:list("Releases", { expand = "Environment" })
      assert.equal(400, answer.status)
      assert.truthy(answer.json.message:find("Could not find a property "
        .. "named 'Environment' on type", 1, true))
      assert.truthy(answer.json.message:find("ReleaseDto'", 1, true))
      assert.equal(400, server:list("Users",
        { expand = "UnattendedRobot" }).status)
    end)
  end)

  describe("other options (facts 4.3)", function()
    -- facts 4.3.10; peers 12
    it("without their $ are refused", function()
      for _, name in ipairs { "orderby", "top", "filter", "skip" } do
        local answer = server:get("/odata/Jobs?" .. name .. "=Id")
        assert.equal(400, answer.status)
        assert.truthy(answer.json.message:find(
          "Invalid OData query options", 1, true))
      end
    end)

    -- facts 4.1.9
    it("that the API does not declare are refused", function()
      assert.equal(404, server:call("POST", "/odata/$batch", { json = {} })
        .status)
      for _, name in ipairs { "search", "apply", "compute", "skiptoken",
        "levels" } do
        assert.equal(400, server:list("Jobs", { [name] = "x" }).status)
      end
      assert.equal(400, server:list("Jobs(10001)", { top = "1" }).status)
    end)

    it("of other names do no harm", function()
      assert.equal(200, server:get("/odata/Jobs?$top=1&mandatoryPermissions="
        .. "Jobs.View&_=1").status)
    end)
  end)

  describe("the answer (facts 4.4)", function()
    -- facts 4.4.1
    it("has the context of the set", function()
      local answer = server:list("Jobs", { top = 1 })
      assert.equal(server.url .. "/acme/Production/orchestrator_/odata/"
        .. "$metadata#Jobs", (answer.json["@odata.context"]
          :gsub("127.0.0.1/", "127.0.0.1:" .. server.port .. "/")))
      assert.truthy(answer.headers["content-type"]:find(
        "application/json; odata.metadata=minimal", 1, true))
    end)

    -- facts 4.4.4
    it("has complex values after the primitive ones", function()
      local body = server:list("QueueItems", { top = 1 }).body
      assert.is_true(body:find '"Id":' < body:find '"SpecificContent":')
      assert.is_true(body:find '"Id":' < body:find '"ProcessingException":')
    end)

    -- facts 4.4.5
    it("has dates of at most 3 digits, trailing zeros dropped", function()
      server:insert("Jobs", { Id = 20001, State = "Pending", _folder = 1001,
        CreationTime = "2026-11-01T10:00:00.1000000Z",
        StartTime = "2026-11-01T10:00:00.0000000Z",
        EndTime = "2026-11-01T10:00:00.1279999Z" })
      local row = server:get("/odata/Jobs(20001)").json
      assert.equal("2026-11-01T10:00:00.1Z", row.CreationTime)
      assert.equal("2026-11-01T10:00:00Z", row.StartTime)
      assert.equal("2026-11-01T10:00:00.127Z", row.EndTime)
    end)

    it("has every int64 exactly", function()
      server:insert("Jobs", { Id = math.maxinteger, State = "Pending",
        _folder = 1001, ReleaseVersionId = math.mininteger })
      local body = server:get("/odata/Jobs(9223372036854775807)").body
      assert.truthy(body:find('"Id":9223372036854775807', 1, true))
      assert.truthy(body:find('"ReleaseVersionId":-9223372036854775808', 1,
        true))
    end)

    -- facts 4.4.1
    it("is an entity with its context for a key", function()
      local row = server:get("/odata/Jobs(10001)").json
      assert.truthy(row["@odata.context"]:find "%$metadata#Jobs/%$entity$")
      assert.equal(10001, row.Id)
    end)

    -- facts 6.1.1, 6.1.14, 6.2.5
    it("is 404 with errorCode 1002 for a key that is not there", function()
      local answer = server:get "/odata/Jobs(7)"
      assert.equal(404, answer.status)
      assert.equal(1002, answer.json.errorCode)
      assert.equal("Job does not exist.", answer.json.message)
      assert.truthy(answer.json.traceId:match
        "^00%-%x+%-%x+%-0[01]$")
      assert.equal(55, #answer.json.traceId)
    end)
  end)
end)

describe("RobotLogs (facts 4.2, 8.10)", function()
  local server
  local finance = { folder = FINANCE }

  setup(function() server = tenant.start { seed = "demo" } end)
  teardown(function() server:stop() end)

  local function total(query, path)
    local answer = server:get("/odata/RobotLogs/UiPath.Server.Configuration."
      .. "OData.GetTotalCount" .. (path or "") .. tenant.query(query or {}),
      finance)
    assert.equal(200, answer.status, answer.body)
    return answer.json.value
  end

  -- facts 4.2.6, 8.10.1; peers 19
  it("have Id 0 and no way by key", function()
    for _, id in ipairs(server:column("Id", "RobotLogs", { top = 50 },
      finance)) do
      assert.equal(0, id)
    end
    assert.equal(404, server:get("/odata/RobotLogs(0)", finance).status)
  end)

  -- facts 4.2.6; peers 4
  it("end at row 10,000", function()
    local function status(top, skip)
      return server:list("RobotLogs", { top = top, skip = skip,
        select = "Level" }, finance).status
    end
    assert.equal(200, status(1000, 9000))
    assert.equal(400, status(1000, 9001))
    assert.equal(400, status(1, 10000))
    assert.equal(200, status(0, 10000))
    local answer = server:list("RobotLogs", { skip = 9500 }, finance)
    assert.equal(500, #answer.json.value)
    assert.equal(1000, server:list("RobotLogs", { skip = 10001 }, finance)
      .json.errorCode)
  end)

  -- facts 4.2.5
  it("are counted up to there by $count, and all by GetTotalCount", function()
    local answer = server:list("RobotLogs", { top = 1, count = "true" },
      finance)
    assert.equal(10000, answer.json["@odata.count"])
    assert.is_true(total() > 20000)
    assert.equal(total(), total(nil, "()"))
  end)

  -- facts 8.10.1
  it("are counted by the filter", function()
    local filter = "Level eq 'Fatal'"
    local answer = server:list("RobotLogs", { filter = filter,
      count = "true" }, finance)
    assert.equal(#answer.json.value, answer.json["@odata.count"])
    assert.equal(#answer.json.value, total { filter = filter })
    assert.is_true(#answer.json.value > 0)
  end)

  it("have rows that are equal in every column", function()
    local seen, twice = {}, 0
    for skip = 0, 9000, 1000 do
      local body = server:list("RobotLogs", { top = 1000, skip = skip },
        finance).body
      for row in body:gmatch "{[^{}]-RawMessage.-}\"[^{}]-}" do
        if seen[row] then twice = twice + 1 end
        seen[row] = true
      end
    end
    assert.is_true(twice > 0)
  end)
end)
