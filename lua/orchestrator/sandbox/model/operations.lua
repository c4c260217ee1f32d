-- Made by tools/sandbox_model.lua from the vendor's definitions; not edited.
-- luacheck: no max line length
return [[
Alerts_Get GET /odata/Alerts query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Monitoring needs=Alerts.View 200=[AlertDto]
Alerts_GetUnreadCount GET /odata/Alerts/ns.GetUnreadCount query=$expand,$select scope=OR.Monitoring needs=Alerts.View 200=int64
Alerts_MarkAsRead POST /odata/Alerts/ns.MarkAsRead query=$expand,$select scope=OR.Monitoring needs=Alerts.View body=AlertsMarkAsReadRequest 200=int64
Alerts_RaiseProcessAlert POST /odata/Alerts/ns.RaiseProcessAlert scope=OR.Monitoring needs=Alerts.Create body=RaiseProcessAlertRequest 200=-
AppTasks_CompleteAppTask POST /tasks/AppTasks/CompleteAppTask folder scope=OR.Tasks needs=Tasks.Edit body=TaskCompletionRequest 204=- 400=- 404=-
AppTasks_CreateAppTask POST /tasks/AppTasks/CreateAppTask folder needs=Tasks.Create body=AppTasksCreateRequest 201=AppTasksDataDto 400=-
AppTasks_GetAppTaskById GET /tasks/AppTasks/GetAppTaskById folder query=taskId scope=OR.Tasks needs=Tasks.View 200=AppTasksDataDto 404=-
AppTasks_GetAppTaskByKey GET /tasks/AppTasks/GetAppTaskByKey folder query=taskKey needs=Tasks.View 200=AppTasksDataDto 404=-
AppTasks_SaveAndReassignAppTasks POST /tasks/AppTasks/SaveAndReassignAppTasks folder scope=OR.Tasks needs=Tasks.Edit body=TaskSaveAndReassignmentRequest 204=- 400=- 404=-
AppTasks_SaveAppTasksData PUT /tasks/AppTasks/SaveAppTasksData folder scope=OR.Tasks needs=Tasks.Edit body=TaskDataSaveRequest 204=- 400=- 404=-
Assets_DeleteById DELETE /odata/Assets({key}) folder path=key:int64 scope=OR.Assets needs=Assets.Delete 204=-
Assets_Get GET /odata/Assets folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Assets needs=Assets.View 200=[AssetDto]
Assets_GetAssetsAcrossFolders GET /odata/Assets/ns.GetAssetsAcrossFolders folder query=excludeFolderId,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Assets 200=[AssetDto]
Assets_GetById GET /odata/Assets({key}) folder path=key:int64 query=$expand,$select scope=OR.Assets needs=Assets.View 200=AssetDto
Assets_GetFiltered GET /odata/Assets/ns.GetFiltered folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Assets needs=Assets.View 200=[AssetDto]
Assets_GetFoldersForAssetById GET /odata/Assets/ns.GetFoldersForAsset(id={id}) folder path=id:int64 query=$expand,$select scope=OR.Assets 200=AccessibleFoldersDto
Assets_GetRobotAssetByNameForRobotKey POST /odata/Assets/ns.GetRobotAssetByNameForRobotKey folder query=$expand,$select scope=OR.Assets needs=Assets.View body=AssetsGetRobotByNameAndKeyRequest 200=UserAssetDto 400=- 404=-
Assets_GetRobotAssetByRobotId GET /odata/Assets/ns.GetRobotAssetByRobotId(robotId={robotId},assetName='{assetName}') folder path=robotId:int64,assetName:string query=$expand,$select scope=OR.Assets needs=Assets.View 200=UserAssetDto 400=- 404=-
Assets_GetRobotAssetByRobotidAndAssetname GET /odata/Assets/ns.GetRobotAsset(robotId='{robotId}',assetName='{assetName}') folder path=robotId:string,assetName:string query=$expand,$select scope=OR.Assets needs=Assets.View 200=UserAssetDto 400=- 404=-
Assets_Post POST /odata/Assets folder scope=OR.Assets needs=Assets.Create body=AssetDto 201=AssetDto
Assets_PutById PUT /odata/Assets({key}) folder path=key:int64 scope=OR.Assets needs=Assets.Edit body=AssetDto 200=-
Assets_SetRobotAssetByRobotKey POST /odata/Assets/ns.SetRobotAssetByRobotKey folder scope=OR.Assets needs=Assets.Edit body=AssetsSetRobotAssetsByKeyRequest 204=- 400=- 404=-
Assets_ShareToFolders POST /odata/Assets/ns.ShareToFolders folder scope=OR.Assets body=AssetFoldersShareDto 204=- 404=- 409=-
Attachments_DeleteById DELETE /odata/Attachments({key}) folder path=key:guid scope=OR.Folders needs=BlobFiles.Delete 204=-
Attachments_Get GET /odata/Attachments folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Folders needs=BlobFiles.View 200=[AttachmentDto]
Attachments_GetById GET /odata/Attachments({key}) folder path=key:guid query=$expand,$select scope=OR.Folders needs=BlobFiles.View 200=AttachmentDto 404=-
Attachments_Post POST /odata/Attachments folder scope=OR.Folders needs=BlobFiles.Create|Jobs.Create body=AttachmentDto 201=AttachmentDto
AuditLogs_Export POST /odata/AuditLogs/ns.Export query=auditedService,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Audit needs=Audit.View 200=ExportModel
AuditLogs_Get GET /odata/AuditLogs query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Audit needs=Audit.View 200=[AuditLogDto]
AuditLogs_GetAuditLogDetailsByAuditlogid GET /odata/AuditLogs/ns.GetAuditLogDetails(auditLogId={auditLogId}) path=auditLogId:int64 query=$expand,$filter,$select,$orderby,$count scope=OR.Audit needs=Audit.View 200=[AuditLogEntityDto]
Buckets_DeleteById DELETE /odata/Buckets({key}) folder path=key:int64 scope=OR.Administration needs=Buckets.Delete 204=-
Buckets_DeleteFileByKey DELETE /odata/Buckets({key})/ns.DeleteFile folder path=key:int64 query=path scope=OR.Administration needs=Buckets.View&BlobFiles.Delete 204=-
Buckets_Get GET /odata/Buckets folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Administration needs=Buckets.View 200=[BucketDto]
Buckets_GetBucketsAcrossFolders GET /odata/Buckets/ns.GetBucketsAcrossFolders folder query=excludeFolderId,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Administration 200=[BucketDto]
Buckets_GetById GET /odata/Buckets({key}) folder path=key:int64 query=$expand,$select scope=OR.Administration needs=Buckets.View 200=BucketDto
Buckets_GetDirectoriesByKey GET /odata/Buckets({key})/ns.GetDirectories folder path=key:int64 query=directory,fileNameGlob,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Administration needs=Buckets.View&BlobFiles.View 200=[BlobFileDto]
Buckets_GetFileByKey GET /odata/Buckets({key})/ns.GetFile folder path=key:int64 query=path,$expand,$select scope=OR.Administration needs=Buckets.View&BlobFiles.View 200=BlobFileDto
Buckets_GetFilesByKey GET /odata/Buckets({key})/ns.GetFiles folder path=key:int64 query=directory,recursive,fileNameGlob,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Administration needs=Buckets.View&BlobFiles.View 200=[BlobFileDto]
Buckets_GetFoldersForBucketById GET /odata/Buckets/ns.GetFoldersForBucket(id={id}) folder path=id:int64 query=$expand,$select scope=OR.Administration 200=AccessibleFoldersDto
Buckets_GetReadUriByKey GET /odata/Buckets({key})/ns.GetReadUri folder path=key:int64 query=path,expiryInMinutes,$expand,$select scope=OR.Administration needs=Buckets.View&BlobFiles.View 200=BlobFileAccessDto
Buckets_GetWriteUriByKey GET /odata/Buckets({key})/ns.GetWriteUri folder path=key:int64 query=path,expiryInMinutes,contentType,$expand,$select scope=OR.Administration needs=Buckets.View&BlobFiles.Create 200=BlobFileAccessDto
Buckets_ListFilesById GET /api/Buckets/{id}/ListFiles folder path=id:int64 query=prefix,takeHint,continuationToken,expiryInMinutes scope=OR.Administration needs=Buckets.View&BlobFiles.View 200=ListBlobItemsResponseDto
Buckets_Post POST /odata/Buckets folder scope=OR.Administration needs=Buckets.Create body=BucketDto 201=BucketDto
Buckets_PutById PUT /odata/Buckets({key}) folder path=key:int64 scope=OR.Administration needs=Buckets.Edit body=BucketDto 200=BucketDto
Buckets_ShareToFolders POST /odata/Buckets/ns.ShareToFolders folder scope=OR.Administration body=BucketFoldersShareDto 204=- 404=-
BusinessRules_DeleteById DELETE /odata/BusinessRules({key}) folder path=key:guid scope=OR.BusinessRules needs=BusinessRules.Delete 204=-
BusinessRules_Get GET /odata/BusinessRules folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.BusinessRules needs=BusinessRules.View 200=[BusinessRuleDto]
BusinessRules_GetBusinessRulesAcrossFolders GET /odata/BusinessRules/ns.GetBusinessRulesAcrossFolders folder query=excludeFolderId,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.BusinessRules 200=[BusinessRuleDto]
BusinessRules_GetById GET /odata/BusinessRules({key}) folder path=key:guid query=$expand,$select scope=OR.BusinessRules needs=BusinessRules.View 200=BusinessRuleDto 404=-
BusinessRules_GetFoldersForBusinessRuleById GET /odata/BusinessRules/ns.GetFoldersForBusinessRule(id={id}) folder path=id:guid query=$expand,$select scope=OR.BusinessRules 200=AccessibleFoldersDto
BusinessRules_GetReadUriByName GET /odata/BusinessRules/ns.GetReadUri(name='{name}') folder path=name:string query=versionNumber,expiryInMinutes,$expand,$select scope=OR.BusinessRules needs=BusinessRules.View 200=BusinessRuleVersionDownloadResponse 404=-
BusinessRules_GetVersionListById GET /odata/BusinessRules/ns.GetVersionList(id={id}) folder path=id:guid query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.BusinessRules needs=BusinessRules.View 200=[BusinessRuleVersionDto] 404=-
BusinessRules_Post POST /odata/BusinessRules folder scope=OR.BusinessRules needs=BusinessRules.Create body=multipart/form-data 201=BusinessRuleDto
BusinessRules_PutById PUT /odata/BusinessRules({key}) folder path=key:guid scope=OR.BusinessRules needs=BusinessRules.Edit body=multipart/form-data 200=- 404=-
BusinessRules_ShareToFolders POST /odata/BusinessRules/ns.ShareToFolders folder scope=OR.BusinessRules body=BusinessRuleFolderShareRequest 204=- 404=-
Calendars_CalendarExists POST /odata/Calendars/ns.CalendarExists query=$expand,$select scope=OR.Settings needs=Settings.Edit body=CalendarExistsRequest 200=bool
Calendars_DeleteById DELETE /odata/Calendars({key}) path=key:int64 scope=OR.Settings needs=Settings.Delete 204=-
Calendars_Get GET /odata/Calendars query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Settings 200=[ExtendedCalendarDto]
Calendars_GetById GET /odata/Calendars({key}) path=key:int64 query=$expand,$select scope=OR.Settings 200=ExtendedCalendarDto
Calendars_Post POST /odata/Calendars scope=OR.Settings needs=Settings.Create body=ExtendedCalendarDto 201=ExtendedCalendarDto
Calendars_PutById PUT /odata/Calendars({key}) path=key:int64 scope=OR.Settings needs=Settings.Edit body=ExtendedCalendarDto 200=ExtendedCalendarDto
CredentialStores_DeleteById DELETE /odata/CredentialStores({key}) path=key:int64 query=forceDelete scope=OR.Settings needs=Settings.Delete 204=-
CredentialStores_Get GET /odata/CredentialStores query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Settings needs=Settings.View|Assets.Create|Assets.Edit|Assets.View|Robots.Create|Robots.Edit|Robots.View|Buckets.Create|Buckets.Edit 200=[CredentialStoreDto]
CredentialStores_GetAvailableCredentialStoreTypes GET /odata/CredentialStores/ns.GetAvailableCredentialStoreTypes query=proxyId,$expand,$filter,$select,$orderby,$count scope=OR.Settings needs=Settings.View 200=[string]
CredentialStores_GetById GET /odata/CredentialStores({key}) path=key:int64 query=$expand,$select scope=OR.Settings needs=Settings.View 200=CredentialStoreDto
CredentialStores_GetDefaultStoreForResourceTypeByResourcetype GET /odata/CredentialStores/ns.GetDefaultStoreForResourceType(resourceType='{resourceType}') path=resourceType:enum:resourceType query=$expand,$select scope=OR.Settings needs=Settings.View|Assets.Create|Assets.Edit|Assets.View|Robots.Create|Robots.Edit|Robots.View|Buckets.Create|Buckets.Edit 200=int64
CredentialStores_GetResourcesForCredentialStoreTypesByKeyAndResourcetype GET /odata/CredentialStores/ns.GetResourcesForCredentialStoreTypes(key={key},resourceType='{resourceType}') path=key:int64,resourceType:enum:resourceType query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Settings needs=Settings.View 200=[CredentialStoreResourceDto]
CredentialStores_GetResourcesForCredentialsProxyResourceTypes GET /odata/CredentialStores/ns.GetResourcesForCredentialsProxyResourceTypes(key={key},resourceType='{resourceType}') path=key:int64,resourceType:enum:resourceType2 query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Settings needs=Settings.View 200=[CredentialsProxyResourceDto]
CredentialStores_Post POST /odata/CredentialStores scope=OR.Settings needs=Settings.Create body=CredentialStoreDto 201=CredentialStoreDto
CredentialStores_PutById PUT /odata/CredentialStores({key}) path=key:int64 scope=OR.Settings needs=Settings.Edit body=CredentialStoreDto 200=-
CredentialStores_SetDefaultStoreForResourceTypeById POST /odata/CredentialStores({key})/ns.SetDefaultStoreForResourceType path=key:int64 scope=OR.Settings needs=Settings.Edit body=CredentialSetDefaultStoreForResourceTypeRequest 200=-
DirectoryService_GetDirectoryPermissions GET /api/DirectoryService/GetDirectoryPermissions query=username,domain scope=OR.Users needs=Users.View 200=[DirectoryPermissionDto]
DirectoryService_GetDomainUserId GET /api/DirectoryService/GetDomainUserId query=domain,directoryIdentifier,userName,userType scope=OR.Users needs=Users.View|Units.Edit|SubFolders.Edit 200=int64 404=int64
DirectoryService_GetDomains GET /api/DirectoryService/GetDomains scope=OR.Users needs=Users.View|Units.Edit|SubFolders.Edit 200=[DomainDto]
DirectoryService_SearchForUsersAndGroups GET /api/DirectoryService/SearchForUsersAndGroups query=searchContext,domain,prefix scope=OR.Users needs=Users.View|Units.Edit|SubFolders.Edit 200=[DirectoryObjectDto]
ExecutionMedia_DeleteMediaByJobId POST /odata/ExecutionMedia/ns.DeleteMediaByJobId folder scope=OR.Monitoring needs=ExecutionMedia.Delete body=ExecutionMediaDeleteMediaByJobIdRequest 204=-
ExecutionMedia_DownloadMediaByJobId GET /odata/ExecutionMedia/ns.DownloadMediaByJobId(jobId={jobId}) folder path=jobId:int64 scope=OR.Monitoring needs=ExecutionMedia.View 200=application/octet-stream
ExecutionMedia_Get GET /odata/ExecutionMedia folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Monitoring needs=ExecutionMedia.View 200=[ExecutionMediaDto]
ExecutionMedia_GetById GET /odata/ExecutionMedia({key}) folder path=key:int64 query=$expand,$select scope=OR.Monitoring needs=ExecutionMedia.View 200=ExecutionMediaDto
Exports_GetById GET /odata/Exports({key}) path=key:int64 query=$expand,$select 200=ExportModel
Exports_GetDownloadLinkById GET /odata/Exports({key})/ns.GetDownloadLink path=key:int64 query=$expand,$select 200=BlobFileAccessDto
FoldersNavigation_GetAllFoldersForCurrentUser GET /api/FoldersNavigation/GetAllFoldersForCurrentUser 200=[ExtendedFolderDto]
FoldersNavigation_GetAllRolesForUser GET /api/FoldersNavigation/GetAllRolesForUser query=username,type,skip,take,searchText needs=Units.View|SubFolders.View 200=UserRoleAssignmentsDto
FoldersNavigation_GetFolderNavigationContextForCurrentUser GET /api/FoldersNavigation/GetFolderNavigationContextForCurrentUser query=skip,take,folderId 200=FolderNavigationContextDto
FoldersNavigation_GetFoldersForCurrentUser GET /api/FoldersNavigation/GetFoldersForCurrentUser query=skip,take,searchText,folderTypes 200=PageResultDtoOfPathAwareFolderDto
Folders_AssignDomainUser POST /odata/Folders/ns.AssignDomainUser scope=OR.Folders needs=Units.Edit|SubFolders.Edit body=FolderAssignDomainUserRequest 204=-
Folders_AssignMachines POST /odata/Folders/ns.AssignMachines scope=OR.Folders needs=Units.Edit|SubFolders.Edit body=FolderAssignMachinesRequest 204=-
Folders_AssignUsers POST /odata/Folders/ns.AssignUsers scope=OR.Folders needs=Units.Edit|SubFolders.Edit body=FolderAssignUsersRequest 204=-
Folders_DeleteById DELETE /odata/Folders({key}) path=key:int64 scope=OR.Folders needs=Units.Delete|SubFolders.Delete 204=-
Folders_DeleteByKey DELETE /api/Folders/DeleteByKey query=key scope=OR.Folders needs=Units.Delete|SubFolders.Delete 204=-
Folders_Get GET /odata/Folders query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Folders needs=Units.View|SubFolders.View 200=[FolderDto]
Folders_GetAllForCurrentUser GET /api/Folders/GetAllForCurrentUser query=take,skip scope=OR.Folders 200=PageResultDtoOfCurrentUserFolderDto
Folders_GetAllRolesForUserByUsernameAndSkipAndTake GET /odata/Folders/ns.GetAllRolesForUser(username='{username}',skip={skip},take={take}) path=username:string,skip:int32,take:int32 query=type,searchText,$expand,$select scope=OR.Folders needs=Units.View|SubFolders.View 200=UserRoleAssignmentsDto
Folders_GetById GET /odata/Folders({key}) path=key:int64 query=$expand,$select scope=OR.Folders needs=Units.View|SubFolders.View 200=FolderDto
Folders_GetByKeyByIdentifier GET /odata/Folders/ns.GetByKey(identifier={identifier}) path=identifier:guid query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Folders needs=Units.View|SubFolders.View 200=FolderDto
Folders_GetMachinesForFolderByKey GET /odata/Folders/ns.GetMachinesForFolder(key={key}) path=key:int64 query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Folders needs=Units.View|SubFolders.View 200=[MachineFolderDto]
Folders_GetMoveFolderMachinesChanges GET /odata/Folders/ns.GetMoveFolderMachinesChanges query=folderId,targetParentId,$expand,$filter,$select,$orderby,$count scope=OR.Folders needs=SubFolders.Delete&Units.Create|SubFolders.Create&Units.Edit|SubFolders.Edit 200=[MoveFolderMachineChange]
Folders_GetSubfoldersWithAssignedMachine GET /odata/Folders/ns.GetSubfoldersWithAssignedMachine query=rootFolderId,machineId,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Folders needs=Units.View|SubFolders.View 200=[FolderDto]
Folders_GetUsersForFolderByKeyAndIncludeinherited GET /odata/Folders/ns.GetUsersForFolder(key={key},includeInherited={includeInherited}) path=key:int64,includeInherited:bool query=includeAlertsEnabled,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Folders needs=Units.View|SubFolders.View|Assets.Create|Assets.Edit 200=[UserRolesDto]
Folders_MoveFolderByFolderid PUT /odata/Folders({folderId})/ns.MoveFolder path=folderId:int64 query=targetParentId scope=OR.Folders needs=Units.Delete|SubFolders.Delete&Units.Create|SubFolders.Create&Units.Edit|SubFolders.Edit 204=-
Folders_PatchNameDescription PATCH /api/Folders/PatchNameDescription query=key scope=OR.Folders needs=Units.Edit|SubFolders.Edit body=FolderUpdateNameDescriptionRequest 200=-
Folders_Post POST /odata/Folders scope=OR.Folders needs=Units.Create|SubFolders.Create body=FolderDto 201=FolderDto
Folders_PutById PUT /odata/Folders({key}) path=key:int64 scope=OR.Folders needs=Units.Edit|SubFolders.Edit body=FolderDto 200=FolderDto
Folders_RemoveMachinesFromFolderById POST /odata/Folders({key})/ns.RemoveMachinesFromFolder path=key:int64 scope=OR.Folders needs=Units.Edit|SubFolders.Edit body=RemoveMachinesFromFolderRequest 204=-
Folders_RemoveUserFromFolderById POST /odata/Folders({key})/ns.RemoveUserFromFolder path=key:int64 scope=OR.Folders needs=Units.Edit|SubFolders.Edit body=RemoveUserFromFolderRequest 204=-
Folders_RemoveUserFromFolderByKey POST /odata/Folders({key})/ns.RemoveUserFromFolderByKey path=key:int64 scope=OR.Folders needs=Units.Edit|SubFolders.Edit body=RemoveUserByKeyFromFolderRequest 204=-
Folders_ToggleFolderMachineInherit POST /odata/Folders/ns.ToggleFolderMachineInherit scope=OR.Folders needs=Units.Edit|SubFolders.Edit body=FolderMachineInheritDto 200=-
Folders_UpdateMachinesToFolderAssociations POST /odata/Folders/ns.UpdateMachinesToFolderAssociations scope=OR.Folders needs=Units.Edit|SubFolders.Edit body=UpdateMachinesToFolderAssociationsRequest 204=-
GenericTasks_CompleteTask POST /tasks/GenericTasks/CompleteTask folder scope=OR.Tasks needs=Tasks.Edit body=TaskCompletionRequest 204=- 400=- 404=-
GenericTasks_CreateTask POST /tasks/GenericTasks/CreateTask folder scope=OR.Tasks needs=Tasks.Create body=TaskCreateRequest 201=TaskDataDto
GenericTasks_GetTaskDataById GET /tasks/GenericTasks/GetTaskDataById folder query=taskId scope=OR.Tasks needs=Tasks.View 200=TaskDataDto 404=-
GenericTasks_GetTaskDataByKey GET /tasks/GenericTasks/GetTaskDataByKey folder query=taskKey scope=OR.Tasks needs=Tasks.View 200=TaskDataDto 404=-
GenericTasks_SaveAndReassignTask POST /tasks/GenericTasks/SaveAndReassignTask folder scope=OR.Tasks needs=Tasks.Edit body=TaskSaveAndReassignmentRequest 204=- 400=- 404=-
GenericTasks_SaveTaskData PUT /tasks/GenericTasks/SaveTaskData folder scope=OR.Tasks needs=Tasks.Edit body=TaskDataSaveRequest 204=- 400=- 404=-
GenericTasks_SaveTaskTags PUT /tasks/GenericTasks/SaveTaskTags folder scope=OR.Tasks needs=Tasks.Edit body=TaskTagsSaveRequest 204=- 400=- 404=-
JobTriggers_DeliverPayloadByInboxid POST /api/JobTriggers/DeliverPayload/{inboxId} folder path=inboxId:guid scope=OR.Jobs needs=Jobs.Edit body={any} 202=- 208=-
JobTriggers_Get GET /odata/JobTriggers folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Jobs needs=Jobs.View 200=[JobTriggerDto]
JobTriggers_GetByJobKey GET /odata/JobTriggers/ns.GetByJobKey(jobKey={jobKey}) folder path=jobKey:guid query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Jobs needs=Jobs.View 200=[JobTriggerDto]
JobTriggers_GetPayloadByInboxid GET /api/JobTriggers/GetPayload/{inboxId} folder path=inboxId:guid anonymous 200={any} 404=-
JobTriggers_GetWithWaitEventsByJobid GET /odata/JobTriggers/ns.GetWithWaitEvents(jobId={jobId}) folder path=jobId:int64 query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Jobs needs=Jobs.View 200=[JobTriggerWithWaitEventsDto]
Jobs_Export POST /odata/Jobs/ns.Export folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Jobs needs=Jobs.View 200=ExportModel
Jobs_Get GET /odata/Jobs folder query=mandatoryPermissions,atLeastOnePermissions,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Jobs needs=Jobs.View 200=[JobDto]
Jobs_GetById GET /odata/Jobs({key}) folder path=key:int64 query=$expand,$select scope=OR.Jobs needs=Jobs.View 200=JobDto
Jobs_RestartJob POST /odata/Jobs/ns.RestartJob folder query=$expand,$select scope=OR.Jobs needs=Jobs.Create body=RestartJobRequest 200=JobDto
Jobs_ResumeJob POST /odata/Jobs/ns.ResumeJob folder query=$expand,$select scope=OR.Jobs needs=Jobs.Edit body=ResumeJobRequest 200=JobDto
Jobs_StartJobs POST /odata/Jobs/ns.StartJobs folder query=$expand,$filter,$select,$orderby,$count scope=OR.Jobs needs=Jobs.Create body=StartJobsRequest 201=[JobDto]
Jobs_StopJobById POST /odata/Jobs({key})/ns.StopJob folder path=key:int64 scope=OR.Jobs needs=Jobs.Edit body=StopJobRequest 200=-
Jobs_StopJobs POST /odata/Jobs/ns.StopJobs folder scope=OR.Jobs needs=Jobs.Edit body=StopJobsRequest 200=-
Jobs_ValidateDynamicJob POST /odata/Jobs/ns.ValidateDynamicJob folder query=$expand,$select scope=OR.Jobs needs=Jobs.Create body=StartJobsRequest 200=ValidationResultDto
Jobs_ValidateExistingJobById POST /odata/Jobs({key})/ns.ValidateExistingJob folder path=key:int64 query=$expand,$select scope=OR.Jobs needs=Jobs.View 200=ValidationResultDto
Libraries_DeleteById DELETE /odata/Libraries('{key}') path=key:string query=feedId scope=OR.Execution needs=Libraries.Delete 204=- 200=- 400=-
Libraries_DownloadPackageByKey GET /odata/Libraries/ns.DownloadPackage(key='{key}') path=key:string query=feedId scope=OR.Execution needs=Libraries.View 200=application/octet-stream
Libraries_Get GET /odata/Libraries query=searchTerm,feedId,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Execution needs=Libraries.View 200=[LibraryDto]
Libraries_GetVersionsByPackageid GET /odata/Libraries/ns.GetVersions(packageId='{packageId}') path=packageId:string query=feedId,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Execution needs=Libraries.View 200=[LibraryDto]
Libraries_UploadPackage POST /odata/Libraries/ns.UploadPackage query=feedId,$expand,$filter,$select,$orderby,$count scope=OR.Execution needs=Libraries.Create body=multipart/form-data 207=[BulkItemDtoOfString]
LicensesNamedUser_GetLicensesNamedUserByRobottype GET /odata/LicensesNamedUser/ns.GetLicensesNamedUser(robotType='{robotType}') path=robotType:enum:robotType query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.License needs=License.View 200=[LicenseNamedUserDto]
LicensesRuntime_GetLicensesRuntimeByRobottype GET /odata/LicensesRuntime/ns.GetLicensesRuntime(robotType='{robotType}') path=robotType:enum:robotType query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.License needs=License.View 200=[LicenseRuntimeDto]
LicensesRuntime_ToggleEnabledByKey POST /odata/LicensesRuntime('{key}')/ns.ToggleEnabled path=key:string scope=OR.License needs=Machines.Edit body=LicensesToggleEnabledRequest 200=- 409=-
Licensing_Acquire POST /api/Licensing/Acquire scope=OR.Administration body=ConsumptionLicenseDto 200=LicenseResultDto 400=- 409=- 503=-
Licensing_Release PUT /api/Licensing/Release scope=OR.Administration body=ConsumptionLicenseDto 200=LicenseResultDto 400=- 409=- 503=-
Logs_Post POST /api/Logs scope=OR.Monitoring needs=Logs.Create body={any} 200=- 400=- 408=-
Logs_SubmitLogs POST /api/Logs/SubmitLogs scope=OR.Monitoring needs=Logs.Create anonymous body=[string] 200=- 400=- 408=-
Machines_DeleteBulk POST /odata/Machines/ns.DeleteBulk scope=OR.Machines needs=Machines.Delete body=MachineDeleteBulkRequest 204=- 400=-
Machines_DeleteById DELETE /odata/Machines({key}) path=key:int64 scope=OR.Machines needs=Machines.Delete 204=-
Machines_Get GET /odata/Machines query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Machines needs=Machines.View 200=[ExtendedMachineDto]
Machines_GetAssignedMachinesByFolderid GET /odata/Machines/ns.GetAssignedMachines(folderId={folderId}) path=folderId:int64 query=robotId,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Machines needs=Machines.View|Jobs.Create 200=[MachineDto]
Machines_GetById GET /odata/Machines({key}) path=key:int64 query=$expand,$select scope=OR.Machines needs=Machines.View 200=MachineDto
Machines_GetRuntimesForFolderByFolderid GET /odata/Machines/ns.GetRuntimesForFolder(folderId={folderId}) path=folderId:int64 query=$expand,$filter,$select,$orderby,$count scope=OR.Machines needs=Machines.View|Jobs.Create 200=[MachineRuntimeDto]
Machines_PatchById PATCH /odata/Machines({key}) path=key:int64 scope=OR.Machines needs=Machines.Edit body=MachineDto 200=-
Machines_Post POST /odata/Machines scope=OR.Machines needs=Machines.Create body=MachineDto 201=MachineDto
Machines_PutById PUT /odata/Machines({key}) path=key:int64 scope=OR.Machines needs=Machines.Edit body=MachineDto 200=-
Maintenance_End POST /api/Maintenance/End query=tenantId scope=OR.Administration 204=-
Maintenance_Get GET /api/Maintenance/Get query=tenantId scope=OR.Administration needs=Audit.View 200=MaintenanceSetting
Maintenance_Start POST /api/Maintenance/Start query=phase,force,killJobs,tenantId scope=OR.Administration 204=-
OrganizationUnits_DeleteById DELETE /odata/OrganizationUnits({key}) path=key:int64 scope=OR.Folders needs=Units.Delete 204=-
OrganizationUnits_Get GET /odata/OrganizationUnits query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Folders needs=Units.View 200=[OrganizationUnitDto]
OrganizationUnits_GetById GET /odata/OrganizationUnits({key}) path=key:int64 query=$expand,$select scope=OR.Folders needs=Units.View 200=OrganizationUnitDto
OrganizationUnits_GetUserIdsForUnitByKey GET /odata/OrganizationUnits/ns.GetUserIdsForUnit(key={key}) path=key:int64 query=$expand,$filter,$select,$orderby,$count scope=OR.Folders needs=Units.View&Users.View 200=[int64]
OrganizationUnits_GetUsersForUnitByKey GET /odata/OrganizationUnits/ns.GetUsersForUnit(key={key}) path=key:int64 query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Folders needs=Units.View&Users.View 200=[UserDto]
OrganizationUnits_Post POST /odata/OrganizationUnits scope=OR.Folders needs=Units.Create body=OrganizationUnitDto 200=OrganizationUnitDto 201=OrganizationUnitDto
OrganizationUnits_PutById PUT /odata/OrganizationUnits({key}) path=key:int32 scope=OR.Folders needs=Units.Edit body=OrganizationUnitDto 200=-
OrganizationUnits_SetUsersById POST /odata/OrganizationUnits({key})/ns.SetUsers path=key:int32 scope=OR.Folders needs=Users.Edit body=SetUsersRequest 204=- 200=-
PackageFeeds_GetFolderFeed GET /api/PackageFeeds/GetFolderFeed query=folderId scope=OR.Execution 200=guid
Permissions_Get GET /odata/Permissions query=$expand,$filter,$select,$orderby,$top,$skip,$count 200=[PermissionDto]
PersonalWorkspaces_ConvertToFolderById POST /odata/PersonalWorkspaces({key})/ns.ConvertToFolder path=key:int64 needs=Units.Edit body=PersonalWorkspacesConvertToFolderRequest 204=-
PersonalWorkspaces_Get GET /odata/PersonalWorkspaces query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Folders needs=Units.View 200=[PersonalWorkspaceDto]
PersonalWorkspaces_GetPersonalWorkspace GET /odata/PersonalWorkspaces/ns.GetPersonalWorkspace query=$expand,$select 200=PersonalWorkspaceDto 404=-
PersonalWorkspaces_StartExploringById POST /odata/PersonalWorkspaces({key})/ns.StartExploring path=key:int64 needs=Units.Edit&Users.View&Roles.View 204=-
PersonalWorkspaces_StopExploringById POST /odata/PersonalWorkspaces({key})/ns.StopExploring path=key:int64 needs=Units.Edit&Users.View&Roles.View 204=-
ProcessSchedules_ActivateById POST /odata/ProcessSchedules({key})/ns.Activate folder path=key:int64 scope=OR.Jobs needs=Schedules.Edit 200=- 404=- 409=-
ProcessSchedules_DeleteById DELETE /odata/ProcessSchedules({key}) folder path=key:int64 scope=OR.Jobs needs=Schedules.Delete 204=-
ProcessSchedules_Get GET /odata/ProcessSchedules folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Jobs needs=Schedules.View 200=[ProcessScheduleDto]
ProcessSchedules_GetById GET /odata/ProcessSchedules({key}) folder path=key:int64 query=$expand,$select scope=OR.Jobs needs=Schedules.View 200=ProcessScheduleDto 404=-
ProcessSchedules_GetRobotIdsForScheduleByKey GET /odata/ProcessSchedules/ns.GetRobotIdsForSchedule(key={key}) folder path=key:int64 query=$expand,$filter,$select,$orderby,$count scope=OR.Jobs needs=Schedules.View 200=[int64]
ProcessSchedules_Post POST /odata/ProcessSchedules folder scope=OR.Jobs needs=Schedules.Create body=ProcessScheduleDto 201=ProcessScheduleDto
ProcessSchedules_PutById PUT /odata/ProcessSchedules({key}) folder path=key:int64 scope=OR.Jobs needs=Schedules.Edit body=ProcessScheduleDto 204=-
ProcessSchedules_SetEnabled POST /odata/ProcessSchedules/ns.SetEnabled folder query=$expand,$select scope=OR.Jobs needs=Schedules.Edit body=ProcessSetEnabledRequest 200=bool 400=ErrorResult 404=ErrorResult 207={ErrorResult}
ProcessSchedules_ValidateProcessSchedule POST /odata/ProcessSchedules/ns.ValidateProcessSchedule folder query=$expand,$select scope=OR.Jobs needs=Schedules.Create body=ValidateProcessScheduleRequest 200=ValidationResultDto
Processes_DeleteById DELETE /odata/Processes('{key}') path=key:string query=feedId scope=OR.Execution needs=Packages.Delete|FolderPackages.Delete 204=- 200=-
Processes_DownloadPackageByKey GET /odata/Processes/ns.DownloadPackage(key='{key}') path=key:string query=feedId scope=OR.Execution needs=Packages.View|FolderPackages.View 200=application/octet-stream
Processes_Get GET /odata/Processes query=searchTerm,feedId,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Execution needs=Packages.View|FolderPackages.View 200=[ProcessDto]
Processes_GetArgumentsByKey GET /odata/Processes/ns.GetArguments(key='{key}') path=key:string query=$expand,$select scope=OR.Execution needs=Packages.View 200=ArgumentMetadata
Processes_GetProcessVersionsByProcessid GET /odata/Processes/ns.GetProcessVersions(processId='{processId}') path=processId:string query=feedId,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Execution needs=Packages.View|FolderPackages.View 200=[ProcessDto]
Processes_UploadPackage POST /odata/Processes/ns.UploadPackage query=feedId,$expand,$filter,$select,$orderby,$count scope=OR.Execution needs=Packages.Create|FolderPackages.Create body=multipart/form-data 200=[BulkItemDtoOfString] 207=[BulkItemDtoOfString]
QueueDefinitions_DeleteById DELETE /odata/QueueDefinitions({key}) folder path=key:int64 scope=OR.Queues needs=Queues.Delete 204=-
QueueDefinitions_ExportById POST /odata/QueueDefinitions({key})/svc.Export folder path=key:int64 query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Queues needs=Queues.View&Transactions.View 200=ExportModel
QueueDefinitions_Get GET /odata/QueueDefinitions folder query=mandatoryPermissions,atLeastOnePermissions,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Queues needs=Queues.View 200=[QueueDefinitionDto]
QueueDefinitions_GetById GET /odata/QueueDefinitions({key}) folder path=key:int64 query=$expand,$select scope=OR.Queues needs=Queues.View 200=QueueDefinitionDto
QueueDefinitions_GetByKeyByIdentifier GET /odata/QueueDefinitions/ns.GetByKey(identifier={identifier}) folder path=identifier:guid query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Queues needs=Queues.View 200=QueueDefinitionDto
QueueDefinitions_GetFoldersForQueueById GET /odata/QueueDefinitions/ns.GetFoldersForQueue(id={id}) folder path=id:int64 query=$expand,$select scope=OR.Queues 200=AccessibleFoldersDto
QueueDefinitions_GetJsonSchemaDefinitionByIdAndJsonschematype GET /odata/QueueDefinitions({key})/svc.GetJsonSchemaDefinition(jsonSchemaType='{jsonSchemaType}') folder path=key:int64,jsonSchemaType:string scope=OR.Queues needs=Queues.Edit 200=application/octet-stream
QueueDefinitions_GetQueuesAcrossFolders GET /odata/QueueDefinitions/ns.GetQueuesAcrossFolders folder query=excludeFolderId,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Queues 200=[QueueDefinitionDto]
QueueDefinitions_Post POST /odata/QueueDefinitions folder scope=OR.Queues needs=Queues.Create body=QueueDefinitionDto 201=QueueDefinitionDto
QueueDefinitions_PutById PUT /odata/QueueDefinitions({key}) folder path=key:int64 scope=OR.Queues needs=Queues.Edit body=QueueDefinitionDto 200=-
QueueDefinitions_ShareToFolders POST /odata/QueueDefinitions/ns.ShareToFolders folder scope=OR.Queues body=QueueFoldersShareDto 204=- 404=-
QueueItemComments_DeleteById DELETE /odata/QueueItemComments({key}) folder path=key:int64 scope=OR.Queues needs=Queues.View&Transactions.Edit 204=-
QueueItemComments_Get GET /odata/QueueItemComments folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Queues needs=Queues.View&Transactions.View 200=[QueueItemCommentDto]
QueueItemComments_GetById GET /odata/QueueItemComments({key}) folder path=key:int64 query=$expand,$select scope=OR.Queues needs=Queues.View&Transactions.View 200=QueueItemCommentDto
QueueItemComments_GetQueueItemCommentsHistoryByQueueitemid GET /odata/QueueItemComments/ns.GetQueueItemCommentsHistory(queueItemId={queueItemId}) folder path=queueItemId:int64 query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Queues needs=Queues.View&Transactions.View 200=[QueueItemCommentDto]
QueueItemComments_Post POST /odata/QueueItemComments folder scope=OR.Queues needs=Queues.View&Transactions.Edit body=QueueItemCommentDto 201=QueueItemCommentDto
QueueItemComments_PutById PUT /odata/QueueItemComments({key}) folder path=key:int64 scope=OR.Queues needs=Queues.View&Transactions.Edit body=QueueItemCommentDto 200=-
QueueItemEvents_Get GET /odata/QueueItemEvents folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Queues needs=Queues.View&Transactions.View 200=[QueueItemEventDto]
QueueItemEvents_GetById GET /odata/QueueItemEvents({key}) folder path=key:int64 query=$expand,$select scope=OR.Queues needs=Queues.View&Transactions.View 200=QueueItemEventDto
QueueItemEvents_GetQueueItemEventsHistoryByQueueitemid GET /odata/QueueItemEvents/ns.GetQueueItemEventsHistory(queueItemId={queueItemId}) folder path=queueItemId:int64 query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Queues needs=Queues.View&Transactions.View 200=[QueueItemEventDto]
QueueItems_DeleteBulk POST /odata/QueueItems/svc.DeleteBulk folder query=$expand,$select scope=OR.Queues needs=Queues.View&Transactions.Delete body=QueueItemDeleteBulkRequest 200=BulkOperationResponseDtoOfInt64
QueueItems_DeleteById DELETE /odata/QueueItems({key}) folder path=key:int64 scope=OR.Queues needs=Queues.View&Transactions.Delete 204=-
QueueItems_Get GET /odata/QueueItems folder query=mandatoryPermissions,atLeastOnePermissions,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Queues needs=Queues.View&Transactions.View 200=[QueueItemDto]
QueueItems_GetById GET /odata/QueueItems({key}) folder path=key:int64 query=$expand,$select scope=OR.Queues needs=Queues.View&Transactions.View 200=QueueItemDto
QueueItems_GetItemLastRetryById GET /odata/QueueItems({key})/ns.GetItemLastRetry folder path=key:int64 query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Queues needs=Queues.View&Transactions.View 200=QueueItemDto 404=-
QueueItems_GetItemLastRetryByKey GET /odata/QueueItems/svc.GetItemLastRetryByKey(key={key}) folder path=key:guid query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Queues needs=Queues.View&Transactions.View 200=QueueItemDto 404=-
QueueItems_GetItemProcessingHistoryById GET /odata/QueueItems({key})/svc.GetItemProcessingHistory folder path=key:int64 query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Queues needs=Queues.View&Transactions.View 200=[QueueItemDto]
QueueItems_GetReviewers GET /odata/QueueItems/ns.GetReviewers folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Queues needs=Queues.View&Transactions.Edit 200=[SimpleUserDto]
QueueItems_PutById PUT /odata/QueueItems({key}) folder path=key:int64 scope=OR.Queues needs=Queues.Edit&Transactions.Edit body=QueueItemDataDto 200=- 404=- 409=-
QueueItems_SetItemReviewStatus POST /odata/QueueItems/svc.SetItemReviewStatus folder query=$expand,$select scope=OR.Queues needs=Queues.View&Transactions.Edit body=QueueSetItemReviewStatusRequest 200=BulkOperationResponseDtoOfInt64
QueueItems_SetItemReviewer POST /odata/QueueItems/svc.SetItemReviewer folder query=$expand,$select scope=OR.Queues needs=Queues.View&Transactions.Edit body=QueueSetItemReviewerRequest 200=BulkOperationResponseDtoOfInt64
QueueItems_SetTransactionProgressById POST /odata/QueueItems({key})/svc.SetTransactionProgress folder path=key:int64 scope=OR.Queues needs=Queues.View&Transactions.Edit body=QueueSetTransactionProgressRequest 200=-
QueueItems_UnsetItemReviewer POST /odata/QueueItems/svc.UnsetItemReviewer folder query=$expand,$select scope=OR.Queues needs=Queues.View&Transactions.Edit body=QueueUnsetItemReviewerRequest 200=BulkOperationResponseDtoOfInt64
QueueProcessingRecords_RetrieveLastDaysProcessingRecordsByDaysnoAndQueuedefinitionid GET /odata/QueueProcessingRecords/svc.RetrieveLastDaysProcessingRecords(daysNo={daysNo},queueDefinitionId={queueDefinitionId}) folder path=daysNo:int32,queueDefinitionId:int64 query=$expand,$filter,$select,$orderby,$count scope=OR.Queues needs=Queues.View&Transactions.View 200=[QueueProcessingRecordDto]
QueueProcessingRecords_RetrieveQueuesProcessingStatus GET /odata/QueueProcessingRecords/svc.RetrieveQueuesProcessingStatus folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Queues needs=Queues.View 200=[QueueProcessingStatusDto]
QueueRetention_DeleteById DELETE /odata/QueueRetention({key}) folder path=key:int64 scope=OR.Queues needs=Queues.Edit 204=-
QueueRetention_Get GET /odata/QueueRetention folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Queues needs=Queues.View 200=[QueueRetentionSettingDto]
QueueRetention_GetById GET /odata/QueueRetention({key}) folder path=key:int64 query=retentionType,$expand,$select scope=OR.Queues needs=Queues.View 200=QueueRetentionSettingDto
QueueRetention_PutById PUT /odata/QueueRetention({key}) folder path=key:int64 scope=OR.Queues needs=Queues.Edit body=QueueRetentionSettingDto 200=-
Queues_AddQueueItem POST /odata/Queues/svc.AddQueueItem folder query=$expand,$select scope=OR.Queues needs=Queues.View&Transactions.Create body=AddQueueItemRequest 201=QueueItemDto
Queues_BulkAddQueueItems POST /odata/Queues/svc.BulkAddQueueItems folder query=$expand,$select scope=OR.Queues needs=Queues.View&Transactions.Create body=BulkAddQueueItemsRequest 200=BulkOperationResponseDtoOfFailedQueueItemDto
Queues_SetTransactionResultById POST /odata/Queues({key})/svc.SetTransactionResult folder path=key:int64 scope=OR.Queues needs=Queues.View&Transactions.Edit body=QueueSetTransactionResultRequest 200=- 409=-
Queues_StartTransaction POST /odata/Queues/svc.StartTransaction folder query=$expand,$select scope=OR.Queues needs=Queues.View&Transactions.View&Transactions.Create&Transactions.Edit body=QueuesStartTransactionRequest 200=QueueItemDto 204=-
ReleaseRetention_DeleteById DELETE /odata/ReleaseRetention({key}) folder path=key:int64 scope=OR.Execution needs=Processes.Edit 204=-
ReleaseRetention_Get GET /odata/ReleaseRetention folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Execution needs=Processes.View 200=[ReleaseRetentionSettingDto]
ReleaseRetention_GetById GET /odata/ReleaseRetention({key}) folder path=key:int64 query=retentionType,$expand,$select scope=OR.Execution needs=Processes.View 200=ReleaseRetentionSettingDto
ReleaseRetention_PutById PUT /odata/ReleaseRetention({key}) folder path=key:int64 scope=OR.Execution needs=Processes.Edit body=ReleaseRetentionSettingDto 200=-
Releases_DeleteById DELETE /odata/Releases({key}) folder path=key:int64 scope=OR.Execution needs=Processes.Delete 204=-
Releases_DeleteByKey DELETE /api/Releases/DeleteByKey query=key scope=OR.Execution needs=Processes.Delete 204=-
Releases_Get GET /odata/Releases folder query=mandatoryPermissions,atLeastOnePermissions,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Execution needs=Processes.View 200=[ReleaseDto]
Releases_GetById GET /odata/Releases({key}) folder path=key:int64 query=$expand,$select scope=OR.Execution needs=Processes.View 200=ReleaseDto
Releases_PatchById PATCH /odata/Releases({key}) folder path=key:int64 scope=OR.Execution needs=Processes.Edit body=ReleaseDto 200=-
Releases_Post POST /odata/Releases folder scope=OR.Execution needs=Processes.Create body=ReleaseDto 201=ReleaseDto 400=-
Releases_PutById PUT /odata/Releases({key}) folder path=key:int64 scope=OR.Execution needs=Processes.Edit body=ReleaseDto 200=-
Releases_RollbackToPreviousReleaseVersionById POST /odata/Releases({key})/ns.RollbackToPreviousReleaseVersion folder path=key:int64 query=mergePackageTags,$expand,$select scope=OR.Execution needs=Processes.Edit 200=int64
Releases_RollbackToPreviousReleaseVersionByKeyByIdentifier POST /odata/Releases/ns.RollbackToPreviousReleaseVersionByKey(identifier={identifier}) folder path=identifier:guid query=mergePackageTags scope=OR.Execution needs=Processes.Edit 200=guid
Releases_UpdateByKey POST /odata/Releases/ns.UpdateByKey folder scope=OR.Execution needs=Processes.Edit body=ReleasesUpdateByKeyRequest 200=- 400=-
Releases_UpdateToLatestPackageVersionBulk POST /odata/Releases/ns.UpdateToLatestPackageVersionBulk folder query=$expand,$select scope=OR.Execution needs=Processes.Edit body=ReleasesUpdateToLatestPackageVersionBulkRequest 200=BulkOperationResponseDtoOfInt64
Releases_UpdateToLatestPackageVersionBulkByKey POST /odata/Releases/ns.UpdateToLatestPackageVersionBulkByKey folder query=$expand,$select scope=OR.Execution needs=Processes.Edit body=ReleasesUpdateToLatestPackageVersionBulkRequestByKey 200=BulkOperationResponseDtoOfGuid
Releases_UpdateToLatestPackageVersionById POST /odata/Releases({key})/ns.UpdateToLatestPackageVersion folder path=key:int64 query=mergePackageTags,$expand,$select scope=OR.Execution needs=Processes.Edit 200=int64
Releases_UpdateToLatestPackageVersionByKeyByIdentifier POST /odata/Releases/ns.UpdateToLatestPackageVersionByKey(identifier={identifier}) folder path=identifier:guid query=mergePackageTags scope=OR.Execution needs=Processes.Edit 200=guid
Releases_UpdateToSpecificPackageVersionById POST /odata/Releases({key})/ns.UpdateToSpecificPackageVersion folder path=key:int64 query=$expand,$select scope=OR.Execution needs=Processes.Edit body=ReleasesUpdateToSpecificPackageVersionRequest 200=int64
Releases_UpdateToSpecificPackageVersionByKeyByIdentifier POST /odata/Releases/ns.UpdateToSpecificPackageVersionByKey(identifier={identifier}) folder path=identifier:guid scope=OR.Execution needs=Processes.Edit body=ReleasesUpdateToSpecificPackageVersionRequest 200=guid
RobotLogs_Export POST /odata/RobotLogs/ns.Export folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Monitoring needs=Logs.View 200=ExportModel
RobotLogs_Get GET /odata/RobotLogs folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Monitoring needs=Logs.View 200=[LogDto]
RobotLogs_GetTotalCount GET /odata/RobotLogs/ns.GetTotalCount folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Monitoring needs=Logs.View 200=int64
Robots_ConvertToFloating POST /odata/Robots/ns.ConvertToFloating folder scope=OR.Robots needs=Robots.Edit body=RobotsConvertToFloatingRequest 200=- 400=- 409=-
Robots_DeleteBulk POST /odata/Robots/ns.DeleteBulk folder scope=OR.Robots needs=Robots.Delete body=RobotDeleteBulkRequest 204=- 400=-
Robots_DeleteById DELETE /odata/Robots({key}) folder path=key:int64 scope=OR.Robots needs=Robots.Delete 204=-
Robots_FindAllAcrossFolders GET /odata/Robots/ns.FindAllAcrossFolders folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Robots needs=Robots.View|Users.View|Machines.Create|Machines.Edit 200=[ExtendedRobotDto]
Robots_Get GET /odata/Robots folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Robots needs=Robots.View 200=[RobotDto]
Robots_GetById GET /odata/Robots({key}) folder path=key:int64 query=$expand,$select scope=OR.Robots needs=Robots.View 200=RobotDto
Robots_GetConfiguredRobots GET /odata/Robots/ns.GetConfiguredRobots folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Robots needs=Robots.View 200=[ExtendedRobotDto]
Robots_GetFolderRobotsByFolderidAndMachineid GET /odata/Robots/ns.GetFolderRobots(folderId={folderId},machineId={machineId}) folder path=folderId:int64,machineId:int64 query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Robots needs=SubFolders.View|Units.View|Jobs.Create 200=[ExtendedRobotDto]
Robots_GetMachineNameToLicenseKeyMappings GET /odata/Robots/ns.GetMachineNameToLicenseKeyMappings folder query=$expand,$filter,$select,$orderby,$count scope=OR.Robots needs=Robots.Create&Machines.View 200=[KeyValuePairOfStringString]
Robots_GetRobotsForProcessByProcessid GET /odata/Robots/ns.GetRobotsForProcess(processId='{processId}') folder path=processId:string query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Robots needs=Robots.View&Environments.View&Processes.View 200=[RobotDto]
Robots_GetRobotsFromFolderByFolderid GET /odata/Robots/ns.GetRobotsFromFolder(folderId={folderId}) folder path=folderId:int64 query=machineId,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Robots needs=SubFolders.View|Units.View|Jobs.Create|Users.View 200=[RobotsFromFolderModel]
Robots_GetUsernames GET /odata/Robots/ns.GetUsernames folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Robots needs=Robots.View 200=[string]
Robots_PatchById PATCH /odata/Robots({key}) folder path=key:int64 scope=OR.Robots needs=Robots.Edit body=RobotDto 200=-
Robots_Post POST /odata/Robots folder scope=OR.Robots needs=Robots.Create|Robots.Create body=RobotDto 201=RobotDto
Robots_PutById PUT /odata/Robots({key}) folder path=key:int64 scope=OR.Robots needs=Robots.Edit body=RobotDto 200=-
Robots_ToggleEnabledStatus POST /odata/Robots/ns.ToggleEnabledStatus folder scope=OR.Robots needs=Robots.Edit body=RobotsToggleEnabledStatusRequest 200=-
Roles_DeleteById DELETE /odata/Roles({key}) path=key:int32 scope=OR.Users needs=Roles.Delete 204=-
Roles_Get GET /odata/Roles query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Users needs=Roles.View|Units.Edit|SubFolders.Edit 200=[RoleDto]
Roles_GetById GET /odata/Roles({key}) path=key:int32 query=$expand,$select scope=OR.Users needs=Roles.View 200=RoleDto
Roles_GetUserIdsForRoleByKey GET /odata/Roles/ns.GetUserIdsForRole(key={key}) path=key:int32 query=$expand,$filter,$select,$orderby,$count scope=OR.Users needs=Roles.View|Users.View 200=[int64]
Roles_GetUsersForRoleByKey GET /odata/Roles/ns.GetUsersForRole(key={key}) path=key:int32 query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Users needs=Roles.View&Users.View 200=[UserDto]
Roles_Post POST /odata/Roles scope=OR.Users needs=Roles.Create body=RoleDto 201=RoleDto
Roles_PutById PUT /odata/Roles({key}) path=key:int32 scope=OR.Users needs=Roles.Edit body=RoleDto 200=-
Roles_SetUsersById POST /odata/Roles({key})/ns.SetUsers path=key:int32 scope=OR.Users needs=Roles.Edit&Users.View body=SetUsersRequest 204=-
Sessions_DeleteInactiveUnattendedSessions POST /odata/Sessions/ns.DeleteInactiveUnattendedSessions scope=OR.Robots needs=Robots.Delete body=DeleteInactiveSessionsParameters 204=-
Sessions_Get GET /odata/Sessions folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Robots needs=Robots.View 200=[SessionDto]
Sessions_GetGlobalSessions GET /odata/Sessions/ns.GetGlobalSessions query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Robots needs=Robots.View|Users.View|Machines.Create|Machines.Edit|Robots.View 200=[SessionDto]
Sessions_GetMachineSessionRuntimes GET /odata/Sessions/ns.GetMachineSessionRuntimes query=runtimeType,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Robots needs=Machines.View 200=[MachineSessionRuntimeDto]
Sessions_GetMachineSessionRuntimesByFolderId GET /odata/Sessions/ns.GetMachineSessionRuntimesByFolderId(folderId={folderId}) path=folderId:int64 query=robotId,runtimeType,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Robots needs=Machines.View|Jobs.Create 200=[MachineSessionRuntimeDto]
Sessions_GetMachineSessionsByKey GET /odata/Sessions/ns.GetMachineSessions(key={key}) path=key:int64 query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Robots needs=Machines.View 200=[MachineSessionDto]
Sessions_GetUsernames GET /odata/Sessions/ns.GetUsernames query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Robots needs=Robots.View|Users.View 200=[string]
Sessions_SetMaintenanceMode POST /odata/Sessions/ns.SetMaintenanceMode scope=OR.Robots needs=Robots.Edit body=SessionMaintenanceModeParameters 204=-
Sessions_ToggleMachineSessionDebugModeById POST /odata/Sessions({key})/ns.ToggleMachineSessionDebugMode path=key:int64 scope=OR.Robots needs=Robots.Edit body=SessionsToggleMachineSessionDebugModeRequest 204=- 400=-
Settings_DeleteBulk POST /odata/Settings/ns.DeleteBulk scope=OR.Settings needs=Settings.Delete body=SettingsDeleteBulkRequest 204=-
Settings_Get GET /odata/Settings query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Settings needs=Settings.View 200=[SettingsDto]
Settings_GetActivitySettings GET /odata/Settings/ns.GetActivitySettings query=$expand,$select scope=OR.Settings 200=ActivitySettingsDto
Settings_GetAuthenticationSettings GET /odata/Settings/ns.GetAuthenticationSettings query=$expand,$select scope=OR.Settings anonymous 200=ResponseDictionaryDto
Settings_GetById GET /odata/Settings('{key}') path=key:string query=$expand,$filter,$select,$orderby,$count scope=OR.Settings needs=Settings.View 200=string
Settings_GetCalendar GET /odata/Settings/ns.GetCalendar query=$expand,$select scope=OR.Settings needs=Settings.View 200=CalendarDto
Settings_GetExecutionSettingsConfigurationByScope GET /odata/Settings/ns.GetExecutionSettingsConfiguration(scope={scope}) path=scope:int32 query=$expand,$select scope=OR.Settings needs=Settings.Edit|Robots.Create|Robots.Edit 200=ExecutionSettingsConfiguration
Settings_GetLanguages GET /odata/Settings/ns.GetLanguages query=$expand,$select scope=OR.Settings anonymous 200=ListResultDtoOfLanguageInfo
Settings_GetLicense GET /odata/Settings/ns.GetLicense query=$expand,$select scope=OR.Settings 200=LicenseDto
Settings_GetSecureStoreConfigurationByStoretypename GET /odata/Settings/ns.GetSecureStoreConfiguration(storeTypeName='{storeTypeName}') path=storeTypeName:string query=proxyId,$expand,$filter,$select,$orderby,$count scope=OR.Settings needs=Settings.View 200=[ConfigurationEntry]
Settings_GetTimezones GET /odata/Settings/ns.GetTimezones query=$expand,$select scope=OR.Settings anonymous 200=ListResultDtoOfNameValueDto
Settings_GetUpdateSettings GET /odata/Settings/ns.GetUpdateSettings query=$expand,$select scope=OR.Settings anonymous 200=UpdateSettingsDto
Settings_GetWebSettings GET /odata/Settings/ns.GetWebSettings query=$expand,$select scope=OR.Settings 200=ResponseDictionaryDto
Settings_PutById PUT /odata/Settings('{key}') path=key:string scope=OR.Settings needs=Settings.Edit body=SettingsDto 200=-
Settings_SetCalendar POST /odata/Settings/ns.SetCalendar scope=OR.Settings needs=Settings.Edit body=CalendarDto 200=-
Settings_UpdateBulk POST /odata/Settings/ns.UpdateBulk scope=OR.Settings needs=Settings.Edit body=SettingsUpdateBulkRequest 200=-
Settings_UpdateUserSetting POST /odata/Settings/ns.UpdateUserSetting scope=OR.Settings body=UpdateUserSettingRequest 200=-
Settings_VerifySmtpSetting POST /odata/Settings/ns.VerifySmtpSetting scope=OR.Settings needs=Settings.Edit body=VerifySmtpSettingRequest 200=- 400=-
Stats_GetConsumptionLicenseStats GET /api/Stats/GetConsumptionLicenseStats query=tenantId,days scope=OR.Monitoring needs=License.View 200=[ConsumptionLicenseStatsModel]
Stats_GetCountStats GET /api/Stats/GetCountStats scope=OR.Monitoring 200=[CountStats]
Stats_GetJobsStats GET /api/Stats/GetJobsStats scope=OR.Monitoring needs=Jobs.View 200=[CountStats]
Stats_GetLicenseStats GET /api/Stats/GetLicenseStats query=tenantId,days scope=OR.Monitoring needs=License.View 200=[LicenseStatsModel]
Stats_GetSessionsStats GET /api/Stats/GetSessionsStats scope=OR.Monitoring needs=Robots.View 200=[CountStats]
Status_Get GET /api/Status/Get anonymous 200=-
Status_VerifyHostAvailibility GET /api/Status/VerifyHostAvailibility query=url needs=Webhooks.Create|Webhooks.Edit 200=HostAvailabilityDto
TaskActivities_GetByTaskId GET /odata/TaskActivities/ns.GetByTaskId(taskId={taskId}) folder path=taskId:int64 query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Tasks needs=Tasks.View 200=[TaskActivityDto]
TaskCatalogs_CreateTaskCatalog POST /odata/TaskCatalogs/ns.CreateTaskCatalog folder query=$expand,$select scope=OR.Tasks needs=TaskCatalogs.Create body=TaskCatalogRequest 201=TaskCatalogDto
TaskCatalogs_DeleteById DELETE /odata/TaskCatalogs({key}) folder path=key:int64 scope=OR.Tasks needs=TaskCatalogs.Delete 204=- 409=- 400=-
TaskCatalogs_Get GET /odata/TaskCatalogs folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Tasks needs=TaskCatalogs.View 200=[TaskCatalogDto]
TaskCatalogs_GetById GET /odata/TaskCatalogs({key}) folder path=key:int64 query=$expand,$select scope=OR.Tasks needs=TaskCatalogs.View 200=TaskCatalogDto 404=-
TaskCatalogs_GetFoldersForTaskCatalogById GET /odata/TaskCatalogs/ns.GetFoldersForTaskCatalog(id={id}) folder path=id:int64 query=$expand,$select scope=OR.Tasks 200=AccessibleFoldersDto
TaskCatalogs_GetTaskCatalogExtendedDetailsByTaskcatalogid GET /odata/TaskCatalogs/ns.GetTaskCatalogExtendedDetails(taskCatalogId={taskCatalogId}) folder path=taskCatalogId:int64 query=$expand,$select scope=OR.Tasks 200=TaskCatalogExtendedDetailsDto 400=-
TaskCatalogs_GetTaskCatalogsFromFoldersWithPermissions GET /odata/TaskCatalogs/ns.GetTaskCatalogsFromFoldersWithPermissions folder query=mandatoryPermissions,excludeFolderId,distinctBySelect,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Tasks 200=[TaskCatalogDto]
TaskCatalogs_ShareToFolders POST /odata/TaskCatalogs/ns.ShareToFolders folder scope=OR.Tasks body=TaskCatalogFoldersShareDto 204=- 404=-
TaskCatalogs_UpdateTaskCatalogById POST /odata/TaskCatalogs({key})/ns.UpdateTaskCatalog folder path=key:int64 scope=OR.Tasks needs=TaskCatalogs.Edit body=TaskCatalogRequest 200=- 404=-
TaskDefinitions_CreateTaskDefinition POST /odata/TaskDefinitions/ns.CreateTaskDefinition query=$expand,$select scope=OR.Tasks needs=ActionDesign.Create body=TaskDefinitionRequest 201=TaskDefinitionDto
TaskDefinitions_DeleteById DELETE /odata/TaskDefinitions({key}) path=key:int64 query=taskDefinitionVersion scope=OR.Tasks needs=ActionDesign.Delete 204=- 409=- 404=-
TaskDefinitions_Get GET /odata/TaskDefinitions query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Tasks needs=ActionDesign.View 200=[TaskDefinitionDto]
TaskDefinitions_GetById GET /odata/TaskDefinitions({key}) path=key:int64 query=$expand,$select scope=OR.Tasks needs=ActionDesign.View 200=TaskDefinitionDto 404=-
TaskDefinitions_GetTaskDefinitionVersionsById GET /odata/TaskDefinitions/ns.GetTaskDefinitionVersions(id={id}) path=id:int64 query=$expand,$select scope=OR.Tasks needs=ActionDesign.View 200=TaskDefintionVersionDto 404=-
TaskDefinitions_UpdateTaskDefinitionById POST /odata/TaskDefinitions({key})/ns.UpdateTaskDefinition path=key:int64 scope=OR.Tasks needs=ActionDesign.Edit body=TaskDefinitionRequest 200=- 404=-
TaskForms_BulkCompleteTasks POST /forms/TaskForms/BulkCompleteTasks folder scope=OR.Tasks needs=Tasks.Edit body=BulkTasksCompletionRequest 200=[BulkOperationErrorResponse] 400=- 404=-
TaskForms_BulkUpdateTasks PUT /forms/TaskForms/BulkUpdateTasks folder scope=OR.Tasks needs=Tasks.Edit body=BulkTasksDataUpdateRequest 200=[BulkOperationErrorResponse] 400=- 404=-
TaskForms_CompleteTask POST /forms/TaskForms/CompleteTask folder scope=OR.Tasks needs=Tasks.Edit body=TaskCompletionRequest 204=-
TaskForms_CreateFormTask POST /forms/TaskForms/CreateFormTask folder scope=OR.Tasks needs=Tasks.Create body=FormTaskCreateRequest 201=TaskDataDto
TaskForms_GetTaskDataById GET /forms/TaskForms/GetTaskDataById folder query=taskId scope=OR.Tasks needs=Tasks.View 200=TaskDataDto 404=-
TaskForms_GetTaskFormById GET /forms/TaskForms/GetTaskFormById folder query=taskId,expandOnFormLayout scope=OR.Tasks needs=Tasks.View 200=TaskFormDto 404=-
TaskForms_SaveAndReassignTask POST /forms/TaskForms/SaveAndReassignTask folder scope=OR.Tasks needs=Tasks.Edit body=TaskSaveAndReassignmentRequest 204=- 400=- 404=-
TaskForms_SaveTaskData PUT /forms/TaskForms/SaveTaskData folder scope=OR.Tasks needs=Tasks.Edit body=TaskDataSaveRequest 204=- 400=- 404=-
TaskNotes_CreateTaskNote POST /odata/TaskNotes/ns.CreateTaskNote folder query=$expand,$select scope=OR.Tasks needs=Tasks.Edit body=TaskNoteCreateRequest 201=TaskNoteDto
TaskNotes_GetByTaskId GET /odata/TaskNotes/ns.GetByTaskId(taskId={taskId}) folder path=taskId:int64 query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Tasks needs=Tasks.View 200=[TaskNoteDto]
TaskRetention_DeleteById DELETE /odata/TaskRetention({key}) folder path=key:int64 scope=OR.Execution needs=TaskCatalogs.Delete 204=- 404=-
TaskRetention_Get GET /odata/TaskRetention folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Execution needs=TaskCatalogs.View 200=[TaskRetentionSettingDto]
TaskRetention_GetById GET /odata/TaskRetention({key}) folder path=key:int64 query=$expand,$select scope=OR.Execution needs=TaskCatalogs.View 200=TaskRetentionSettingDto 404=-
TaskRetention_PutById PUT /odata/TaskRetention({key}) folder path=key:int64 scope=OR.Execution needs=TaskCatalogs.Edit body=TaskRetentionSettingDto 200=- 400=- 404=-
Tasks_AssignTasks POST /odata/Tasks/ns.AssignTasks folder query=$expand,$filter,$select,$orderby,$count scope=OR.Tasks body=TasksAssignRequest 200=[TaskOperationErrorResponse]
Tasks_DeleteTasks POST /odata/Tasks/ns.DeleteTasks folder query=$expand,$filter,$select,$orderby,$count scope=OR.Tasks body=TasksDeleteRequest 200=[TaskOperationErrorResponse]
Tasks_EditTaskMetadata POST /odata/Tasks/ns.EditTaskMetadata folder scope=OR.Tasks body=EditTaskMetadataRequest 200=- 404=-
Tasks_Get GET /odata/Tasks folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Tasks 200=[TaskDto]
Tasks_GetById GET /odata/Tasks({key}) folder path=key:int64 query=$expand,$select scope=OR.Tasks 200=TaskDto 404=-
Tasks_GetByKeyByIdentifier GET /odata/Tasks/ns.GetByKey(identifier={identifier}) folder path=identifier:guid query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Tasks 200=TaskDto 404=-
Tasks_GetTaskPermissions GET /odata/Tasks/ns.GetTaskPermissions folder query=$expand,$filter,$select,$orderby,$count scope=OR.Tasks 200=[PermissionDto]
Tasks_GetTaskUsersByOrganizationunitid GET /odata/Tasks/ns.GetTaskUsers(organizationUnitId={organizationUnitId}) folder path=organizationUnitId:int64 query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Tasks needs=Tasks.View&Tasks.Edit 200=[UserLoginInfoDto]
Tasks_GetTasksAcrossFolders GET /odata/Tasks/ns.GetTasksAcrossFolders folder query=event,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Tasks 200=[TaskDto]
Tasks_GetTasksAcrossFoldersForAdmin GET /odata/Tasks/ns.GetTasksAcrossFoldersForAdmin folder query=event,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Tasks 200=[TaskDto]
Tasks_ReassignTasks POST /odata/Tasks/ns.ReassignTasks folder query=$expand,$filter,$select,$orderby,$count scope=OR.Tasks body=TasksAssignRequest 200=[TaskOperationErrorResponse]
Tasks_UnassignTasks POST /odata/Tasks/ns.UnassignTasks folder query=$expand,$filter,$select,$orderby,$count scope=OR.Tasks body=TasksDeleteRequest 200=[TaskOperationErrorResponse]
Tenants_Get GET /odata/Tenants query=skipLastLoginTime,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Administration 200=[TenantDto]
Tenants_GetById GET /odata/Tenants({key}) path=key:int32 query=$expand,$select scope=OR.Administration 200=TenantDto
TestAutomation_CancelTestCaseExecution POST /api/TestAutomation/CancelTestCaseExecution folder query=testCaseExecutionId scope=OR.TestSetExecutions needs=TestSetExecutions.Edit 202=-
TestAutomation_CancelTestSetExecution POST /api/TestAutomation/CancelTestSetExecution folder query=testSetExecutionId scope=OR.TestSetExecutions needs=TestSetExecutions.Edit 202=-
TestAutomation_CreateTestSetForReleaseVersion POST /api/TestAutomation/CreateTestSetForReleaseVersion folder scope=OR.TestSets needs=TestSets.Create body=BuildTestSetRequestMessage 201=int64
TestAutomation_GetAssertionScreenshot GET /api/TestAutomation/GetAssertionScreenshot folder query=testCaseAssertionId scope=OR.TestSetExecutions needs=TestSetExecutions.View 200=application/octet-stream
TestAutomation_GetPackageInfoByTestCaseUniqueId GET /api/TestAutomation/GetPackageInfoByTestCaseUniqueId query=testCaseUniqueId,packageIdentifier scope=OR.Execution 200=TestPackageInfoDto
TestAutomation_GetReleasesForPackageVersion GET /api/TestAutomation/GetReleasesForPackageVersion folder query=packageIdentifier,version,mandatoryPermissions,atLeastOnePermissions scope=OR.Execution needs=Processes.View 200=[TestReleaseVersionDto]
TestAutomation_GetTestCaseExecutionAttachment GET /api/TestAutomation/GetTestCaseExecutionAttachment folder query=testCaseExecutionAttachmentId scope=OR.TestSetExecutions needs=TestSetExecutions.View 200=application/octet-stream
TestAutomation_GetTestCaseExecutionAttachments POST /api/TestAutomation/GetTestCaseExecutionAttachments folder scope=OR.TestSetExecutions needs=TestSetExecutions.View body=TestCaseExecutionAttachmentFilterDto 200=[TestCaseExecutionAttachmentDto]
TestAutomation_GetTestSetExecutionAttachment GET /api/TestAutomation/GetTestSetExecutionAttachment folder query=testSetExecutionAttachmentId scope=OR.TestSetExecutions needs=TestSetExecutions.View 200=application/octet-stream
TestAutomation_GetTestSetExecutionAttachments POST /api/TestAutomation/GetTestSetExecutionAttachments folder scope=OR.TestSetExecutions needs=TestSetExecutions.View body=TestSetExecutionAttachmentFilterDto 200=[TestSetExecutionAttachmentDto]
TestAutomation_ReexecuteTestCases POST /api/TestAutomation/ReexecuteTestCases folder scope=OR.TestSetExecutions needs=TestSetExecutions.Create body=ReexecuteTestCasesOptionsDto 200=[TestCaseExecutionDto]
TestAutomation_StartTestSetExecution POST /api/TestAutomation/StartTestSetExecution folder query=testSetId,testSetKey,triggerType scope=OR.TestSetExecutions needs=TestSetExecutions.Create 200=int64
TestAutomation_StartTestSetExecutionWithOptions POST /api/TestAutomation/StartTestSetExecutionWithOptions folder query=testSetId,testSetKey scope=OR.TestSetExecutions needs=TestSetExecutions.Create body=TestSetExecutionOptionsDto 200=int64
TestCaseDefinitions_Get GET /odata/TestCaseDefinitions query=distinctByUniqueIdAndPackageIdentifier,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.TestSets needs=TestSets.View 200=[TestCaseDefinitionDto]
TestCaseExecutions_Get GET /odata/TestCaseExecutions folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.TestSetExecutions needs=TestSetExecutions.View 200=[TestCaseExecutionDto]
TestCaseExecutions_GetById GET /odata/TestCaseExecutions({key}) folder path=key:int64 query=$expand,$select scope=OR.TestSetExecutions needs=TestSetExecutions.View 200=TestCaseExecutionDto
TestDataQueueActions_AddItem POST /api/TestDataQueueActions/AddItem folder scope=OR.TestDataQueues needs=TestDataQueueItems.Create body=TestDataQueueAddItemDto 201=TestDataQueueItemDto
TestDataQueueActions_BulkAddItems POST /api/TestDataQueueActions/BulkAddItems folder scope=OR.TestDataQueues needs=TestDataQueueItems.Create body=TestDataQueueBulkAddItemsDto 200=int32
TestDataQueueActions_DeleteAllItems DELETE /api/TestDataQueueActions/DeleteAllItems folder query=queueName scope=OR.TestDataQueues needs=TestDataQueueItems.Delete 202=-
TestDataQueueActions_DeleteItems DELETE /api/TestDataQueueActions/DeleteItems folder scope=OR.TestDataQueues needs=TestDataQueueItems.Delete body=[int64] 204=-
TestDataQueueActions_GetNextItem POST /api/TestDataQueueActions/GetNextItem folder scope=OR.TestDataQueues needs=TestDataQueueItems.View body=TestDataQueueGetNextItemDto 200=TestDataQueueItemDto 204=-
TestDataQueueActions_SetAllItemsConsumed POST /api/TestDataQueueActions/SetAllItemsConsumed folder scope=OR.TestDataQueues needs=TestDataQueueItems.Edit body=TestDataQueueSetAllItemsConsumedDto 202=-
TestDataQueueActions_SetItemsConsumed POST /api/TestDataQueueActions/SetItemsConsumed folder scope=OR.TestDataQueues needs=TestDataQueueItems.Edit body=TestDataQueueSetItemsConsumedDto 200=-
TestDataQueueItems_Get GET /odata/TestDataQueueItems folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.TestDataQueues needs=TestDataQueueItems.View 200=[TestDataQueueItemODataDto]
TestDataQueueItems_GetById GET /odata/TestDataQueueItems({key}) folder path=key:int64 query=$expand,$select scope=OR.TestDataQueues needs=TestDataQueueItems.View 200=TestDataQueueItemODataDto
TestDataQueues_DeleteById DELETE /odata/TestDataQueues({key}) folder path=key:int64 scope=OR.TestDataQueues needs=TestDataQueues.Delete 204=-
TestDataQueues_Get GET /odata/TestDataQueues folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.TestDataQueues needs=TestDataQueues.View 200=[TestDataQueueDto]
TestDataQueues_GetById GET /odata/TestDataQueues({key}) folder path=key:int64 query=$expand,$select scope=OR.TestDataQueues needs=TestDataQueues.View 200=TestDataQueueDto
TestDataQueues_Post POST /odata/TestDataQueues folder scope=OR.TestDataQueues needs=TestDataQueues.Create body=TestDataQueueDto 201=TestDataQueueDto
TestDataQueues_PutById PUT /odata/TestDataQueues({key}) folder path=key:int64 scope=OR.TestDataQueues needs=TestDataQueues.Edit body=TestDataQueueDto 200=TestDataQueueDto
TestSetExecutions_Get GET /odata/TestSetExecutions folder query=mandatoryPermissions,atLeastOnePermissions,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.TestSetExecutions needs=TestSetExecutions.View 200=[TestSetExecutionDto]
TestSetExecutions_GetById GET /odata/TestSetExecutions({key}) folder path=key:int64 query=$expand,$select scope=OR.TestSetExecutions needs=TestSetExecutions.View 200=TestSetExecutionDto
TestSetSchedules_DeleteById DELETE /odata/TestSetSchedules({key}) folder path=key:int64 scope=OR.TestSetSchedules needs=TestSetSchedules.Delete 204=-
TestSetSchedules_Get GET /odata/TestSetSchedules folder query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.TestSetSchedules needs=TestSetSchedules.View 200=[TestSetScheduleDto]
TestSetSchedules_GetById GET /odata/TestSetSchedules({key}) folder path=key:int64 query=$expand,$select scope=OR.TestSetSchedules needs=TestSetSchedules.View 200=TestSetScheduleDto
TestSetSchedules_Post POST /odata/TestSetSchedules folder scope=OR.TestSetSchedules needs=TestSetSchedules.Create body=TestSetScheduleDto 201=TestSetScheduleDto
TestSetSchedules_PutById PUT /odata/TestSetSchedules({key}) folder path=key:int64 scope=OR.TestSetSchedules needs=TestSetSchedules.Edit body=TestSetScheduleDto 200=TestSetScheduleDto
TestSetSchedules_SetEnabled POST /odata/TestSetSchedules/ns.SetEnabled folder query=$expand,$select scope=OR.TestSetSchedules needs=TestSetSchedules.Edit body=TestSetSchedulesEnabledRequest 200=bool
TestSets_DeleteById DELETE /odata/TestSets({key}) folder path=key:int64 scope=OR.TestSets needs=TestSets.Delete 204=-
TestSets_Get GET /odata/TestSets folder query=mandatoryPermissions,atLeastOnePermissions,$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.TestSets needs=TestSets.View 200=[TestSetDto]
TestSets_GetById GET /odata/TestSets({key}) folder path=key:int64 query=$expand,$select scope=OR.TestSets needs=TestSets.View 200=TestSetDto
TestSets_Post POST /odata/TestSets folder scope=OR.TestSets needs=TestSets.Create body=TestSetDto 201=TestSetDto
TestSets_PutById PUT /odata/TestSets({key}) folder path=key:int64 scope=OR.TestSets needs=TestSets.Edit body=TestSetDto 200=TestSetDto
Translations_GetTranslations GET /api/Translations/GetTranslations query=lang anonymous 200={string}
Users_AssignRolesById POST /odata/Users({key})/ns.AssignRoles path=key:int64 scope=OR.Users needs=Users.Edit|Users.Create body=UserAssignRolesRequest 200=-
Users_ChangeCulture POST /odata/Users/ns.ChangeCulture scope=OR.Users body=UserChangeCultureRequest 200=-
Users_ChangeUserCultureById POST /odata/Users({key})/ns.ChangeUserCulture path=key:int64 scope=OR.Users needs=Users.Edit body=UserChangeCultureRequest 200=-
Users_DeleteById DELETE /odata/Users({key}) path=key:int64 scope=OR.Users needs=Users.Delete 204=-
Users_Get GET /odata/Users query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Users needs=Users.View 200=[UserDto]
Users_GetById GET /odata/Users({key}) path=key:int64 query=$expand,$select scope=OR.Users 200=UserDto
Users_GetCurrentPermissions GET /odata/Users/ns.GetCurrentPermissions query=$expand,$select scope=OR.Users 200=UserPermissionsCollection 401=-
Users_GetCurrentUser GET /odata/Users/ns.GetCurrentUser query=$expand,$select scope=OR.Users 200=UserDto 204=-
Users_PatchById PATCH /odata/Users({key}) path=key:int64 scope=OR.Users body=UserDto 200=-
Users_Post POST /odata/Users scope=OR.Users needs=Users.Create body=UserDto 201=UserDto
Users_PutById PUT /odata/Users({key}) path=key:int64 scope=OR.Users needs=Users.Edit|Robots.Create|Robots.Edit|Robots.Delete body=UserDto 200=-
Users_ToggleRoleById POST /odata/Users({key})/ns.ToggleRole path=key:int64 scope=OR.Users needs=Users.Edit body=UsersToggleRoleRequest 200=-
Users_ValidateByUserids GET /odata/Users/ns.Validate(userIds=[{userIds}]) path=userIds:[int64] query=$expand,$filter,$select,$orderby,$count scope=OR.Users needs=Users.View 200={bool}
Webhooks_DeleteById DELETE /odata/Webhooks({key}) path=key:int64 scope=OR.Webhooks needs=Webhooks.Delete 204=-
Webhooks_Get GET /odata/Webhooks query=$expand,$filter,$select,$orderby,$top,$skip,$count scope=OR.Webhooks needs=Webhooks.View 200=[WebhookDto]
Webhooks_GetById GET /odata/Webhooks({key}) path=key:int64 query=$expand,$select scope=OR.Webhooks needs=Webhooks.View 200=WebhookDto
Webhooks_GetEventTypes GET /odata/Webhooks/ns.GetEventTypes query=$expand,$filter,$select,$orderby,$count scope=OR.Webhooks needs=Webhooks.View 200=[WebhookEventTypeDto]
Webhooks_PatchById PATCH /odata/Webhooks({key}) path=key:int64 scope=OR.Webhooks needs=Webhooks.Edit body=WebhookDto 200=WebhookDto
Webhooks_PingById POST /odata/Webhooks({key})/ns.Ping path=key:int64 query=$expand,$select scope=OR.Webhooks needs=Webhooks.View 202=PingEventDto
Webhooks_Post POST /odata/Webhooks scope=OR.Webhooks needs=Webhooks.Create body=WebhookDto 201=WebhookDto
Webhooks_PutById PUT /odata/Webhooks({key}) path=key:int64 scope=OR.Webhooks needs=Webhooks.Edit body=WebhookDto 200=WebhookDto
Webhooks_TriggerCustom POST /odata/Webhooks/ns.TriggerCustom query=$expand,$select scope=OR.Webhooks needs=Webhooks.View body={any} 202=CustomEventDto
]]
