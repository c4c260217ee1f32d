local orch = require "support.orch"
local process = require "support.process"

describe("orch get", function()
  local run

  setup(function() run = orch.start "Shared/Finance" end)
  teardown(function() run:stop() end)

  it("prints rows as a table, and in every other format", function()
    assert.truthy(run:out("get", "Folders", "--top", "2")
      :find "^%s+Id  FullyQualifiedName[^\n]*\n1001  Shared ")
    assert.equal("Id,Name\n201,VM-PROD-01\n", run:out("get", "Machines",
      "--select", "Id,Name", "--top", "1", "-o", "csv"))
    assert.equal('{"Id":201,"Name":"VM-PROD-01"}\n', run:out("get", "Machines",
      "--select=Id,Name", "--top=1", "-o", "ndjson"))
    assert.equal('[{"Id":201,"Name":"VM-PROD-01"}]\n', run:out("get",
      "Machines", "--select", "Id,Name", "--top", "1", "--output", "json"))
    assert.truthy(run:out("get", "Machines", "--top", "1", "-o", "vertical")
      :find "\nName +VM%-PROD%-01\n")
  end)

  it("narrows by filter, order, fields and rows to pass over", function()
    assert.equal("203\n204\n", run:out("get", "Machines", "--orderby", "Id",
      "--filter", "Id gt 201", "--skip", "1", "--top", "2", "--query", "Id"))
  end)

  it("says that there are more than a hundred rows, unless asked", function()
    local result = run("get", "Jobs", "--query", "Id")
    assert.equal(100, select(2, result.stdout:gsub("\n", "")))
    assert.equal("orch: the first 100 rows; --top N or --all for more\n",
      result.stderr)
    result = run("get", "Jobs", "--all", "--query", "Id")
    assert.is_true(select(2, result.stdout:gsub("\n", "")) > 100)
    assert.equal("", result.stderr)
  end)

  it("goes over several folders", function()
    local text = run:out("get", "Releases", "--folder", "**",
      "--select", "Name")
    assert.truthy(text:find "^Folder +Name *\n")
    assert.truthy(text:find "\nShared/Finance +InvoiceBot *\n")
  end)

  it("masks secrets unless they are asked for", function()
    local masked = run:out("get", "Machines", "--top", "1", "-o", "ndjson")
    assert.truthy(masked:find('"LicenseKey":"********"', 1, true))
    local bare = run:out("get", "Machines", "--top", "1", "-o", "ndjson",
      "--reveal")
    assert.falsy(bare:find("********", 1, true))
  end)

  describe("--query", function()
    it("prints values, keeps rows that are true, and makes rows", function()
      assert.equal("VM-PROD-01!\n", run:out("get", "Machines", "--top", "1",
        "--query", 'Name .. "!"'))
      assert.equal("Id,Name\n212,VM-PROD-12\n", run:out("get", "Machines",
        "--query", "Id > 211", "--select", "Id,Name", "-o", "csv"))
      assert.equal("N\nVM-PROD-01\n", run:out("get", "Machines", "--top",
        "1", "--query", "{ N = row.Name }", "-o", "csv"))
      assert.equal('"VM-PROD-01"\n', run:out("get", "Machines", "--top", "1",
        "--query", "Name", "-o", "json"))
    end)

    it("reaches neither files nor programs, and sets nothing", function()
      for _, text in ipairs { 'io.open("x")', 'os.execute("true")',
        'require("os")', 'load("x")', "_G.print", "debug.getinfo(1)",
        'getmetatable("").__index.rep' } do
        local result = run("get", "Machines", "--top", "1", "--query", text)
        assert.equal(2, result.code, text)
        assert.truthy(result.stderr:find "^orch: %-%-query at row 1: ", text)
      end
      assert.equal(2, run("get", "Machines", "--query",
        "(function() Name = 1 end)()").code)
    end)

    it("points at a mistake, before anything is sent", function()
      local result = run("get", "Machines", "--query", "Name ..",
        { env = { UIPATH_URL = "http://127.0.0.1:1" } })
      assert.equal(2, result.code)
      assert.equal("", result.stdout)
      assert.truthy(result.stderr:find "^orch: %-%-query: unexpected symbol")
    end)
  end)

  it("names the nearest set, option and format", function()
    for _, case in ipairs {
      { "Jbos", "there is no entity set 'Jbos': did you mean 'Jobs'?" },
      { "Jobs", "--fliter", "x", "did you mean '--filter'?" },
      { "Jobs", "-o", "tabel", "must be one of 'table'" },
      { "Jobs", "--top", "many", "'many' is not a whole number" },
      { "Jobs", "--top", "argument" },
    } do
      local wanted = table.remove(case)
      local result = run("get", table.unpack(case))
      assert.equal(2, result.code)
      assert.equal("", result.stdout)
      assert.truthy(result.stderr:find(wanted, 1, true), result.stderr)
      assert.falsy(result.stderr:find "\n.")
    end
  end)

  it("ends quietly when nobody reads on", function()
    local words = process.command(orch.argv("get", "RobotLogs", "--all",
      "-o", "ndjson"))
    local result = process.run({ "bash", "-c",
      words .. " | head -n 1; echo ${PIPESTATUS[0]}" }, { env = run.env })
    assert.equal("", result.stderr)
    assert.truthy(result.stdout:find "^{[^\n]+}\n141\n$")
  end)

  it("shows what goes over the wire with --verbose, masked", function()
    local result = run("--verbose", "get", "Machines", "--top", "1")
    assert.equal(0, result.code)
    assert.truthy(result.stderr:find("GET ", 1, true))
    assert.falsy(result.stderr:find(run.server.user_key, 1, true))
  end)

  it("tells its options", function()
    local result = run("get", "--help")
    assert.equal(0, result.code)
    assert.truthy(result.stdout:find "^Usage: orch get ")
    assert.truthy(result.stdout:find("--filter FILTER", 1, true))
    assert.equal(result.stdout, run("help", "get").stdout)
  end)
end)
