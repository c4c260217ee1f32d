-- Every statement about the server's behaviour is shown by a spec that cites
-- its number, or stands in the list with the reason why none does.

local files = require "support.files"

local LIST = "spec/data/statements.txt"
local DOCUMENT = "docs/sandbox.md"

-- The statements: number to {reason}, and the numbers in their order.
local function statements()
  local found, order = {}, {}
  for line in files.read(LIST):gmatch "[^\n]+" do
    local number, words = line:match "^([%d.]+) (.+)$"
    if not number then number, words = line:match "^(peers %d+) (.+)$" end
    if number then
      assert(not found[number], "twice in the list: " .. number)
      found[number] = { reason = words:match " %[(%a+)%]$" }
      order[#order + 1] = number
    else
      assert(line:find "^#", "no statement: " .. line)
    end
  end
  return found, order
end

-- What a text cites: "facts 4.3.2, 5.1.1" and "peers 20, 21". The number of a
-- section alone is the place of a group, and counts for none of it.
local function cited(text, add)
  text = text:gsub('"%s*%.%. "', ""):gsub("\n%s*%-%- ", " ")
  for list in text:gmatch "facts ([%d., ]+)" do
    for number in list:gmatch "[%d.]*%d" do
      local _, dots = number:gsub("%.", "")
      if dots == 2 or number:find "^3%.%d" then add(number) end
    end
  end
  for list in text:gmatch "peers ([%d, ]+)" do
    for number in list:gmatch "%d+" do add("peers " .. number) end
  end
end

local function specs()
  local pipe = assert(io.popen("ls spec/sandbox/*_spec.lua"))
  local list = {}
  for path in pipe:lines() do list[#list + 1] = path end
  assert(pipe:close())
  return list
end

local function citations()
  local by = {}
  for _, path in ipairs(specs()) do
    if not path:find "statements_spec" then
      cited(files.read(path), function(number) by[number] = path end)
    end
  end
  return by
end

describe("the statements about the server", function()
  local known, order = statements()
  local by = citations()

  it("are each shown by a spec, or have a reason", function()
    local open = {}
    for _, number in ipairs(order) do
      if not (by[number] or known[number].reason) then
        open[#open + 1] = number
      end
    end
    assert.same({}, open)
  end)

  it("are all in the list when a spec cites them", function()
    for number, path in pairs(by) do
      assert.truthy(known[number], ("%s cites %s"):format(path, number))
    end
  end)

  it("have no reason when a spec shows them", function()
    for number, statement in pairs(known) do
      assert.falsy(statement.reason and by[number],
        ("%s is shown by %s"):format(number, tostring(by[number])))
    end
  end)

  it("have reasons that the document explains, and no others", function()
    local explained = files.read(DOCUMENT)
    local used = {}
    for _, statement in pairs(known) do
      if statement.reason then used[statement.reason] = true end
    end
    for reason in pairs(used) do
      assert.truthy(explained:find("\n| " .. reason .. " | ", 1, true),
        DOCUMENT .. " does not explain " .. reason)
    end
    for reason in explained:match "## What it does not model\n(.*)$"
      :gmatch "\n| (%l+) | " do
      if reason ~= "reason" then
        assert.truthy(used[reason], "no statement is of the kind " .. reason)
      end
    end
  end)
end)
