-- The client took the ordinals of BulkAddQueueItems from 0: it named the item
-- behind the one that had failed.

local orchestrator = require "orchestrator"
local sandbox = require "orchestrator.sandbox"

describe("a bulk of queue items", function()
  it("says of the first item that the first one failed", function()
    local server = sandbox.start { seed = "empty", robots = false }
    local folder = orchestrator.connect(server:options "client_secret")
      :folder "Shared"
    folder.QueueDefinitions:create { Name = "q" }
    server:fault { path = "BulkAddQueueItems", status = 200,
      content_type = "application/json", body = '{"Success":false,'
        .. '"Message":"one bad","FailedItems":[{"Ordinal":1,'
        .. '"ErrorCode":"InvalidArgument","ErrorMessage":"bad"}]}' }
    local items = { { SpecificContent = { N = 1 } },
      { SpecificContent = { N = 2 } } }
    local result = folder.QueueDefinitions:named "q":add_many(items,
      { on_failed = "return" })
    assert.equal(items[1], result.failed[1].row)
    assert.equal(1, result.failed[1].index)
    server:stop()
  end)
end)
