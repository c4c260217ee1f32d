-- When the time triggers of a part of the folder tree fire next, the soonest
-- first, in your own zone; those that are disabled are counted.
--
--   bin/orch run examples/next_runs.lua [FOLDERS]

local orchestrator = require "orchestrator"

local pattern = arg and arg[1] or "**"
local tenant = orchestrator.connect() -- as the UIPATH_ variables say

local runs, off = {}, 0
for row, folder in tenant:folders(pattern).ProcessSchedules:each() do
  local set = tenant:folder(folder).ProcessSchedules
  local ok, moments = pcall(set.next_runs, set, row, 2)
  if not row.Enabled then
    off = off + 1
  elseif not ok then
    print(row.Name, moments.message)
  else
    for _, moment in ipairs(moments) do
      runs[#runs + 1] = { at = moment.epoch, name = row.Name,
        process = row.ReleaseName or "", folder = folder.FullyQualifiedName }
    end
  end
end

table.sort(runs, function(a, b) return a.at < b.at end)
for i = 1, math.min(#runs, 20) do
  local run = runs[i]
  print(("%s  %-20s %-16s %s"):format(os.date("%a %d %b %H:%M", run.at),
    run.name:sub(1, 20), run.process:sub(1, 16), run.folder:sub(-22)))
end
print(("%d runs, %d triggers are disabled"):format(#runs, off))
tenant:close()
