-- What a valid request of the flows' operations needs beyond its declaration:
-- rows that are there, in the state the operation is for (`sql`), a `body`, a
-- `query`, and texts of the path that stand for others (`path`).

local GUID = "11111111-2222-4333-8444-555555555555"

local ROBOT = [[INSERT OR REPLACE INTO "Robots" (Id, "Name", "Enabled",
  _folder) VALUES (77, 'r', 1, 1001)]]
local MACHINE = [[INSERT OR REPLACE INTO "Machines" (Id, "Name", "Key",
  "UnattendedSlots") VALUES (77, 'm', 'fixture-key', 3)]]
local EXPORT = [[INSERT OR REPLACE INTO _exports VALUES (77, 'x.csv', 'Jobs',
  strftime('%s', 'now') - 60, 1)]]
local MEMBER = "INSERT OR IGNORE INTO _folder_users VALUES (77, 1, 3)"
local FOLDER = [[INSERT OR IGNORE INTO "Folders" (Id, "DisplayName",
  "FullyQualifiedName") VALUES (77, 'f77', 'f77')]]
local INBOX = [[INSERT OR REPLACE INTO "JobTriggers" (Id, "JobId",
  "TriggerType", "ItemKey", _folder) VALUES (77, 77, 'Inbox',
  '11111111-2222-4333-8444-555555555555', 1001)]]
local WAIT = "INSERT OR REPLACE INTO _job_waits VALUES (77, %s, '', '')"
local TRIGGER = [[UPDATE "ProcessSchedules" SET "Enabled" = 1,
  "ReleaseId" = 77 WHERE Id = 77]]
local RELEASE = [[UPDATE "Releases" SET "ProcessKey" = 'Pack',
  "ProcessVersion" = '1.0.0' WHERE Id = 77]]
local HAS_RELEASE = [[INSERT OR IGNORE INTO "Releases" (Id, "Key", "Name",
  _folder) VALUES (77, '51111111-2222-4333-8444-555555555555', 'of tests',
  1001)]]
local DEFINITION = [[INSERT OR REPLACE INTO "TestCaseDefinitions" (Id,
  "PackageIdentifier", "UniqueId") VALUES (77, 'Pack',
  '11111111-2222-4333-8444-555555555555')]]
local SET = [[INSERT OR REPLACE INTO "TestSets" (Id, "Name", "TestCases",
  _folder) VALUES (77, 'fixture-Name', '[{"Id":1,"DefinitionId":77,' ||
  '"ReleaseId":77,"VersionNumber":"1.0.0"}]', 1001)]]
local SET_EXECUTION = [[INSERT OR IGNORE INTO "TestSetExecutions" (Id, _folder)
  VALUES (77, 1001)]]
local CASE_EXECUTION = [[INSERT OR REPLACE INTO "TestCaseExecutions" (Id,
  "TestSetExecutionId", "TestCaseId", "RunId", "JobId", _folder) VALUES (77,
  77, 1, 1, 77, 1001)]]
local JOB = [[INSERT OR IGNORE INTO "Jobs" (Id, _folder) VALUES (77, 1001)]]
local JOB_RUNS = [[UPDATE "Jobs" SET _Release = 77 WHERE Id = 77]]
local FILE = [[INSERT OR REPLACE INTO _test_files (id, kind, owner, name, mime,
  tags, content, created) VALUES (77, '%s', 77, 'f.txt', 'text/plain', '[]',
  'x', '2026-11-01T00:00:00.0000000Z')]]

local case = { SET_EXECUTION, JOB, CASE_EXECUTION }
local start = { sql = { ROBOT, MACHINE, HAS_RELEASE, DEFINITION, SET },
  query = "testSetId=77" }

local function download(kind, parameter)
  return { sql = { FILE:format(kind) }, query = parameter .. "=77" }
end

return {
  Exports_GetById = { sql = { EXPORT } },
  Exports_GetDownloadLinkById = { sql = { EXPORT } },
  FoldersNavigation_GetAllRolesForUser = { query = "username=admin" },
  Folders_AssignDomainUser = { body =
    '{"assignment":{"UserName":"kim","RolesPerFolder":[]}}' },
  Folders_GetAllRolesForUserByUsernameAndSkipAndTake = {
    path = { "fixture%-username", "admin" } },
  Folders_RemoveUserFromFolderById = { sql = { FOLDER, MEMBER },
    body = '{"userId":1}' },
  Folders_RemoveUserFromFolderByKey = { sql = { FOLDER, MEMBER },
    body = '{"userKey":"10000000-0000-4000-a000-000000000001"}' },
  JobTriggers_DeliverPayloadByInboxid = { sql = { INBOX,
    WAIT:format "NULL" } },
  JobTriggers_GetPayloadByInboxid = { sql = { INBOX, WAIT:format "'{}'" } },
  LicensesRuntime_ToggleEnabledByKey = { sql = { MACHINE },
    path = { "fixture%-[kK]ey", "fixture-key" },
    body = '{"key":"fixture-key","robotType":"Unattended","enabled":false}' },
  Licensing_Acquire = { sql = { "DELETE FROM _consumption" },
    body = '{"reference":"r","type":"t","count":1}' },
  Licensing_Release = { body = '{"reference":"r"}', sql = {
    "INSERT OR REPLACE INTO _consumption VALUES ('r', 't', 1)" } },
  ProcessSchedules_ActivateById = { sql = { ROBOT, MACHINE, HAS_RELEASE,
    TRIGGER } },
  TestAutomation_CancelTestCaseExecution = { sql = case,
    query = "testCaseExecutionId=77" },
  TestAutomation_CancelTestSetExecution = { sql = case,
    query = "testSetExecutionId=77" },
  TestAutomation_CreateTestSetForReleaseVersion = { sql = { HAS_RELEASE,
    RELEASE, DEFINITION }, body = '{"releaseId":77,"versionNumber":"1.0.0"}' },
  TestAutomation_GetAssertionScreenshot = download("assertion",
    "testCaseAssertionId"),
  TestAutomation_GetPackageInfoByTestCaseUniqueId = { sql = { DEFINITION },
    query = "testCaseUniqueId=" .. GUID },
  TestAutomation_GetTestCaseExecutionAttachment = download("case",
    "testCaseExecutionAttachmentId"),
  TestAutomation_GetTestSetExecutionAttachment = download("set",
    "testSetExecutionAttachmentId"),
  TestAutomation_GetTestCaseExecutionAttachments = { sql = case,
    body = '{"testCaseExecutionId":77}' },
  TestAutomation_GetTestSetExecutionAttachments = { sql = case,
    body = '{"testSetExecutionId":77}' },
  TestAutomation_ReexecuteTestCases = { sql = { ROBOT, MACHINE, HAS_RELEASE,
    SET_EXECUTION, JOB, JOB_RUNS, CASE_EXECUTION },
    body = '{"testCaseExecutions":[{"testCaseExecutionId":77}]}' },
  TestAutomation_StartTestSetExecution = start,
  TestAutomation_StartTestSetExecutionWithOptions = start,
}
