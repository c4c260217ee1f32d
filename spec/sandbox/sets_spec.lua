-- What sets do beyond rows: links into folders, actions on several rows,
-- retention, and the quirks of some. Each cites the facts' section.

local tenant = require "sandbox.tenant"

local NS = "/UiPath.Server.Configuration.OData."
local SHARED = 1001

describe("a set", function()
  local server, finance

  setup(function()
    server = tenant.start { seed = "empty" }
    finance = server:call("POST", "/odata/Folders",
      { json = { DisplayName = "Finance" } }).json
  end)
  teardown(function() server:stop() end)

  local function post(path, json, folder)
    return server:call("POST", "/odata/" .. path,
      { json = json, folder = folder })
  end

  local function id_of(answer)
    assert.equal(201, answer.status, answer.body)
    return math.tointeger(answer.json.Id)
  end

  local function refused(status, code, answer)
    assert.equal(status, answer.status, answer.body)
    assert.equal(code, answer.json.errorCode)
  end

  local serial = 0
  local function asset(fields)
    serial = serial + 1
    local row = { Name = "asset" .. serial, ValueScope = "Global",
      ValueType = "Text", StringValue = "x" }
    for name, value in pairs(fields or {}) do row[name] = value end
    return id_of(post("Assets", row, SHARED)), row.Name
  end

  local function value(path, folder)
    local answer = server:get("/odata/" .. path, { folder = folder })
    assert.equal(200, answer.status, answer.body)
    return answer.json.value
  end

  describe("that can be shared", function()
    local function share(id, added, removed)
      return post("Assets" .. NS .. "ShareToFolders", { AssetIds = { id },
        ToAddFolderIds = added, ToRemoveFolderIds = removed }, SHARED)
    end

    local function in_folder(id, folder)
      return server:get(("/odata/Assets(%d)"):format(id),
        { folder = folder }).status == 200
    end

    -- facts 8.4.6
    it("is linked into further folders and out again (facts 8.4)", function()
      local id = asset()
      local other = math.tointeger(finance.Id)
      assert.is_false(in_folder(id, other))
      assert.equal(204, share(id, { other }).status)
      assert.is_true(in_folder(id, other))
      assert.equal(204, share(id, nil, { other }).status)
      assert.is_false(in_folder(id, other))
      assert.is_true(in_folder(id, SHARED))
    end)

    it("says its folders, and how many there are (facts 8.4)", function()
      local id = asset()
      share(id, { math.tointeger(finance.Id) })
      local answer = server:get(("/odata/Assets%sGetFoldersForAsset(id=%d)")
        :format(NS, id), { folder = SHARED }).json
      assert.equal(2, answer.TotalFoldersCount)
      assert.equal("Shared", answer.AccessibleFolders[1].FullyQualifiedName)
      assert.equal(2, server:get(("/odata/Assets(%d)"):format(id),
        { folder = SHARED }).json.FoldersCount)
    end)

    -- facts 8.4.6
    it("refuses a folder or a row that is not there (facts 8.4)", function()
      refused(404, 1002, share(asset(), { 424242 }))
      refused(404, 1002, share(424242, { SHARED }))
    end)

    -- facts 3.13
    it("is listed across folders without a folder header, each row once "
      .. "(facts 3)", function()
      local _, name = asset()
      local found = 0
      for _, row in ipairs(value("Assets" .. NS
        .. "GetAssetsAcrossFolders")) do
        if row.Name == name then found = found + 1 end
      end
      assert.equal(1, found)
      for _, row in ipairs(value("Assets" .. NS .. "GetAssetsAcrossFolders"
        .. "?excludeFolderId=" .. SHARED)) do
        assert.not_equal(name, row.Name)
      end
    end)
  end)

  describe("of assets", function()
    -- facts 8.4.5
    it("compares names as contains (facts 8.4)", function()
      local _, name = asset { Name = "buffoon" }
      asset { Name = "foo" }
      local names = server:column("Name", "Assets",
        { filter = "Name eq 'FOO'" }, { folder = SHARED })
      assert.same({ name, "foo" }, names)
      assert.equal(2, #server:column("Name", "Assets",
        { filter = "endswith(Name,'foo')" }, { folder = SHARED }))
    end)

    -- facts 8.4.3; peers 16
    it("drops secrets from the old list alone (facts 8.4)", function()
      local id = asset { ValueType = "Secret", SecretValue = "s3",
        StringValue = nil }
      local filter = { filter = "Id eq " .. id }
      assert.equal(0, #server:column("Id", "Assets", filter,
        { folder = SHARED }))
      assert.equal(1, #server:column("Id", "Assets" .. NS .. "GetFiltered()",
        filter, { folder = SHARED }))
    end)

    -- facts 4.4.6; peers 29
    it("reads secrets back as bullets, and keeps them when these come back "
      .. "(facts 4.4)", function()
      local id, name = asset { ValueType = "Credential",
        CredentialUsername = "joe", CredentialPassword = "hush" }
      local path = ("/odata/Assets(%d)"):format(id)
      local row = server:get(path, { folder = SHARED }).json
      assert.equal(("•"):rep(20), row.CredentialPassword)
      assert.equal(200, server:call("PUT", path, { folder = SHARED,
        json = { Id = id, Name = name, ValueScope = "Global",
        ValueType = "Credential", CredentialUsername = "jim",
        CredentialPassword = row.CredentialPassword } }).status)
      local stored = server.handle:sql([[SELECT "CredentialPassword" AS p,
        "CredentialUsername" AS u FROM "Assets" WHERE Id = ?]], id)[1]
      assert.same({ p = "hush", u = "jim" }, stored)
    end)
  end)

  -- facts 4.1.6
  it("of calendars is ordered by name or key only (facts 4.1)", function()
    assert.equal(200, server:list("Calendars", { orderby = "Name" }).status)
    refused(400, 1000, server:list("Calendars", { orderby = "TimeZoneId" }))
  end)

  it("says whether a calendar of a name is there (facts 9)", function()
    local path = "Calendars" .. NS .. "CalendarExists"
    assert.is_false(post(path, { calendarName = "Feast" }).json.value)
    id_of(post("Calendars", { Name = "Feast", TimeZoneId = "UTC",
      ExcludedDates = { "2026-12-25T00:00:00Z" } }))
    assert.is_true(post(path, { calendarName = "feast" }).json.value)
    refused(409, 1001, post("Calendars", { Name = "FEAST" }))
  end)

  -- facts 8.5.1
  it("of buckets wants the identifier from the client (facts 8.5)",
    function()
      refused(400, 1009, post("Buckets", { Name = "b" }, SHARED))
      local row = { Name = "b",
        Identifier = "7b0f3a52-5a0e-4c52-a8b2-0d3e4c1b2a01" }
      id_of(post("Buckets", row, SHARED))
      row.Name = "c"
      refused(409, 1001, post("Buckets", row, SHARED))
    end)

  -- facts 8.6.1
  it("deletes several rows, or none when one is not there (facts 8.6)",
    function()
      local path = "Machines" .. NS .. "DeleteBulk"
      local one = id_of(post("Machines", { Name = "one" }))
      local two = id_of(post("Machines", { Name = "two" }))
      refused(404, 1002, post(path, { machineIds = { one, 424242 } }))
      assert.equal(200, server:get(("/odata/Machines(%d)"):format(one)).status)
      assert.equal(204, post(path, { machineIds = { one, two } }).status)
      refused(404, 1002, server:get(("/odata/Machines(%d)"):format(two)))
    end)

  -- facts 5.4.6
  it("keeps a retention for each queue: 30 days, then what is put, then "
    .. "again 30 (facts 5.4)", function()
    local queue = id_of(post("QueueDefinitions", { Name = "Kept" }, SHARED))
    local path = ("/odata/QueueRetention(%d)"):format(queue)
    local function period()
      local answer = server:get(path, { folder = SHARED })
      assert.equal(200, answer.status, answer.body)
      return answer.json.Period
    end
    assert.equal(30, period())
    assert.equal(200, server:call("PUT", path, { folder = SHARED, json = {
      Action = "Delete", Period = 90, Type = "Final" } }).status)
    assert.equal(90, period())
    assert.equal(204, server:call("DELETE", path, { folder = SHARED }).status)
    assert.equal(30, period())
    server:call("DELETE", ("/odata/QueueDefinitions(%d)"):format(queue),
      { folder = SHARED })
    refused(404, 1002, server:get(path, { folder = SHARED }))
  end)

  it("of task catalogues is written by its actions (facts 9)", function()
    local answer = post("TaskCatalogs" .. NS .. "CreateTaskCatalog",
      { Name = "Approvals", Description = "d" }, SHARED)
    local id = id_of(answer)
    local path = ("TaskCatalogs(%d)"):format(id)
    assert.equal(200, post(path .. NS .. "UpdateTaskCatalog",
      { Name = "Approvals 2" }, SHARED).status)
    assert.equal("Approvals 2", server:get("/odata/" .. path,
      { folder = SHARED }).json.Name)
  end)

  describe("of settings", function()
    -- facts 8.11.4
    it("is written in bulk and read one by one (facts 8.11)", function()
      assert.equal(200, post("Settings" .. NS .. "UpdateBulk", { settings = {
        { Name = "A.B", Value = "1" }, { Name = "A.C", Value = "2" } } })
        .status)
      assert.equal("1", server:get("/odata/Settings('A.B')").json.value)
      assert.equal(204, post("Settings" .. NS .. "DeleteBulk",
        { settingNames = { "A.B" } }).status)
      refused(404, 1002, server:get "/odata/Settings('A.B')")
      assert.equal("2", server:get("/odata/Settings('A.C')").json.value)
    end)

    it("has a calendar of old (facts 9)", function()
      assert.equal(200, post("Settings" .. NS .. "SetCalendar",
        { TimeZoneId = "Tokyo Standard Time" }).status)
      assert.equal("Tokyo Standard Time", server:get("/odata/Settings" .. NS
        .. "GetCalendar").json.TimeZoneId)
    end)
  end)

  -- facts 8.10.3
  it("of alerts counts what is not read (facts 8.10)", function()
    local unread = "/odata/Alerts" .. NS .. "GetUnreadCount"
    assert.equal(0, server:get(unread).json.value)
    assert.equal(200, post("Alerts" .. NS .. "RaiseProcessAlert",
      { processAlert = { Message = "m", Severity = "Warn", RobotName = "r",
      ProcessName = "p" } }).status)
    assert.equal(1, server:get(unread).json.value)
    local id = value("Alerts")[1].Id
    assert.equal(0, post("Alerts" .. NS .. "MarkAsRead",
      { ids = { id } }).json.value)
  end)

  -- facts 4.1.4
  it("expands two levels, and no third (facts 4.1)", function()
    id_of(post("Robots", { Name = "r1", Type = "Unattended",
      HostingType = "Standard", UserId = 1 }, SHARED))
    local all = "Robots" .. NS .. "FindAllAcrossFolders"
    local answer = server:list(all, { select = "Name",
      expand = "User($select=UserName;$expand=OrganizationUnits)" })
    assert.equal(200, answer.status, answer.body)
    assert.equal("admin", answer.json.value[1].User.UserName)
    assert.is_nil(answer.json.value[1].User.EmailAddress)
    assert.not_nil(answer.json.value[1].User.OrganizationUnits)
    refused(400, 1000, server:list(all, { expand =
      "User($expand=OrganizationUnits($expand=Nothing))" }))
    refused(400, 1000, server:list("Jobs", { expand = "Robot($top=1)" }))
    refused(400, 1000, server:list("Jobs", { expand = "Nobody" }))
  end)

  -- facts 4.3.13
  it("takes functions with and without parentheses (facts 4.3)", function()
    for _, path in ipairs { "GetAssetsAcrossFolders",
      "GetAssetsAcrossFolders()" } do
      assert.equal(200, server:get("/odata/Assets" .. NS .. path).status)
    end
  end)

  it("starts, suspends and ends a maintenance (facts 9)", function()
    local function state()
      return server:get("/api/Maintenance/Get").json.state
    end
    assert.equal("None", state())
    assert.equal(204, server:call("POST",
      "/api/Maintenance/Start?phase=Suspended").status)
    assert.equal("Suspended", state())
    assert.equal(204, server:call("POST", "/api/Maintenance/End").status)
    assert.equal("None", state())
  end)

  -- facts 1.4.6
  it("answers its status to nobody in particular (facts 1.4)", function()
    local answer = server:get("/api/Status/Get", { token = "nobody" })
    assert.equal(200, answer.status)
    assert.equal("", answer.body)
  end)
end)
