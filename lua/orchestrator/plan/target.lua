-- What a planned write works on: how it was when the plan was made, and
-- whether it still is.

local core = require "orchestrator.core"
local errors = require "orchestrator.errors"
local host = require "orchestrator.host"
local request = require "orchestrator.request"

local target = {}

-- Members that change although nobody changes the entity.
local VOLATILE = { LastLoginTime = true, ReportingTime = true,
  lastLoginTime = true, EntitiesSummary = true }

local function canonical(value, out)
  if type(value) ~= "table" then
    out[#out + 1] = type(value) .. ":" .. tostring(value)
    return
  end
  local names = {}
  for name in pairs(value) do
    if not VOLATILE[name] and not tostring(name):find("@odata.", 1, true) then
      names[#names + 1] = tostring(name)
    end
  end
  table.sort(names)
  out[#out + 1] = "{"
  for _, name in ipairs(names) do
    out[#out + 1] = name
    local member = value[name]
    if member == nil then member = value[math.tointeger(name)] end
    canonical(member, out)
  end
  out[#out + 1] = "}"
end

local function hex(bytes)
  return (bytes:gsub(".", function(c) return ("%02x"):format(c:byte()) end))
end

---A fingerprint of an entity: whatever of it changes, that does.
---@param row any
---@return string
function target.fingerprint(row)
  local out = {}
  canonical(row, out)
  return hex(core.sha256(table.concat(out, "\0")))
end

-- The path of the entity that an operation works on, if it can be read.
local function readable(catalogue, op, path)
  local at = op.at:match "^(/odata/%w+%b())" or op.at
  if not at:find("{", 1, true) then return nil end
  local _, tag = catalogue:operation(op.id)
  for _, read in pairs(catalogue:operations(tag)) do
    if read.method == "GET" and read.at == at then
      if at == op.at then return path end
      return path:match "^(/odata/%w+%b())"
    end
  end
end

---Which request reads what an operation's request works on; nil: none does.
---@param catalogue orchestrator.Catalogue
---@param op orchestrator.Operation|nil
---@param path string below the API's base
---@return string|nil
function target.path(catalogue, op, path)
  path = path:match "^[^?]*"
  return op and readable(catalogue, op, path) or nil
end

---Bodies that name the entities they work on: the member, and the set whose Ids
---it holds; one Id, a list of them, or a list of rows.
---@type table<string, table<string, string>> by operationId
target.rules = {
  Folders_RemoveUserFromFolderById = { userId = "Users" },
  HttpTriggers_SetEnabled = { triggerIds = "HttpTriggers" },
  Jobs_RestartJob = { jobId = "Jobs" },
  Jobs_StopJobs = { jobIds = "Jobs" },
  Machines_DeleteBulk = { machineIds = "Machines" },
  ProcessSchedules_SetEnabled = { scheduleIds = "ProcessSchedules" },
  QueueItems_DeleteBulk = { queueItems = "QueueItems" },
  QueueItems_SetItemReviewStatus = { queueItems = "QueueItems" },
  QueueItems_SetItemReviewer = { queueItems = "QueueItems" },
  Releases_UpdateToLatestPackageVersionBulk = { releaseIds = "Releases" },
  Robots_DeleteBulk = { robotIds = "Robots" },
  Robots_ToggleEnabledStatus = { robotIds = "Robots" },
  Tasks_DeleteTasks = { taskIds = "Tasks" },
  Tasks_UnassignTasks = { taskIds = "Tasks" },
  TestCaseDefinitions_BulkDelete = {
    testCaseDefinitionIds = "TestCaseDefinitions" },
  TestSetSchedules_SetEnabled = { testSetScheduleIds = "TestSetSchedules" },
}

-- Sets that have a list and no read by a key.
local LISTED = { TestCaseDefinitions = true }

local function add_paths(paths, set, value)
  if math.type(value) == "integer"
    or type(value) == "string" and value:find "^[%x-]+$" then
    local path = LISTED[set] and "/odata/%s?$filter=Id%%20eq%%20%s"
      or "/odata/%s(%s)"
    paths[#paths + 1] = path:format(set, value)
  elseif type(value) == "table" then
    add_paths(paths, set, value.Id)
    for _, one in ipairs(value) do add_paths(paths, set, one) end
  end
end

---Which requests read the entities that a body names, where it is known of the
---operation that it does. Ids of what the plan itself makes are none.
---@param op orchestrator.Operation|nil
---@param body any
---@return string[] paths below the API's base
function target.named(op, body)
  local paths = {}
  local members = op and type(body) == "table" and target.rules[op.id] or {}
  for member, set in pairs(members) do add_paths(paths, set, body[member]) end
  return paths
end

---How it is now; nil when it is not there, or may not be read.
---@param connection orchestrator.Connection
---@param url string
---@param headers string[]
---@return string|nil fingerprint
---@return orchestrator.Error|nil err
function target.read(connection, url, headers)
  local call, err = errors.catch(request.send, connection,
    { method = "GET", url = url, headers = headers })
  if not call then return nil, err end
  return target.fingerprint(request.value(call, true))
end

---------------------------------------------------------------------------
-- Files.

local PIECE = 1 << 20 -- bytes

---Size and digest of a file: the SHA-256 of the SHA-256s of its mebibytes, so
---that no more of it than one is ever held.
---@param path string
---@return { size: integer, digest: string }
function target.file(path)
  local file, why = host.open(path, "rb")
  if not file then
    errors.argument("the file cannot be read: " .. tostring(why))
  end
  local digests, size = {}, 0
  local piece = file:read(PIECE)
  while piece do
    digests[#digests + 1], size = core.sha256(piece), size + #piece
    piece = file:read(PIECE)
  end
  file:close()
  return { size = size, digest = hex(core.sha256(table.concat(digests))) }
end

return target
