-- Operations that the definitions lack, in the notation of operations.lua,
-- kept by hand; @ALL and @ONE are the options of a list and of one row.
-- luacheck: no max line length
return [[
ApiTriggers_Get GET /odata/ApiTriggers folder @ALL scope=OR.Jobs needs=Schedules.View 200=[ApiTriggerDto]
ApiTriggers_GetById GET /odata/ApiTriggers({key}) folder path=key:guid @ONE scope=OR.Jobs needs=Schedules.View 200=ApiTriggerDto
ApiTriggers_Post POST /odata/ApiTriggers folder scope=OR.Jobs needs=Schedules.Create body=ApiTriggerDto 201=ApiTriggerDto
ApiTriggers_PutById PUT /odata/ApiTriggers({key}) folder path=key:guid scope=OR.Jobs needs=Schedules.Edit body=ApiTriggerDto 200=-
ApiTriggers_PatchById PATCH /odata/ApiTriggers({key}) folder path=key:guid scope=OR.Jobs needs=Schedules.Edit body=ApiTriggerDto 200=-
ApiTriggers_DeleteById DELETE /odata/ApiTriggers({key}) folder path=key:guid scope=OR.Jobs needs=Schedules.Delete 204=-
HttpTriggers_Get GET /odata/HttpTriggers folder @ALL scope=OR.Jobs needs=Schedules.View 200=[HttpTriggerDto]
HttpTriggers_GetById GET /odata/HttpTriggers({key}) folder path=key:guid @ONE scope=OR.Jobs needs=Schedules.View 200=HttpTriggerDto
HttpTriggers_Post POST /odata/HttpTriggers folder scope=OR.Jobs needs=Schedules.Create body=HttpTriggerDto 201=HttpTriggerDto
HttpTriggers_PutById PUT /odata/HttpTriggers({key}) folder path=key:guid scope=OR.Jobs needs=Schedules.Edit body=HttpTriggerDto 200=-
HttpTriggers_DeleteById DELETE /odata/HttpTriggers({key}) folder path=key:guid scope=OR.Jobs needs=Schedules.Delete 204=-
HttpTriggers_SetEnabled POST /odata/HttpTriggers/ns.SetEnabled folder scope=OR.Jobs needs=Schedules.Edit body=SetTriggersEnabledRequest 200=bool
Buckets_GetByKeyByIdentifier GET /odata/Buckets/ns.GetByKey(identifier={identifier}) folder path=identifier:guid @ONE scope=OR.Administration 200=BucketDto
Clients_GetSecrets GET /api/clientsecrets/{key} path=key:string scope=OR.Machines needs=Machines.View 200=any
Clients_CreateSecret POST /api/clientsecrets/{key} path=key:string scope=OR.Machines needs=Machines.Edit 201=any
Clients_DeleteSecret DELETE /api/clientsecrets/{key} path=key:string scope=OR.Machines needs=Machines.Edit 204=-
Folders_AssignDirectoryUser POST /odata/Folders/ns.AssignDirectoryUser scope=OR.Folders needs=Units.Edit|SubFolders.Edit body=FolderAssignDomainUserRequest 204=-
Folders_GetEntitiesSummaryByFolderid GET /odata/Folders/ns.GetEntitiesSummary(folderId={folderId}) path=folderId:int64 query=includeShared scope=OR.Folders 200=any
Folders_GetMachineRobotsByFolderidAndMachineid GET /odata/Folders/ns.GetMachineRobots(folderId={folderId},machineId={machineId}) path=folderId:int64,machineId:int64 @ALL scope=OR.Robots needs=Robots.View|Units.View 200=[RobotDto]
Folders_SetMachineRobots POST /odata/Folders/ns.SetMachineRobots scope=OR.Robots needs=SubFolders.Edit|Units.Edit body=SetMachineRobotsRequest 204=-
JobAttachments_GetByJobKey GET /api/JobAttachments/GetByJobKey folder query=jobKey scope=OR.Jobs needs=Jobs.View 200=[JobAttachmentDto]
JobAttachments_Post POST /api/JobAttachments/Post folder scope=OR.Jobs needs=Jobs.Create|Jobs.Edit body=JobAttachmentDto 201=JobAttachmentDto
Jobs_GetByKeyByIdentifier GET /odata/Jobs/ns.GetByKey(identifier={identifier}) folder path=identifier:guid @ONE scope=OR.Jobs 200=JobDto
PackageFeeds_GetLibraryFeeds GET /api/PackageFeeds/GetLibraryFeeds scope=OR.Execution 200=any
QueueDefinitions_CreateQueue POST /odata/QueueDefinitions/ns.CreateQueue folder scope=OR.Queues needs=Queues.Create body=QueueWithRetentionDto 201=QueueDefinitionDto
QueueDefinitions_EditQueue POST /odata/QueueDefinitions/ns.EditQueue folder scope=OR.Queues needs=Queues.Edit body=QueueWithRetentionDto 200=-
QueueDefinitions_GetQueueById GET /odata/QueueDefinitions/ns.GetQueue(id={id}) folder path=id:int64 scope=OR.Queues needs=Queues.View 200=QueueWithRetentionDto
Releases_CreateRelease POST /odata/Releases/ns.CreateRelease folder scope=OR.Execution needs=Processes.Create body=ReleaseWithRetentionDto 201=ReleaseDto
Releases_GetReleaseById GET /odata/Releases({key})/ns.GetRelease folder path=key:int64 @ONE scope=OR.Execution needs=Processes.View 200=ReleaseWithRetentionDto
Releases_GetResourcesByKeyAndProcesskey GET /odata/Releases({key})/ns.GetResources(processKey='{processKey}') folder path=key:int64,processKey:string @ONE scope=OR.Execution needs=Processes.View 200=any
Releases_ListReleases GET /odata/Releases/ns.ListReleases folder @ALL scope=OR.Execution needs=Processes.View 200=[ReleaseDto]
Sessions_GetUserRobots GET /odata/Sessions/ns.GetUserRobots folder @ALL scope=OR.Robots needs=Robots.View 200=any
Settings_GetConnectionString GET /odata/Settings/ns.GetConnectionString scope=OR.Settings 200=any
Status_Version GET /api/Status/Version anonymous 200=any
TestCaseDefinitions_BulkDelete POST /odata/TestCaseDefinitions/ns.BulkDelete folder scope=OR.TestSets needs=TestSets.Delete body=TestCasesBulkDeleteRequest 204=-
TestSets_GetForEditByKey GET /odata/TestSets({key})/ns.GetForEdit() folder path=key:int64 @ONE scope=OR.TestSets needs=TestSets.View 200=TestSetDto
UpdateServer_GetAvailableVersions GET /api/UpdateServer/GetAvailableVersions scope=OR.Machines 200=any
Users_GetCurrentUserExtended GET /odata/Users/ns.GetCurrentUserExtended @ONE scope=OR.Users 200=UserDto
Users_GetPrivileges GET /api/Users/GetPrivileges query=userId scope=OR.Users needs=Users.View 200=any
]]
