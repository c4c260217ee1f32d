-- What the definitions do not say of an entity set: the facts of the server
-- that the generic operations go by.
--
-- folder     "needed": every call wants a folder header;
--            "cross": reading works without one, across all folders;
--            nil: the set belongs to the tenant
-- cap        rows of a page, 1,000 unless given
-- key        the property that names a row, Id unless given
-- feeds      rows lie in feeds (_feed), each of which has its own keys
-- keyless    rows have no key of their own: Id reads 0
-- usual      the property that rows are in order of when none is asked for
-- window     $skip + $top may not pass it
-- by_id      properties that a list leaves out (lower case)
-- unsortable properties refused by $orderby
-- sortable   the only properties that $orderby takes
-- counted    its list says how many there are also when $count is not given
-- loose      $filter compares texts as "contains"
-- no_or      properties that `or` in $filter does not take
-- shared     rows can be linked into further folders (table _links)
-- relations  navigation property to the set it leads to and the column that
--            holds the key (columns that start with "_" are hidden)
-- lists      navigation property to the set whose rows it shows, and their
--            column that holds this row's key
-- unique     columns that make a row unique in its folder, case aside
-- argument   the server's name for the body in "... must not be null"
-- noun       the entity's name in messages
-- masked     secrets that read back as bullets
-- indexes    columns worth an index

local robot = { set = "Robots", column = "_Robot" }
local release = { set = "Releases", column = "_Release" }

return {
  Folders = {
    noun = "Folder", argument = "folderDto", indexes = { "FullyQualifiedName" },
  },
  Machines = {
    noun = "Machine", unique = { "Name" }, argument = "machineDto",
  },
  Users = { noun = "User", unique = { "UserName" }, argument = "userDto" },
  Roles = { noun = "Role", unique = { "Name" }, argument = "roleDto" },
  Settings = { noun = "Setting", argument = "settingsDto" },
  Robots = {
    folder = "needed", noun = "Robot", unique = { "Name" },
    argument = "robotDto", masked = { Password = true },
    relations = { User = { set = "Users", column = "UserId" } },
  },
  Releases = {
    folder = "cross", noun = "Release", unique = { "Name" },
    argument = "release", counted = true,
  },
  Jobs = {
    folder = "cross", noun = "Job", indexes = { "Key" },
    by_id = { inputarguments = true, outputarguments = true },
    relations = {
      Robot = robot, Release = release,
      Machine = { set = "Machines", column = "_Machine" },
    },
  },
  QueueDefinitions = {
    folder = "cross", noun = "QueueDefinition", unique = { "Name" },
    argument = "queueDefinitionDto", shared = true,
  },
  QueueItems = {
    folder = "cross", noun = "QueueItem", cap = 100,
    unsortable = { DeferDate = true },
    indexes = { "QueueDefinitionId", "Key", "Reference" },
    relations = {
      Robot = { set = "Robots", column = "RobotId" },
      QueueDefinition = { set = "QueueDefinitions",
        column = "QueueDefinitionId" },
      ReviewerUser = { set = "Users", column = "ReviewerUserId" },
    },
  },
  RobotLogs = {
    folder = "needed", noun = "RobotLog", keyless = true, window = 10000,
    usual = "TimeStamp",
    indexes = { "TimeStamp", "JobKey" },
    no_or = { ProcessName = true, MachineKey = true },
  },
  Assets = {
    folder = "needed", noun = "Asset", unique = { "Name" },
    argument = "assetDto", loose = true, shared = true,
    masked = { CredentialPassword = true, SecretValue = true },
  },
  Alerts = { noun = "Alert" },
  ApiTriggers = {
    folder = "needed", noun = "ApiTrigger", unique = { "Name" },
    argument = "apiTrigger",
  },
  Attachments = {
    folder = "needed", noun = "Attachment", argument = "attachmentDto",
  },
  AuditLogs = { noun = "AuditLog" },
  Buckets = {
    folder = "needed", noun = "Bucket", unique = { "Name", "Identifier" },
    argument = "bucketDto", shared = true, masked = { Password = true },
  },
  BusinessRules = {
    folder = "needed", noun = "BusinessRule", unique = { "Name" },
    argument = "businessRuleDto", shared = true,
  },
  Calendars = {
    noun = "Calendar", unique = { "Name" }, argument = "calendarDto",
    sortable = { Name = true, Id = true }, by_id = { excludeddates = true },
  },
  CredentialStores = {
    noun = "CredentialStore", unique = { "Name" },
    argument = "credentialStoreDto", by_id = { type = true },
  },
  ExecutionMedia = { folder = "needed", noun = "ExecutionMedia" },
  HttpTriggers = {
    folder = "needed", noun = "HttpTrigger", unique = { "Name", "Slug" },
    argument = "httpTrigger", masked = { Secret = true },
  },
  JobTriggers = { folder = "needed", noun = "JobTrigger" },
  Libraries = { noun = "Library", key = "Key", feeds = true },
  OrganizationUnits = {
    noun = "OrganizationUnit", unique = { "DisplayName" },
    argument = "organizationUnitDto",
  },
  Permissions = { noun = "Permission" },
  PersonalWorkspaces = { noun = "PersonalWorkspace" },
  ProcessSchedules = {
    folder = "needed", noun = "ProcessSchedule", unique = { "Name" },
    argument = "processScheduleDto",
  },
  Processes = { noun = "Process", key = "Key", feeds = true },
  QueueItemComments = {
    folder = "needed", noun = "QueueItemComment",
    argument = "queueItemCommentDto", indexes = { "QueueItemId" },
  },
  QueueItemEvents = {
    folder = "needed", noun = "QueueItemEvent", indexes = { "QueueItemId" },
  },
  QueueRetention = {
    folder = "needed", noun = "QueueRetentionSetting",
    key = "QueueDefinitionId", argument = "queueRetentionSettingDto",
  },
  ReleaseRetention = {
    folder = "needed", noun = "ReleaseRetentionSetting", key = "ReleaseId",
    argument = "releaseRetentionSettingDto",
  },
  Sessions = {
    folder = "needed", noun = "Session", relations = { Robot = robot },
  },
  TaskCatalogs = {
    folder = "needed", noun = "TaskCatalog", unique = { "Name" },
    argument = "taskCatalogRequest", shared = true,
  },
  TaskDefinitions = {
    noun = "TaskDefinition", unique = { "Name" },
    argument = "taskDefinitionRequest",
  },
  TaskRetention = {
    folder = "needed", noun = "TaskRetentionSetting", key = "TaskCatalogId",
    argument = "taskRetentionSettingDto",
  },
  Tasks = { folder = "needed", noun = "Task", indexes = { "Key" } },
  Tenants = { noun = "Tenant" },
  TestCaseDefinitions = { noun = "TestCaseDefinition" },
  TestCaseExecutions = {
    folder = "needed", noun = "TestCaseExecution", indexes = { "JobKey" },
    relations = {
      TestSetExecution = { set = "TestSetExecutions",
        column = "TestSetExecutionId" },
    },
  },
  TestDataQueueItems = { folder = "needed", noun = "TestDataQueueItem" },
  TestDataQueues = {
    folder = "needed", noun = "TestDataQueue", unique = { "Name" },
    argument = "testDataQueueDto",
  },
  TestSetExecutions = {
    folder = "cross", noun = "TestSetExecution",
    relations = { TestSet = { set = "TestSets", column = "TestSetId" } },
    lists = { TestCaseExecutions = { set = "TestCaseExecutions",
      column = "TestSetExecutionId" } },
  },
  TestSetSchedules = {
    folder = "needed", noun = "TestSetSchedule", unique = { "Name" },
    argument = "testSetScheduleDto",
  },
  TestSets = {
    folder = "cross", noun = "TestSet", unique = { "Name" },
    argument = "testSetDto",
  },
  Webhooks = {
    noun = "Webhook", argument = "webhookDto", masked = { Secret = true },
  },
}
