-- A scalar false among an action's values was read as JSON, and the sandbox
-- answered 500.

local demo = require "support.demo"

describe("regression 622", function()
  it("takes false where an action has a flag", function()
    local server, _, folder = demo.finance { robots = false }
    finally(function() server:stop() end)
    local row = folder.Releases:named "InvoiceBot"
    local answer = folder.Releases:UpdateToLatestPackageVersionBulk {
      releaseIds = { row.Id }, mergePackageTags = false,
      on_failed = "return" }
    assert.is_table(answer.FailedItems)
  end)
end)
