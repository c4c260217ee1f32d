-- Queue items as CSV and back.

local cjson = require "cjson"
local files = require "support.files"
local orch = require "support.orch"

describe("orch queue", function()
  local run, number

  setup(function()
    run = orch.start "Shared/Finance"
    number = 0
  end)
  teardown(function() run:stop() end)

  -- A new queue.
  local function queue()
    number = number + 1
    run:out("call", "QueueDefinitions_Post", "Name=Spec" .. number)
    return "Spec" .. number
  end

  local function count(name)
    return tonumber(run:out("get", "QueueItems", "--filter",
      ("QueueDefinition/Name eq '%s'"):format(name), "--all", "--query",
      "Id"):gsub("%d+\n", "x"):len())
  end

  local function items(name)
    local text = run:out("get", "QueueItems", "--filter",
      ("QueueDefinition/Name eq '%s'"):format(name), "--all", "-o", "ndjson")
    local out = {}
    for line in text:gmatch "[^\n]+" do out[#out + 1] = cjson.decode(line) end
    return out
  end

  local function import(name, text, ...)
    return run("queue", "import", name, run:write("import.csv", text), ...)
  end

  -- One line that names what is wrong, exit code 2, and an empty queue.
  local function refused(text, wanted, ...)
    local name = queue()
    local result = import(name, text, ...)
    assert.equal(2, result.code, result.stderr)
    assert.truthy(result.stderr:find(wanted, 1, true), result.stderr)
    assert.truthy(result.stderr:find("nothing was sent", 1, true))
    assert.equal(0, count(name))
  end

  it("exports items and imports them again, types and all", function()
    local from, to = queue(), queue()
    local words = { 'Number=4711', 'Text="4711"', "Zeros=007", "Half=0.5",
      "Whole=2.0", "Money=4.50", "Big=9223372036854775807", "Yes=true",
      'Said="true"', 'Quotes=a "b", c', "Lines=one\ntwo", "Umlaut=Zürich 漢",
      'Empty=""', "Blank= x ", "Null=null", "Brace={no json" }
    run:out("queue", "add", from, "--reference", "r-1", "--priority", "High",
      "--due", "2030-01-31T12:00:00Z", table.unpack(words))
    run:out("queue", "add", from, "Other=1")
    local first = run.folder .. "/first.csv"
    local second = run.folder .. "/second.csv"
    run:out("queue", "export", from, "--file", first)
    run:out("queue", "import", to, first)
    run:out("queue", "export", to, "--file", second)
    assert.equal(files.read(first), files.read(second))

    local before, after = items(from), items(to)
    assert.equal(2, #after)
    assert.same(before[1].SpecificContent, after[1].SpecificContent)
    local content = after[1].SpecificContent
    assert.equal("4711", content.Text)
    assert.equal("007", content.Zeros)
    assert.equal("4.50", content.Money)
    assert.is_true(content.Yes)
    assert.equal("true", content.Said)
    assert.equal("", content.Empty)
    assert.equal("one\ntwo", content.Lines)
    assert.same({ "High", "r-1" }, { after[1].Priority, after[1].Reference })
    assert.is_nil(after[2].SpecificContent.Text)
    assert.truthy(run:out("get", "QueueItems", "--filter",
      ("QueueDefinition/Name eq '%s'"):format(to), "--query",
      "SpecificContent.Big"):find "^9223372036854775807\n")
  end)

  it("reads a byte order mark, CR LF, empty lines and standard input",
    function()
      local name = queue()
      local result = run("queue", "import", name, "-", { stdin =
        "\xEF\xBB\xBFReference,SpecificContent.A\r\n\r\nx,1\r\n"
        .. 'y,"2\r\n3"\r\n\r\n' })
      assert.equal(0, result.code, result.stderr)
      local found = items(name)
      assert.equal(2, #found)
      assert.equal("x", found[1].Reference)
      assert.equal("2\r\n3", found[2].SpecificContent.A)
    end)

  it("takes foreign columns as content, and cells as texts", function()
    local name = queue()
    assert.equal(0, import(name, "Reference,Amount\nx,12\n", "--content",
      "--text").code)
    assert.equal("12", items(name)[1].SpecificContent.Amount)
  end)

  it("refuses a wrong header", function()
    refused("Refrence\nx\n",
      "row 1, column 1 (Refrence): it is no field of an item: did you mean "
      .. "Reference?")
    refused("Reference,Priority,Reference\nx,Low,y\n",
      "row 1, column 3 (Reference): the header has it twice")
    refused("Reference,\nx,1\n", "row 1, column 2: the header has no name")
  end)

  it("refuses ragged rows, and sends nothing", function()
    local rows = {}
    for i = 1, 1500 do rows[i] = "r" .. i .. ",1\n" end
    refused("Reference,SpecificContent.A\n" .. table.concat(rows)
      .. "short\n", "row 1502, column 2 (SpecificContent.A): the row has 1 "
      .. "cells, and the header 2")
    refused("Reference\nx,1\n", "row 2, column 2: the row has 2 cells")
  end)

  it("refuses wrong encodings, quotes and values", function()
    refused("Reference,SpecificContent.A\nx,M\xFCnchen\n",
      "row 2, column 2 (SpecificContent.A): it is not UTF-8")
    refused("\xFF\xFER\0e\0f\0", "row 1, column 1: it is UTF-16")
    refused('Reference,SpecificContent.A\nx,"1\n',
      "row 2, column 2 (SpecificContent.A): its quote is not closed")
    refused('Reference,SpecificContent.A\nx,1"2\n', "a quote stands inside it")
    refused('Reference,SpecificContent.A\n"x"y,1\n',
      "row 2, column 1 (Reference): text stands behind its quote")
    refused('Reference,Priority\n"two\nlines",Urgent\nx,Urgent\n',
      "row 3 (line 4), column 2 (Priority): is not High, Normal or Low")
    refused("Reference,DueDate\nx,tomorrow\n", "(DueDate): is no moment")
    refused("Reference\n" .. ("x"):rep(129) .. "\n", "longer than 128")
  end)

  it("leaves bad rows out with --skip-bad, and says which", function()
    local name = queue()
    local result = import(name, "Reference,Priority\na,Low\nb,Urgent\nc\n"
      .. "d,High\n", "--skip-bad")
    assert.equal(8, result.code)
    assert.truthy(result.stderr:find("row 3, column 2 (Priority)", 1, true))
    assert.truthy(result.stderr:find("row 4, column 2 (Priority)", 1, true))
    assert.truthy(result.stderr:find("2 items added to " .. name
      .. ", 2 were not", 1, true))
    assert.equal(2, count(name))
  end)

  it("names the row that the server refused", function()
    local name = "Unique"
    run:out("call", "QueueDefinitions_Post", "Name=Unique",
      "EnforceUniqueReference=true")
    local result = import(name, "Reference\na\nb\na\n")
    assert.equal(8, result.code)
    assert.truthy(result.stderr:find("row 4 was refused: ", 1, true))
    assert.equal(2, count(name))
  end)

  it("imports nothing in a dry run, and prints the plan", function()
    local name = queue()
    local result = run("queue", "import", name, run:write("dry.csv",
      "Reference\na\n"), "--dry-run")
    assert.equal(0, result.code, result.stderr)
    assert.truthy(result.stdout:find "^plan for [^\n]+: 1 write")
    assert.truthy(result.stderr:find "1 items would be added")
    assert.equal(0, count(name))
  end)

  it("counts items by status", function()
    local name = queue()
    run:out("queue", "add", name, "A=1")
    assert.truthy(run:out("queue", "status", name):find "\nNew +1\n")
  end)
end)
