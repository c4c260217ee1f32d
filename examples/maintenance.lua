-- Takes a folder out of work for a while: no trigger fires, what runs is waited
-- for, and no robot takes a job. Then everything is as before.
--
--   bin/orch run examples/maintenance.lua [FOLDER SECONDS]

local orchestrator = require "orchestrator"

local path = arg and arg[1] or "Logistics/Inbound"
local seconds = tonumber(arg and arg[2] or 600)
local tenant = orchestrator.connect() -- as the UIPATH_ variables say
local folder = tenant:folder(path)

-- Those of a set that are enabled now, to switch them off and on again.
local function enabled(set)
  local rows = {}
  for row in set:each() do
    if row.Enabled then rows[#rows + 1] = row end
  end
  return rows
end

local triggers = enabled(folder.ProcessSchedules)
if #triggers > 0 then folder.ProcessSchedules:disable(triggers) end

local running = folder.Jobs:filter { State = { "Running", "Pending" } }
  :select("Id"):list()
local ended, err = true, nil
if #running > 0 then
  ended, err = pcall(folder.Jobs.wait, folder.Jobs, running,
    { timeout = seconds })
end
print(ended and #running .. " jobs have ended" or err.message:sub(1, 78))

local robots = enabled(folder.Robots)
if #robots > 0 then folder.Robots:disable(robots) end
print(("%s: %d triggers and %d robots are off"):format(path, #triggers,
  #robots))

-- Here is the time for what the maintenance is for.

if #triggers > 0 then folder.ProcessSchedules:enable(triggers) end
if #robots > 0 then folder.Robots:enable(robots) end
print("All is on again")
tenant:close()
