-- What each state does: counts the faulted jobs of the folder.

local orchestrator = require "orchestrator"

local count = 0
local jobs = orchestrator.connect():folder().Jobs
for _ in jobs:filter{ State = "Faulted" }:top(50):each() do
  count = count + 1
end
return count
