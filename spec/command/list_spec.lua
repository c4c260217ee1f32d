-- The table of commands says what their modules take.

local files = require "support.files"
local orch = require "support.orch"

local function entry(name)
  for _, known in ipairs(require "orchestrator.command.list") do
    if known.name == name then return known end
  end
end

-- The long names of an entry's options.
local function names_of(found)
  local names = {}
  for _, given in ipairs(found.options) do
    names[#names + 1] = given.names:match "%-%-%S+"
  end
  table.sort(names)
  return names
end

describe("the table of commands", function()
  it("names a module that is there for each", function()
    for _, known in ipairs(require "orchestrator.command.list") do
      assert.truthy(package.searchpath(known.module, package.path), known.name)
      assert.is_true(#known.summary > 0)
    end
  end)

  it("has the sandbox's own options", function()
    local found = {}
    for name in orch.run({ "sandbox", "--help" }).stdout
      :gmatch "\n +(%-%-[%l-]+)" do
      found[#found + 1] = name
    end
    table.sort(found)
    assert.same(names_of(entry "sandbox"), found)
  end)

  it("has the options of those that sign in", function()
    local known = { ["--login"] = true, ["--verbose"] = true }
    for name in files.read "lua/orchestrator/command/words.lua"
      :gmatch '%["(%-%-[%l-]+)"%]' do
      known[name] = true
    end
    local names = {}
    for name in pairs(known) do names[#names + 1] = name end
    table.sort(names)
    assert.same(names, names_of(entry "logout"))
    for _, name in ipairs(names_of(entry "whoami")) do
      assert.truthy(known[name] or name == "--check", name)
    end
  end)

  it("has run's options", function()
    local code = files.read "lua/orchestrator/command/run.lua"
    for _, name in ipairs(names_of(entry "run")) do
      assert.truthy(code:find('["' .. name .. '"]', 1, true), name)
    end
  end)
end)
