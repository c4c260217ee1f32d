-- Made by tools/sandbox_model.lua from the vendor's definitions; not edited.
-- luacheck: no max line length
return {
AgentSettings = [[
Memory bool
]],
AlertDto = [[
NotificationName string
Data string
Component enum:Component2
Severity enum:Severity required
CreationTime date
State enum:State3
UserNotificationId guid
DeepLinkRelativeUrl string
Id guid
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
ValueType enum:ValueType
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
AssetRobotValueDto = [[
Name string
RobotId int64
RobotName string
KeyTrail string
ValueType enum:ValueType
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
ValueType enum:ValueType
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
BusinessRuleVersionDto = [[
BusinessRuleKey guid
VersionNumber string
CreatorUserId int64
IsActive bool
CreationTime date
Id guid
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
CustomKeyValuePair = [[
Key string
Value string
]],
DefaultCredentialStoreDto = [[
ResourceType enum:resourceType required
Id int64
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
ExecutionMediaDto = [[
StorageLocation string 0..255
Name string 0..255
JobId int64
ReleaseName string
Id int64
]],
ExportModel = [[
Id int64
Name string
Type enum:Type7
Status enum:Status5
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
ExtendedMachineDto = [[
LicenseKey string 0..255
Name string 0..450 required
Description string 0..500
Type enum:Type6
Scope enum:Scope2
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
JobDto = [[
Key guid
StartTime date
EndTime date
State enum:State2
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
StopStrategy enum:StopStrategy
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
RemoteControlAccess enum:RemoteControlAccess
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
JobTriggerDto = [[
JobId int64
TriggerType enum:TriggerType2
Status enum:Status4
ItemKey guid
ItemId int64
Timer date
TriggerMessage string
TriggerConfiguration string
Id int64
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
MachineDto = [[
LicenseKey string 0..255
Name string 0..450 required
Description string 0..500
Type enum:Type6
Scope enum:Scope2
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
MachineRobotSessionDto = [[
MachineId int64
MachineName string
RobotId int64
RobotUserName string
SessionId int64
SessionName string
]],
MachineVpnSettingsDto = [[
cidr string
]],
MachinesRobotVersionDto = [[
Count int64
Version string
MachineId int64
]],
MaintenanceWindowDto = [[
enabled bool
jobStopStrategy enum:jobStopStrategy
cronExpression string
timezoneId string
duration int32
nextExecutionTime date
]],
OrganizationUnitDto = [[
DisplayName string 1..128 required
Id int64
]],
PermissionDto = [[
Name string
IsGranted bool
RoleId int32
Scope enum:Scope3
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
StopStrategy enum:StopStrategy
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
Status enum:Status3
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
Status enum:Status3
ReviewStatus enum:ReviewStatus
ReviewerUserId int64
ReviewerUserName string
ExternalClientId string
Id int64
]],
QueueRetentionSettingDto = [[
QueueDefinitionId int64
Action enum:Action
Period int32
BucketId int64
Type enum:Type4
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
RemoteControlAccess enum:RemoteControlAccess
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
SettingsDto = [[
Name string 1..128 required
Value string
Scope enum:Scope
Id string
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
RemoteControlAccess enum:RemoteControlAccess
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
TaskDto = [[
Status enum:Status2
AssignedToUser UserLoginInfoDto
TaskAssignmentCriteria enum:TaskAssignmentCriteria
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
TaskRetentionSettingDto = [[
TaskCatalogId int64
Action enum:Action
Period int32
BucketId int64
Type enum:Type4
]],
TaskSlaDetailDto = [[
expiryTime date
startCriteria enum:startCriteria
endCriteria enum:startCriteria
status enum:status
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
TestCaseExecutionAttachmentDto = [[
TestCaseExecutionId int64
FileName string
MimeType string
CreationTime date
Tags [string]
Id int64
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
TestDataQueueItemODataDto = [[
TestDataQueueId int64
ContentJson string
IsConsumed bool
Id int64
]],
TestEnvironmentDto = [[
Name string
Id int64
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
UpdatePolicyDto = [[
Type enum:Type2
SpecificVersion string 0..128
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
UserRoleDto = [[
UserId int64
RoleId int32
UserName string
RoleName string
RoleType enum:RoleType
Id int64
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
}
