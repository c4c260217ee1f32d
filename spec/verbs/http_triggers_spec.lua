local orchestrator = require "orchestrator"
local process = require "support.process"

local ID = "00000000-0000-4000-8000-000000000001"

describe("triggers by HTTP and API", function()
  local child, folder
  setup(function()
    child = process.start { "lua5.4", "spec/support/trigger_server.lua" }
    folder = orchestrator.connect { url = "http://127.0.0.1:" .. child:line(),
      edition = "standalone", access_token = "t" }:folder(1)
  end)
  teardown(function() child:stop() end)

  for _, tag in ipairs { "HttpTriggers", "ApiTriggers" } do
    local function refused(kind, method, ...)
      local set = folder[tag]
      local ok, err = pcall(set[method], set, ...)
      assert.is_false(ok)
      assert.equal(kind, err.kind, tostring(err))
    end

    it("are found by their names, " .. tag, function()
      assert.equal("Orders", folder[tag]:named("orders").Name)
      assert.equal(2, #folder[tag]:find "R*s")
      assert.equal(1, #folder[tag]:find "?rders")
      refused("conflict", "named", "Returns")
      refused("not_found", "named", "Order")
      refused("argument", "find", "")
    end)

    it("are removed by name, Id or row, " .. tag, function()
      for _, given in ipairs { "Orders", ID, { Id = ID } } do
        assert.is_true(folder[tag]:remove(given))
      end
      refused("not_found", "remove", "Gone")
      refused("argument", "remove", 7)
    end)
  end
end)
