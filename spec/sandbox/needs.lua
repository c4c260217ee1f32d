-- What a valid request of some operations needs beyond its declaration: rows
-- that are there, in the state that the operation is for, and arguments of
-- which the definition only says that they are texts or objects.

local flows = require "sandbox.needs_flows"

local needs = {}

local GUID = "11111111-2222-4333-8444-555555555555"

local ASSET = [[INSERT OR REPLACE INTO "Assets" (Id, "Name", "ValueScope",
  "ValueType", "Value", "StringValue", _folder) VALUES (77,
  'fixture-assetName', 'Global', 'Text', 'v', 'v', 1001)]]
local ROBOT = [[INSERT OR REPLACE INTO "Robots" (Id, "Name", "LicenseKey",
  "UserId", "Enabled", _folder) VALUES (77, 'r', 'robot-key', 1, 1, 1001)]]
local MACHINE = [[INSERT OR REPLACE INTO "Machines" (Id, "Name",
  "UnattendedSlots") VALUES (77, 'm', 3)]]
local HAS_MACHINE = "INSERT OR REPLACE INTO _folder_machines VALUES "
  .. "(1001, 77, 0)"
local FILE = [[INSERT OR REPLACE INTO _blobs (bucket, path, content, type,
  size, modified) VALUES (77, 'file.txt', 'x', 'text/plain', 1,
  '2026-11-01T00:00:00.0000000Z')]]
local TASK = [[UPDATE "Tasks" SET "Status" = 'Unassigned' WHERE Id = 77]]
local ITEM = [[INSERT OR REPLACE INTO "QueueItems" (Id, "Key", "Status",
  "ReviewStatus", "QueueDefinitionId", "RowVersion", _folder) VALUES (77,
  '11111111-2222-4333-8444-555555555555', '%s', 'None', 77, 'AAAAAAAAAAE=',
  1001)]]
local RETRY = [[INSERT OR REPLACE INTO "QueueItems" (Id, "Key", "Status",
  "RetryNumber", "QueueDefinitionId", _folder) VALUES (78,
  '11111111-2222-4333-8444-555555555555', 'New', 1, 77, 1001)]]
local QUEUE = [[INSERT OR REPLACE INTO "QueueDefinitions" (Id, "Name",
  "SpecificDataJsonSchema", _folder) VALUES (77, 'fixture-Name', '{}', 1001)]]
local TEST_QUEUE = [[INSERT OR REPLACE INTO "TestDataQueues" (Id, "Name",
  "ContentJsonSchema", _folder) VALUES (77, 'fixture-Name', '{}', 1001)]]
local RELEASE = [[UPDATE "Releases" SET "ProcessKey" = 'Pack',
  "ProcessVersion" = '1.0.0' WHERE Id = 77]]
local PACKAGES = [[INSERT OR REPLACE INTO "Processes" ("Key", Id, "Version",
  "IsLatestVersion") VALUES ('Pack:1.0.0', 'Pack', '1.0.0', 0),
  ('Pack:2.0.0', 'Pack', '2.0.0', 1), ('fixture-key', 'fixture', '1', 1)]]
local VERSIONS = [[UPDATE "Releases" SET "ReleaseVersions" =
  '[{"Id":1,"ReleaseId":77,"VersionNumber":"1.0.0"},' ||
  '{"Id":2,"ReleaseId":77,"VersionNumber":"1.0.0"}]' WHERE Id = 77]]
local CONTENT = [[INSERT OR REPLACE INTO _packages VALUES
  ('%s', '', 'fixture-key', 'PK')]]
local JOB = [[UPDATE "Jobs" SET "State" = '%s', "Key" =
  '11111111-2222-4333-8444-555555555555', _Release = 77 WHERE Id = 77]]

local update_version = { sql = { PACKAGES, RELEASE },
  body = '{"packageVersion":"2.0.0"}' }
local roll_back = { sql = { PACKAGES, RELEASE, VERSIONS } }
local to_latest = { sql = { PACKAGES, RELEASE } }
local assignee = { sql = { TASK }, body = '{"TaskId":77,"UserId":1}' }

local function form(name, filename, content)
  return { headers = { ["Content-Type"] = "multipart/form-data; boundary=x" },
    body = ('--x\r\nContent-Disposition: form-data; name="businessRule"'
      .. '\r\n\r\n{"Name":"%s"}\r\n--x\r\nContent-Disposition: form-data; '
      .. 'name="file"; filename="%s"\r\n\r\n%s\r\n--x--\r\n'):format(name,
      filename, content) }
end

local archive = form("p", "p.nupkg", "no archive")

local list = {
  AppTasks_SaveAndReassignAppTasks = assignee,
  GenericTasks_SaveAndReassignTask = assignee,
  TaskForms_SaveAndReassignTask = assignee,
  TaskForms_SaveTaskData = { sql = { TASK } },
  TaskNotes_CreateTaskNote = { body = '{"taskId":77,"text":"n"}' },
  Assets_GetRobotAssetByNameForRobotKey = { sql = { ASSET, ROBOT },
    body = '{"assetName":"fixture-assetName","robotKey":"robot-key"}' },
  Assets_GetRobotAssetByRobotId = { sql = { ASSET, ROBOT } },
  Assets_GetRobotAssetByRobotidAndAssetname = { sql = { ASSET, ROBOT },
    path = { "fixture%-robotId", "77" } },
  Assets_SetRobotAssetByRobotKey = { sql = { ASSET, ROBOT },
    body = '{"robotKey":"robot-key","robotAsset":{"Name":'
      .. '"fixture-assetName","ValueType":"Text","StringValue":"w"}}' },
  Buckets_DeleteFileByKey = { sql = { FILE } },
  Buckets_GetFileByKey = { sql = { FILE } },
  BusinessRules_Post = form("new rule", "r.dmn", "<r/>"),
  BusinessRules_PutById = form("changed rule", "r.dmn", "<r/>"),
  BusinessRules_GetReadUriByName = { sql = {
    [[UPDATE "BusinessRules" SET "Name" = 'fixture-name' WHERE Id = ']]
      .. GUID .. "'", "INSERT OR IGNORE INTO _rule_versions VALUES ('v', '"
      .. GUID .. "', 1, 1, '2026-11-01T00:00:00.0000000Z')" } },
  CredentialStores_GetDefaultStoreForResourceTypeByResourcetype = { sql = {
    "INSERT OR REPLACE INTO _values VALUES "
      .. "('default_store:AssetCredential', 77)" } },
  DirectoryService_GetDomainUserId = { query = "userName=admin" },
  ExecutionMedia_DownloadMediaByJobId = { sql = {
    [[UPDATE "ExecutionMedia" SET "JobId" = 77, "Name" = 'm.txt',
      "StorageLocation" = 'm']],
    "INSERT OR REPLACE INTO _blobs (bucket, path, content, type) VALUES "
      .. "(0, 'm', 'x', 'text/plain')" } },
  Folders_MoveFolderByFolderid = { path = { "&?targetParentId=%d+", "" } },
  Folders_ToggleFolderMachineInherit = { sql = { MACHINE, HAS_MACHINE },
    body = '{"FolderId":1001,"MachineId":77,"InheritEnabled":true}' },
  Folders_UpdateMachinesToFolderAssociations = { body =
    '{"associations":{"FolderId":1001}}' },
  Jobs_RestartJob = { sql = { JOB:format "Faulted", HAS_MACHINE, MACHINE,
    ROBOT } },
  Jobs_ResumeJob = { sql = { JOB:format "Suspended" },
    body = '{"jobKey":"' .. GUID .. '"}' },
  Jobs_StartJobs = { sql = { MACHINE, HAS_MACHINE, ROBOT, RELEASE,
    [[INSERT OR IGNORE INTO "Releases" (Id, "Key", "Name", _folder) VALUES
      (77, ']] .. GUID .. "', 'start', 1001)" },
    body = '{"startInfo":{"ReleaseKey":"' .. GUID .. '","Strategy":'
      .. '"ModernJobsCount","JobsCount":1}}' },
  Jobs_StopJobById = { sql = { JOB:format "Pending" } },
  Libraries_DownloadPackageByKey = { sql = { CONTENT:format "Libraries" } },
  Libraries_UploadPackage = archive,
  Logs_Post = { body = '{"message":"m","organizationUnitId":1001}' },
  PersonalWorkspaces_GetPersonalWorkspace = { sql = {
    [[UPDATE "PersonalWorkspaces" SET "OwnerId" = 1 WHERE Id = 77]] } },
  PersonalWorkspaces_StopExploringById = { sql = { [[UPDATE
    "PersonalWorkspaces" SET "ExploringUserIds" = '[1]' WHERE Id = 77]] } },
  Processes_DownloadPackageByKey = { sql = { PACKAGES,
    CONTENT:format "Processes" } },
  Processes_GetArgumentsByKey = { sql = { PACKAGES } },
  Processes_UploadPackage = archive,
  QueueDefinitions_GetJsonSchemaDefinitionByIdAndJsonschematype = {
    sql = { QUEUE }, path = { "fixture%-jsonSchemaType", "SpecificData" } },
  QueueItems_GetItemLastRetryById = { sql = { ITEM:format "Retried", RETRY } },
  QueueItems_GetItemLastRetryByKey = { sql = { ITEM:format "Retried", RETRY } },
  QueueItems_SetItemReviewStatus = { sql = { ITEM:format "Failed" },
    body = '{"status":"Verified","queueItems":[]}' },
  QueueItems_SetItemReviewer = { sql = { ITEM:format "Failed" },
    body = '{"userId":1,"queueItems":[]}' },
  QueueItems_SetTransactionProgressById = { sql = {
    ITEM:format "InProgress" }, body = '{"Progress":"half"}' },
  Queues_AddQueueItem = { sql = { QUEUE },
    body = '{"itemData":{"Name":"fixture-Name"}}' },
  Queues_BulkAddQueueItems = { sql = { QUEUE },
    body = '{"queueName":"fixture-Name","commitType":"AllOrNothing",'
      .. '"queueItems":[{"Reference":"b"}]}' },
  Queues_SetTransactionResultById = { sql = { QUEUE,
    ITEM:format "InProgress" },
    body = '{"transactionResult":{"IsSuccessful":true}}' },
  Queues_StartTransaction = { sql = { QUEUE, [[DELETE FROM "QueueItems"]] },
    body = '{"transactionData":{"Name":"fixture-Name"}}' },
  Releases_RollbackToPreviousReleaseVersionById = roll_back,
  Releases_RollbackToPreviousReleaseVersionByKeyByIdentifier = roll_back,
  Releases_UpdateToLatestPackageVersionById = to_latest,
  Releases_UpdateToLatestPackageVersionByKeyByIdentifier = to_latest,
  Releases_UpdateToSpecificPackageVersionById = update_version,
  Releases_UpdateToSpecificPackageVersionByKeyByIdentifier = update_version,
  Sessions_SetMaintenanceMode = { body = '{"sessionId":77}' },
  Settings_GetExecutionSettingsConfigurationByScope = {
    path = { "scope=%d+", "scope=1" } },
  Status_VerifyHostAvailibility = { query = "url=http://127.0.0.1:1/" },
  TaskDefinitions_CreateTaskDefinition = { body = '{"Name":"made"}' },
  TaskDefinitions_UpdateTaskDefinitionById = { body = '{"Name":"changed"}' },
  TestDataQueueActions_AddItem = { sql = { TEST_QUEUE },
    body = '{"queueName":"fixture-Name","content":{}}' },
  TestDataQueueActions_BulkAddItems = { sql = { TEST_QUEUE },
    body = '{"queueName":"fixture-Name","items":[]}' },
  TestDataQueueActions_DeleteAllItems = { sql = { TEST_QUEUE },
    query = "queueName=fixture-Name" },
  TestDataQueueActions_GetNextItem = { sql = { TEST_QUEUE },
    body = '{"queueName":"fixture-Name","setConsumed":true}' },
  TestDataQueueActions_SetAllItemsConsumed = { sql = { TEST_QUEUE },
    body = '{"queueName":"fixture-Name","isConsumed":true}' },
  Users_ChangeCulture = { body = '{"culture":"en"}' },
  Users_ChangeUserCultureById = { body = '{"culture":"en"}' },
  Users_ToggleRoleById = { body = '{"role":"Administrator","toggle":true}' },
}

---Completes a request made from the declaration alone.
---@param server table
---@param op table
---@param request table of fixtures.valid()
---@return table request
function needs.complete(server, op, request)
  local need = list[op.id] or flows[op.id]
  if not need then return request end
  for _, statement in ipairs(need.sql or {}) do server.handle:sql(statement) end
  local path = request.path
  if need.path then path = path:gsub(need.path[1], need.path[2]) end
  if need.query then -- before the rest: the first of a name counts
    local plain, rest = path:match "^([^?]*)%??(.*)$"
    path = plain .. "?" .. need.query .. (rest ~= "" and "&" .. rest or "")
  end
  return { path = path, body = need.body or request.body,
    headers = need.headers }
end

return needs
