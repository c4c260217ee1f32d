--- What queries say of how they are walked, for every set of the table of
-- facts, and what can be asked for instead.

local orchestrator = require "orchestrator"
local sets = require "orchestrator.query.sets"

local tenant = orchestrator.connect { url = "http://127.0.0.1:1",
  edition = "standalone", access_token = "t" }
local folder = tenant:folder(1)

-- Set -> in the tenant, in a folder; rows a page; what can be forced in a
-- folder, besides skip.
local FACTS = {
  Assets = { "skip", "skip", 1000 },
  AuditLogs = { "key", "key", 1000, "key" },
  Jobs = { "key", "key", 1000, "key" },
  Permissions = { "skip", "skip", 1000 },
  QueueItems = { "skip", "key", 100, "key" },
  RobotLogs = { "time", "time", 1000, "time" },
  Sessions = { "skip", "skip", 1000 },
  -- Not in the table: what holds for every other set.
  Folders = { "key", "key", 1000, "key" },
  Machines = { "key", "key", 1000, "key" },
  Libraries = { "skip", "skip", 1000 }, -- its Id is no number
}

local function says(query, strategy, page)
  local text = tostring(query)
  assert.matches("(strategy " .. strategy .. ": ", text, 1, true)
  if page then assert.matches(page .. " rows a page", text, 1, true) end
end

describe("the strategy of a query", function()
  it("is told for every set of the table of facts", function()
    for tag in pairs(sets) do
      assert.is_truthy(FACTS[tag], tag .. " is missing in this spec")
    end
    for tag, facts in pairs(FACTS) do
      says(tenant[tag], facts[1], facts[3])
      says(folder[tag], facts[2], facts[3])
    end
  end)

  it("is what paging says instead, where that can be", function()
    for tag, facts in pairs(FACTS) do
      for _, strategy in ipairs { "key", "time", "skip" } do
        local ok, query = pcall(folder[tag].paging, folder[tag], strategy)
        local fits = strategy == "skip" or strategy == facts[4]
        assert.equal(fits, ok, tag .. " by " .. strategy)
        if ok then says(query, strategy) end
        if not ok then assert.matches("does not fit", query.message) end
      end
      says(folder[tag]:top(5), "one")
      says(folder[tag]:paging { page = 7 }, facts[2], 7)
      says(folder[tag]:skip(5), "skip")
    end
  end)

  it("tells how many pages are asked for at once", function()
    assert.matches("; 8 at once", tostring(folder.RobotLogs:paging {
      concurrency = 8 }), 1, true)
    assert.is_nil(tostring(folder.RobotLogs):find "at once")
    assert.matches("; 4 at once", tostring(folder.Assets), 1, true)
    assert.is_nil(tostring(folder.Jobs):find "at once")
  end)
end)

describe("the first page of a walk by key", function()
  local odd = require "support.odd"
  setup(odd.start)
  teardown(odd.stop)

  it("is a probe: refused or unordered means skip, and is told", function()
    for chunk, rows in pairs { ["state.refuse = 'orderby'"] = 90,
      ["state.refuse = 'Id gt'"] = 90, ["state.backward = 7"] = 90 } do
      odd.have(chunk)
      local events = {}
      local asked = orchestrator.connect { url = odd.url,
        edition = "standalone", access_token = "t",
        on_event = function(event)
          if event.event == "strategy" then events[#events + 1] = event end
        end }
      local n = 0
      for _ in asked:folder(1).Jobs:paging { page = 20 }:each() do
        n = n + 1
      end
      assert.equal(rows, n)
      assert.equal(1, #events, chunk)
      assert.equal("key", events[1].from)
      assert.equal("skip", events[1].to)
    end
  end)
end)
