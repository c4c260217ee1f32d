local demo = require "support.demo"
local files = require "support.files"
local operation = require "orchestrator.operation"
local catalogue = require "orchestrator.catalogue"
local orchestrator = require "orchestrator"

local NS = "UiPath.Server.Configuration.OData."

describe("operation", function()
  local server, tenant
  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options "client_secret")
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function refused(fn, ...)
    local ok, err = pcall(fn, ...)
    assert.is_false(ok)
    assert.equal("argument", err.kind)
    assert.equal(0, #demo.requests(server))
    return tostring(err)
  end

  -- What would go out.
  local function prepared(id, args)
    local op, _, api = catalogue:operation(id)
    local spec = operation.prepare(tenant, op, api, args)
    return spec.method .. " " .. spec.url:gsub("^.-/orchestrator_", ""),
      spec.body, spec
  end

  it("is a method of its set by its API name, the key first", function()
    assert.is_function(tenant.Jobs.StartJobs)
    assert.is_function(tenant.QueueDefinitions.GetQueuesAcrossFolders)
    assert.equal(tenant.Jobs.StartJobs, tenant.Jobs.StartJobs)
    local folder = tenant.Folders:GetById(1002)
    assert.equal("Shared/Finance", folder.FullyQualifiedName)
    assert.equal(1002, tenant.Folders:GetById{ key = 1002 }.Id)
    assert.same({ "GET /odata/Folders(1002)", "GET /odata/Folders(1002)" },
      demo.lines(server))
  end)

  it("puts a key, query parameters and fields into their places", function()
    server:fault { path = "MoveFolder", status = 204, body = "" }
    assert.is_true(tenant.Folders:MoveFolder(5, { targetParentId = 3 }))
    server:fault { path = "StopJob", status = 200, body = "" }
    assert.is_true(tenant:folder(1002).Jobs:StopJob(5, { strategy = "Kill" }))
    local requests = demo.requests(server)
    assert.equal("PUT", requests[1].method)
    assert.matches("/odata/Folders%(5%)/" .. NS .. "MoveFolder$",
      requests[1].path)
    assert.equal("targetParentId=3", requests[1].query)
    assert.matches("/odata/Jobs%(5%)/" .. NS .. "StopJob$", requests[2].path)
    assert.same({ strategy = "Kill" }, requests[2].json)
    assert.equal("1002",
      requests[2].headers["x-uipath-organizationunitid"])
  end)

  it("sends a body as `body` or by its fields", function()
    local line, text = prepared("Jobs_StartJobs",
      { body = { startInfo = { JobsCount = 1 } } })
    assert.equal("POST /odata/Jobs/" .. NS .. "StartJobs", line)
    assert.equal('{"startInfo":{"JobsCount":1}}', text)
    local _, same = prepared("Jobs_StartJobs",
      { startInfo = { JobsCount = 1 } })
    assert.equal(text, same)
  end)

  it("knows both namespaces and functions with arguments", function()
    assert.equal("POST /odata/Queues(7)/UiPathODataSvc.SetTransactionResult",
      (prepared("Queues_SetTransactionResultById",
        { key = 7, transactionResult = { IsSuccessful = true } })))
    assert.equal("POST /odata/Releases/" .. NS
      .. "UpdateToLatestPackageVersionByKey(identifier="
      .. "8f3c0000-1111-2222-3333-444455556666)",
      (prepared("Releases_UpdateToLatestPackageVersionByKeyByIdentifier",
        { identifier = "8f3c0000-1111-2222-3333-444455556666" })))
  end)

  it("writes options with their $ and other parameters without", function()
    assert.equal("POST /odata/Jobs/" .. NS
      .. "Export?$filter=State%20eq%20'Faulted'",
      (prepared("Jobs_Export", { filter = "State eq 'Faulted'" })))
    assert.equal("GET /odata/Jobs?$top=5&mandatoryPermissions=a"
      .. "&mandatoryPermissions=b", (prepared("Jobs_Get", { top = 5,
      mandatoryPermissions = { "a", "b" } })))
    assert.equal("GET /api/Stats/GetLicenseStats?days=7",
      (prepared("Stats_GetLicenseStats", { days = 7 })))
  end)

  it("takes a filter as a table of conditions", function()
    assert.equal("GET /odata/Jobs?$filter=Id%20gt%205",
      (prepared("Jobs_Get", { filter = { Id = { gt = 5 } } })))
  end)

  it("writes a DELETE's body", function()
    local line, text = prepared("TestDataQueueActions_DeleteItems",
      { body = { 1, 2 } })
    assert.equal("DELETE /api/TestDataQueueActions/DeleteItems", line)
    assert.equal("[1,2]", text)
    local _, empty = prepared("TestDataQueueActions_DeleteItems",
      { body = {} })
    assert.equal("[]", empty)
  end)

  it("writes other headers by their name", function()
    local _, _, spec = prepared("AuditLogs_Get",
      { ["x-UIPATH-AuditedService"] = "Orchestrator" })
    assert.matches("x-UIPATH-AuditedService: Orchestrator",
      table.concat(spec.headers, "\n"), 1, true)
    assert.is_false(pcall(prepared, "AuditLogs_Get",
      { ["x-UIPATH-AuditedService"] = "a\r\nb" }))
  end)

  it("lists what the server gives page by page to its end", function()
    local function page(body)
      server:fault { path = "FindAllAcrossFolders", body = body,
        content_type = "application/json" }
    end
    page '{"@odata.count":3,"value":[{"Id":1},{"Id":2}]}'
    page '{"@odata.count":3,"value":[{"Id":2},{"Id":3}]}' -- pages share a row
    page '{"@odata.count":3,"value":[{"Id":3}]}'
    assert.same({ { Id = 1 }, { Id = 2 }, { Id = 3 } },
      tenant.Robots:FindAllAcrossFolders())
    assert.matches("%$skip=1", demo.requests(server)[2].query)
    local list = tenant:call("Folders_Get", { top = 3 })
    assert.equal(3, #list)
    list = tenant:folder(1002):call("Jobs_Get",
      { filter = "State eq 'Faulted'", select = "State" })
    assert.is_true(#list > 0)
    for _, job in ipairs(list) do assert.equal("Faulted", job.State) end
  end)

  it("takes what a query has where the operation has options", function()
    server:fault { path = "Export", status = 200, body = '{"Id":5}',
      content_type = "application/json" }
    local export = tenant.Jobs:filter{ State = "Faulted" }:Export()
    assert.equal(5, export.Id)
    assert.same({ "POST /odata/Jobs/" .. NS .. "Export?$filter=State%20eq%20"
      .. "'Faulted'" }, demo.lines(server))
    server:reset()
    local jobs = tenant.Jobs:filter{ State = "Faulted" }
    assert.matches("takes no filter", refused(jobs.StopJob, jobs, 5))
  end)

  it("unwraps lists and scalars, and leaves single entities", function()
    server:fault { path = "StartJobs", status = 201,
      body = '{"value":[{"Id":1}]}', content_type = "application/json" }
    assert.same({ { Id = 1 } },
      tenant:folder(1002).Jobs:StartJobs { startInfo = {} })
    server:fault { path = "GetTotalCount", status = 200,
      body = '{"value":7}', content_type = "application/json" }
    assert.equal(7, tenant:folder(1002).RobotLogs:GetTotalCount())
    server:fault { path = "StartTestSetExecution", status = 200, body = "12",
      content_type = "application/json" }
    assert.equal(12, tenant.TestAutomation:StartTestSetExecution{
      testSetId = 1 })
    server:fault { path = "GetFolderFeed", status = 200, body = "null",
      content_type = "application/json" }
    assert.is_nil(tenant.PackageFeeds:GetFolderFeed{ folderId = 1 })
  end)

  it("gives the bytes of an octet-stream", function()
    server:fault { path = "DownloadPackage", body = "PK\3\4",
      content_type = "application/octet-stream" }
    assert.equal("PK\3\4", tenant.Processes:DownloadPackage "A:1.0")
    assert.equal("*/*", demo.requests(server)[1].headers.accept)
  end)

  it("refuses unknown arguments with the nearest known", function()
    assert.matches('did you mean "targetParentId"', refused(
      tenant.Folders.MoveFolder, tenant.Folders, 5, { targetParntId = 3 }), 1,
      true)
    assert.matches('did you mean "startInfo"', refused(
      tenant.Jobs.StartJobs, tenant.Jobs, { startinfo = {} }), 1, true)
    refused(tenant.Settings.GetLicense, tenant.Settings, { nonsense = 1 })
  end)

  it("sends unknown arguments where check is off", function()
    local loose = orchestrator.connect(server:options("client_secret",
      { check = false }))
    local op = catalogue:operation "Folders_MoveFolderByFolderid"
    assert.matches("%?newer=1$", operation.prepare(loose, op, "orchestrator",
      { folderId = 5, newer = 1 }).url)
  end)

  it("refuses missing keys, too many, and both ways of a body", function()
    assert.matches("key is missing", refused(tenant.Jobs.StopJob,
      tenant.Jobs, { strategy = "Kill" }))
    refused(tenant.Jobs.GetById, tenant.Jobs, nil)
    assert.matches("one too many", refused(tenant.Jobs.GetById,
      tenant.Jobs, 5, 6))
    refused(tenant.Settings.GetLicense, tenant.Settings, 5)
    assert.matches("not both", refused(tenant.Jobs.StartJobs, tenant.Jobs,
      { body = {}, startInfo = {} }))
  end)

  it("refuses unknown operations with the nearest", function()
    assert.matches('did you mean "Jobs_StartJobs"',
      refused(tenant.call, tenant, "Jobs_StartJob", {}), 1, true)
    assert.matches('did you mean "StartJobs"', refused(function()
      return tenant.Jobs:StartJbs {}
    end), 1, true)
    refused(tenant.call, tenant, nil)
    refused(tenant.call, tenant, "Jobs_StartJobs", 5)
  end)

  it("sends a file as multipart", function()
    local dir = files.temp_dir()
    finally(function() files.remove(dir) end)
    files.write(dir .. "/A.1.0.0.nupkg", "PK\3\4 bytes")
    server:fault { path = "UploadPackage", status = 200,
      content_type = "application/json",
      body = '{"value":[{"Key":"A:1.0.0","Status":"Created"}]}' }
    local answer = tenant.Processes:UploadPackage{
      file = dir .. "/A.1.0.0.nupkg" }
    assert.equal("Created", answer[1].Status)
    local sent = demo.requests(server)[1]
    assert.matches("^multipart/form%-data; boundary=",
      sent.headers["content-type"])
    assert.matches('name="file"; filename="A.1.0.0.nupkg"', sent.body, 1,
      true)
    assert.matches("PK\3\4 bytes\r\n--", sent.body, 1, true)
    server:fault { path = "UploadPackage", status = 207,
      content_type = "application/json", body =
      '{"value":[{"Key":"A:1.0.0","Status":"Conflict","Body":"exists"}]}' }
    local ok, err = pcall(tenant.Processes.UploadPackage, tenant.Processes,
      { file = dir .. "/A.1.0.0.nupkg" })
    assert.is_false(ok)
    assert.equal("partial", err.kind)
    assert.matches("exists", err.message)
    ok, err = pcall(tenant.call, tenant, "Processes_UploadPackage",
      { file = dir .. "/none.nupkg" })
    assert.is_false(ok)
    assert.equal("argument", err.kind)
  end)

  it("sends texts beside a file, and without one", function()
    server:fault { path = "BusinessRules", times = 2, status = 200, body = "" }
    local dir = files.temp_dir()
    finally(function() files.remove(dir) end)
    files.write(dir .. "/r.dmn", "<dmn/>")
    local rules = tenant:folder(1002).BusinessRules
    rules:Post{ businessRule = '{"Name":"R"}', file = dir .. "/r.dmn" }
    rules:PutById("8f3c0000-1111-2222-3333-444455556666",
      { businessRule = '{"Name":"S"}' })
    local sent = demo.requests(server)
    assert.matches('name="businessRule"\r\n\r\n{"Name":"R"}\r\n--',
      sent[1].body, 1, true)
    assert.matches("<dmn/>\r\n--", sent[1].body, 1, true)
    assert.matches('{"Name":"S"}\r\n--', sent[2].body, 1, true)
    assert.is_false(pcall(rules.Post, rules, { businessRule = "{}" }))
  end)

  it("streams the bytes of an answer into a file or a function", function()
    local dir = files.temp_dir()
    finally(function() files.remove(dir) end)
    local function package()
      server:fault { path = "DownloadPackage", body = "PK\3\4",
        content_type = "application/octet-stream" }
    end
    package()
    assert.equal(4, tenant.Processes:DownloadPackage("A:1.0",
      { to = dir .. "/a.nupkg" }))
    assert.equal("PK\3\4", files.read(dir .. "/a.nupkg"))
    package()
    local got = ""
    tenant.Processes:DownloadPackage("A:1.0", { to = function(piece)
      got = got .. piece
    end })
    assert.equal("PK\3\4", got)
    assert.is_false(pcall(tenant.Processes.DownloadPackage, tenant.Processes,
      "A:1.0", { to = 5 }))
  end)

  it("names the scopes that a refused call needs", function()
    local narrow = orchestrator.connect(server:options("client_secret",
      { scope = "OR.Jobs.Read" }))
    local ok, err = pcall(narrow.Settings.GetLicense, narrow.Settings)
    assert.is_false(ok)
    assert.equal("forbidden", err.kind)
    assert.matches("OR.Settings.Read", tostring(err), 1, true)
  end)
end)
