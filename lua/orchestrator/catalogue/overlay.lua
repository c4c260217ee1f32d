-- What the definitions lack or get wrong, kept by hand. Facts only, in the
-- notation of descriptor.lua; `since` is the API version that brought a thing.

local NS = "UiPath.Server.Configuration.OData."
local PARTITION = { partitionGlobalId = "uuid" }

local overlay = {}

-- Tags that no definition has.
overlay.tags = {
  ApiTriggers = "orchestrator",
  AuditLog = "identity",
  AuthenticationSetting = "identity",
  Clients = "orchestrator",
  Directory = "identity",
  ExternalApiResource = "identity",
  ExternalClient = "identity",
  ExternalIdentityProvider = "identity",
  HttpTriggers = "orchestrator",
  JobAttachments = "orchestrator",
  Rule = "identity",
  UpdateServer = "orchestrator",
  UserPartition = "identity",
}

local function read(id, at, more)
  local out = { id = id, method = "GET", at = at, status = "200",
    answer = "any" }
  for name, value in pairs(more or {}) do out[name] = value end
  return out
end

local function write(id, method, at, more)
  local out = { id = id, method = method, at = at, status = "200 201 204" }
  for name, value in pairs(more or {}) do out[name] = value end
  return out
end

local function listed(id, at, more)
  local out = read(id, at, more)
  out.answer = "list any"
  return out
end

-- The five operations of an entity set whose rows no definition describes.
local function set(tag, key)
  local at = "/odata/" .. tag
  local one = { path = { key = key }, folder = true }
  local send = { path = { key = key }, folder = true, body = "any" }
  return {
    Get = listed(tag .. "_Get", at, { folder = true,
      options = "count expand filter orderby select skip top" }),
    GetById = read(tag .. "_GetById", at .. "({key})", one),
    Post = write(tag .. "_Post", "POST", at,
      { folder = true, body = "any", answer = "any" }),
    PutById = write(tag .. "_PutById", "PUT", at .. "({key})", send),
    DeleteById = write(tag .. "_DeleteById", "DELETE", at .. "({key})", one),
  }
end

local function with(operations, more)
  for name, operation in pairs(more) do operations[name] = operation end
  return operations
end

overlay.operations = {
  ApiTriggers = with(set("ApiTriggers", "uuid"), {
    PatchById = write("ApiTriggers_PatchById", "PATCH",
      "/odata/ApiTriggers({key})", { path = { key = "uuid" }, folder = true,
      body = "any" }),
  }),
  AuditLog = {
    Get = read("AuditLog_Get", "/api/auditLog/{partitionGlobalId}",
      { path = PARTITION }),
  },
  AuthenticationSetting = {
    GetAll = read("AuthenticationSetting_GetAll",
      "/api/AuthenticationSetting/getAll/{partitionGlobalId}",
      { path = PARTITION }),
  },
  HttpTriggers = with(set("HttpTriggers", "uuid"), {
    SetEnabled = write("HttpTriggers_SetEnabled", "POST",
      "/odata/HttpTriggers/" .. NS .. "SetEnabled", { folder = true,
      body = "@SetTriggersEnabledRequest", answer = "value boolean" }),
  }),
  Buckets = {
    -- The one route whose GUID stands in quotes.
    GetByKey = read("Buckets_GetByKeyByIdentifier", "/odata/Buckets/" .. NS
      .. "GetByKey(identifier='{identifier}')", { folder = true,
      path = { identifier = "string" }, answer = "@BucketDto",
      scopes = "OR.Administration OR.Administration.Read" }),
  },
  Clients = {
    GetSecrets = listed("Clients_GetSecrets", "/api/clientsecrets/{licenseKey}",
      { path = { licenseKey = "uuid" } }),
    CreateSecret = write("Clients_CreateSecret", "POST",
      "/api/clientsecrets/{licenseKey}",
      { path = { licenseKey = "uuid" }, answer = "any" }),
    DeleteSecret = write("Clients_DeleteSecret", "DELETE",
      "/api/clientsecrets/{secretId}", { path = { secretId = "string" } }),
  },
  Directory = {
    Search = read("Directory_Search",
      "/api/Directory/Search/{partitionGlobalId}", { path = PARTITION,
      query = { startsWith = "string", sourceFilter = "[]string" } }),
    BulkResolveByName = write("Directory_BulkResolveByName", "POST",
      "/api/Directory/BulkResolveByName/{partitionGlobalId}",
      { path = PARTITION, body = "any", answer = "any" }),
    GetScopes = read("Directory_GetScopes",
      "/api/Directory/Scopes/{partitionGlobalId}", { path = PARTITION }),
  },
  ExternalApiResource = {
    Get = read("ExternalApiResource_Get", "/api/ExternalApiResource"),
  },
  ExternalClient = {
    GetAll = read("ExternalClient_GetAll",
      "/api/ExternalClient/{partitionGlobalId}", { path = PARTITION }),
    Get = read("ExternalClient_Get",
      "/api/ExternalClient/{partitionGlobalId}/{id}",
      { path = { partitionGlobalId = "uuid", id = "uuid" } }),
    Create = write("ExternalClient_Create", "POST", "/api/ExternalClient",
      { body = "@identity.CreateExternalClient", answer = "any" }),
    Delete = write("ExternalClient_Delete", "DELETE",
      "/api/ExternalClient/{partitionGlobalId}/{id}",
      { path = { partitionGlobalId = "uuid", id = "uuid" } }),
  },
  ExternalIdentityProvider = {
    Get = read("ExternalIdentityProvider_Get", "/api/ExternalIdentityProvider",
      { query = PARTITION }),
  },
  Folders = {
    GetEntitiesSummary = read("Folders_GetEntitiesSummaryByFolderid",
      "/odata/Folders/" .. NS .. "GetEntitiesSummary(folderId={folderId})",
      { path = { folderId = "int64" }, query = { includeShared = "boolean" },
      scopes = "OR.Folders OR.Folders.Read" }),
    GetMachineRobots = listed("Folders_GetMachineRobotsByFolderidAndMachineid",
      "/odata/Folders/" .. NS .. "GetMachineRobots(folderId={folderId},"
      .. "machineId={machineId})",
      { path = { folderId = "int64", machineId = "int64" },
      options = "count expand filter orderby select skip top",
      scopes = "OR.Robots OR.Robots.Read" }),
    SetMachineRobots = write("Folders_SetMachineRobots", "POST",
      "/odata/Folders/" .. NS .. "SetMachineRobots",
      { body = "@SetMachineRobotsRequest",
      scopes = "OR.Robots OR.Robots.Write" }),
    AssignDirectoryUser = write("Folders_AssignDirectoryUser", "POST",
      "/odata/Folders/" .. NS .. "AssignDirectoryUser", { body = "any",
      scopes = "OR.Folders OR.Folders.Write" }),
  },
  JobAttachments = {
    GetByJobKey = read("JobAttachments_GetByJobKey",
      "/api/JobAttachments/GetByJobKey", { folder = true,
      query = { jobKey = "uuid" }, answer = "[]@JobAttachmentDto",
      scopes = "OR.Jobs OR.Jobs.Read" }),
    Post = write("JobAttachments_Post", "POST", "/api/JobAttachments/Post",
      { folder = true, body = "@JobAttachmentDto", answer = "any",
      scopes = "OR.Jobs OR.Jobs.Write" }),
  },
  Jobs = {
    GetByKey = read("Jobs_GetByKeyByIdentifier", "/odata/Jobs/" .. NS
      .. "GetByKey(identifier={identifier})", { folder = true,
      path = { identifier = "uuid" }, options = "expand select",
      answer = "@JobDto", scopes = "OR.Jobs OR.Jobs.Read" }),
  },
  PackageFeeds = {
    GetLibraryFeeds = read("PackageFeeds_GetLibraryFeeds",
      "/api/PackageFeeds/GetLibraryFeeds"),
  },
  QueueDefinitions = {
    CreateQueue = write("QueueDefinitions_CreateQueue", "POST",
      "/odata/QueueDefinitions/" .. NS .. "CreateQueue", { folder = true,
      since = 16, body = "@QueueWithRetention", answer = "@QueueDefinitionDto",
      scopes = "OR.Queues OR.Queues.Write" }),
    EditQueue = write("QueueDefinitions_EditQueue", "POST",
      "/odata/QueueDefinitions/" .. NS .. "EditQueue", { folder = true,
      since = 16, body = "any", scopes = "OR.Queues OR.Queues.Write" }),
    GetQueue = read("QueueDefinitions_GetQueueById",
      "/odata/QueueDefinitions/" .. NS .. "GetQueue(id={id})",
      { folder = true, since = 19, path = { id = "int64" },
      answer = "@QueueWithRetention",
      scopes = "OR.Queues OR.Queues.Read" }),
  },
  Releases = {
    CreateRelease = write("Releases_CreateRelease", "POST",
      "/odata/Releases/" .. NS .. "CreateRelease", { folder = true, since = 17,
      body = "@ReleaseWithRetention", answer = "@ReleaseDto",
      scopes = "OR.Execution OR.Execution.Write" }),
    GetResources = listed("Releases_GetResourcesByKeyAndProcesskey",
      "/odata/Releases({key})/" .. NS .. "GetResources(processKey="
      .. "'{processKey}')", { folder = true,
      path = { key = "int64", processKey = "string" },
      options = "expand select",
      scopes = "OR.Execution OR.Execution.Read" }),
    GetRelease = read("Releases_GetReleaseById",
      "/odata/Releases({key})/" .. NS .. "GetRelease", { folder = true,
      since = 19, path = { key = "int64" }, options = "expand select",
      answer = "@ReleaseWithRetention",
      scopes = "OR.Execution OR.Execution.Read" }),
    ListReleases = listed("Releases_ListReleases", "/odata/Releases/" .. NS
      .. "ListReleases", { folder = true,
      options = "count expand filter orderby select skip top",
      answer = "list @ReleaseDto",
      scopes = "OR.Execution OR.Execution.Read" }),
  },
  Rule = {
    Get = read("Rule_Get", "/api/Rule/{partitionGlobalId}",
      { path = PARTITION }),
  },
  Sessions = {
    GetUserRobots = listed("Sessions_GetUserRobots", "/odata/Sessions/" .. NS
      .. "GetUserRobots", { folder = true,
      options = "count expand filter orderby select skip top",
      scopes = "OR.Robots OR.Robots.Read" }),
  },
  Settings = {
    GetConnectionString = read("Settings_GetConnectionString",
      "/odata/Settings/" .. NS .. "GetConnectionString",
      { answer = "value string",
      scopes = "OR.Settings OR.Settings.Read" }),
  },
  Status = {
    Version = read("Status_Version", "/api/Status/Version", { since = 13 }),
  },
  TestCaseDefinitions = {
    BulkDelete = write("TestCaseDefinitions_BulkDelete", "POST",
      "/odata/TestCaseDefinitions/" .. NS .. "BulkDelete", { folder = true,
      body = "@TestCaseBulkDeleteRequest",
      scopes = "OR.TestSets OR.TestSets.Write" }),
  },
  TestSets = {
    GetForEdit = read("TestSets_GetForEditByKey", "/odata/TestSets({key})/"
      .. NS .. "GetForEdit()", { folder = true, path = { key = "int64" },
      options = "expand select", answer = "@TestSetDto",
      scopes = "OR.TestSets OR.TestSets.Read" }),
  },
  UpdateServer = {
    GetAvailableVersions = read("UpdateServer_GetAvailableVersions",
      "/api/UpdateServer/GetAvailableVersions"),
  },
  UserPartition = {
    GetUsers = read("UserPartition_GetUsers",
      "/api/UserPartition/users/{partitionGlobalId}", { path = PARTITION }),
  },
  Users = {
    GetCurrentUserExtended = read("Users_GetCurrentUserExtended",
      "/odata/Users/" .. NS .. "GetCurrentUserExtended",
      { options = "expand select", answer = "@UserDto",
      scopes = "OR.Users OR.Users.Read" }),
    GetPrivileges = read("Users_GetPrivileges", "/api/Users/GetPrivileges"),
  },
}

-- Operations that change nothing, although they are POSTs.
overlay.reads = {}
for _, id in ipairs {
  "Assets_GetRobotAssetByNameForRobotKey", "AuditLogs_Export",
  "Calendars_CalendarExists", "Directory_BulkResolveByName", "Jobs_Export",
  "Jobs_ValidateDynamicJob", "Jobs_ValidateExistingJobById",
  "ProcessSchedules_ValidateProcessSchedule", "QueueDefinitions_ExportById",
  "RobotLogs_Export", "TestAutomation_GetTestCaseExecutionAttachments",
  "TestAutomation_GetTestSetExecutionAttachments",
} do overlay.reads[id] = true end

local RETENTION = {
  RetentionAction = "string", RetentionBucketId = "int64",
  RetentionPeriod = "int32 min=0", StaleRetentionAction = "string",
  StaleRetentionBucketId = "int64", StaleRetentionPeriod = "int32 min=0",
}

-- Types of our own: the fields of `of`, and further ones.
overlay.types = {
  QueueWithRetention = { of = "QueueDefinitionDto", fields = RETENTION },
  ReleaseWithRetention = { of = "ReleaseDto", fields = RETENTION },
  SetMachineRobotsRequest = { fields = {
    MachineId = "int64 required", FolderId = "int64 required",
    AddedRobotIds = "[]int64", RemovedRobotIds = "[]int64",
  } },
  SetTriggersEnabledRequest = { fields = {
    enabled = "boolean required", triggerIds = "[]uuid required",
  } },
  TestCaseBulkDeleteRequest = { fields = {
    testCaseDefinitionIds = "[]int64 required",
  } },
  ["identity.CreateExternalClient"] = { fields = {
    partitionGlobalId = "uuid", name = "string required minlength=1",
    isConfidential = "boolean", redirectUri = "string",
    scopes = "[]any",
  } },
}

-- The API version that brought an operation of the definitions.
overlay.floors = { ReleaseRetention_Get = 17, ReleaseRetention_GetById = 17 }

-- Fields that a type lacks: the API's guide shows them.
overlay.fields = {
  ["identity.CreateRobotAccountCommand"] = {
    id = "string", groupIDsToRemove = "[]uuid",
  },
}

-- The API version that brought a field. Older servers answer one that they do
-- not know with "… must not be null".
overlay.since = {
  QueueDefinitionDto = {
    Tags = 14, Encrypted = 14, FoldersCount = 14,
    IsProcessInCurrentFolder = 14, RetryAbandonedItems = 18,
  },
  QueueWithRetention = {
    RetryAbandonedItems = 18, StaleRetentionAction = 19,
    StaleRetentionBucketId = 19, StaleRetentionPeriod = 19,
  },
  ReleaseDto = {
    EntryPointId = 15, RemoteControlAccess = 16, RobotSize = 16,
    VideoRecordingSettings = 16, HiddenForAttendedUser = 17,
    EntryPointPath = 17, EnvironmentVariables = 19,
  },
  StartProcessDto = {
    SpecificPriorityValue = 14, RemoteControlAccess = 16,
    VideoRecordingSettings = 16,
  },
}

return overlay
