-- Makes a bucket like a folder of this machine: says what it would do, and
-- does it with the word "go". Without a folder it takes examples/ itself.
--
--   bin/orch run examples/sync_folder.lua [DIRECTORY FOLDER BUCKET [go]]

local orchestrator = require "orchestrator"

local directory = arg and arg[1] or "examples"
local path = arg and arg[2] or "Shared/Finance"
local name = arg and arg[3] or "Mirror"
local go = not (arg and arg[3]) or arg[4] == "go"
local tenant = orchestrator.connect() -- as the UIPATH_ variables say
local bucket = tenant:folder(path).Buckets:ensure { Name = name }

local options = { direction = "up", delete = true, dry_run = true }
local steps = bucket:sync(directory, options).plan
for i = 1, math.min(#steps, 10) do
  local step = steps[i]
  print(("%-8s %9s  %s"):format(step.action, step.size or "",
    step.path:sub(1, 60)))
end
if #steps > 10 then print(("… and %d more"):format(#steps - 10)) end

if go then
  options.dry_run = nil
  local result = bucket:sync(directory, options)
  print(("%d sent (%d bytes), %d were there, %d deleted"):format(
    result.moved, result.bytes, result.same, result.deleted))
end
tenant:close()
