local sandbox_core = require "orchestrator.sandbox.core"
local multipart = require "orchestrator.sandbox.multipart"
local packages = require "support.package"
local tenant = require "sandbox.tenant"
local version = require "orchestrator.sandbox.flows.version"

local FOLDER = 1001
local NS = "/UiPath.Server.Configuration.OData."

local function upload(server, contents, set, query)
  local lines = {}
  for i, content in ipairs(contents) do
    lines[i] = ("--b0und\r\nContent-Disposition: form-data; name=\"file%d\"; "
      .. "filename=\"p.nupkg\"\r\nContent-Type: application/octet-stream\r\n"
      .. "\r\n"):format(i) .. content .. "\r\n"
  end
  return server:call("POST", "/odata/" .. (set or "Processes") .. NS
    .. "UploadPackage()" .. (query or ""), {
    body = table.concat(lines) .. "--b0und--\r\n",
    headers = { ["Content-Type"] = "multipart/form-data; boundary=b0und" } })
end

describe("packages (facts 8.3)", function()
  local server

  setup(function() server = tenant.start() end)
  teardown(function() server:stop() end)

  -- facts 8.3.1, 8.3.2
  it("are taken with the id and version they say themselves", function()
    local content = packages.of("Bot", "1.2.3", "<title>Bot!</title>")
    local answer = upload(server, { content })
    assert.equal(200, answer.status, answer.body)
    assert.equal("Bot:1.2.3", answer.json.value[1].Key)
    assert.equal("Created", answer.json.value[1].Status)
    local row = server:list("Processes", { filter = "Id eq 'Bot'" })
      .json.value[1]
    assert.equal("Bot!", row.Title)
    assert.equal("A & B", row.Authors)
    assert.equal("1.2.3", row.Version)
    local file = server:get("/odata/Processes" .. NS
      .. "DownloadPackage(key='Bot%3A1.2.3')")
    assert.equal(200, file.status)
    assert.equal(content, file.body)
    assert.equal('attachment; filename="Bot.1.2.3.nupkg"',
      file.headers["content-disposition"])
  end)

  -- facts 6.1.11, 6.2.7, 8.3.2
  it("answer 207 when one of several is refused", function()
    local answer = upload(server, { packages.of("Two", "1.0.0"),
      packages.of("Two", "1.0.0"), "no archive",
      packages.zip { { "x.txt", "" } } })
    assert.equal(207, answer.status)
    local statuses = {}
    for i, row in ipairs(answer.json.value) do statuses[i] = row.Status end
    assert.same({ "Created", "Conflict", "BadRequest", "BadRequest" },
      statuses)
    assert.truthy(answer.json.value[2].Body:find('"errorCode":1004', 1, true))
  end)

  -- facts 8.3.1
  it("are listed by their newest version, and have all of them", function()
    upload(server, { packages.of("Many", "1.9.0"),
      packages.of("Many", "1.10.0"), packages.of("Many", "1.10.0-beta") })
    local list = server:column("Version", "Processes",
      { filter = "Id eq 'Many'" })
    assert.same({ "1.10.0" }, list)
    local versions = server:get("/odata/Processes" .. NS
      .. "GetProcessVersions(processId='Many')").json.value
    assert.equal(3, #versions)
    assert.equal(204, server:call("DELETE",
      "/odata/Processes('Many%3A1.10.0')").status)
    assert.same({ "1.10.0-beta" }, server:column("Version", "Processes",
      { filter = "Id eq 'Many'" }))
  end)

  it("are refused without a file or a form", function()
    assert.equal(400, upload(server, {}).status)
    assert.equal(400, server:call("POST", "/odata/Processes" .. NS
      .. "UploadPackage", { body = "x" }).status)
  end)

  -- facts 8.3.2
  it("have a feed of their own for libraries, which says 207", function()
    local answer = upload(server, { packages.of("Lib", "2.0.0") }, "Libraries")
    assert.equal(207, answer.status)
    assert.same({ "2.0.0" }, server:column("Version", "Libraries"))
    assert.equal(200, server:get("/odata/Libraries" .. NS
      .. "DownloadPackage(key='Lib%3A2.0.0')").status)
    assert.equal(404, server:get("/odata/Processes" .. NS
      .. "DownloadPackage(key='Lib%3A2.0.0')").status)
  end)
end)

describe("a process (facts 8.3)", function()
  local server, release

  setup(function()
    server = tenant.start()
    upload(server, { packages.of("P", "1.0.0"), packages.of("P", "1.1.0"),
      packages.of("P", "2.0.0") })
    release = server:call("POST", "/odata/Releases", { folder = FOLDER,
      json = { Name = "P", ProcessKey = "P", ProcessVersion = "1.0.0" } })
      .json
  end)
  teardown(function() server:stop() end)

  local function act(name, json, by_key)
    local path = by_key
      and ("/odata/Releases%s%sByKey(identifier=%s)"):format(NS, name,
        release.Key)
      or ("/odata/Releases(%d)%s%s"):format(release.Id, NS, name)
    return server:call("POST", path, { folder = FOLDER, json = json })
  end

  local function now()
    return server:get(("/odata/Releases(%d)"):format(release.Id),
      { folder = FOLDER }).json.ProcessVersion
  end

  it("has a key of its own, by which it is started", function()
    assert.truthy(release.Key:match "^%x+%-%x+%-%x+%-%x+%-%x+$")
    assert.equal("Process", release.ProcessType)
    assert.is_false(release.IsLatestVersion)
  end)

  -- facts 8.3.4
  it("goes to a version, to the newest, and back again", function()
    local answer = act("UpdateToSpecificPackageVersion",
      { packageVersion = "1.1.0" })
    assert.equal(200, answer.status, answer.body)
    assert.equal(release.Id, answer.json.value)
    assert.equal("1.1.0", now())
    assert.equal(release.Key,
      act("UpdateToLatestPackageVersion", nil, true).json.value)
    assert.equal("2.0.0", now())
    act "RollbackToPreviousReleaseVersion"
    assert.equal("1.1.0", now())
    act("RollbackToPreviousReleaseVersion", nil, true)
    assert.equal("1.0.0", now())
    assert.equal(409, act("RollbackToPreviousReleaseVersion").status)
    assert.equal(404, act("UpdateToSpecificPackageVersion",
      { packageVersion = "9.9.9" }).status)
  end)

  it("is brought to the newest version with others", function()
    local answer = server:call("POST", "/odata/Releases" .. NS
      .. "UpdateToLatestPackageVersionBulk", { folder = FOLDER,
        json = { releaseIds = { release.Id, 99999 } } })
    assert.equal(200, answer.status, answer.body)
    assert.same({ 99999 }, answer.json.FailedItems)
    assert.equal("2.0.0", now())
  end)

  it("keeps the version it uses from being deleted", function()
    assert.equal(409, server:call("DELETE", "/odata/Processes('P%3A"
      .. now() .. "')").status)
  end)
end)

describe("a folder with a feed of its own (facts 8.3.3)", function()
  local server, folder, below, feed, query

  local function made(path, fields, home)
    local answer = server:call("POST", path, { json = fields, folder = home })
    assert.equal(201, answer.status, answer.body)
    return answer.json
  end

  local function feed_of(id)
    return server:get("/api/PackageFeeds/GetFolderFeed?folderId=" .. id).body
  end

  local function versions(options)
    local list = {}
    for i, row in ipairs(server:get("/odata/Processes" .. NS
      .. "GetProcessVersions(processId='F')" .. (options or "")).json.value) do
      list[i] = row.Version
    end
    return list
  end

  setup(function()
    server = tenant.start()
    folder = made("/odata/Folders", { DisplayName = "Own",
      FeedType = "FolderHierarchy" }).Id
    below = made("/odata/Folders", { DisplayName = "Below",
      ParentId = folder }).Id
    feed = feed_of(folder):match '^"(%x+%-%x+%-%x+%-%x+%-%x+)"$'
    query = "?feedId=" .. feed
    assert.equal(200, upload(server, { packages.of("F", "1.0.0") }).status)
    assert.equal(200, upload(server, { packages.of("F", "1.0.0"),
      packages.of("F", "2.0.0") }, nil, query).status)
  end)
  teardown(function() server:stop() end)

  it("shares it with the folders below, and no other has it", function()
    assert.equal(feed_of(folder), feed_of(below))
    assert.equal("null", feed_of(FOLDER))
    assert.equal(404, server:get
      "/api/PackageFeeds/GetFolderFeed?folderId=77777".status)
  end)

  it("has its own packages, whatever the tenant's feed has", function()
    assert.same({ "1.0.0" }, versions())
    assert.same({ "1.0.0", "2.0.0" }, versions(query))
    assert.equal("2.0.0", server:get("/odata/Processes" .. query).json
      .value[1].Version)
  end)

  it("gives and takes what feedId names", function()
    local path = "/odata/Processes" .. NS .. "DownloadPackage(key='F%3A2.0.0')"
    assert.equal(200, server:get(path .. query).status)
    assert.equal(404, server:get(path).status)
    assert.equal("Conflict", upload(server, { packages.of("F", "2.0.0") }, nil,
      query).json.value[1].Status)
  end)

  it("makes its processes of its own packages", function()
    local release = made("/odata/Releases", { Name = "F", ProcessKey = "F",
      ProcessVersion = "1.0.0" }, below)
    assert.equal(feed, release.FeedId)
    assert.is_false(release.IsLatestVersion)
    local other = made("/odata/Releases", { Name = "F", ProcessKey = "F",
      ProcessVersion = "1.0.0" }, FOLDER)
    assert.is_true(other.IsLatestVersion)
    assert.equal(200, server:call("POST", ("/odata/Releases(%d)%s"
      .. "UpdateToLatestPackageVersion"):format(release.Id, NS),
      { folder = below }).status)
    assert.equal("2.0.0", server:get(("/odata/Releases(%d)"):format(
      release.Id), { folder = below }).json.ProcessVersion)
    assert.equal(409, server:call("DELETE",
      "/odata/Processes('F%3A2.0.0')" .. query).status)
    assert.equal(204, server:call("DELETE",
      "/odata/Processes('F%3A1.0.0')" .. query).status)
    assert.same({ "2.0.0" }, versions(query))
    assert.same({ "1.0.0" }, versions())
  end)

  it("is there no more when its folder is gone, nor is any other", function()
    for _, id in ipairs { below, folder } do
      assert.equal(204, server:call("DELETE", ("/odata/Folders(%d)"):format(
        id)).status)
    end
    for _, unknown in ipairs { query,
      "?feedId=11111111-2222-4333-8444-555555555555" } do
      local answer = server:get("/odata/Processes" .. unknown)
      assert.equal(404, answer.status)
      assert.equal(1002, answer.json.errorCode)
    end
    assert.equal(0, #server.handle:sql
      "SELECT 1 FROM _packages WHERE feed <> ''")
  end)
end)

describe("what packages are read with", function()
  it("takes a form apart at its boundary, whatever is inside", function()
    local body = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
      .. "1\r\n-x\0\r\n--x\r\n\r\nbare\r\n--x--"
    local parts = multipart.parts('multipart/form-data; boundary="x"', body)
    assert.equal(2, #parts)
    assert.equal("a", parts[1].name)
    assert.equal("1\r\n-x\0", parts[1].content)
    assert.equal("bare", parts[2].content)
    for cut = 1, #body - 1 do
      assert.is_nil(multipart.parts("multipart/form-data; boundary=x",
        body:sub(1, cut)))
    end
    assert.is_nil(multipart.parts("text/plain", body))
  end)

  it("survives archives that are cut or changed", function()
    local content = packages.of("Bot", "1.0.0")
    for cut = 0, #content - 1 do
      assert.is_nil((sandbox_core.zip_file(content:sub(1, cut), ".nuspec")))
    end
    for at = 1, #content do
      local changed = content:sub(1, at - 1)
        .. string.char(content:byte(at) ~ 0xFF) .. content:sub(at + 1)
      local text, message = sandbox_core.zip_file(changed, ".nuspec")
      assert.truthy(text or message)
    end
    assert.is_nil((sandbox_core.zip_file(packages.zip { { "a.nuspec",
      ("x"):rep((1 << 20) + 1) } }, ".nuspec")))
  end)

  it("orders versions by number, and prereleases first", function()
    assert.is_true(version.less("1.9.0", "1.10.0"))
    assert.is_true(version.less("1.0.0-beta", "1.0.0"))
    assert.is_false(version.less("1.0.0", "1.0.0-beta"))
    assert.is_false(version.less("1.0", "1.0.0"))
    for _, text in ipairs { "", "1..2", "a", "1.2.3.4.5", "1.0-", "1.0 " } do
      assert.is_nil(version.parse(text))
    end
  end)
end)
