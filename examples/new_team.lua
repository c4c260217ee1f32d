-- Sets up what a new team needs: its folders, a queue for its work, and the
-- assets that its robots read. Can be run again: what is there stays.
--
--   bin/orch run examples/new_team.lua [NAME]

local orchestrator = require "orchestrator"

local team = arg and arg[1] or "Travel"
local tenant = orchestrator.connect() -- as the UIPATH_ variables say

local row, made = tenant.Folders:create_path("Shared/" .. team .. "/Expenses")
print(("%s: %d folders made"):format(row.FullyQualifiedName, made))

local folder = tenant:folder(row)
local queue = folder.QueueDefinitions:ensure { Name = "Receipts",
  EnforceUniqueReference = true, MaxNumberOfRetries = 2,
  AcceptAutomaticallyRetry = true }

folder.Assets:set("PortalUrl", "https://travel.example.com",
  { create = true, description = "Where receipts are handed in" })
folder.Assets:set("Limit", 500, { create = true })

print("Queue  ", queue.row.Name)
for asset in folder.Assets:each() do
  print("Asset  ", asset.Name, folder.Assets:value(asset.Name))
end
tenant:close()
