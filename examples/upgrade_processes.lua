-- Which processes are behind the newest version of their package; with the
-- word "go" they are moved to it, each reported on its own.
--
--   bin/orch run examples/upgrade_processes.lua [FOLDERS [go]]

local orchestrator = require "orchestrator"

local pattern = arg and arg[1] or "**"
local go = arg and arg[2] == "go"
local tenant = orchestrator.connect() -- as the UIPATH_ variables say

local newest = {} -- package -> version, asked for once
local function newest_of(package)
  if newest[package] == nil then
    local rows = tenant.Processes:versions(package)
    newest[package] = rows[1] and rows[1].Version or false
  end
  return newest[package]
end

local behind, known = 0, 0
for row, folder in tenant:folders(pattern).Releases:each() do
  known = known + 1
  local version = newest_of(row.ProcessKey)
  if version and version ~= row.ProcessVersion then
    behind = behind + 1
    local done = ""
    if go then
      local ok, err = pcall(function()
        tenant:folder(folder).Releases:upgrade(row, version)
      end)
      done = ok and "  moved" or "  " .. tostring(err.message or err)
    end
    print(("%-40s %10s -> %s%s"):format((folder.FullyQualifiedName .. "/"
      .. row.Name):sub(-40), row.ProcessVersion, version, done))
  end
end
print(("%d of %d processes are behind"):format(behind, known))
tenant:close()
