-- A part of the fault matrix; `make faults` runs all of it.

local interpreter = require "support.interpreter"
local matrix = require "faults.matrix"

-- The second Lua takes a sample: what breaks is the core's part.
local STEP = interpreter.version == "5.4" and 8 or 31

describe("calls whose connection or server fails", function()
  teardown(function() require "support.proxy".remove() end)

  it("end with the right result or the right error, nothing twice", function()
    local cells = matrix.some(STEP)
    local account = matrix.run(cells, 3)
    print(matrix.summary(account))
    local lines = {}
    for i, verdict in ipairs(account.wrong) do
      lines[i] = ("%s: %s %s"):format(verdict.cell.name, verdict.outcome,
        verdict.message or "")
    end
    assert.equal("", table.concat(lines, "\n"))
    assert.equal(#cells, account.cells)
    assert.equal(0, account.hangs + account.duplicates + account.lost
      + account.repeats)
  end)
end)
