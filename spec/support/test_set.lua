--- Test sets for specs: no call of the API makes test cases, which come with
-- packages.

local test_set = {}

local serial = 0

--- A test case of a package.
---@param server orchestrator.sandbox.Handle
---@param package string
---@return integer id
function test_set.case(server, package)
  serial = serial + 1
  local id = 7000 + serial
  server:sql([[INSERT INTO "TestCaseDefinitions" (Id, "Name",
    "PackageIdentifier", "UniqueId", "LatestVersion") VALUES (?, ?, ?, ?, ?)]],
    id, "case " .. serial, package,
    ("0c000000-0000-4000-a000-%012d"):format(serial), "1.0.0")
  return id
end

--- A test set of two cases of a process.
---@param server orchestrator.sandbox.Handle
---@param folder orchestrator.Folder
---@param name string
---@param process string its name
---@return table row
function test_set.new(server, folder, name, process)
  local row, cases = folder.Releases:named(process), {}
  for i = 1, 2 do
    cases[i] = { DefinitionId = test_set.case(server, row.ProcessKey),
      ReleaseId = row.Id, VersionNumber = row.ProcessVersion }
  end
  return folder.TestSets:create { Name = name, TestCases = cases }
end

return test_set
