-- Types that the definitions lack, in the notation of types.lua; kept by hand.
-- Their fields are those that the vendor's and others' clients send and read.

local further = {}

local TRIGGER = [[
Id guid
Name string 1..255 required
Description string ..512
Enabled bool
ReleaseId int64
ReleaseKey guid
ReleaseName string
Method string
Slug string
CallingMode string
CallbackMode string
SuccessCallbackUrl string
FailureCallbackUrl string
Secret string
AllowInsecureSsl bool
RunAsCaller bool
RunAsMe bool
EntryPointPath string
InputArguments string ..10000
JobPriority enum:JobPriority
SpecificPriorityValue int32 1..100
RuntimeType enum:robotType
TargetFramework string
ResumeOnSameContext bool
RequiresUserInteraction bool
StopProcessExpression string
StopStrategy enum:stopJobsStrategy
KillProcessExpression string
AlertPendingExpression string
AlertRunningExpression string
ConsecutiveJobFailuresThreshold int32 0..100
JobFailuresGracePeriodInHours int32 0..720
Tags [TagDto]
MachineRobots [MachineRobotSessionDto]
CreationTime date
LastModificationTime date
]]

-- ApiTriggers are those of events, which other services make.
further.types = {
  HttpTriggerDto = TRIGGER,
  ApiTriggerDto = TRIGGER,
  SetTriggersEnabledRequest = "enabled bool required\n"
    .. "triggerIds [guid] required\n",
  SetMachineRobotsRequest = [[
MachineId int64 required
FolderId int64 required
AddedRobotIds [int64]
RemovedRobotIds [int64]
]],
  TestCasesBulkDeleteRequest = "testCaseDefinitionIds [int64] required\n",
}

---The entity sets, by the type of their rows.
further.sets = { HttpTriggers = "HttpTriggerDto",
  ApiTriggers = "ApiTriggerDto" }

-- What CreateQueue, CreateRelease and their kin have beside the row itself.
local RETENTION = [[
RetentionAction enum:Action
RetentionPeriod int32 0..
RetentionBucketId int64
StaleRetentionAction enum:Action
StaleRetentionPeriod int32 0..
StaleRetentionBucketId int64
]]

---Adds the types to those of the definitions.
---@param types table name to text
function further.extend(types)
  for name, text in pairs(further.types) do types[name] = text end
  types.QueueWithRetentionDto = types.QueueDefinitionDto .. RETENTION
  types.ReleaseWithRetentionDto = types.ReleaseDto .. RETENTION
end

return further
