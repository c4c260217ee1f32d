-- What waits in every queue of a part of the folder tree.
--
--   bin/orch run examples/queue_report.lua [FOLDERS]

local orchestrator = require "orchestrator"

local tenant = orchestrator.connect() -- as the UIPATH_ variables say
local queues = tenant:folders(arg and arg[1] or "**").QueueDefinitions

print(("%-30s %-14s %8s %8s"):format("Folder", "Queue", "New", "Failed"))
for row, folder in queues:each() do
  local items = tenant:folder(folder).QueueItems
    :filter{ QueueDefinitionId = row.Id }
  print(("%-30s %-14s %8d %8d"):format(
    folder.FullyQualifiedName:sub(-30), row.Name:sub(1, 14),
    items:filter{ Status = "New" }:count(),
    items:filter{ Status = "Failed" }:count()))
end
tenant:close()
