-- The sandbox read all items of a queue to see whether a reference was there
-- already, and to find the next one: with 45,000 items a call took 30 ms, and
-- a hundred clients waited two seconds.

local demo = require "support.demo"

describe("the sandbox's queue items", function()
  local server
  setup(function() server = demo.start { seed = "empty" } end)
  teardown(function() server:stop() end)

  for _, column in ipairs { "Reference", "Status" } do
    it("are found by their " .. column, function()
      local plan = server:sql(("EXPLAIN QUERY PLAN SELECT 1 FROM QueueItems "
        .. "WHERE QueueDefinitionId = 7 AND %s = 'New'"):format(column))
      assert.matches("SEARCH .*QueueItems_of_" .. column, plan[1].detail)
    end)
  end
end)
