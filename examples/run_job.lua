-- Runs a process and shows its log as it comes; the script ends as the job
-- does. Input is given as Name=Value.
--
--   bin/orch run examples/run_job.lua [FOLDER PROCESS Name=Value…]

local orchestrator = require "orchestrator"

local path = arg and arg[1] or "Shared/Finance"
local process = arg and arg[2] or "InvoiceBot"
local input = {}
for i = 3, arg and #arg or 0 do
  local name, value = arg[i]:match "^([^=]+)=(.*)$"
  if name then input[name] = tonumber(value) or value end
end

local tenant = orchestrator.connect() -- as the UIPATH_ variables say
local jobs = tenant:folder(path).Jobs
local job = jobs:start(process, { input = input })[1]
print(("Job %d of %s"):format(job.Id, process))

local lines = 0
for log in jobs:follow(job, { every = 0.5, settle = 1 }) do
  lines = lines + 1
  if lines <= 20 then
    print(("%s %-5s %s"):format(log.TimeStamp:sub(12, 19), log.Level:sub(1, 5),
      (log.Message or ""):gsub("%s+", " "):sub(1, 60)))
  end
end

job = jobs:wait(job, { timeout = 600 })
print(("%s after %d lines of log"):format(job.State, lines))
for name, value in pairs(jobs:output(job) or {}) do
  print(("  %s = %s"):format(name, tostring(value)):sub(1, 79))
end
if job.Info then print("  " .. job.Info:sub(1, 70)) end
tenant:close()
if job.State == "Faulted" then os.exit(1) end
