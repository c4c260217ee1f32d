-- The Cloud's rate limits, when they are switched on: so many requests in a
-- window of time for each tenant, 429 above.

local core = require "orchestrator.sandbox.core"
local json = require "orchestrator.sandbox.json"
local problem = require "orchestrator.sandbox.problem"

local Limits = {}
Limits.__index = Limits

local MINUTE, DAY = 60, 86400

-- Lists of Jobs and QueueItems; reads by key are not counted. An export of
-- the audit log is limited by the day.
local operations = {
  Jobs_Get = { 100, MINUTE }, QueueItems_Get = { 100, MINUTE },
  AuditLogs_Export = { 100, DAY },
  DirectoryService_SearchForUsersAndGroups = { 300, 5 * MINUTE },
}

-- Of those, what robots may: "automation use" has limits of its own.
local robots = { Jobs_Get = { 1000, MINUTE },
  QueueItems_Get = { 1000, MINUTE } }

-- The identity server, by method.
local identity = {
  GET = { 300, 5 * MINUTE }, POST = { 24000, 5 * MINUTE },
  PUT = { 160, 5 * MINUTE }, PATCH = { 160, 5 * MINUTE },
  DELETE = { 160, 5 * MINUTE },
}

function Limits.new() return setmetatable({ windows = {} }, Limits) end

local function count(self, name, limit)
  local now, window = core.now(), self.windows[name]
  if not window or now >= window.ends then
    window = { used = 0, ends = now + limit[2] }
    self.windows[name] = window
  end
  window.used = window.used + 1
  if window.used <= limit[1] then return end
  local wait = math.max(1, math.ceil(window.ends - now))
  error(problem.reply(429, json.object("message",
    "The rate limit is exceeded. Try again later.", "errorCode", 0,
    "traceId", nil).text, nil, { "Retry-After: " .. wait }), 0)
end

---Counts a call of an operation; raises 429 above its limit.
---@param tenant string the tenant's id
---@param id string the operation's
---@param robot boolean whether a robot calls
function Limits:operation(tenant, id, robot)
  local limit = robot and robots[id]
  if limit then return count(self, tenant .. id .. " robots", limit) end
  limit = operations[id]
  if limit then count(self, tenant .. id, limit) end
end

---Counts a call of the identity server.
---@param organization string its id
function Limits:identity(organization, method)
  local limit = identity[method]
  if limit then count(self, organization .. method, limit) end
end

return Limits
