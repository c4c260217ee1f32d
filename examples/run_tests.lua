-- Runs test sets and says what failed, for a pipeline: the exit code is 0 when
-- all have passed, and 1 else. Without names it runs all of the folder.
--
--   bin/orch run examples/run_tests.lua [FOLDER NAME…]

local orchestrator = require "orchestrator"

local path = arg and arg[1] or "Shared/Finance"
local tenant = orchestrator.connect() -- as the UIPATH_ variables say
local folder = tenant:folder(path)

local names = { table.unpack(arg or {}, 2) }
if #names == 0 then
  for set in folder.TestSets:orderby("Name"):each() do
    names[#names + 1] = set.Name
  end
end
if #names == 0 then print("no test sets in " .. path) end

local results, errors = tenant:map(names, function(name)
  return folder.TestSets:run(name, { timeout = 3600 })
end, { workers = 4 })

local bad = 0
for i, name in ipairs(names) do
  local execution, failed = results[i], {}
  for _, case in ipairs(execution and execution.TestCaseExecutions or {}) do
    if case.Status ~= "Passed" then
      failed[#failed + 1] = ("  case %d: %s"):format(case.Id, case.Status)
    end
  end
  local good = execution and execution.Status == "Passed"
  bad = bad + (good and 0 or 1)
  print(("%-40s %s"):format(name:sub(1, 40), execution and execution.Status
    or tostring(errors[i]):sub(1, 38)))
  for _, line in ipairs(failed) do print(line) end
end
tenant:close()
os.exit(bad == 0 and 0 or 1, true)
