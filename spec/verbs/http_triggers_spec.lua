local demo = require "support.demo"
local orchestrator = require "orchestrator"
local refused = require "support.refused"

describe("triggers by HTTP and of events", function()
  local server, folder, _
  setup(function() server, _, folder = demo.finance() end)
  teardown(function() server:stop() end)

  for _, tag in ipairs { "HttpTriggers", "ApiTriggers" } do
    describe(tag, function()
      local set, ids
      before_each(function()
        set, ids = folder[tag], {}
        server:sql(('DELETE FROM "%s"'):format(tag))
        for _, name in ipairs { "Orders", "Returns", "Reruns" } do
          ids[name] = set:create({ Name = name, Slug = name,
            Tags = orchestrator.array {},
            MachineRobots = orchestrator.array {} }).Id
        end
        server:reset()
      end)

      it("are found by their names", function()
        assert.equal("Orders", set:named("orders").Name)
        assert.equal(2, #set:find "R*s")
        assert.equal(1, #set:find "?rders")
        refused("not_found", set.named, set, "Order")
        refused("argument", set.find, set, "")
        server:sql(('UPDATE "%s" SET "Name" = \'Returns\' WHERE Id = ?')
          :format(tag), ids.Reruns)
        refused("conflict", set.named, set, "returns")
      end)

      it("are switched by name, Id or row", function()
        local function enabled(name) return set:get(ids[name]).Enabled end
        set:disable "Orders"
        assert.is_false(enabled "Orders")
        set:enable(ids.Orders)
        assert.is_true(enabled "Orders")
        set:disable { set:named "Orders", "Returns" }
        assert.is_false(enabled "Orders")
        assert.is_false(enabled "Returns")
        assert.is_true(enabled "Reruns")
        refused("not_found", set.enable, set, "Order")
        refused("argument", set.enable, set, {})
        refused("argument", set.enable, set, 7)
      end)

      it("are removed by name, Id or row", function()
        for _, given in ipairs { "Orders", ids.Returns,
          { Id = ids.Reruns } } do
          assert.is_true(set:remove(given))
        end
        assert.equal(0, set:count())
        refused("not_found", set.remove, set, "Gone")
        refused("argument", set.remove, set, 7)
      end)

      it("are switched as other clients do it", function()
        set:disable(ids.Orders)
        local sent = demo.last(server)
        if tag == "HttpTriggers" then
          assert.matches("SetEnabled$", sent.path)
          assert.same({ enabled = false, triggerIds = { ids.Orders } },
            sent.json)
        else
          assert.equal("PATCH", sent.method)
          assert.same({ Enabled = false }, sent.json)
        end
      end)
    end)
  end
end)
