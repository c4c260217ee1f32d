local tenant = require "sandbox.tenant"

-- A path as the encoded header has it: Base64 of UTF-16LE.
local function encoded(path)
  local units = {}
  for _, code in utf8.codes(path) do
    if code > 0xFFFF then
      code = code - 0x10000
      units[#units + 1] = string.pack("<I2I2", 0xD800 + (code >> 10),
        0xDC00 + (code & 0x3FF))
    else
      units[#units + 1] = string.pack("<I2", code)
    end
  end
  return (require "mime".b64(table.concat(units)))
end

describe("the folder header (facts 3)", function()
  local server, ids

  setup(function()
    server = tenant.start { seed = "demo" }
    ids = {}
    for _, row in ipairs(server:list("Folders").json.value) do
      ids[row.FullyQualifiedName] = row
    end
    server:insert("Folders", { Id = 900, Key =
      "30000000-0000-4000-a000-00000000ffff", DisplayName = "😀",
      FullyQualifiedName = "Größe/日本/😀" })
  end)
  teardown(function() server:stop() end)

  local function robots(headers)
    return server:list("Robots", { select = "Name", count = "true" },
      { headers = headers })
  end

  local function count(headers)
    local answer = robots(headers)
    assert.equal(200, answer.status, answer.body)
    return answer.json["@odata.count"]
  end

  -- facts 3.8
  it("encodes as the test vectors say", function()
    assert.equal("UwBoAGEAcgBlAGQA", encoded "Shared")
    assert.equal("UwBoAGEAcgBlAGQALwBGAGkAbgBhAG4AYwBlAA==",
      encoded "Shared/Finance")
    assert.equal("RwByAPYA3wBlAC8A5WUsZw==", encoded "Größe/日本")
  end)

  -- facts 3.1, 3.2, 3.3, 3.4; peers 38
  it("names a folder by id, key, path or encoded path", function()
    local finance = ids["Shared/Finance"]
    assert.equal(8, count { ["X-UIPATH-OrganizationUnitId"] = finance.Id })
    assert.equal(8, count { ["X-UIPATH-FolderKey"] = finance.Key })
    assert.equal(8, count { ["X-UIPATH-FolderPath"] = "Shared/Finance" })
    assert.equal(8, count { ["X-UIPATH-FolderPath-Encoded"] =
      encoded "Shared/Finance" })
    assert.equal(2, count { ["X-UIPATH-FolderPath-Encoded"] =
      encoded "Logistics/Outbound/Zürich" })
  end)

  it("takes any letters in the encoded path, and a leading slash, and none "
    .. "at the end (facts 3.4)", function()
    for _, path in ipairs { "/Shared/Finance", "./Shared/Finance" } do
      assert.equal(8, count { ["X-UIPATH-FolderPath-Encoded"] =
        encoded(path) })
    end
    for _, path in ipairs { "Shared/Finance/", "../Shared" } do
      local answer = server:get("/odata/Jobs", { headers = {
        ["X-UIPATH-FolderPath-Encoded"] = encoded(path) } })
      assert.equal(1100, answer.json.errorCode, path)
    end
    assert.equal(0, count { ["X-UIPATH-FolderPath-Encoded"] =
      encoded "Größe/日本/😀" })
  end)

  -- facts 3.9
  it("goes by id before key before path", function()
    local headers = { ["X-UIPATH-FolderPath"] = "Logistics" }
    assert.equal(0, count(headers))
    headers["X-UIPATH-FolderPath-Encoded"] = encoded "Logistics/Inbound"
    assert.equal(4, count(headers))
    headers["X-UIPATH-FolderKey"] = ids["Shared/Finance"].Key
    assert.equal(8, count(headers))
    headers["X-UIPATH-OrganizationUnitId"] = ids.Shared.Id
    assert.equal(2, count(headers))
  end)

  -- facts 3.10, 3.11, 6.2.16
  it("is 400 with errorCode 1101 when it is missing where it is needed",
    function()
      local post = { json = {} }
      for _, answer in ipairs { robots {}, server:list "RobotLogs",
        server:list "Assets", server:call("POST", "/odata/Releases", post),
        server:call("POST", "/odata/QueueDefinitions", post) } do
        assert.equal(400, answer.status)
        assert.equal(1101, answer.json.errorCode)
        assert.equal("An organization unit is required for this action.",
          answer.json.message)
      end
    end)

  -- facts 3.12, 6.2.15
  it("is 400 with errorCode 1100 when there is no such folder", function()
    for name, value in pairs { ["X-UIPATH-OrganizationUnitId"] = "7",
      ["X-UIPATH-FolderKey"] = "30000000-0000-4000-a000-000000000000",
      ["X-UIPATH-FolderPath"] = "Shared/Nowhere",
      ["X-UIPATH-FolderPath-Encoded"] = "not base64!" } do
      for _, set in ipairs { "Robots", "Jobs" } do
        local answer = server:list(set, {}, { headers = { [name] = value } })
        assert.equal(400, answer.status)
        assert.equal(1100, answer.json.errorCode)
        assert.equal("Folder does not exist or the user does not have access "
          .. "to the folder.", answer.json.message)
      end
    end
  end)

  -- facts 3.13
  it("may be left out to read Jobs, QueueDefinitions, QueueItems and Releases "
    .. "of all folders", function()
    for set, expected in pairs { Jobs = 5000, QueueDefinitions = 6,
      QueueItems = 20000, Releases = 16 } do
      assert.equal(expected, server:list(set, { top = 1, count = "true" })
        .json["@odata.count"])
    end
  end)

  it("keeps a list to its folder, without those below", function()
    local shared = { folder = ids.Shared.Id }
    assert.equal(1, #server:column("Id", "Releases", {}, shared))
    for _, id in ipairs(server:column("OrganizationUnitId", "Jobs", {},
      shared)) do
      assert.equal(ids.Shared.Id, id)
    end
  end)

  -- facts 3.10
  it("is not needed for what belongs to the tenant", function()
    for _, set in ipairs { "Folders", "Machines", "Users", "Roles",
      "Settings" } do
      assert.equal(200, server:list(set).status)
    end
  end)
end)

describe("folders (facts 8.7)", function()
  local server

  before_each(function() server = tenant.start() end)
  after_each(function() server:stop() end)

  local function create(name, parent)
    return server:call("POST", "/odata/Folders",
      { json = { DisplayName = name, ParentId = parent } })
  end

  local function paths()
    return server:column("FullyQualifiedName", "Folders",
      { orderby = "FullyQualifiedName" })
  end

  -- facts 8.7.2
  it("are made with 201; the path is the names joined", function()
    local first = create("A", 1001)
    assert.equal(201, first.status, first.body)
    local second = create("B", first.json.Id).json
    assert.equal("Shared/A/B", second.FullyQualifiedName)
    assert.equal(first.json.Key, second.ParentKey)
    assert.same({ "Shared", "Shared/A", "Shared/A/B" }, paths())
  end)

  -- facts 8.7.2
  it("have a name without slashes, once in their parent", function()
    assert.equal(400, create("A/B", 1001).status)
    create("A", 1001)
    local answer = create("a", 1001)
    assert.equal(409, answer.status)
    assert.equal(1001, answer.json.errorCode)
    assert.equal(201, create("A").status)
    assert.equal(404, create("A", 4711).status)
  end)

  -- facts 8.7.2
  it("take their sub-folders along when they are renamed or moved", function()
    local a = create("A", 1001).json
    create("B", a.Id)
    local path = ("/odata/Folders(%d)"):format(a.Id)
    local answer = server:call("PUT", path, { json = { Id = a.Id,
      DisplayName = "New" } })
    assert.equal(200, answer.status, answer.body)
    assert.equal("Shared/New", answer.json.FullyQualifiedName)
    assert.same({ "Shared", "Shared/New", "Shared/New/B" }, paths())
    local c = create("C").json
    answer = server:call("PUT", path .. "/UiPath.Server.Configuration.OData."
      .. "MoveFolder?targetParentId=" .. c.Id)
    assert.equal(204, answer.status, answer.body)
    assert.same({ "C", "C/New", "C/New/B", "Shared" }, paths())
    answer = server:call("PUT", ("/odata/Folders(%d)/UiPath.Server."
      .. "Configuration.OData.MoveFolder?targetParentId=%d"):format(c.Id, a.Id))
    assert.equal(400, answer.status)
  end)

  it("are found by key, and by their function", function()
    local key = server:get("/odata/Folders(1001)").json.Key
    assert.equal(1001, server:get("/odata/Folders/UiPath.Server.Configuration."
      .. "OData.GetByKey(identifier=" .. key .. ")").json.Id)
    assert.equal(404, server:get("/odata/Folders(5)").status)
  end)

  it("are patched and deleted by key through /api", function()
    local a = create("A", 1001).json
    create("B", a.Id)
    local answer = server:call("PATCH", "/api/Folders/PatchNameDescription?key="
      .. a.Key, { json = { Name = "Z", Description = "last" } })
    assert.equal(200, answer.status, answer.body)
    assert.same({ "Shared", "Shared/Z", "Shared/Z/B" }, paths())
    assert.equal(204, server:call("DELETE", "/api/Folders/DeleteByKey?key="
      .. a.Key).status)
    assert.same({ "Shared" }, paths())
  end)

  -- facts 4.2.7, 8.7.3
  it("are listed for the user by take and skip (facts 4.2)", function()
    create "A"
    local function list(query)
      return server:get("/api/Folders/GetAllForCurrentUser" .. query)
    end
    local answer = list "?take=1&skip=1"
    assert.equal(2, answer.json.Count)
    assert.equal("Shared", answer.json.PageItems[1].FullyQualifiedName)
    assert.equal(400, list("?take=1001").status)
    assert.equal(1009, list("?take=1001").json.errorCode)
  end)
end)
