-- The failures of a bulk add were taken for counted from 0; servers count them
-- from 1, so the row that was reported was the one behind the one that failed.

local demo = require "support.demo"
local orchestrator = require "orchestrator"

describe("the ordinals of items that were not added", function()
  local server, queue
  setup(function()
    server = demo.start()
    queue = orchestrator.connect(server:options "client_secret")
      :folder("Shared/Finance").QueueDefinitions:named "Invoices"
  end)
  teardown(function() server:stop() end)

  local function failed(ordinals)
    server:reset()
    server:fault { path = "BulkAddQueueItems", status = 200,
      content_type = "application/json", body =
      '{"Success":false,"FailedItems":[{"Ordinal":'
      .. table.concat(ordinals, '},{"Ordinal":') .. "}]}" }
    local items = { { Reference = "a" }, { Reference = "b" },
      { Reference = "c" } }
    local out = {}
    for i, entry in ipairs(queue:add_many(items,
      { on_failed = "return" }).failed) do
      out[i] = entry.index .. entry.row.Reference
    end
    return table.concat(out, " ")
  end

  it("count from 1, or from 0 where one of them is 0", function()
    assert.equal("1a 3c", failed { 1, 3 })
    assert.equal("2b", failed { 2 })
    assert.equal("1a 3c", failed { 0, 2 })
  end)
end)
