-- Writes the last days of the audit log and the faulted jobs into files, as
-- somebody who reviews them likes them: CSV for a spreadsheet, NDJSON for a
-- program. The files are there whole or not at all.
--
--   bin/orch run examples/audit_file.lua [DIRECTORY DAYS]

local orchestrator = require "orchestrator"
local time = orchestrator.time

local directory = arg and arg[1] or os.getenv "TMPDIR" or "/tmp"
local days = math.tointeger(tonumber(arg and arg[2] or 30))
local since = time.ago(("%dd"):format(days))
local tenant = orchestrator.connect() -- as the UIPATH_ variables say

local stem = ("%s/orchestrator-%d"):format(directory, os.time())
local audit = tenant.AuditLogs:filter("ExecutionTime ge ?", since)
local rows = audit:export { file = stem .. "-audit.ndjson",
  format = "ndjson" }
print(("%6d audit entries"):format(rows))

local jobs = tenant:folder(arg and arg[3] or "Shared/Finance").Jobs
  :filter { State = "Faulted", EndTime = { ge = since } }
  :select("Id", "ReleaseName", "EndTime", "Info")
rows = jobs:export { file = stem .. "-faulted.csv", format = "csv" }
print(("%6d faulted jobs"):format(rows))

if not (arg and arg[1]) then -- nobody asked for the files
  os.remove(stem .. "-audit.ndjson")
  os.remove(stem .. "-faulted.csv")
end
tenant:close()
