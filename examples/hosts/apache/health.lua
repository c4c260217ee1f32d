-- GET /health for a monitor: 200 while no job of the folder has faulted in the
-- last hour, 503 with their names when some have.

local orchestrator = require "orchestrator"

-- A state ends with its request: the token stays in the cache's file.
local function connect() return orchestrator.connect { cache = true } end

local function faulted_jobs()
  local names = {}
  local jobs = connect():folder().Jobs
    :filter("State eq ? and EndTime ge ?", "Faulted",
      orchestrator.time.ago "1h")
  for job in jobs:top(20):each() do names[#names + 1] = job.ReleaseName end
  return names
end

function handle(r)
  r.content_type = "text/plain"
  local ok, names = pcall(faulted_jobs)
  if not ok then
    r.status = 502
    r:puts(tostring(names), "\n")
  elseif #names > 0 then
    r.status = 503
    r:puts("faulted: ", table.concat(names, ", "), "\n")
  else
    r:puts "no job has faulted in the last hour\n"
  end
  return apache2.OK
end
