-- Made by tools/sandbox_model.lua from the vendor's definitions; not edited.
-- luacheck: no max line length
return {
AccessibleFoldersDto = [[
AccessibleFolders [SimpleFolderDto]
TotalFoldersCount int32
]],
ActionableMessageAction = [[
id string
name string
title string
type string
isPrimary bool
]],
ActionableMessageActionSet = [[
id string
type string readonly
actions [ActionableMessageAction]
]],
ActionableMessageField = [[
id string
name string
title string
type string
placeHolderText string
value string
isHeader bool
isRequired bool
sequence int32
horizontalAlignment string
]],
ActionableMessageFieldSet = [[
id string
type string readonly
fields [ActionableMessageField]
]],
ActionableMessageMetaData = [[
fieldSet ActionableMessageFieldSet
actionSet ActionableMessageActionSet
]],
ActivitySettingsDto = [[
ApiVersion string
SignalR SignalRActivitySettingsDto
]],
AddQueueItemRequest = [[
itemData QueueItemDataDto required
]],
AgentSettings = [[
Memory bool
]],
AlertDto = [[
NotificationName string
Data string
Component enum:Component2
Severity enum:Severity required
CreationTime date
State enum:State2
UserNotificationId guid
DeepLinkRelativeUrl string
Id guid
]],
AlertsMarkAsReadRequest = [[
ids [guid] required
]],
AppTasksCreateRequest = [[
taskDefinitionId int64
taskDefinitionVersion int32
appId string 1..34 required
appVersion int32 required
appProcessKey guid
folderKey guid
fpsContext {any}
runtime enum:runtime
appType enum:appType
isActionableMessageEnabled bool
actionableMessageMetaData ActionableMessageMetaData
type enum:Type3
title string 0..512 required
priority enum:Priority
data {any}
taskCatalogName string ..50
externalTag string ..512
tags [TagDto]
parentOperationId string 0..128
taskSource TaskSourceDto
]],
AppTasksDataDto = [[
taskDefinitionPropertiesId int64
appTasksMetadata AppTasksMetadataDto
actionLabel string
status enum:Status2
data {any}
action string
waitJobState enum:waitJobState
organizationUnitFullyQualifiedName string
tags [TagDto]
assignedToUser UserLoginInfoDto
taskSlaDetails [TaskSlaDetailDto]
completedByUser UserLoginInfoDto
taskAssignmentCriteria enum:AssignmentCriteria
taskAssignees [UserLoginInfoDto]
isCurrentUserInAllUserAssignedGroup bool
taskSource TaskSourceDto
processingTime int32
title string
type enum:Type3
priority enum:Priority
assignedToUserId int64
organizationUnitId int64
externalTag string
creatorJobKey guid
waitJobKey guid
lastAssignedTime date
completionTime date
parentOperationId string
key guid
isDeleted bool
deleterUserId int64
deletionTime date
lastModificationTime date
lastModifierUserId int64
creationTime date
creatorUserId int64
id int64
]],
AppTasksMetadataDto = [[
appId string
appVersion int32
appProcessKey guid
folderKey guid
fpsContext {any}
runtime enum:runtime
appType enum:appType
creationTime date
creatorUserId int64
creatorUserKey guid
id int64
]],
ArgumentMetadata = [[
Input string
Output string
]],
AssetDto = [[
Key guid
Name string 1..256 required
CanBeDeleted bool
ValueScope enum:ValueScope required
ValueType enum:ValueType2
Value string
StringValue string ..1000000
BoolValue bool
IntValue int32
CredentialUsername string ..512
CredentialPassword string ..25000
SecretValue string ..25000
ExternalName string 0..450
CredentialStoreId int64
KeyValueList [CustomKeyValuePair]
HasDefaultValue bool
Description string ..250
RobotValues [AssetRobotValueDto]
UserValues [AssetUserValueDto]
Tags [TagDto]
FoldersCount int32
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
AssetFoldersShareDto = [[
AssetIds [int64]
ToAddFolderIds [int64]
ToRemoveFolderIds [int64]
]],
AssetRobotValueDto = [[
Name string
RobotId int64
RobotName string
KeyTrail string
ValueType enum:ValueType2
StringValue string ..1000000
BoolValue bool
IntValue int32
SecretValue string
Value string
CredentialUsername string
CredentialPassword string
ExternalName string 0..450
CredentialStoreId int64
KeyValueList [CustomKeyValuePair]
Id int64
]],
AssetUserValueDto = [[
Name string
UserId int64
UserName string
MachineId int64
MachineName string
ValueType enum:ValueType2
StringValue string ..1000000
BoolValue bool
IntValue int32
Value string
CredentialUsername string
CredentialPassword string
SecretValue string
CredentialStoreId int64
ExternalName string 0..450
KeyValueList [CustomKeyValuePair]
Id int64
]],
AssetsGetRobotByNameAndKeyRequest = [[
robotKey string 1.. required
assetName string 1.. required
supportsCredentialsProxyDisconnected bool
]],
AssetsSetRobotAssetsByKeyRequest = [[
robotKey string 1.. required
robotAsset UserAssetDto required
]],
AttachmentDto = [[
Name string 1..256 required
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id guid
]],
AttendedRobotDto = [[
UserName string 0..100
ExecutionSettings {any}
RobotId int64
RobotType enum:robotType
]],
AuditLogDto = [[
ServiceName string
MethodName string
Parameters string
ExecutionTime date
Action enum:Action3
Component enum:Component
DisplayName string
EntityId int64
OperationText string
UserName string
UserType enum:Type
Entities [AuditLogEntityDto]
ExternalClientId string
UserId int64
UserIsDeleted bool
Id int64
]],
AuditLogEntityDto = [[
AuditLogId int64
CustomData string
EntityId int64
EntityName string
Action enum:Action3
Id int64
]],
AutopilotForRobotsSettingsDto = [[
Enabled bool
HealingEnabled bool
]],
BlobFileAccessDto = [[
Uri string
Verb string
RequiresAuth bool
Headers ResponseDictionaryDto
]],
BlobFileDto = [[
FullPath string
ContentType string
Size int64
IsDirectory bool
Id string
]],
BlobItemDto = [[
fullPath string
contentType string
size int64
lastModified date
accessInfo BlobFileAccessDto
]],
BucketDto = [[
Name string 0..128 required
Description string 0..512
Identifier guid required
StorageProvider string
StorageParameters string
StorageContainer string
Options enum:Options
CredentialStoreId int64
ExternalName string 0..450
Password string
FoldersCount int32
Tags [TagDto]
Id int64
]],
BucketFoldersShareDto = [[
BucketIds [int64]
ToAddFolderIds [int64]
ToRemoveFolderIds [int64]
]],
BuildTestSetRequestMessage = [[
releaseId int64 required
versionNumber string 1.. required
testCaseUniqueIds [guid]
enableCoverage bool
maskBuildVersion bool
]],
BulkAddQueueItemsRequest = [[
queueName string 1.. required
commitType enum:commitType required
queueItems [QueueItemDataDto]
]],
BulkItemDtoOfString = [[
Key string
Status enum:Status5
Body string
]],
BulkOperationErrorResponse = [[
taskId int64
errorCode int32
errorMessage string
]],
BulkOperationResponseDtoOfFailedQueueItemDto = [[
Success bool
Message string
FailedItems [FailedQueueItemDto]
]],
BulkOperationResponseDtoOfGuid = [[
Success bool
Message string
FailedItems [guid]
]],
BulkOperationResponseDtoOfInt64 = [[
Success bool
Message string
FailedItems [int64]
]],
BulkTasksCompletionRequest = [[
action string 1.. required
taskIds [int64] required
data {any} required
title string ..512
taskCatalogId int64
unsetTaskCatalog bool
priority enum:Priority
noteText string ..512
]],
BulkTasksDataUpdateRequest = [[
taskIds [int64] required
data {any} required
title string ..512
taskCatalogId int64
unsetTaskCatalog bool
priority enum:Priority
noteText string ..512
]],
BusinessRuleDto = [[
Name string ..100 required
Description string ..250
CurrentVersion BusinessRuleVersionDto
FoldersCount int32
Tags [TagDto]
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id guid
]],
BusinessRuleFolderShareRequest = [[
BusinessRuleKeys [guid]
ToAddFolderIds [int64]
ToRemoveFolderIds [int64]
]],
BusinessRuleVersionDownloadResponse = [[
VersionNumber string
BusinessRuleName string
DownloadUri BlobFileAccessDto
]],
BusinessRuleVersionDto = [[
BusinessRuleKey guid
VersionNumber string
CreatorUserId int64
IsActive bool
CreationTime date
Id guid
]],
CalendarDto = [[
TimeZoneId string ..80
ExcludedDates [date]
]],
CalendarExistsRequest = [[
calendarName string 1.. required
]],
ConfigurationEntry = [[
Key string
DisplayName string
ValueType enum:ValueType
]],
ConsumptionLicenseDto = [[
reference string
type string
count int64
]],
ConsumptionLicenseStatsModel = [[
type string
used int64
total int64
timestamp date
]],
CountStats = [[
title string
count int64
hasPermissions bool readonly
]],
CredentialSetDefaultStoreForResourceTypeRequest = [[
resourceType enum:resourceType required
]],
CredentialStoreDetailsDto = [[
IsReadOnly bool
]],
CredentialStoreDto = [[
ProxyId int64
ProxyType enum:ProxyType
HostName string
Name string 1.. required
Type string 1.. required
AdditionalConfiguration string
Details CredentialStoreDetailsDto
DefaultCredentialStores [DefaultCredentialStoreDto]
Id int64
]],
CredentialStoreResourceDto = [[
Name string 1.. required
Type enum:resourceType required
Id int64
]],
CredentialsConnectionData = [[
url string
body string
bearerToken string
]],
CredentialsProxyResourceDto = [[
Name string 1.. required
Type enum:resourceType2 required
CredentialStoreId int64 required
CredentialStoreName string 1.. required
Id int64
]],
CurrentUserFolderDto = [[
Key guid
DisplayName string
FullyQualifiedName string
Description string
FolderType enum:FolderType
ParentId int64
ParentKey guid
Id int64
]],
CustomEventDto = [[
Type string 1.. required
EventId string 0..50 required
EntityKey guid
Timestamp date required
EventData {any}
EventTime date
EventSourceId int64 readonly
TenantId int32
OrganizationUnitId int64
OrganizationUnitKey guid
UserKey guid
UserId int64
]],
CustomKeyValuePair = [[
Key string
Value string
]],
DefaultCredentialStoreDto = [[
ResourceType enum:resourceType required
Id int64
]],
DeleteInactiveSessionsParameters = [[
sessionIds [int64]
]],
DirectoryObjectDto = [[
type enum:type2 readonly
source string
domain string
identifier string
identityName string
displayName string
]],
DirectoryPermissionDto = [[
directoryGroup string
organizationUnits [UserOrganizationUnitDto]
roles [LightRoleDto]
]],
DomainDto = [[
name string
isDefault bool
]],
DomainUserAssignmentDto = [[
Domain string
UserName string
DirectoryIdentifier string
UserType enum:Type
RolesPerFolder [FolderRolesDto]
]],
EditTaskMetadataRequest = [[
TaskId int64 required
Title string ..512
TaskCatalogId int64
UnsetTaskCatalog bool
Priority enum:Priority
NoteText string ..512
]],
EntryPointDataVariationDto = [[
Content string
ContentType enum:ContentType
Id int64
]],
EntryPointDto = [[
UniqueId guid
Path string
InputArguments string
OutputArguments string
DataVariation EntryPointDataVariationDto
Id int64
]],
EnvironmentDto = [[
name string 0..100 required
description string 0..500
robots [SimpleRobotDto]
type enum:type
id int64
]],
ErrorResult = [[
Message string readonly
ErrorCode int32 readonly
TraceId string
ResourceIds [int64] readonly
Details string
]],
ExecutionMediaDeleteMediaByJobIdRequest = [[
jobId int64 required
]],
ExecutionMediaDto = [[
StorageLocation string 0..255
Name string 0..255
JobId int64
ReleaseName string
Id int64
]],
ExecutionSettingDefinition = [[
Key string
DisplayName string
ValueType string
DefaultValue string
PossibleValues [string]
]],
ExecutionSettingsConfiguration = [[
Scope enum:Scope3
Configuration [ExecutionSettingDefinition]
]],
ExportModel = [[
Id int64
Name string
Type enum:Type7
Status enum:Status3
RequestedAt date
ExecutedAt date
Size int64
]],
ExtendedCalendarDto = [[
Name string ..150
TimeZoneId string ..80
ExcludedDates [date]
Key guid
Id int64
]],
ExtendedFolderDto = [[
IsSelectable bool
HasChildren bool
Level int32
Key guid
DisplayName string 1..115 required
FullyQualifiedName string
Description string ..500
FolderType enum:FolderType
IsPersonal bool readonly
ProvisionType enum:ProvisionType
PermissionModel enum:PermissionModel
ParentId int64
ParentKey guid
FeedType enum:FeedType
Id int64
]],
ExtendedMachineDto = [[
LicenseKey string 0..255
Name string 0..450 required
Description string 0..500
Type enum:Type6
Scope enum:Scope4
NonProductionSlots int32
UnattendedSlots int32
HeadlessSlots int32
TestAutomationSlots int32
HostingSlots int32
AppTestSlots int32
PerformanceTestSlots int32
AutomationCloudSlots int32
AutomationCloudTestAutomationSlots int32
Key guid
EndpointDetectionStatus enum:EndpointDetectionStatus
RobotVersions [MachinesRobotVersionDto]
RobotUsers [RobotUserDto]
AutomationType enum:AutomationType
TargetFramework enum:TargetFramework
ServerlessLicensingModel enum:ServerlessLicensingModel readonly
UpdatePolicy UpdatePolicyDto
ClientSecret string
Tags [TagDto]
MaintenanceWindow MaintenanceWindowDto
VpnSettings MachineVpnSettingsDto
Id int64
UpdateInfo UpdateInfoDto
]],
ExtendedRobotDto = [[
User UserDto
LicenseKey string 0..255
MachineName string 0..450
MachineId int64
Name string 0..19 required
Username string 0..100
ExternalName string 0..450
Description string 0..500
Type enum:robotType required
HostingType enum:HostingType required
ProvisionType enum:ProvisionType
Password string 0..100
CredentialStoreId int64
UserId int64
Enabled bool
CredentialType enum:CredentialType
Environments [EnvironmentDto]
RobotEnvironments string
ExecutionSettings {any}
IsExternalLicensed bool
LimitConcurrentExecution bool
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
FailedQueueItemDto = [[
Ordinal int32
ErrorCode enum:ErrorCode
ErrorMessage string
]],
FolderAssignDomainUserRequest = [[
assignment DomainUserAssignmentDto required
]],
FolderAssignMachinesRequest = [[
assignments MachineAssignmentsDto required
]],
FolderAssignUsersRequest = [[
assignments UserAssignmentsDto required
]],
FolderAssignmentsDto = [[
Folder SimpleFolderDto
Roles [RoleUsersDto]
]],
FolderDto = [[
Key guid
DisplayName string 1..115 required
FullyQualifiedName string
Description string ..500
FolderType enum:FolderType
IsPersonal bool readonly
ProvisionType enum:ProvisionType
PermissionModel enum:PermissionModel
ParentId int64
ParentKey guid
FeedType enum:FeedType
Id int64
]],
FolderMachineInheritDto = [[
MachineId int64
FolderId int64
InheritEnabled bool
]],
FolderNavigationContextDto = [[
Id int64
DisplayName string
IsSelectable bool
IsPersonal bool
ProvisionType enum:ProvisionType
Ancestors [SimpleFolderDto]
ChildrenPage [ExtendedFolderDto]
ChildrenCount int64
]],
FolderRolesDto = [[
FolderId int64
RoleIds [int32]
]],
FolderUpdateNameDescriptionRequest = [[
name string
description string
]],
FormTaskCreateRequest = [[
formLayout {any}
formLayoutId int64
bulkFormLayoutId int64
title string 0..512 required
priority enum:Priority
data {any}
taskCatalogName string ..50
externalTag string ..512
tags [TagDto]
parentOperationId string 0..128
taskSource TaskSourceDto
]],
HostAvailabilityDto = [[
canConnect bool
hasBadSsl bool
connectionError string
]],
JobAttachmentDto = [[
attachmentId guid required
jobKey guid
category string ..128
attachmentName string ..256
lastModificationTime date
lastModifierUserId int64
creationTime date
creatorUserId int64
id guid
]],
JobDto = [[
Key guid
StartTime date
EndTime date
State enum:waitJobState
SubState string
JobPriority enum:JobPriority
SpecificPriorityValue int32 1..100
Robot SimpleRobotDto
Release SimpleReleaseDto
ResourceOverwrites string
Source string
SourceType enum:SourceType2
BatchExecutionKey guid
Info string
CreationTime date
StartingScheduleId int64
ReleaseName string
Type enum:Type5
InputArguments string
InputFile guid
EnvironmentVariables string
OutputArguments string
OutputFile guid
HostMachineName string
HasMediaRecorded bool
HasVideoRecorded bool
PersistenceId guid
ResumeVersion int32
StopStrategy enum:stopJobsStrategy
RuntimeType enum:robotType
RequiresUserInteraction bool
ReleaseVersionId int64
EntryPointPath string ..512
OrganizationUnitId int64
OrganizationUnitFullyQualifiedName string
Reference string
ProcessType enum:ProcessType
Machine MachineDto
ProfilingOptions string
ResumeOnSameContext bool
LocalSystemAccount string
OrchestratorUserIdentity string
RemoteControlAccess enum:remoteControlAccess
StartingTriggerId guid
MaxExpectedRunningTimeSeconds int64
ServerlessJobType enum:ServerlessJobType
ParentJobKey guid
ResumeTime date
LastModificationTime date
JobError JobErrorDto
ErrorCode string
FpsProperties string
TraceId string
ParentSpanId string
RootSpanId string
AutopilotForRobots AutopilotForRobotsSettingsDto
FpsContext string
Id int64
]],
JobErrorDto = [[
code string
title string
detail string
category string
status int32
timestamp date
]],
JobMachineInfraTargetDto = [[
MachineTemplateName string
HostMachineName string
ServiceUserName string
]],
JobTriggerDto = [[
JobId int64
TriggerType enum:TriggerType2
Status enum:Status6
ItemKey guid
ItemId int64
Timer date
TriggerMessage string
TriggerConfiguration string
Id int64
]],
JobTriggerWithWaitEventsDto = [[
Id int64
JobId int64
TriggerType enum:TriggerType2
Status enum:Status6
ItemKey guid
ItemId int64
Timer date
TriggerMessage string
ItemName string
AssignedToUserId int64
Name string
Surname string
UserName string
EmailAddress string
CreationTime date
ModifiedTime date
]],
KeyValuePairOfStringString = [[
Key string readonly
Value string readonly
]],
LanguageInfo = [[
Name string
DisplayName string
Icon string
IsDefault bool
IsDisabled bool
]],
LibraryDto = [[
Created date
LastUpdated date
Owners string
IconUrl string
Summary string
PackageSize int64
IsPrerelease bool
Title string
Version string
Key string
Description string
Published date
IsLatestVersion bool
OldVersion string
ReleaseNotes string
Authors string
ProjectType enum:ProjectType
Tags string
IsCompiled bool
LicenseUrl string
ProjectUrl string
ResourceTags [TagDto]
Id string
]],
LicenseDto = [[
Id int64
ExpireDate int64
GracePeriodEndDate int64
GracePeriod int64
VersionControl string
Allowed {int64}
Used {int64}
AttendedConcurrent bool
DevelopmentConcurrent bool
StudioXConcurrent bool
StudioProConcurrent bool
LicensedFeatures [string]
IsRegistered bool
IsCommunity bool
IsProOrEnterprise bool
SubscriptionCode string
SubscriptionPlan string
IsExpired bool
CreationTime date
Code string
UserLicensingEnabled bool
]],
LicenseNamedUserDto = [[
Key string
UserName string
LastLoginDate date
MachinesCount int32
IsLicensed bool
IsExternalLicensed bool
ActiveRobotId int64
MachineNames [string]
ActiveMachineNames [string]
]],
LicenseResultDto = [[
isSuccess bool
errorCode enum:LicenseErrorCode
errorMessage string
]],
LicenseRuntimeDto = [[
Key string
MachineId int64
MachineName string
HostMachineName string
ServiceUserName string
MachineType enum:Type6
Runtimes int32
RobotsCount int32
ExecutingCount int32
IsOnline bool
IsLicensed bool
Enabled bool
MachineScope enum:Scope4
]],
LicenseStatsModel = [[
robotType enum:robotType
count int64
timestamp date
]],
LicensesToggleEnabledRequest = [[
key string 1.. required
robotType enum:robotType required
enabled bool required
]],
LightRoleDto = [[
name string ..64
displayName string ..64
groups string
isStatic bool
isEditable bool
id int32
]],
ListBlobItemsResponseDto = [[
items [BlobItemDto]
continuationToken string
]],
ListResultDtoOfLanguageInfo = [[
Items [LanguageInfo]
]],
ListResultDtoOfNameValueDto = [[
Items [NameValueDto]
]],
LogDto = [[
Level enum:Level
WindowsIdentity string
ProcessName string
TimeStamp date
Message string
JobKey guid
RawMessage string
RobotName string
HostMachineName string
MachineId int64
MachineKey guid
RuntimeType enum:robotType
Id int64
]],
LongVersionedEntity = [[
RowVersion bytes
Id int64
]],
MachineAssignmentsDto = [[
MachineIds [int64]
FolderIds [int64]
]],
MachineDeleteBulkRequest = [[
machineIds [int64]
]],
MachineDto = [[
LicenseKey string 0..255
Name string 0..450 required
Description string 0..500
Type enum:Type6
Scope enum:Scope4
NonProductionSlots int32
UnattendedSlots int32
HeadlessSlots int32
TestAutomationSlots int32
HostingSlots int32
AppTestSlots int32
PerformanceTestSlots int32
AutomationCloudSlots int32
AutomationCloudTestAutomationSlots int32
Key guid
EndpointDetectionStatus enum:EndpointDetectionStatus
RobotVersions [MachinesRobotVersionDto]
RobotUsers [RobotUserDto]
AutomationType enum:AutomationType
TargetFramework enum:TargetFramework
ServerlessLicensingModel enum:ServerlessLicensingModel readonly
UpdatePolicy UpdatePolicyDto
ClientSecret string
Tags [TagDto]
MaintenanceWindow MaintenanceWindowDto
VpnSettings MachineVpnSettingsDto
Id int64
]],
MachineFolderDto = [[
LicenseKey string 0..255
Name string 0..450 required
Description string 0..500
Type enum:Type6
Scope enum:Scope4
NonProductionSlots int32
UnattendedSlots int32
HeadlessSlots int32
TestAutomationSlots int32
HostingSlots int32
AppTestSlots int32
PerformanceTestSlots int32
AutomationCloudSlots int32
AutomationCloudTestAutomationSlots int32
Key guid
EndpointDetectionStatus enum:EndpointDetectionStatus
RobotVersions [MachinesRobotVersionDto]
RobotUsers [RobotUserDto]
AutomationType enum:AutomationType
TargetFramework enum:TargetFramework
ServerlessLicensingModel enum:ServerlessLicensingModel readonly
UpdatePolicy UpdatePolicyDto
ClientSecret string
Tags [TagDto]
MaintenanceWindow MaintenanceWindowDto
VpnSettings MachineVpnSettingsDto
Id int64
IsAssignedToFolder bool
HasMachineRobots bool
IsInherited bool
PropagateToSubFolders bool
InheritedFromFolderName string
UpdateInfo UpdateInfoDto
]],
MachineRobotDto = [[
MachineId int64
MachineName string
RobotId int64
RobotUserName string
]],
MachineRobotSessionDto = [[
MachineId int64
MachineName string
RobotId int64
RobotUserName string
SessionId int64
SessionName string
]],
MachineRuntimeDto = [[
Type enum:robotType
Total int64
Connected int64
Available int64
]],
MachineSessionDto = [[
ServiceUserName string
Robot RobotWithLicenseDto
HostMachineName string
MachineId int64
MachineName string
State enum:State
Job JobDto
ReportingTime date
Info string
IsUnresponsive bool
LicenseErrorCode enum:LicenseErrorCode
OrganizationUnitId int64
FolderName string
RobotSessionType enum:RobotSessionType
Version string
Source enum:Source
DebugModeExpirationDate date
UpdateInfo UpdateInfoDto
InstallationId guid
Platform enum:Platform
EndpointDetection string
Id int64
]],
MachineSessionRuntimeDto = [[
SessionId int64
MachineId int64
MachineName string
MaintenanceMode enum:maintenanceMode
HostMachineName string
RuntimeType enum:robotType
MachineType enum:Type6
MachineScope enum:Scope4
Status enum:State
IsUnresponsive bool
Runtimes int64
UsedRuntimes int64
ServiceUserName string
ReportingTime date
Version string
DebugModeExpirationDate date
Platform enum:Platform
EndpointDetection string
TriggersCount int32
]],
MachineVpnSettingsDto = [[
cidr string
]],
MachinesFolderAssociationsDto = [[
FolderId int64
AddedMachineIds [int64]
RemovedMachineIds [int64]
]],
MachinesRobotVersionDto = [[
Count int64
Version string
MachineId int64
]],
MaintenanceSetting = [[
state enum:state
maintenanceLogs [MaintenanceStateLog] readonly
jobStopsAttempted int32
jobKillsAttempted int32
triggersSkipped int32
systemTriggersSkipped int32
]],
MaintenanceStateLog = [[
state enum:state
timeStamp date
]],
MaintenanceWindowDto = [[
enabled bool
jobStopStrategy enum:jobStopStrategy
cronExpression string
timezoneId string
duration int32
nextExecutionTime date
]],
MoveFolderMachineChange = [[
MachineId int64
MachineName string
OldMachineFolderState enum:OldMachineFolderState
NewMachineFolderState enum:OldMachineFolderState
]],
NameValueDto = [[
Name string
Value string
]],
OrganizationUnitDto = [[
DisplayName string 1..128 required
Id int64
]],
PageResultDtoOfCurrentUserFolderDto = [[
PageItems [CurrentUserFolderDto]
Count int32
]],
PageResultDtoOfPathAwareFolderDto = [[
PageItems [PathAwareFolderDto]
Count int32
]],
PathAwareFolderDto = [[
FolderPath string readonly
Key guid
DisplayName string 1..115 required
FullyQualifiedName string
Description string ..500
FolderType enum:FolderType
IsPersonal bool readonly
ProvisionType enum:ProvisionType
PermissionModel enum:PermissionModel
ParentId int64
ParentKey guid
FeedType enum:FeedType
Id int64
]],
PermissionDto = [[
Name string
IsGranted bool
RoleId int32
Scope enum:Scope
Id int64
]],
PersonalWorkspaceDto = [[
Key guid
Name string
IsActive bool
OwnerId int64
OwnerKey guid
OwnerName string
LastLogin date
ExploringUserIds [int64]
Id int64
]],
PersonalWorkspacesConvertToFolderRequest = [[
folderName string 1.. required
]],
PingEventDto = [[
Type string 1.. required
EventId string 0..50 required
EntityKey guid
Timestamp date required
EventTime date
EventSourceId int64 readonly
TenantId int32
OrganizationUnitId int64
OrganizationUnitKey guid
UserKey guid
UserId int64
]],
ProcessAlertDto = [[
Message string 0..512 required
Severity enum:Severity required
RobotName string 0..512 required
ProcessName string 0..512 required
Id guid
]],
ProcessDto = [[
IsActive bool
Arguments ArgumentMetadata
SupportsMultipleEntryPoints bool
MainEntryPointPath string
RequiresUserInteraction bool
IsAttended bool
TargetFramework enum:TargetFramework2
EntryPoints [EntryPointDto]
PackageType enum:PackageType
Title string
Version string
Key string
Description string
Published date
IsLatestVersion bool
OldVersion string
ReleaseNotes string
Authors string
ProjectType enum:ProjectType
Tags string
IsCompiled bool
LicenseUrl string
ProjectUrl string
ResourceTags [TagDto]
Id string
]],
ProcessScheduleDto = [[
Key guid
Enabled bool
Name string 1..255 required
ReleaseId int64
ReleaseKey string
ReleaseName string
EntryPointPath string
PackageName string
EnvironmentName string
EnvironmentId string
JobPriority enum:JobPriority
SpecificPriorityValue int32 1..100
RuntimeType enum:robotType
StartProcessCron string
StartProcessCronDetails string
StartProcessCronSummary string
StartProcessNextOccurrence date
StartStrategy int32
ExecutorRobots [RobotExecutorDto]
StopProcessExpression string
StopStrategy enum:stopJobsStrategy
KillProcessExpression string
ExternalJobKey string
ExternalJobKeyScheduler guid
TimeZoneId string 1..80 required
TimeZoneIana string
UseCalendar bool
CalendarId int64
CalendarName string
CalendarKey guid
StopProcessDate date
InputArguments string ..10000
InputFile guid
QueueDefinitionId int64
QueueDefinitionName string
ActivateOnJobComplete bool
ItemsActivationThreshold int64 1..10000
ItemsPerJobActivationTarget int64 1..10000
MaxJobsForActivation int32 1..10000
ResumeOnSameContext bool
Description string ..512
MachineRobots [MachineRobotSessionDto]
Tags [TagDto]
AlertPendingExpression string
AlertRunningExpression string
RunAsMe bool
ConsecutiveJobFailuresThreshold int32 0..100
JobFailuresGracePeriodInHours int32 0..720
IsConnected bool
Id int64
]],
ProcessSetEnabledRequest = [[
enabled bool
multistatusEnabled bool
scheduleIds [int64]
]],
ProcessSettingsDto = [[
ErrorRecordingEnabled bool
Duration int32
Frequency int32
Quality int32
AutoStartProcess bool
AlwaysRunning bool
AutopilotForRobots AutopilotForRobotsSettingsDto
AgentSettings AgentSettings
]],
ProcessingExceptionDto = [[
Reason string
Details string
Type enum:ProcessingExceptionType
AssociatedImageFilePath string
CreationTime date
]],
QueueDefinitionDto = [[
Key guid
Name string 0..50 required
Description string 0..250
MaxNumberOfRetries int32 0..50
AcceptAutomaticallyRetry bool
RetryAbandonedItems bool
EnforceUniqueReference bool
Encrypted bool
SpecificDataJsonSchema string
OutputDataJsonSchema string
AnalyticsDataJsonSchema string
CreationTime date
ProcessScheduleId int64
SlaInMinutes int32 0..2147483647
RiskSlaInMinutes int32 0..2147483647
ReleaseId int64
IsProcessInCurrentFolder bool
FoldersCount int32
OrganizationUnitId int64
OrganizationUnitFullyQualifiedName string
Tags [TagDto]
Id int64
]],
QueueFoldersShareDto = [[
QueueIds [int64]
ToAddFolderIds [int64]
ToRemoveFolderIds [int64]
]],
QueueItemCommentDto = [[
Text string 0..512 required
QueueItemId int64
CreationTime date
UserId int64
UserName string
Id int64
]],
QueueItemDataDto = [[
Name string
Priority enum:Priority2
SpecificContent {any}
DeferDate date
DueDate date
RiskSlaDate date
Reference string 0..128
Progress string
Source string 0..20
ParentOperationId string 0..128
]],
QueueItemDeleteBulkRequest = [[
queueItems [LongVersionedEntity]
]],
QueueItemDto = [[
QueueDefinitionId int64
QueueDefinition QueueDefinitionDto
ProcessingException ProcessingExceptionDto
Error QueueItemErrorDto
Encrypted bool
SpecificContent {any}
Output {any}
OutputData string
Analytics {any}
AnalyticsData string
Status enum:Status4
ReviewStatus enum:ReviewStatus
ReviewerUserId int64
ReviewerUser SimpleUserDto
Key guid
Reference string 0..128
ProcessingExceptionType enum:ProcessingExceptionType
DueDate date
RiskSlaDate date
Priority enum:Priority2
Robot SimpleRobotDto
RobotId int64
CreatorJobKey guid
ExecutorJobKey guid
DeferDate date
StartProcessing date
EndProcessing date
SecondsInPreviousAttempts int32
AncestorId int64
AncestorUniqueKey guid
RetryNumber int32
ManualAncestorId int64
ManualAncestorUniqueKey guid
ManualRetryNumber int32
UniqueKey guid
HasVideoRecorded bool
SpecificData string
CreationTime date
Progress string
RowVersion bytes
ParentOperationId string
OperationId string
OrganizationUnitId int64
OrganizationUnitFullyQualifiedName string
Id int64
]],
QueueItemErrorDto = [[
Code string
Title string
Detail string
Category string
Status int32
Timestamp date
]],
QueueItemEventDto = [[
QueueItemId int64
Timestamp date
Action enum:Action2
Data string
UserId int64
UserName string
Status enum:Status4
ReviewStatus enum:ReviewStatus
ReviewerUserId int64
ReviewerUserName string
ExternalClientId string
Id int64
]],
QueueProcessingRecordDto = [[
QueueDefinitionId int64
UiQueueMetadata QueueDefinitionDto
ProcessingTime date
ReportType enum:ReportType
NumberOfRemainingTransactions int32
NumberOfInProgressTransactions int32
NumberOfApplicationExceptions int32
NumberOfBusinessExceptions int32
NumberOfSuccessfulTransactions int32
NumberOfRetriedItems int32
ApplicationExceptionsProcessingTime number
BusinessExceptionsProcessingTime number
SuccessfulTransactionsProcessingTime number
TotalNumberOfTransactions int32
TenantId int32
Id int64
]],
QueueProcessingStatusDto = [[
ItemsToProcess int32
ItemsInProgress int32
QueueDefinitionId int64
QueueDefinitionKey guid
QueueDefinitionName string
QueueDefinitionDescription string
QueueDefinitionAcceptAutomaticallyRetry bool
QueueDefinitionRetryAbandonedItems bool
QueueDefinitionMaxNumberOfRetries int32
QueueDefinitionEnforceUniqueReference bool
ProcessingMeanTime number
SuccessfulTransactionsNo int32
ApplicationExceptionsNo int32
BusinessExceptionsNo int32
SuccessfulTransactionsProcessingTime number
ApplicationExceptionsProcessingTime number
BusinessExceptionsProcessingTime number
TotalNumberOfTransactions int32
LastProcessed date
ReleaseName string
ReleaseId int64
IsProcessInCurrentFolder bool
SpecificDataJsonSchemaExists bool
OutputDataJsonSchemaExists bool
AnalyticsDataJsonSchemaExists bool
ProcessScheduleId int64
QueueFoldersCount int32
Tags [TagDto]
Id int64
]],
QueueRetentionSettingDto = [[
QueueDefinitionId int64
Action enum:Action
Period int32
BucketId int64
Type enum:Type4
]],
QueueSetItemReviewStatusRequest = [[
status string 1.. required
queueItems [LongVersionedEntity] required
]],
QueueSetItemReviewerRequest = [[
userId int64 required
queueItems [LongVersionedEntity] required
]],
QueueSetTransactionProgressRequest = [[
progress string
]],
QueueSetTransactionResultRequest = [[
transactionResult TransactionResultDto required
]],
QueueUnsetItemReviewerRequest = [[
queueItems [LongVersionedEntity] required
]],
QueuesStartTransactionRequest = [[
transactionData TransactionDataDto required
]],
RaiseProcessAlertRequest = [[
processAlert ProcessAlertDto required
]],
ReexecuteTestCasesOptionsDto = [[
testCaseExecutions [TestCaseExecutionArgumentsDto] required
robotId int64
machineId int64
machineSessionId int64
runtimeType enum:robotType
enforceExecutionOrder bool
]],
ReleaseDto = [[
Key string
ProcessKey string 1.. required
ProcessVersion string 1.. required
IsLatestVersion bool
IsProcessDeleted bool
Description string
Name string 1.. required
EntryPointId int64
EntryPointPath string
EntryPoint EntryPointDto
InputArguments string ..10000
EnvironmentVariables string ..4000
ProcessType enum:ProcessType
SupportsMultipleEntryPoints bool
RequiresUserInteraction bool
IsConversational bool
MinRequiredRobotVersion string
IsAttended bool
IsCompiled bool
AutomationHubIdeaUrl string
CurrentVersion ReleaseVersionDto
ReleaseVersions [ReleaseVersionDto]
Arguments ArgumentMetadata
ProcessSettings ProcessSettingsDto
VideoRecordingSettings VideoRecordingSettingsDto
AutoUpdate bool
HiddenForAttendedUser bool
FeedId guid
JobPriority enum:JobPriority
SpecificPriorityValue int32 1..100
FolderKey guid
OrganizationUnitId int64
OrganizationUnitFullyQualifiedName string
TargetFramework enum:TargetFramework2
RobotSize enum:RobotSize
Tags [TagDto]
RemoteControlAccess enum:remoteControlAccess
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
ReleaseRetentionSettingDto = [[
ReleaseId int64
Action enum:Action
Period int32
BucketId int64
Type enum:Type4
]],
ReleaseVersionDto = [[
ReleaseId int64 required
VersionNumber string 1..50 required
CreationTime date
ReleaseName string
Id int64
]],
ReleasesUpdateByKeyRequest = [[
releaseKey string 1.. required
processVersion string
entryPointPath string
inputArgs string
]],
ReleasesUpdateToLatestPackageVersionBulkRequest = [[
releaseIds [int64] required
mergePackageTags bool
]],
ReleasesUpdateToLatestPackageVersionBulkRequestByKey = [[
releaseKeys [guid] required
mergePackageTags bool
]],
ReleasesUpdateToSpecificPackageVersionRequest = [[
packageVersion string 1.. required
]],
RemoveMachinesFromFolderRequest = [[
machineIds [int64] required
]],
RemoveUserByKeyFromFolderRequest = [[
userKey guid required
]],
RemoveUserFromFolderRequest = [[
userId int64 required
]],
ResponseDictionaryDto = [[
Keys [string]
Values [string]
]],
RestartJobRequest = [[
jobId int64 required
]],
ResumeJobRequest = [[
jobKey guid required
]],
RobotDeleteBulkRequest = [[
robotIds [int64] required
]],
RobotDto = [[
LicenseKey string 0..255
MachineName string 0..450
MachineId int64
Name string 0..19 required
Username string 0..100
ExternalName string 0..450
Description string 0..500
Type enum:robotType required
HostingType enum:HostingType required
ProvisionType enum:ProvisionType
Password string 0..100
CredentialStoreId int64
UserId int64
Enabled bool
CredentialType enum:CredentialType
Environments [EnvironmentDto]
RobotEnvironments string
ExecutionSettings {any}
IsExternalLicensed bool
LimitConcurrentExecution bool
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
RobotExecutorDto = [[
MachineName string
Name string
Description string
Id int64
]],
RobotLicenseDto = [[
RobotId int64
Timestamp date
Id int64
]],
RobotUserDto = [[
UserName string
RobotId int64 required
HasTriggers bool
]],
RobotWithLicenseDto = [[
License RobotLicenseDto
User UserDto
LicenseKey string 0..255
MachineName string 0..450
MachineId int64
Name string 0..19 required
Username string 0..100
ExternalName string 0..450
Description string 0..500
Type enum:robotType required
HostingType enum:HostingType required
ProvisionType enum:ProvisionType
Password string 0..100
CredentialStoreId int64
UserId int64
Enabled bool
CredentialType enum:CredentialType
Environments [EnvironmentDto]
RobotEnvironments string
ExecutionSettings {any}
IsExternalLicensed bool
LimitConcurrentExecution bool
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
RobotsConvertToFloatingRequest = [[
robotId int64 required
]],
RobotsFromFolderModel = [[
UserType enum:Type
UserEmail string
UserFullName string
UserKey guid
LicenseKey string 0..255
MachineName string 0..450
MachineId int64
Name string 0..19 required
Username string 0..100
ExternalName string 0..450
Description string 0..500
Type enum:robotType required
HostingType enum:HostingType required
ProvisionType enum:ProvisionType
Password string 0..100
CredentialStoreId int64
UserId int64
Enabled bool
CredentialType enum:CredentialType
Environments [EnvironmentDto]
RobotEnvironments string
ExecutionSettings {any}
IsExternalLicensed bool
LimitConcurrentExecution bool
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
RobotsToggleEnabledStatusRequest = [[
robotIds [int64] required
enabled bool required
]],
RoleDto = [[
Name string ..64
DisplayName string ..64
Type enum:RoleType
Groups string
IsStatic bool
IsEditable bool
Permissions [PermissionDto]
Id int32
]],
RoleUsersDto = [[
Name string
Users [SimpleUserEntityDto]
Id int32
]],
SessionDto = [[
Robot RobotWithLicenseDto
HostMachineName string
MachineId int64
MachineName string
State enum:State
Job JobDto
ReportingTime date
Info string
IsUnresponsive bool
LicenseErrorCode enum:LicenseErrorCode
OrganizationUnitId int64
FolderName string
RobotSessionType enum:RobotSessionType
Version string
Source enum:Source
DebugModeExpirationDate date
UpdateInfo UpdateInfoDto
InstallationId guid
Platform enum:Platform
EndpointDetection string
Id int64
]],
SessionMaintenanceModeParameters = [[
sessionId int64
maintenanceMode enum:maintenanceMode
stopJobsStrategy enum:stopJobsStrategy
]],
SessionsToggleMachineSessionDebugModeRequest = [[
enabled bool required
minutes int32
]],
SetUsersRequest = [[
addedUserIds [int64] required
removedUserIds [int64] required
]],
SettingsDeleteBulkRequest = [[
settingNames [string]
]],
SettingsDto = [[
Name string 1..128 required
Value string
Scope enum:Scope2
Id string
]],
SettingsUpdateBulkRequest = [[
settings [SettingsDto]
]],
SignalRActivitySettingsDto = [[
url string
skipNegotiation bool
]],
SimpleFolderDto = [[
DisplayName string
FullyQualifiedName string
Id int64
]],
SimpleReleaseDto = [[
Key string
ProcessKey string 1.. required
ProcessVersion string 1.. required
IsLatestVersion bool
IsProcessDeleted bool
Description string
Name string 1.. required
EntryPointId int64
EntryPointPath string
EntryPoint EntryPointDto
InputArguments string ..10000
EnvironmentVariables string ..4000
ProcessType enum:ProcessType
SupportsMultipleEntryPoints bool
RequiresUserInteraction bool
IsConversational bool
MinRequiredRobotVersion string
IsAttended bool
IsCompiled bool
AutomationHubIdeaUrl string
CurrentVersion ReleaseVersionDto
ReleaseVersions [ReleaseVersionDto]
Arguments ArgumentMetadata
ProcessSettings ProcessSettingsDto
VideoRecordingSettings VideoRecordingSettingsDto
AutoUpdate bool
HiddenForAttendedUser bool
FeedId guid
JobPriority enum:JobPriority
SpecificPriorityValue int32 1..100
FolderKey guid
OrganizationUnitId int64
OrganizationUnitFullyQualifiedName string
TargetFramework enum:TargetFramework2
RobotSize enum:RobotSize
Tags [TagDto]
RemoteControlAccess enum:remoteControlAccess
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
SimpleRobotDto = [[
LicenseKey string 0..255
MachineName string 0..450
MachineId int64
Name string 0..19 required
Username string 0..100
ExternalName string 0..450
Description string 0..500
Type enum:robotType required
HostingType enum:HostingType required
ProvisionType enum:ProvisionType
Password string 0..100
CredentialStoreId int64
UserId int64
Enabled bool
CredentialType enum:CredentialType
Environments [EnvironmentDto]
RobotEnvironments string
ExecutionSettings {any}
IsExternalLicensed bool
LimitConcurrentExecution bool
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
SimpleRoleDto = [[
Origin enum:Origin
RoleType enum:RoleType
InheritedFromFolder SimpleFolderDto
Name string
Id int32
]],
SimpleUserDto = [[
Name string 0..1024
Surname string 0..1024
UserName string
Domain string
DirectoryIdentifier string
FullName string
EmailAddress string 0..256
LastLoginTime date
IsActive bool
CreationTime date
AuthenticationSource string
Password string
IsExternalLicensed bool
UserRoles [UserRoleDto]
RolesList [string]
LoginProviders [string]
OrganizationUnits [OrganizationUnitDto]
TenantId int32
TenancyName string
TenantDisplayName string
TenantKey string
Type enum:Type
ProvisionType enum:ProvisionType
LicenseType enum:robotType
RobotProvision AttendedRobotDto
UnattendedRobot UnattendedRobotDto
NotificationSubscription UserNotificationSubscription
Key guid
MayHaveUserSession bool
MayHaveRobotSession bool
MayHaveUnattendedSession bool
MayHavePersonalWorkspace bool
RestrictToPersonalWorkspace bool
UpdatePolicy UpdatePolicyDto
AccountId string
HasOnlyInheritedPrivileges bool
ExplicitMayHaveUserSession bool
ExplicitMayHaveRobotSession bool
ExplicitMayHavePersonalWorkspace bool
ExplicitRestrictToPersonalWorkspace bool
LastModificationTime date
LastModifierUserId int64
CreatorUserId int64
Id int64
]],
SimpleUserEntityDto = [[
UserName string
IsInherited bool
AssignedToFolderIds [int64]
MayHaveAttended bool
MayHaveUnattended bool
Type enum:Type
Source enum:Source3
Id int64
]],
SmtpSettingModel = [[
Host string 1.. required
Port int32 required
UserName string
Password string
Domain string
EnableSsl bool
UseDefaultCredentials bool
DefaultFromAddress string
DefaultFromDisplayName string
]],
StartJobsRequest = [[
startInfo StartProcessDto required
]],
StartProcessDto = [[
ReleaseKey string
ReleaseName string
Strategy enum:Strategy
RobotIds [int64]
MachineSessionIds [int64]
NoOfRobots int32
JobsCount int32
Source enum:Source2
JobPriority enum:JobPriority
SpecificPriorityValue int32 1..100
RuntimeType enum:robotType
InputArguments string ..10000
InputFile guid
EnvironmentVariables string ..4000
Reference string ..128
MachineRobots [MachineRobotDto]
Attachments [JobAttachmentDto]
TargetFramework enum:TargetFramework2
ResumeOnSameContext bool
BatchExecutionKey guid
RequiresUserInteraction bool
StopProcessExpression string
StopStrategy enum:stopJobsStrategy
KillProcessExpression string
RemoteControlAccess enum:remoteControlAccess
AlertPendingExpression string
AlertRunningExpression string
RunAsMe bool
ParentOperationId string 0..128
AutopilotForRobots AutopilotForRobotsSettingsDto
ProfilingOptions string 0..4000
FpsContext string 0..2048
FpsProperties string 0..4000
TraceId string 0..255
ParentSpanId string 0..255
RootSpanId string 0..255
EntryPointPath string
VideoRecordingSettings VideoRecordingSettingsDto
MachineInfraTarget JobMachineInfraTargetDto
]],
StopJobRequest = [[
strategy enum:stopJobsStrategy required
]],
StopJobsRequest = [[
strategy enum:stopJobsStrategy required
jobIds [int64] required
]],
TagDto = [[
Name string 0..256 required
DisplayName string 0..256
Value string 0..256
DisplayValue string 0..256
]],
TaskActivityDto = [[
CreatorUser UserLoginInfoDto
TargetUser UserLoginInfoDto
Task TaskDto
TaskNote TaskNoteDto
Key guid
TenantId int32
OrganizationUnitId int64
TaskId int64
TaskKey guid
ActivityType enum:ActivityType
CreatorUserId int64
TargetUserId int64
TaskNoteId int64
CreationTime date
Id int64
]],
TaskAssignmentDto = [[
assignee UserLoginInfoDto
task TaskDto
id int64
]],
TaskAssignmentRequest = [[
TaskId int64 1..
UserId int64
UserNameOrEmail string ..256
AssignmentCriteria enum:AssignmentCriteria
AssigneeNamesOrEmails [string]
AssigneeUserIds [int64]
]],
TaskCatalogDto = [[
Key guid
Name string
Description string
CreationTime date
LastModificationTime date
FoldersCount int32
Encrypted bool
Tags [TagDto]
RetentionAction enum:Action
RetentionPeriod int32
RetentionBucketId int64
RetentionBucketName string
Id int64
]],
TaskCatalogExtendedDetailsDto = [[
AssociatedTasksCount int32
IsEncrypted bool
TotalFolderCount int64
Key guid
]],
TaskCatalogFoldersShareDto = [[
TaskCatalogIds [int64]
ToAddFolderIds [int64]
ToRemoveFolderIds [int64]
]],
TaskCatalogRequest = [[
Name string 1..50 required
Description string ..512
Encrypted bool
Tags [TagDto]
RetentionAction enum:Action
RetentionPeriod int32
RetentionBucketId int64
]],
TaskCompletionRequest = [[
taskId int64 required
data {any}
action string
]],
TaskCreateRequest = [[
type enum:Type3
title string 0..512 required
priority enum:Priority
data {any}
taskCatalogName string ..50
externalTag string ..512
tags [TagDto]
parentOperationId string 0..128
taskSource TaskSourceDto
]],
TaskDataDto = [[
status enum:Status2
data {any}
action string
waitJobState enum:waitJobState
organizationUnitFullyQualifiedName string
tags [TagDto]
assignedToUser UserLoginInfoDto
taskSlaDetails [TaskSlaDetailDto]
completedByUser UserLoginInfoDto
taskAssignmentCriteria enum:AssignmentCriteria
taskAssignees [UserLoginInfoDto]
isCurrentUserInAllUserAssignedGroup bool
taskSource TaskSourceDto
processingTime int32
title string
type enum:Type3
priority enum:Priority
assignedToUserId int64
organizationUnitId int64
externalTag string
creatorJobKey guid
waitJobKey guid
lastAssignedTime date
completionTime date
parentOperationId string
key guid
isDeleted bool
deleterUserId int64
deletionTime date
lastModificationTime date
lastModifierUserId int64
creationTime date
creatorUserId int64
id int64
]],
TaskDataSaveRequest = [[
taskId int64 required
data {any} required
]],
TaskDefinitionDto = [[
Name string
Key guid
Description string
Properties TaskDefinitionPropertiesDto
IsDeleted bool
DeleterUserId int64
DeletionTime date
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
TaskDefinitionPropertiesDto = [[
version int32
schema string
allowedActions [string]
allowedActionsForDefinition string
taskDefinitionKey guid
creationTime date
creatorUserId int64
creatorUserKey guid
id int64
]],
TaskDefinitionPropertiesRequest = [[
schema string
allowedActions [string]
]],
TaskDefinitionRequest = [[
Name string ..50
Description string ..512
Properties TaskDefinitionPropertiesRequest
]],
TaskDefintionAssociatedVersionsDto = [[
version int32
creationDate date
userName string
]],
TaskDefintionVersionDto = [[
TaskDefinitionName string
TaskDefintionCurrentVersion int32
TaskDefintionCreationDate date
TaskDefintionUpdationTime date
TaskDefintionVersions [TaskDefintionAssociatedVersionsDto]
]],
TaskDto = [[
Status enum:Status2
AssignedToUser UserLoginInfoDto
TaskAssignmentCriteria enum:AssignmentCriteria
CreatorUser UserLoginInfoDto
LastModifierUser UserLoginInfoDto
TaskCatalogName string
IsCompleted bool
BulkFormLayoutId int64
FormLayoutId int64
Encrypted bool
Tags [TagDto]
Action string
Activities [TaskActivityDto]
TaskSlaDetail TaskSlaDetailDto
TaskAssignments [TaskAssignmentDto]
TaskAssigneeName string
Title string
Type enum:Type3
Priority enum:Priority
AssignedToUserId int64
OrganizationUnitId int64
ExternalTag string
CreatorJobKey guid
WaitJobKey guid
LastAssignedTime date
CompletionTime date
ParentOperationId string
Key guid
IsDeleted bool
DeleterUserId int64
DeletionTime date
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
TaskFormDto = [[
formLayout {any}
formLayoutId int64
bulkFormLayoutId int64
actionLabel string
status enum:Status2
data {any}
action string
waitJobState enum:waitJobState
organizationUnitFullyQualifiedName string
tags [TagDto]
assignedToUser UserLoginInfoDto
taskSlaDetails [TaskSlaDetailDto]
completedByUser UserLoginInfoDto
taskAssignmentCriteria enum:AssignmentCriteria
taskAssignees [UserLoginInfoDto]
isCurrentUserInAllUserAssignedGroup bool
taskSource TaskSourceDto
processingTime int32
title string
type enum:Type3
priority enum:Priority
assignedToUserId int64
organizationUnitId int64
externalTag string
creatorJobKey guid
waitJobKey guid
lastAssignedTime date
completionTime date
parentOperationId string
key guid
isDeleted bool
deleterUserId int64
deletionTime date
lastModificationTime date
lastModifierUserId int64
creationTime date
creatorUserId int64
id int64
]],
TaskNoteCreateRequest = [[
Text string 0..512 required
TaskId int64
]],
TaskNoteDto = [[
CreatorUser UserLoginInfoDto
LastModifierUser UserLoginInfoDto
Key guid
TenantId int32
OrganizationUnitId int64
TaskId int64
Text string
CreatorUserId int64
CreationTime date
Id int64
]],
TaskOperationErrorResponse = [[
TaskId int64
UserId int64
ErrorCode int32
ErrorMessage string
UserNameOrEmail string
]],
TaskRetentionSettingDto = [[
TaskCatalogId int64
Action enum:Action
Period int32
BucketId int64
Type enum:Type4
]],
TaskSaveAndReassignmentRequest = [[
SaveData bool
Data {any}
NoteText string ..512
TaskId int64 1..
UserId int64
UserNameOrEmail string ..256
AssignmentCriteria enum:AssignmentCriteria
AssigneeNamesOrEmails [string]
AssigneeUserIds [int64]
]],
TaskSlaDetailDto = [[
expiryTime date
startCriteria enum:startCriteria
endCriteria enum:startCriteria
status enum:status
]],
TaskSourceDto = [[
sourceName enum:sourceName
sourceId string
taskSourceMetadata {any}
]],
TaskTagsSaveRequest = [[
taskId int64 required
tags [TagDto]
]],
TasksAssignRequest = [[
taskAssignments [TaskAssignmentRequest] required
]],
TasksDeleteRequest = [[
taskIds [int64] required
]],
TenantDto = [[
Name string 0..64
Key string
DisplayName string 0..128
AdminEmailAddress string 0..256
AdminName string 0..32
AdminSurname string 0..32
AdminUserKey string
AdminPassword string 0..32
LastLoginTime date
IsActive bool
License TenantLicenseDto
OrganizationName string
Id int32
]],
TenantLicenseDto = [[
CreationTime date
Code string
Allowed {int64}
Id int64
]],
TestCaseAssertionDto = [[
Message string
Payload string
Succeeded bool
TestCaseExecutionId int64
HasScreenshot bool
CreationTime date
Id int64
]],
TestCaseDefinitionDto = [[
Name string
PackageIdentifier string
UniqueId guid
AppVersion string
CreatedVersion string
LatestVersion string
LatestPrereleaseVersion string
FeedId guid
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
TestCaseDto = [[
Enabled bool
DefinitionId int64 required
Definition TestCaseDefinitionDto
ReleaseId int64 required
VersionNumber string 1.. required
TestSetId int64
TestSet TestSetDto
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
TestCaseExecutionArgumentsDto = [[
testCaseExecutionId int64 required
inputArguments {any}
executionOrder int32
]],
TestCaseExecutionAttachmentDto = [[
TestCaseExecutionId int64
FileName string
MimeType string
CreationTime date
Tags [string]
Id int64
]],
TestCaseExecutionAttachmentFilterDto = [[
testCaseExecutionId int64
jobKey guid
tags [string]
]],
TestCaseExecutionDto = [[
JobId int64
JobKey guid
TestSetExecutionId int64
TestSetExecution TestSetExecutionDto
TestCaseId int64
TestCase TestCaseDto
ReleaseVersionId int64
VersionNumber string
EntryPointPath string
StartTime date
EndTime date
Status enum:Status
TestCaseAssertions [TestCaseAssertionDto]
TestCaseExecutionAttachments [TestCaseExecutionAttachmentDto]
DataVariationIdentifier string
OutputArguments string
InputArguments string
Info string
HostMachineName string
RuntimeType enum:robotType
RobotName string
HasAssertions bool
RunId int32
TestCaseType enum:TestCaseType
ExecutionOrder int32
TestManagerTestCaseId guid
Id int64
]],
TestCaseExecutionOptionsDto = [[
uniqueId guid required
packageIdentifier string
inputArgumentsVariations [{any}]
executionOrder int32
testManagerTestCaseId guid
]],
TestDataQueueAddItemDto = [[
queueName string 1.. required
content {any}
]],
TestDataQueueBulkAddItemsDto = [[
queueName string 1.. required
items [{any}] required
]],
TestDataQueueDto = [[
Name string 1..256 required
Description string
ContentJsonSchema string 1.. required
ItemsCount int32
ConsumedItemsCount int32
IsDeleted bool
DeleterUserId int64
DeletionTime date
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
TestDataQueueGetNextItemDto = [[
queueName string 1.. required
setConsumed bool required
]],
TestDataQueueItemDto = [[
testDataQueueId int64
content {any}
isConsumed bool
id int64
]],
TestDataQueueItemODataDto = [[
TestDataQueueId int64
ContentJson string
IsConsumed bool
Id int64
]],
TestDataQueueSetAllItemsConsumedDto = [[
queueName string 1.. required
isConsumed bool required
]],
TestDataQueueSetItemsConsumedDto = [[
itemIds [int64] required
isConsumed bool required
]],
TestEnvironmentDto = [[
Name string
Id int64
]],
TestPackageInfoDto = [[
packageIdentifier string
latestVersion string
latestPrereleaseVersion string
]],
TestReleaseVersionDto = [[
releaseId int64
versionNumber string
organizationUnitId int64
]],
TestSetDto = [[
Key guid
Name string 1.. required
Description string
SourceType enum:SourceType
OrganizationUnitId int64
EnvironmentId int64
Environment TestEnvironmentDto
TestCaseCount int32
RobotId int64
EnableCoverage bool
Enabled bool
Packages [TestSetPackageDto]
TestCases [TestCaseDto]
InputArguments [TestSetInputArgumentDto]
IsDeleted bool
DeleterUserId int64
DeletionTime date
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
TestSetExecutionAttachmentDto = [[
TestSetExecutionId int64
FileName string
MimeType string
CreationTime date
Tags [string]
Id int64
]],
TestSetExecutionAttachmentFilterDto = [[
testSetExecutionId int64
batchExecutionKey guid
tags [string]
]],
TestSetExecutionDto = [[
Name string
TestSetId int64
OrganizationUnitId int64
TestSet TestSetDto
StartTime date
EndTime date
Status enum:Status
TriggerType enum:TriggerType
ScheduleId int64
BatchExecutionKey guid
CoverageStatus enum:CoverageStatus
RunId int32
TestCaseExecutions [TestCaseExecutionDto]
Attachments [TestSetExecutionAttachmentDto]
EnforceExecutionOrder bool
CreationTime date
CreatorUserId int64
Id int64
]],
TestSetExecutionOptionsDto = [[
batchExecutionKey guid
triggerType enum:TriggerType
testCases [TestCaseExecutionOptionsDto]
executeOnlySpecifiedTestCases bool
robotId int64
runtimeType enum:robotType
machineId int64
machineSessionId int64
enforceExecutionOrder bool
remoteControlAccess enum:remoteControlAccess
]],
TestSetInputArgumentDto = [[
Name string 1.. required
Type string 1.. required
Value string 1.. required
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
TestSetPackageDto = [[
TestSetId int64
TestSet TestSetDto
VersionMask string 1.. required
PackageIdentifier string 1.. required
IncludePrerelease bool
LastModificationTime date
LastModifierUserId int64
CreationTime date
CreatorUserId int64
Id int64
]],
TestSetScheduleDto = [[
Enabled bool
Name string 1..256 required
Description string
TestSetId int64 required
TestSetName string
TimeZoneId string 1..80 required
TimeZoneIana string
CalendarId int64
CalendarName string
CronExpression string
CronDetails string
CronSummary string
NextOccurrence date
DisableDate date
ExternalJobKey string
ExternalJobKeyScheduler guid
Id int64
]],
TestSetSchedulesEnabledRequest = [[
enabled bool required
testSetScheduleIds [int64] required
]],
TransactionDataDto = [[
Name string
RobotIdentifier guid
SpecificContent {any}
DeferDate date
DueDate date
Reference string 0..128
ReferenceFilterOption enum:ReferenceFilterOption
ParentOperationId string 0..128
]],
TransactionResultDto = [[
IsSuccessful bool
ProcessingException ProcessingExceptionDto
DeferDate date
DueDate date
Output {any}
Analytics {any}
Progress string
OperationId string ..128
]],
UnattendedRobotDto = [[
UserName string 0..100
Password string 0..100
CredentialStoreId int64
CredentialType enum:CredentialType
CredentialExternalName string 0..450
ExecutionSettings {any}
LimitConcurrentExecution bool
RobotId int64
MachineMappingsCount int32
]],
UpdateInfoDto = [[
updateStatus enum:updateStatus
reason enum:reason
targetUpdateVersion string
isCommunity bool
statusInfo string
]],
UpdateMachinesToFolderAssociationsRequest = [[
associations MachinesFolderAssociationsDto required
]],
UpdatePolicyDto = [[
Type enum:Type2
SpecificVersion string 0..128
]],
UpdateSettingsDto = [[
UpdateServerSource enum:UpdateServerSource
UpdateServerUrl string
PollingInterval int32
]],
UpdateUserSettingRequest = [[
setting SettingsDto required
]],
UserAssetDto = [[
Name string 1..128 required
ValueType enum:ValueType2
StringValue string ..1000000
BoolValue bool
IntValue int32
SecretValue string
CredentialUsername string
CredentialPassword string
ExternalName string 0..450
CredentialStoreId int64
KeyValueList [CustomKeyValuePair]
ConnectionData CredentialsConnectionData
Id int64
]],
UserAssignRolesRequest = [[
roleIds [int32] required
]],
UserAssignmentsDto = [[
UserIds [int64]
RolesPerFolder [FolderRolesDto]
]],
UserChangeCultureRequest = [[
culture string 1.. required
]],
UserDto = [[
Name string 0..1024
Surname string 0..1024
UserName string
Domain string
DirectoryIdentifier string
FullName string
EmailAddress string 0..256
LastLoginTime date
IsActive bool
CreationTime date
AuthenticationSource string
Password string
IsExternalLicensed bool
UserRoles [UserRoleDto]
RolesList [string]
LoginProviders [string]
OrganizationUnits [OrganizationUnitDto]
TenantId int32
TenancyName string
TenantDisplayName string
TenantKey string
Type enum:Type
ProvisionType enum:ProvisionType
LicenseType enum:robotType
RobotProvision AttendedRobotDto
UnattendedRobot UnattendedRobotDto
NotificationSubscription UserNotificationSubscription
Key guid
MayHaveUserSession bool
MayHaveRobotSession bool
MayHaveUnattendedSession bool
MayHavePersonalWorkspace bool
RestrictToPersonalWorkspace bool
UpdatePolicy UpdatePolicyDto
AccountId string
HasOnlyInheritedPrivileges bool
ExplicitMayHaveUserSession bool
ExplicitMayHaveRobotSession bool
ExplicitMayHavePersonalWorkspace bool
ExplicitRestrictToPersonalWorkspace bool
LastModificationTime date
LastModifierUserId int64
CreatorUserId int64
Id int64
]],
UserEntityDto = [[
FullName string
AuthenticationSource string
UserName string
IsInherited bool
AssignedToFolderIds [int64]
MayHaveAttended bool
MayHaveUnattended bool
Type enum:Type
Source enum:Source3
Id int64
]],
UserLoginInfoDto = [[
name string
surname string
userName string
emailAddress string
displayName string
id int64
]],
UserNotificationSubscription = [[
Queues bool
Robots bool
Jobs bool
Schedules bool
Tasks bool
QueueItems bool
Insights bool
CloudRobots bool
Serverless bool
Export bool
RateLimitsDaily bool
RateLimitsRealTime bool
AutopilotForRobotsDetectedIssues bool
Webhooks bool
]],
UserOrganizationUnitDto = [[
userId int64
userName string
organizationUnitId int64
organizationUnitName string
id int64
]],
UserPermissionsCollection = [[
UserId int64
Permissions [string]
]],
UserRoleAssignmentsDto = [[
TenantRoles [RoleUsersDto]
PageItems [FolderAssignmentsDto]
Count int32
Id int64
]],
UserRoleDto = [[
UserId int64
RoleId int32
UserName string
RoleName string
RoleType enum:RoleType
Id int64
]],
UserRolesDto = [[
UserEntity UserEntityDto
Roles [SimpleRoleDto]
HasAlertsEnabled bool
Id int64
]],
UsersToggleRoleRequest = [[
role string 1.. required
toggle bool required
]],
ValidateProcessScheduleRequest = [[
processSchedule ProcessScheduleDto required
]],
ValidationResultDto = [[
IsValid bool
Errors [string] readonly
ErrorCodes [enum:ErrorCodes] readonly
]],
VerifySmtpSettingRequest = [[
sendTo string 1.. required
smtpSettingModel SmtpSettingModel
]],
VideoRecordingSettingsDto = [[
VideoRecordingType enum:VideoRecordingType
QueueItemVideoRecordingType enum:VideoRecordingType
MaxDurationSeconds int32
]],
WebhookDto = [[
Key guid
Name string 0..128 required
Description string 0..256
Url string 0..2000 required
Enabled bool required
Secret string 0..100
SubscribeToAllEvents bool required
AllowInsecureSsl bool required
Events [WebhookEventDto]
Id int64
]],
WebhookEventDto = [[
EventType string 0..50 required
]],
WebhookEventTypeDto = [[
Name string
Group string
]],
}
