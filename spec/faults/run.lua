-- The whole fault matrix; `make faults` runs it. With `--all` it prints each
-- cell's outcome. Ends with 1 when a cell is wrong.

package.path = "spec/?.lua;lua/?.lua;lua/?/init.lua;" .. package.path
local matrix = require "faults.matrix"

local cells = matrix.cells()
if arg[2] then
  local some = {}
  for _, cell in ipairs(cells) do
    if cell.name:find(arg[2]) then some[#some + 1] = cell end
  end
  cells = some
end

local account = matrix.run(cells, 5, function(verdict)
  if arg[1] ~= "--all" and verdict.good then return end
  print(("%-5s %-36s %s %s %.1f s %d+%d %s"):format(verdict.good and "ok"
    or "WRONG", verdict.cell.name, verdict.outcome, verdict.sent or "",
    verdict.seconds, verdict.duplicates or 0, verdict.repeats,
    verdict.message or ""))
end)
require "support.proxy".remove()
print(matrix.summary(account))
os.exit(#account.wrong == 0, true)
