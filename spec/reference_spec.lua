local catalogue = require "orchestrator.catalogue"
local files = require "support.files"
local process = require "support.process"

describe("the reference and the editors' types", function()
  it("are what tools/reference.lua makes of the sources", function()
    local dir = files.temp_dir()
    finally(function() files.remove(dir) end)
    local made = process.run { "lua5.4", "tools/reference.lua", dir }
    assert.equal(0, made.code, made.stderr)
    for _, what in ipairs { "types", "docs/reference.md",
      "lua/orchestrator/catalogue/verb_words.lua" } do
      local diff = process.run { "diff", "-rq", what, dir .. "/" .. what }
      assert.equal("", diff.stdout, "run: lua5.4 tools/reference.lua")
    end
  end)

  it("know every operation, field and enumeration", function()
    local text = {}
    for name in io.popen("ls types/*.lua"):lines() do
      text[#text + 1] = files.read(name)
    end
    local classes = {}
    for line in table.concat(text):gmatch "[^\n]+" do
      local what, name = line:match "^%-%-%-@(%a+) ([%w_.]+)"
      if what == "class" then
        classes[name] = {}
        classes[1] = classes[name]
      elseif what == "alias" then
        classes[name] = true
      elseif what == "field" then
        classes[1][name] = true
      end
    end
    local fields, operations = 0, 0
    for _, api in ipairs { "orchestrator", "identity" } do
      for _, tag in ipairs(catalogue:tags(api)) do
        local set = classes["orchestrator.set." .. tag]
        for name in pairs(catalogue:operations(tag)) do
          assert.is_true(set and set[name], tag .. "." .. name)
          operations = operations + 1
        end
        local row = catalogue:row_type(tag)
        for name in pairs(row and catalogue:fields(row) or {}) do
          assert.is_true(classes["orchestrator." .. row][name], row)
          fields = fields + 1
        end
      end
    end
    assert.is_true(operations > 480 and fields > 500)
    for name in pairs(require "orchestrator.catalogue.enums") do
      assert.is_true(classes["orchestrator.enum." .. name:gsub("-", "_")],
        name)
    end
  end)

  it("are Lua that loads", function()
    for name in io.popen("ls types/*.lua"):lines() do
      assert.is_function(loadfile(name), name)
    end
  end)

  it("have an example for every verb of a room, which is Lua", function()
    local count = 0
    for example in files.read("docs/reference.md"):gmatch
      "\nExample: `([^`]+)`" do
      count = count + 1
      assert.truthy(load(example) or load("return " .. example), example)
    end
    assert.is_true(count > 100)
  end)

  it("have every verb with its arguments", function()
    local text = files.read "docs/reference.md"
    for _, verb in ipairs { "folder.Jobs:start", "folder.Jobs:wait",
      "queue:add_many", "queue:transactions", "transaction:fail",
      "folder.Assets:set", "bucket:download", "tenant.Folders:create_path",
      "folder.Releases:upgrade", "orchestrator.webhook.verify",
      "bucket:sync", "queue:work", "folder.Jobs:follow",
      "tenant.Machines:ensure", "tenant.Webhooks:ping",
      "folder.ProcessSchedules:next_runs", "tenant.AuditLogs:download_export",
      "query:filter", "query:update", "tenant:call" } do
      assert.is_truthy(text:find("### `" .. verb .. "`", 1, true), verb)
    end
  end)
end)
