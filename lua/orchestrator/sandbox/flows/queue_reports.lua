-- Counts over a queue's items, made when they are asked for.

local entities = require "orchestrator.sandbox.entities"
local instant = require "orchestrator.sandbox.instant"
local core = require "orchestrator.sandbox.core"
local model = require "orchestrator.sandbox.model"
local problem = require "orchestrator.sandbox.problem"
local query = require "orchestrator.sandbox.query"
local respond = require "orchestrator.sandbox.respond"

local reports = {}

-- How many items of a group meet a condition, and the mean seconds they took.
local function number_of(condition, name)
  return ('count(CASE WHEN %s THEN 1 END) AS "%s"'):format(condition, name)
end

local SECONDS = [[(julianday(i."EndProcessing") -
  julianday(i."StartProcessing")) * 86400]]

local function seconds_of(condition, name)
  return ('coalesce(avg(CASE WHEN %s THEN %s END), 0.0) AS "%s"'):format(
    condition, SECONDS, name)
end

local GOOD = [[i."Status" = 'Successful']]
local DONE = [[i."Status" IN ('Failed', 'Retried')]]
local APPLICATION = DONE .. [[ AND
  i."ProcessingExceptionType" = 'ApplicationException']]
local BUSINESS = DONE .. [[ AND
  i."ProcessingExceptionType" = 'BusinessException']]
local ENDED = [[i."EndProcessing" IS NOT NULL]]

local means = table.concat({
  seconds_of(GOOD, "SuccessfulTransactionsProcessingTime"),
  seconds_of(APPLICATION, "ApplicationExceptionsProcessingTime"),
  seconds_of(BUSINESS, "BusinessExceptionsProcessingTime"),
  number_of(ENDED, "TotalNumberOfTransactions") }, ", ")

local STATUS = [[SELECT q.Id AS "Id", q.Id AS "QueueDefinitionId",
  q."Key" AS "QueueDefinitionKey", q."Name" AS "QueueDefinitionName",
  q."Description" AS "QueueDefinitionDescription",
  q."AcceptAutomaticallyRetry" AS "QueueDefinitionAcceptAutomaticallyRetry",
  q."RetryAbandonedItems" AS "QueueDefinitionRetryAbandonedItems",
  q."MaxNumberOfRetries" AS "QueueDefinitionMaxNumberOfRetries",
  q."EnforceUniqueReference" AS "QueueDefinitionEnforceUniqueReference",
  q."ReleaseId" AS "ReleaseId", q."ProcessScheduleId" AS "ProcessScheduleId",
  q."IsProcessInCurrentFolder" AS "IsProcessInCurrentFolder",
  (SELECT r."Name" FROM "Releases" r WHERE r.Id = q."ReleaseId")
    AS "ReleaseName",
  1 + (SELECT count(*) FROM _links l WHERE l."set" = 'QueueDefinitions'
    AND l.key = q.Id) AS "QueueFoldersCount",
  q."SpecificDataJsonSchema" NOTNULL AS "SpecificDataJsonSchemaExists",
  q."OutputDataJsonSchema" NOTNULL AS "OutputDataJsonSchemaExists",
  q."AnalyticsDataJsonSchema" NOTNULL AS "AnalyticsDataJsonSchemaExists",
  q."Tags" AS "Tags", max(i."EndProcessing") AS "LastProcessed", ]]
  .. table.concat({ number_of([[i."Status" = 'New']], "ItemsToProcess"),
    number_of([[i."Status" = 'InProgress']], "ItemsInProgress"),
    number_of(GOOD, "SuccessfulTransactionsNo"),
    number_of(APPLICATION, "ApplicationExceptionsNo"),
    number_of(BUSINESS, "BusinessExceptionsNo"),
    seconds_of(ENDED, "ProcessingMeanTime"), means }, ", ")
  .. [[ FROM "QueueDefinitions" q LEFT JOIN "QueueItems" i
  ON i."QueueDefinitionId" = q.Id WHERE q._folder = %d OR EXISTS (
    SELECT 1 FROM _links l WHERE l."set" = 'QueueDefinitions'
    AND l.key = q.Id AND l.folder = %d) GROUP BY q.Id]]

---What waits in each queue of the folder, and how it went so far.
function reports.QueueProcessingRecords_RetrieveQueuesProcessingStatus(context)
  local folder = context.folder_id or 0
  local rows, count = query.derived(context, "QueueDefinitions",
    model.type "QueueProcessingStatusDto", STATUS:format(folder, folder))
  return respond.collection(context, "Collection(UiPath.Server.Configuration"
    .. ".OData.QueueProcessingStatusDto)", rows, count)
end

-- By hour for a single day, by day for more.
local RECORDS = [[SELECT row_number() OVER (ORDER BY bucket) AS "Id", * FROM (
  SELECT i."QueueDefinitionId" AS "QueueDefinitionId", 1 AS "TenantId",
    substr(coalesce(i."EndProcessing", i."StartProcessing",
      i."CreationTime"), 1, %d) AS bucket,
    substr(coalesce(i."EndProcessing", i."StartProcessing",
      i."CreationTime"), 1, %d) || '%s' AS "ProcessingTime",
    '%s' AS "ReportType", ]] .. table.concat({
    number_of([[i."Status" = 'New']], "NumberOfRemainingTransactions"),
    number_of([[i."Status" = 'InProgress']], "NumberOfInProgressTransactions"),
    number_of(APPLICATION, "NumberOfApplicationExceptions"),
    number_of(BUSINESS, "NumberOfBusinessExceptions"),
    number_of(GOOD, "NumberOfSuccessfulTransactions"),
    number_of([[i."Status" = 'Retried']], "NumberOfRetriedItems"), means },
    ", ") .. [[ FROM "QueueItems" i WHERE i."QueueDefinitionId" = %d
  AND coalesce(i."EndProcessing", i."StartProcessing", i."CreationTime")
    >= '%s' GROUP BY bucket)]]

local HOUR = { 13, ":00:00.0000000Z", "Hour" }
local DAY = { 10, "T00:00:00.0000000Z", "Day" }

-- The server keeps three months.
local MAX_DAYS = 92

function reports
  .QueueProcessingRecords_RetrieveLastDaysProcessingRecordsByDaysnoAndQueuedefinitionid( -- luacheck: no max line length
  context)
  local days, id = context.args.daysNo, context.args.queueDefinitionId
  if days < 0 or days > MAX_DAYS then
    problem.fail(400, 1009, ("The field daysNo must be between 0 and %d.")
      :format(MAX_DAYS))
  end
  entities.must_exist(context, "QueueDefinitions", id)
  local by = days > 1 and DAY or HOUR
  local since = instant.from_time(core.now() - math.max(days, 1) * 86400)
  local rows, count = query.derived(context, "QueueDefinitions",
    model.type "QueueProcessingRecordDto",
    RECORDS:format(by[1], by[1], by[2], by[3], id, since))
  return respond.collection(context, "QueueProcessingRecords", rows, count)
end

return reports
