-- Test sets and their executions, by request.

local body = require "orchestrator.sandbox.body"
local entities = require "orchestrator.sandbox.entities"
local json = require "orchestrator.sandbox.json"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"
local store = require "orchestrator.sandbox.flows.test_store"

local tests = {}

-- The server's error numbers follow each other from TestSetEmpty on.
local EMPTY, EMPTY_EXECUTION, BATCH_EXISTS = 3204, 3211, 3216

local function given(context)
  return body.action(context.request.body, model.type(context.op.body),
    "model")
end

local function array(list) return setmetatable(list or {}, json.array_mt) end

local function number(context, name)
  local value = context.params[name]
  return value and math.tointeger(tonumber(value))
end

---------------------------------------------------------------------------
-- Test sets

-- Numbers the cases of a set, and counts them. A list that is given and empty
-- is refused.
local function complete(values)
  if type(values.TestCases) ~= "string" then return end
  local cases = json.decode(values.TestCases)
  local packages = type(values.Packages) == "string"
    and json.decode(values.Packages) or {}
  if #cases == 0 and #packages == 0 then
    problem.fail(400, EMPTY, "Test Set is empty.")
  end
  for i, case in ipairs(cases) do
    case.Id = math.type(case.Id) == "integer" and case.Id > 0 and case.Id or i
    if case.Enabled == nil then case.Enabled = true end
  end
  values.TestCases, values.TestCaseCount = json.encode(array(cases)), #cases
end

function tests.TestSets_Post(context)
  return entities.create(context, "TestSets", function(values)
    complete(values)
    values.TestCaseCount = values.TestCaseCount or 0
    values.SourceType = values.SourceType or "User"
    if values.Enabled == nil then values.Enabled = true end
    values.IsDeleted = false
  end)
end

function tests.TestSets_PutById(context)
  return entities.replace(context, "TestSets", complete)
end

-- The definitions of a package's test cases, all or some.
local function definitions(context, package, ids)
  local wanted, list = {}, {}
  for _, id in ipairs(ids or {}) do wanted[id:lower()] = true end
  for _, row in ipairs(context.database:rows([[SELECT Id, "UniqueId"
    FROM "TestCaseDefinitions" WHERE "PackageIdentifier" = ? COLLATE NOCASE
    ORDER BY Id]], package)) do
    if not ids or #ids == 0 or wanted[row.UniqueId] then list[#list + 1] = row
    end
  end
  return list
end

---Makes a test set of all test cases, or some, of a process's package.
function tests.TestAutomation_CreateTestSetForReleaseVersion(context)
  local wanted = given(context)
  local name, package = context.database:row([[SELECT "Name", "ProcessKey"
    FROM "Releases" WHERE Id = ? AND _folder = ?]], wanted.releaseId,
    context.folder_id)
  if not name then problem.not_found "Release" end
  local cases = array()
  for i, row in ipairs(definitions(context, package,
    wanted.testCaseUniqueIds)) do
    cases[i] = json.object("Id", i, "Enabled", true, "DefinitionId", row.Id,
      "ReleaseId", wanted.releaseId, "VersionNumber", wanted.versionNumber)
  end
  if #cases == 0 then problem.fail(400, EMPTY, "Test Set is empty.") end
  local n = context.database:row 'SELECT count(*) + 1 FROM "TestSets"'
  local id = entities.insert(context.database, "TestSets", {
    Name = ("%s %s #%d"):format(name, wanted.versionNumber, n),
    SourceType = "ExternalTool", TestCases = json.encode(cases),
    TestCaseCount = #cases, Enabled = true, IsDeleted = false,
    EnableCoverage = wanted.enableCoverage == true,
    OrganizationUnitId = context.folder_id, _folder = context.folder_id })
  return respond.plain(id, 201)
end

---The processes that have a version of a package.
function tests.TestAutomation_GetReleasesForPackageVersion(context)
  local rows = context.database:objects([[SELECT json_object('releaseId', Id,
    'versionNumber', "ProcessVersion", 'organizationUnitId', _folder)
    FROM "Releases" WHERE "ProcessKey" = ?1 COLLATE NOCASE
    AND (?2 IS NULL OR "ProcessVersion" = ?2)
    AND (?3 IS NULL OR _folder = ?3)
    AND (?4 IS NULL OR _folder IN (SELECT value FROM json_each(?4)))
    ORDER BY Id]], context.params.packageIdentifier or "",
    context.params.version, context.folder_id, context.visible
    and "[" .. table.concat(context.visible, ",") .. "]")
  return respond.plain(json.raw("[" .. rows .. "]"))
end

---The versions of the package a test case is in.
function tests.TestAutomation_GetPackageInfoByTestCaseUniqueId(context)
  local params = context.params
  local package, latest, prerelease = context.database:row([[SELECT
    "PackageIdentifier", "LatestVersion", "LatestPrereleaseVersion"
    FROM "TestCaseDefinitions" WHERE "UniqueId" = ?1 AND (?2 IS NULL
      OR "PackageIdentifier" = ?2 COLLATE NOCASE)]],
    (params.testCaseUniqueId or ""):lower(), params.packageIdentifier)
  if not package then problem.not_found "TestCaseDefinition" end
  return respond.plain(json.object("packageIdentifier", package,
    "latestVersion", latest, "latestPrereleaseVersion", prerelease))
end

---------------------------------------------------------------------------
-- Executions

local function find_set(context)
  local key = context.params.testSetKey
  local set = context.database:rows([[SELECT * FROM "TestSets"
    WHERE (Id = ?1 OR "Key" = ?2) AND _folder = ?3]],
    number(context, "testSetId"), key and key:lower(), context.folder_id)[1]
  return set or problem.not_found "TestSet"
end

local function enabled_cases(set)
  local list = {}
  for _, case in ipairs(json.decode(set.TestCases or "[]")) do
    if case.Enabled ~= false then list[#list + 1] = case end
  end
  return list
end

local function start(context, set, given_options)
  if #given_options.cases == 0 then
    problem.fail(400, EMPTY_EXECUTION, "The test set has no test cases.")
  end
  return respond.plain(store.start(context.database, set, given_options))
end

local triggers = model.enum "TriggerType"

---The answer is the execution's id alone.
function tests.TestAutomation_StartTestSetExecution(context)
  local trigger = context.params.triggerType
  if trigger and not triggers.numbers[trigger] then
    problem.null_argument "triggerType"
  end
  local set = find_set(context)
  return start(context, set, { cases = enabled_cases(set), trigger = trigger })
end

-- The cases by what is asked of each; those not named run too, unless only
-- the named ones are wanted.
local function chosen(context, set, wanted)
  local by_id, list = {}, {}
  for _, option in ipairs(wanted.testCases or {}) do
    by_id[option.uniqueId:lower()] = option
  end
  for _, case in ipairs(enabled_cases(set)) do
    local option = by_id[context.database:row(
      'SELECT "UniqueId" FROM "TestCaseDefinitions" WHERE Id = ?',
      case.DefinitionId) or ""]
    local inputs = option and option.inputArgumentsVariations
    for _, input in ipairs(inputs and #inputs > 0 and inputs or { false }) do
      if option or not wanted.executeOnlySpecifiedTestCases then
        list[#list + 1] = { Id = case.Id, ReleaseId = case.ReleaseId,
          VersionNumber = case.VersionNumber,
          input = input and json.encode(input) or nil }
      end
    end
  end
  return list
end

function tests.TestAutomation_StartTestSetExecutionWithOptions(context)
  local wanted, set = given(context), find_set(context)
  local batch = wanted.batchExecutionKey and wanted.batchExecutionKey:lower()
  if batch and context.database:row(
    'SELECT 1 FROM "TestSetExecutions" WHERE "BatchExecutionKey" = ?', batch)
  then
    problem.fail(409, BATCH_EXISTS, "The batch execution key is used already.")
  end
  return start(context, set, { cases = chosen(context, set, wanted),
    trigger = wanted.triggerType, batch = batch,
    runtime = wanted.runtimeType })
end

local function cancel(context, condition, value)
  for _, case in ipairs(context.database:rows(
    'SELECT * FROM "TestCaseExecutions" WHERE ' .. condition, value)) do
    store.cancel(context.database, case, context.tenant.speed)
  end
  return respond.empty(202)
end

function tests.TestAutomation_CancelTestSetExecution(context)
  local id = number(context, "testSetExecutionId")
  entities.must_exist(context, "TestSetExecutions", id)
  return cancel(context, '"TestSetExecutionId" = ?', id)
end

function tests.TestAutomation_CancelTestCaseExecution(context)
  local id = number(context, "testCaseExecutionId")
  entities.must_exist(context, "TestCaseExecutions", id)
  return cancel(context, "Id = ?", id)
end

local function again(context, wanted, runtime)
  local id = wanted.testCaseExecutionId
  entities.must_exist(context, "TestCaseExecutions", id)
  local case = context.database:rows([[SELECT c.*, j._Release AS release,
    j."BatchExecutionKey" AS batch, (SELECT max(l."RunId")
      FROM "TestCaseExecutions" l WHERE l."TestSetExecutionId" =
      c."TestSetExecutionId" AND l."TestCaseId" = c."TestCaseId") AS run
    FROM "TestCaseExecutions" c JOIN "Jobs" j ON j.Id = c."JobId"
    WHERE c.Id = ?]], id)[1] or problem.not_found "TestCaseExecution"
  local new = store.add_case(context.database, { run = case.run + 1,
    set = case.TestSetExecutionId, case = case.TestCaseId,
    release = store.release(context.database, case.release),
    version = case.VersionNumber, batch = case.batch, runtime = runtime,
    input = wanted.inputArguments and json.encode(wanted.inputArguments)
      or case.InputArguments, order = wanted.executionOrder
      or case.ExecutionOrder, folder = case._folder })
  store.follow_set(context.database, case.TestSetExecutionId)
  return json.raw((query.one({ database = context.database }, { order = {},
    set = "TestCaseExecutions", of = model.type "TestCaseExecutionDto",
    expand = {} }, "t.Id = ?", new)))
end

---Runs cases once more, in the execution they belong to.
function tests.TestAutomation_ReexecuteTestCases(context)
  local wanted, list = given(context), array()
  for i, one in ipairs(wanted.testCaseExecutions) do
    list[i] = again(context, one, wanted.runtimeType)
  end
  return respond.plain(list)
end

---------------------------------------------------------------------------
-- Files

local function file(context, kind, parameter, noun)
  local row = context.database:rows([[SELECT name, mime, content
    FROM _test_files WHERE kind = ? AND id = ?]], kind,
    number(context, parameter))[1] or problem.not_found(noun)
  return problem.reply(200, row.content, row.mime,
    { ('Content-Disposition: attachment; filename="%s"'):format(row.name) })
end

function tests.TestAutomation_GetAssertionScreenshot(context)
  return file(context, "assertion", "testCaseAssertionId",
    "TestCaseAssertion")
end

function tests.TestAutomation_GetTestCaseExecutionAttachment(context)
  return file(context, "case", "testCaseExecutionAttachmentId",
    "TestCaseExecutionAttachment")
end

function tests.TestAutomation_GetTestSetExecutionAttachment(context)
  return file(context, "set", "testSetExecutionAttachmentId",
    "TestSetExecutionAttachment")
end

-- The files of an execution that have one of some tags.
local function files(context, kind, owner, member, tags)
  if not owner then problem.not_found(member:sub(1, -3)) end
  local rows = context.database:objects(([[SELECT json_object('Id', id, '%s',
    owner, 'FileName', name, 'MimeType', mime, 'CreationTime', created,
    'Tags', json(tags)) FROM _test_files WHERE kind = ?1 AND owner = ?2
    AND (?3 IS NULL OR EXISTS (SELECT 1 FROM json_each(?3) w JOIN
      json_each(tags) t ON t.value = w.value)) ORDER BY id]]):format(member),
    kind, owner, tags and #tags > 0 and json.encode(array(tags)) or nil)
  return respond.plain(json.raw("[" .. rows .. "]"))
end

function tests.TestAutomation_GetTestCaseExecutionAttachments(context)
  local wanted = given(context)
  local id = context.database:row([[SELECT Id FROM "TestCaseExecutions"
    WHERE (Id = ?1 OR "JobKey" = ?2) AND _folder = ?3]],
    wanted.testCaseExecutionId, wanted.jobKey and wanted.jobKey:lower(),
    context.folder_id)
  return files(context, "case", id, "TestCaseExecutionId", wanted.tags)
end

function tests.TestAutomation_GetTestSetExecutionAttachments(context)
  local wanted = given(context)
  local batch = wanted.batchExecutionKey
  local id = context.database:row([[SELECT Id FROM "TestSetExecutions"
    WHERE (Id = ?1 OR "BatchExecutionKey" = ?2) AND _folder = ?3]],
    wanted.testSetExecutionId, batch and batch:lower(), context.folder_id)
  return files(context, "set", id, "TestSetExecutionId", wanted.tags)
end

return tests
