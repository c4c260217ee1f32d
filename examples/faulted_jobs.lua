-- Which processes failed most in a part of the folder tree, and why at last.
--
--   bin/orch run examples/faulted_jobs.lua [FOLDERS]

local orchestrator = require "orchestrator"

local pattern = arg and arg[1] or "Shared/**"
local tenant = orchestrator.connect() -- as the UIPATH_ variables say

local faulted = tenant:folders(pattern).Jobs
  :filter{ State = "Faulted" }
  :select("Id", "ReleaseName", "Info", "EndTime")

local processes, names = {}, {}
for job, folder in faulted:each() do
  local name = folder.FullyQualifiedName .. ": " .. job.ReleaseName
  local entry = processes[name]
  if not entry then
    entry = { count = 0, time = "" }
    processes[name], names[#names + 1] = entry, name
  end
  entry.count = entry.count + 1
  if (job.EndTime or "") > entry.time then
    entry.time, entry.info = job.EndTime, job.Info
  end
end
tenant:close()

table.sort(names, function(a, b)
  local x, y = processes[a].count, processes[b].count
  return x > y or x == y and a < b
end)

print(("Faulted jobs in %s, by process"):format(pattern))
for i = 1, math.min(#names, 15) do
  local entry = processes[names[i]]
  print(("%5d  %s"):format(entry.count, names[i]:sub(1, 70)))
  local info = (entry.info or ""):gsub("%s+", " "):sub(1, 70)
  if info ~= "" then print("       " .. info:gsub("%s$", "")) end
end
if #names == 0 then print "  none" end
