-- What one does with jobs: start, wait, stop, and read what came of them.

local core = require "orchestrator.core"
local deadline = require "orchestrator.deadline"
local errors = require "orchestrator.errors"
local Follow = require "orchestrator.query.follow"
local named = require "orchestrator.verbs.named"
local options = require "orchestrator.options"
local pause = require "orchestrator.pause"
local server_export = require "orchestrator.verbs.server_export"
local unique = require "orchestrator.unique"
local verbs = require "orchestrator.verbs"

local jobs = {}

local FINAL = { Successful = true, Faulted = true, Stopped = true }
local FEW = 10        -- are asked for one by one, which no limit counts
local FIRST = 0.25    -- seconds between polls at first
local MOST_FEW, MOST_MANY = 5, 15
local PATIENCE = 3600 -- seconds that wait takes unless told
local GUID = "^%x+%-%x+%-%x+%-%x+%-" .. ("%x"):rep(12) .. "$"

local function owner_set(self, tag) return self.owner[tag] end

---------------------------------------------------------------------------
-- Starting.

local START = { input = "table", reference = "text", count = "integer",
  runtime = "text", priority = "integer", fields = "table" }

-- How StartJobs says which process. Who may start jobs but not see processes
-- gives the name as it is.
local function process_of(self, process)
  if type(process) == "table" then
    return { ReleaseKey = process.Key or process.ReleaseKey }
  elseif type(process) ~= "string" or process == "" then
    errors.argument("start: give the process's name, its key or its row")
  elseif process:match(GUID) then
    return { ReleaseKey = process }
  end
  local row, err = errors.catch(named.one, owner_set(self, "Releases"),
    process)
  if row then return { ReleaseKey = row.Key } end
  if err.kind ~= "forbidden" then errors.raise(err) end
  return { ReleaseName = process }
end

local function input_text(input)
  local text, message = core.encode(input)
  if not text then
    errors.argument("start: the input cannot be sent as JSON: " .. message)
  end
  return text
end

-- What a start that may have happened has made.
local function look_up(self, reference, err)
  local found, failure = errors.catch(function()
    return self:filter({ Reference = reference }):list()
  end)
  if found and #found > 0 then return found end
  err.hint = ("look for jobs with the Reference %q before starting again"
    .. "%s"):format(reference, failure and "" or "; there is none yet")
  errors.raise(err)
end

---Starts a process (StartJobs). Each start has a Reference of its own, so that
---one whose answer was lost is looked up and not repeated.
---@param process string|table its name, its key (GUID) or its row of Releases
---@param given? { input?: table, reference?: string, count?: integer,
---  runtime?: string, priority?: integer, fields?: table } fields: further
---  ones of StartProcessDto
---@return table[] jobs as the server has made them
---@usage folder.Jobs:start("InvoiceBot", { input = { Month = 11 } })
function jobs.start(self, process, given)
  given = options.check(given, START, "start")
  local info = process_of(self, process)
  for name, value in pairs(given.fields or {}) do info[name] = value end
  info.Strategy = info.Strategy or "ModernJobsCount"
  info.JobsCount = given.count or info.JobsCount or 1
  info.RuntimeType = given.runtime or info.RuntimeType
  info.SpecificPriorityValue = given.priority or info.SpecificPriorityValue
  info.Reference = given.reference or info.Reference or unique.guid()
  if given.input then
    local empty = next(given.input) == nil
    info.InputArguments = empty and "{}" or input_text(given.input)
  end
  local started, err = errors.catch(self.StartJobs, self,
    { startInfo = info })
  if started then return started end
  if err.sent ~= "unsure" then errors.raise(err) end
  return look_up(self, info.Reference, err)
end

---------------------------------------------------------------------------
-- Waiting.

local function id_of(job)
  local id = type(job) == "table" and job.Id or job
  if math.type(id) ~= "integer" then
    errors.argument("give a job, its Id, or a list of them")
  end
  return id
end

-- A list of Ids, and whether one job was meant.
local function ids_of(given)
  if type(given) ~= "table" or given.Id ~= nil then
    return { id_of(given) }, true
  end
  local ids = {}
  for i, job in ipairs(given) do ids[i] = id_of(job) end
  if #ids == 0 then errors.argument "the list of jobs is empty" end
  return ids, false
end

local function states_of_few(self, ids, seen)
  for _, id in ipairs(ids) do
    if not FINAL[seen[id]] then
      seen[id] = self:select("Id", "State"):get(id).State
    end
  end
end

local function states_of_many(self, ids, seen)
  local open = {}
  for _, id in ipairs(ids) do
    if not FINAL[seen[id]] then open[#open + 1] = id end
  end
  local rows = self:filter({ Id = open }):select("Id", "State"):list()
  for _, row in ipairs(rows) do seen[row.Id] = row.State end
end

local function count_open(ids, seen)
  local open, first = 0, nil
  for _, id in ipairs(ids) do
    if not FINAL[seen[id]] then open, first = open + 1, first or id end
  end
  return open, first
end

local function too_late(ids, seen, seconds)
  local open, first = count_open(ids, seen)
  errors.raise {
    kind = "timeout", sent = "yes", retryable = true,
    message = ("wait: %d of %d jobs had not ended within %g s (job %d is %s)")
      :format(open, #ids, seconds, first, seen[first] or "unknown"),
    hint = "they go on; wait again, or stop them",
  }
end

local function wait_for(self, ids, seconds)
  -- Planned jobs are read by their keys only.
  local few, seen = #ids <= FEW or self.connection.recorder ~= nil, {}
  local look = few and states_of_few or states_of_many
  local wait, whole = pause.schedule(FIRST, few and MOST_FEW or MOST_MANY,
    seconds)
  local in_time = pause.look(look, self, ids, seen)
  while not in_time or count_open(ids, seen) > 0 do
    if not in_time or not wait() then too_late(ids, seen, whole) end
    in_time = pause.look(look, self, ids, seen)
  end
  local ended = {}
  for i, id in ipairs(ids) do ended[i] = self:get(id) end
  return ended
end

---Waits for jobs to end, in whichever state, and reads them by their Ids,
---because lists leave out large fields.
---@param given integer|table a job, its Id, or a list of them
---@param how? { timeout?: number } seconds, default an hour
---@return table job, or a list of them in the order given
---@usage job = folder.Jobs:wait(job, { timeout = 600 })
function jobs.wait(self, given, how)
  how = options.check(how, { timeout = "positive" }, "wait")
  local seconds = how.timeout or PATIENCE
  local ids, single = ids_of(given)
  local ended = deadline.within(seconds, "Jobs:wait", wait_for, self, ids,
    seconds)
  return single and ended[1] or ended
end

---What a job gave out, as a table; nil when it has no output.
---@param job integer|table
---@return table|nil
---@usage print(folder.Jobs:output(job).Total)
function jobs.output(self, job)
  local row = type(job) == "table" and job or self:get(job)
  local text = row.OutputArguments
  if text == nil and type(job) == "table" and row.Id then
    text = self:get(row.Id).OutputArguments
  end
  if type(text) ~= "string" or text == "" then return nil end
  local value, message = core.decode(text)
  if value == nil then
    errors.refuse("protocol", ("job %d: its output is not JSON: %s"):format(
      row.Id, tostring(message)))
  end
  return value
end

---------------------------------------------------------------------------
-- Stopping and the like.

local function stop(self, given, strategy)
  return self:StopJobs{ jobIds = (ids_of(given)), strategy = strategy }
end

---Asks jobs to stop at their next check (StopJobs).
---@param given integer|table a job, its Id, or a list of them
---@return true
---@usage folder.Jobs:stop { 15001, 15002 }
function jobs.stop(self, given) return stop(self, given, "SoftStop") end

---Ends jobs at once (StopJobs).
---@param given integer|table
---@return true
---@usage folder.Jobs:kill(jobs)
function jobs.kill(self, given) return stop(self, given, "Kill") end

---Starts a job that has ended once more (RestartJob).
---@param job integer|table
---@return table job the new one
---@usage job = folder.Jobs:restart(job)
function jobs.restart(self, job)
  return self:RestartJob{ jobId = id_of(job) }
end

local function key_of(self, job)
  if type(job) == "table" and job.Key then return job.Key end
  if type(job) == "string" then return job end
  return self:get(id_of(job)).Key
end

---Goes on with a suspended job (ResumeJob).
---@param job integer|string|table Id, key or row
---@return table job
---@usage folder.Jobs:resume(job)
function jobs.resume(self, job)
  return self:ResumeJob{ jobKey = key_of(self, job) }
end

---The logs of a job, as a query.
---@param job integer|string|table Id, key or row
---@return orchestrator.Query
---@usage folder.Jobs:logs(job):filter{ Level = "Error" }:list()
function jobs.logs(self, job)
  return verbs.original(self.owner).RobotLogs:filter{
    JobKey = key_of(self, job) }
end

local FOLLOW = { every = "positive", settle = "positive" }
local EVERY, SETTLE = 2, 10 -- seconds

---The logs of a job from its first on, as they come, until it has ended:
---`for log in jobs:follow(job) do`. Raises when a request fails.
---@param job integer|string|table Id, key or row
---@param given? { every?: number, settle?: number } every: seconds between two
---  looks (2). settle: seconds to wait for logs after the end (10), because
---  robots send them late
---@return fun(): table|nil step
---@return orchestrator.Follow walk
---@return nil
---@return orchestrator.Follow closing
---@usage for log in folder.Jobs:follow(job) do print(log.Message) end
function jobs.follow(self, job, given)
  given = options.check(given, FOLLOW, "follow")
  local row = type(job) == "table" and job.Key and job
  if not row then
    row = type(job) == "string" and self:GetByKey(job) or self:get(id_of(job))
  end
  local ended
  local function over()
    ended = ended or FINAL[self:select("Id", "State"):get(row.Id).State]
      and pause.now()
    return ended and pause.now() >= ended + (given.settle or SETTLE)
  end
  local walk = Follow.new(owner_set(self, "RobotLogs")
    :filter{ JobKey = row.Key }, { every = given.every or EVERY }, over)
  return Follow.step, walk, nil, walk
end

---Lets the server make a file of these jobs, and fetches it (Export); `export`
---makes one here.
---@param target string|fun(piece: string) a file's path, or a function
---@param how? { timeout?: number } seconds, default ten minutes
---@return integer bytes
---@return table row of Exports
---@usage folder.Jobs:filter{ State = "Faulted" }:download_export "jobs.csv"
function jobs.download_export(self, target, how)
  return server_export.run(self.owner, function() return self:Export() end,
    target, how)
end

return jobs
