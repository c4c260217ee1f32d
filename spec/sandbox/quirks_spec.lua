-- What other clients' authors found the server to do: one spec for each, by
-- the number that the collection of peers' findings gives it.

local cjson = require "cjson"
local tenant = require "sandbox.tenant"

local FOLDER = 1001
local FN = "/UiPath.Server.Configuration.OData."
local P = "6e0d5c2a-41b7-4c58-9a3e-0d1f5b7a9c11"

describe("a quirk of the server", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", robots = false }
  end)
  teardown(function() server:stop() end)

  local function post(path, json)
    return server:call("POST", path, { folder = FOLDER, json = json })
  end

  local function list(set, query)
    return server:list(set, query, { folder = FOLDER })
  end

  local function any_of(name, count)
    local out = {}
    for i = 1, count do out[i] = name .. " eq " .. i end
    return table.concat(out, " or ")
  end

  -- {set, property, most terms of `or`}
  for _, case in ipairs { { "QueueItems", "RobotId", 20 },
    { "QueueItems", "ReviewerUserId", 20 }, { "QueueItems", "Robot/Id", 16 },
    { "Jobs", "Robot/Id", 16 } } do
    local set, name, most = table.unpack(case)
    it(("is that %s takes %d terms of %s, not more (peers 5)"):format(set,
      most, name), function()
      assert.equal(200, list(set, { filter = any_of(name, most) }).status)
      local answer = list(set, { filter = any_of(name, most + 1) })
      assert.equal(400, answer.status)
      assert.equal(1000, answer.json.errorCode)
    end)
  end

  it("is that RobotLogs takes `or` of some columns only (peers 5)", function()
    for name, status in pairs { ProcessName = 400, RobotName = 200,
      Level = 200 } do
      local value = name == "Level" and "'Info'" or "'x'"
      local term = ("%s eq %s"):format(name, value)
      assert.equal(status, list("RobotLogs",
        { filter = term .. " or " .. term }).status, name)
      assert.equal(200, list("RobotLogs",
        { filter = term .. " and " .. term }).status, name)
    end
  end)

  -- facts 5.4.5, 7.2.22
  it("is that names are resolved 20 at once, case and all (peers 8)",
  function()
    local function resolve(names)
      return server:call("POST", "/acme/identity_/api/Directory/"
        .. "BulkResolveByName/" .. P, { absolute = true,
          json = { entityNames = names } })
    end
    assert.truthy(resolve { "admin" }.json.admin)
    assert.same({}, resolve { "ADMIN" }.json)
    local names = {}
    for i = 1, 21 do names[i] = "n" .. i end
    assert.equal(400, resolve(names).status)
  end)

  it("is that options want their $ (peers 12)", function()
    assert.equal(400, server:get "/odata/Users?orderby=Id".status)
    assert.equal(400, list("QueueItems", { orderby = "DeferDate" }).status)
  end)

  it("is that Releases have no Environment (peers 13)", function()
    local answer = list("Releases", { expand = "Environment" })
    assert.equal(400, answer.status)
    assert.truthy(answer.body:find("'Environment'", 1, true))
  end)

  it("is that one list of assets has no secrets, and the other no names "
    .. "(peers 16)", function()
    local function asset(name, more)
      more.Name, more.ValueScope = name, "Global"
      local answer = post("/odata/Assets", more)
      assert.equal(201, answer.status, answer.body)
    end
    asset("a", { ValueType = "Secret", SecretValue = "s" })
    asset("b", { ValueType = "Credential", CredentialUsername = "u",
      CredentialPassword = "p" })
    local old = list("Assets").json.value
    assert.equal(1, #old)
    assert.equal("u", old[1].CredentialUsername)
    local new = list("Assets" .. FN .. "GetFiltered").json.value
    assert.equal(2, #new)
    assert.equal("", new[2].CredentialUsername)
  end)

  it("is that a new folder says its feed is Processes (peers 20)", function()
    local made = post("/odata/Folders", { DisplayName = "feed",
      FeedType = "FolderHierarchy" }).json
    assert.equal("Processes", made.FeedType)
    assert.equal("FolderHierarchy", server:get(("/odata/Folders(%d)"):format(
      made.Id)).json.FeedType)
  end)

  it("is that a written calendar has no zone, and a list no days "
    .. "(peers 20, 21)", function()
    local made = post("/odata/Calendars", { Name = "c", TimeZoneId = "UTC",
      ExcludedDates = { "2026-12-25T00:00:00Z" } }).json
    assert.equal(cjson.null, made.TimeZoneId)
    local row = list("Calendars").json.value[1]
    assert.equal("UTC", row.TimeZoneId)
    assert.is_nil(row.ExcludedDates)
    local one = server:get(("/odata/Calendars(%d)"):format(made.Id)).json
    assert.same({ "2026-12-25T00:00:00Z" }, one.ExcludedDates)
  end)

  -- facts 1.2.1, 1.5.1
  it("is that the portal has a page for every address (peers 23)", function()
    local answer = server:get("/acme/portal_/api/nothing",
      { absolute = true })
    assert.equal(200, answer.status)
    assert.truthy(answer.headers["content-type"]:find "text/html")
  end)

  it("is that a member it does not know makes the body null (peers 26)",
  function()
    local answer = post("/odata/QueueDefinitions", { Name = "q", Nobody = 1 })
    assert.equal(400, answer.status)
    assert.equal("queueDefinitionDto must not be null", answer.json.message)
  end)

  it("is that an empty secret is refused (peers 29)", function()
    assert.equal(400, post("/odata/Assets", { Name = "empty",
      ValueScope = "Global", ValueType = "Secret", SecretValue = "" }).status)
  end)

  -- facts 6.2.29
  it("is that the ordinals of a bulk begin with 1 (peers 32)", function()
    post("/odata/QueueDefinitions", { Name = "unique",
      EnforceUniqueReference = true })
    local answer = post("/odata/Queues/UiPathODataSvc.BulkAddQueueItems",
      { queueName = "unique", commitType = "ProcessAllIndependently",
        queueItems = { { Reference = "1" }, { Reference = "1" } } })
    assert.equal(2, answer.json.FailedItems[1].Ordinal)
  end)

  it("is that $format is taken, and that XML of rows is not modelled "
    .. "(facts 4.3.14)", function()
      assert.equal(200, server:get("/odata/Folders?$format=json").status)
      assert.equal(501, server:get("/odata/Folders?$format=xml").status)
    end)

  it("is that a search of the directory takes no + - _ (peers 15)",
    function()
      local path = "/api/DirectoryService/SearchForUsersAndGroups?prefix=ad"
      assert.equal(200, server:get(path).status)
      for _, sign in ipairs { "%2B", "-", "_" } do
        assert.equal(400, server:get(path .. sign .. "m").status)
      end
    end)

  it("is that folders below a workspace are nowhere (peers 17)", function()
    server:insert("Folders", { Id = 501, DisplayName = "mine",
      FullyQualifiedName = "mine", IsPersonal = 1 })
    server:insert("Folders", { Id = 502, DisplayName = "below",
      FullyQualifiedName = "mine/below", ParentId = 501 })
    local found = {}
    for _, id in ipairs(server:column("Id", "Folders")) do found[id] = true end
    assert.same({ true, nil }, { found[501], found[502] })
    assert.equal(200, server:get("/odata/Folders(501)").status)
    assert.equal(404, server:get("/odata/Folders(502)").status)
  end)

  it("is that a trigger's machines lose their accounts without its robots, "
    .. "and that its zone has a Windows name (peers 27, 33)", function()
      local function make(name, zone, robots)
        return post("/odata/ProcessSchedules", { Name = name,
          TimeZoneId = zone, ExecutorRobots = robots, MachineRobots = {
            { MachineId = 1, RobotId = 7, RobotUserName = "r" } } })
      end
      assert.equal(400, make("a", "Europe/Berlin").status)
      assert.is_not.equal(7, make("b", "UTC").json.MachineRobots[1].RobotId)
      assert.equal(7, make("c", "UTC", { { Id = 7 } }).json.MachineRobots[1]
        .RobotId)
    end)

  -- facts 7.3.1
  it("is that a user needs an update policy (peers 28), and some the "
    .. "directory's id (facts 7.3)", function()
      local function make(fields)
        fields.UserName = "u" .. (fields.Type or "")
        return post("/odata/Users", fields).status
      end
      assert.equal(400, make {})
      local policy = { Type = "None" }
      assert.equal(400, make { UpdatePolicy = policy, Type =
        "DirectoryRobot" })
      assert.equal(201, make { UpdatePolicy = policy, Type =
        "DirectoryUser" })
    end)

  it("is that an application is no current user (peers 36)", function()
    assert.equal(204, server:get("/odata/Users" .. FN
      .. "GetCurrentUser").status)
  end)
end)

describe("the list of calendars (facts 4.1)", function()
  -- facts 4.1.5, 4.1.6
  it("takes every function in its filter, and two columns to sort by",
  function()
    local server = tenant.start()
    server:insert("Calendars", { Id = 1, Name = "Days", TimeZoneId = "UTC" })
    for filter, found in pairs { ["length(Name) eq 4"] = 1,
      ["indexof(Name,'ys') eq 2"] = 1, ["substring(Name,1) eq 'ays'"] = 1,
      ["substring(Name,1,2) eq 'ay'"] = 1, ["toupper(Name) eq 'DAYS'"] = 1,
      ["concat(Name,'!') eq 'Days!'"] = 1, ["trim(Name) eq 'Day'"] = 0,
      ["length(Name) gt 4"] = 0 } do
      assert.equal(found, #server:list("Calendars", { filter = filter })
        .json.value, filter)
    end
    for filter in pairs { ["length(Id) eq 4"] = 1, ["length() eq 4"] = 1,
      ["substring(Name,'1') eq 'x'"] = 1, ["year(Name) eq 1"] = 1 } do
      assert.equal(400, server:list("Calendars", { filter = filter }).status,
        filter)
    end
    assert.equal(200, server:list("Calendars",
      { orderby = "Name desc,Id" }).status)
    assert.equal(400, server:list("Calendars",
      { orderby = "TimeZoneId" }).status)
    server:stop()
  end)

  it("has the parts of a date", function()
    local server = tenant.start()
    server:insert("Users", { Id = 2, UserName = "u",
      CreationTime = "2026-03-04T05:06:07.0000000Z" })
    assert.same({ 2 }, server:column("Id", "Users", { filter =
      "year(CreationTime) eq 2026 and month(CreationTime) eq 3 and "
      .. "day(CreationTime) eq 4 and hour(CreationTime) eq 5 and "
      .. "minute(CreationTime) eq 6 and second(CreationTime) eq 7" }))
    server:stop()
  end)
end)
