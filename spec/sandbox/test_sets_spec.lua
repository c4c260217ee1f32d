-- Test sets, run by the robots in scaled time (facts 8.12, 6.2).

local eventually = require "support.eventually"
local furnish = require "sandbox.furnish"
local tenant = require "sandbox.tenant"

local FOLDER = furnish.FOLDER
local API = "/api/TestAutomation/"

local UNIQUE = { "0c000000-0000-4000-a000-000000000001",
  "0c000000-0000-4000-a000-000000000002" }

local function call(server, method, path, body)
  return server:call(method, path, { folder = FOLDER, json = body })
end

local function furnished(options)
  local server = tenant.start(options)
  furnish.fill(server, 2)
  for i, id in ipairs(UNIQUE) do
    server:insert("TestCaseDefinitions", { Id = i, Name = "case " .. i,
      PackageIdentifier = "Bot", UniqueId = id, LatestVersion = "1.0.0" })
  end
  return server
end

local function new_set(server, name)
  local answer = call(server, "POST", "/odata/TestSets", { Name = name,
    TestCases = {
      { DefinitionId = 1, ReleaseId = 1, VersionNumber = "1.0.0" },
      { DefinitionId = 2, ReleaseId = 1, VersionNumber = "1.0.0" } } })
  assert.equal(201, answer.status, answer.body)
  assert.equal(2, answer.json.TestCaseCount)
  return answer.json.Id
end

local function execution(server, id)
  return server:get(("/odata/TestSetExecutions(%d)"):format(id),
    { folder = FOLDER }).json
end

local function cases(server, id)
  return server:list("TestCaseExecutions", { orderby = "Id",
    filter = "TestSetExecutionId eq " .. id, expand = "TestCaseAssertions" },
    { folder = FOLDER }).json.value
end

local function reaches(server, id, status)
  assert.truthy(eventually(function()
    return execution(server, id).Status == status
  end), "the execution is not " .. status)
end

describe("test sets (facts 8.12)", function()
  local server

  setup(function()
    server = furnished { seed = "empty", speed = 200 }
  end)
  teardown(function() server:stop() end)

  local function start(set)
    local answer = call(server, "POST", ("%sStartTestSetExecution?testSetId=%d"
      .. "&triggerType=ExternalTool"):format(API, set))
    assert.equal(200, answer.status, answer.body)
    return tonumber(answer.body)
  end

  -- facts 3.14, 8.12.1
  it("are run, and leave their files", function()
    local id = start(new_set(server, "all"))
    assert.equal("ExternalTool", execution(server, id).TriggerType)
    reaches(server, id, "Passed")
    assert.string(execution(server, id).EndTime)
    local list = cases(server, id)
    assert.equal(2, #list)
    assert.equal("Passed", list[1].Status)
    local whole = server:get(("/odata/TestSetExecutions(%d)"
      .. "?$expand=TestCaseExecutions($select=Id,Status)"):format(id),
      { folder = FOLDER }).json
    assert.same({ { Id = list[1].Id, Status = "Passed" },
      { Id = list[2].Id, Status = "Passed" } }, whole.TestCaseExecutions)
    assert.equal("Successful", server:get(("/odata/Jobs(%d)"):format(
      list[1].JobId)).json.State)
    local assertion = list[1].TestCaseAssertions[1]
    assert.is_true(assertion.Succeeded)
    local picture = call(server, "GET", API .. "GetAssertionScreenshot?"
      .. "testCaseAssertionId=" .. math.tointeger(assertion.Id))
    assert.matches("^\137PNG", picture.body)
    local files = call(server, "POST", API .. "GetTestCaseExecutionAttachments",
      { testCaseExecutionId = list[1].Id }).json
    assert.equal("execution.log", files[1].FileName)
    local path = ("%sGetTestCaseExecutionAttachment?"
      .. "testCaseExecutionAttachmentId=%d&organizationUnitId=%d"):format(API,
      files[1].Id, FOLDER)
    local content = server:get(path)
    assert.equal(200, content.status)
    assert.truthy(content.body:find("Bot execution ended", 1, true))
    local of_set = call(server, "POST", API
      .. "GetTestSetExecutionAttachments", { testSetExecutionId = id }).json
    assert.equal("Passed\n", call(server, "GET", API
      .. "GetTestSetExecutionAttachment?testSetExecutionAttachmentId="
      .. math.tointeger(of_set[1].Id)).body)
  end)

  it("take options, fail with a case, and run a case again", function()
    local set = new_set(server, "with options")
    local batch = "0d000000-0000-4000-a000-00000000000d"
    local path = ("%sStartTestSetExecutionWithOptions?testSetId=%d"):format(
      API, set)
    local options = { batchExecutionKey = batch, triggerType = "TestManager",
      executeOnlySpecifiedTestCases = true, testCases = { {
        uniqueId = UNIQUE[2], inputArgumentsVariations = {
          { sandbox_seconds = 1, sandbox_fault = "not equal" } } } } }
    local answer = call(server, "POST", path, options)
    assert.equal(200, answer.status, answer.body)
    assert.equal(409, call(server, "POST", path, options).status)
    local id = tonumber(answer.body)
    reaches(server, id, "Failed")
    assert.equal(batch, execution(server, id).BatchExecutionKey)
    local list = cases(server, id)
    assert.equal(1, #list)
    assert.equal("not equal", list[1].TestCaseAssertions[1].Message)
    local again = call(server, "POST", API .. "ReexecuteTestCases",
      { testCaseExecutions = { { testCaseExecutionId = list[1].Id,
        inputArguments = { sandbox_seconds = 1 } } } })
    assert.equal(200, again.status, again.body)
    assert.equal(2, again.json[1].RunId)
    reaches(server, id, "Passed")
    assert.equal(2, #cases(server, id))
  end)

  it("are made for a version of a process", function()
    local made = call(server, "POST", API .. "CreateTestSetForReleaseVersion",
      { releaseId = 1, versionNumber = "1.0.0",
        testCaseUniqueIds = { UNIQUE[1] } })
    assert.equal(201, made.status, made.body)
    local row = server:get(("/odata/TestSets(%d)"):format(tonumber(made.body)),
      { folder = FOLDER }).json
    assert.equal(1, row.TestCaseCount)
    assert.equal("ExternalTool", row.SourceType)
    local none = call(server, "POST", API .. "CreateTestSetForReleaseVersion",
      { releaseId = 1, versionNumber = "1.0.0",
        testCaseUniqueIds = { furnish.KEY } })
    assert.equal(400, none.status)
    assert.equal(3204, none.json.errorCode)
  end)

  it("find their processes and packages", function()
    local found = server:get(API .. "GetReleasesForPackageVersion?"
      .. "packageIdentifier=bot&version=1.0.0").json
    assert.equal(1, #found)
    assert.equal(FOLDER, found[1].organizationUnitId)
    local info = server:get(API .. "GetPackageInfoByTestCaseUniqueId?"
      .. "testCaseUniqueId=" .. UNIQUE[1]).json
    assert.equal("Bot", info.packageIdentifier)
    assert.equal("1.0.0", info.latestVersion)
  end)

  -- facts 6.2.24; peers 28
  it("are refused when they are empty (facts 6.2)", function()
    local answer = server:call("POST", "/odata/TestSets", { folder = FOLDER,
      body = '{"Name":"none","TestCases":[]}',
      headers = { ["Content-Type"] = "application/json" } })
    assert.equal(400, answer.status)
    assert.equal(3204, answer.json.errorCode)
    local bare = call(server, "POST", "/odata/TestSets", { Name = "bare" })
      .json.Id
    assert.equal(400, call(server, "POST", API
      .. "StartTestSetExecution?testSetId=" .. math.tointeger(bare)).status)
    assert.equal(404, call(server, "POST", API
      .. "StartTestSetExecution?testSetId=99999").status)
  end)
end)

describe("test sets that wait (facts 8.12)", function()
  local server

  setup(function() server = furnished { seed = "empty", robots = false } end)
  teardown(function() server:stop() end)

  it("are cancelled, as a whole or by case", function()
    local set = new_set(server, "waiting")
    local id = tonumber(call(server, "POST", API
      .. "StartTestSetExecution?testSetId=" .. math.tointeger(set)).body)
    assert.equal("Pending", execution(server, id).Status)
    local list = cases(server, id)
    assert.equal(202, call(server, "POST", API
      .. "CancelTestCaseExecution?testCaseExecutionId="
      .. math.tointeger(list[1].Id)).status)
    assert.equal("Cancelled", cases(server, id)[1].Status)
    assert.equal("Pending", cases(server, id)[2].Status)
    assert.equal(202, call(server, "POST", API
      .. "CancelTestSetExecution?testSetExecutionId="
      .. math.tointeger(id)).status)
    assert.equal("Cancelled", execution(server, id).Status)
    assert.equal("Stopped", server:get(("/odata/Jobs(%d)"):format(
      list[2].JobId)).json.State)
  end)
end)
