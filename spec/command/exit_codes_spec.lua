-- Each documented exit code, of a command that really meets it.

local common = require "orchestrator.command.common"
local eventually = require "support.eventually"
local orch = require "support.orch"
local process = require "support.process"

describe("exit code", function()
  local run

  setup(function() run = orch.start "Shared/Finance" end)
  teardown(function() run:stop() end)

  -- The command's end: a code, and one line on standard error.
  local function ends(code, ...)
    local result = run(...)
    assert.equal(code, result.code, result.stderr)
    assert.truthy(result.stderr:find "^orch: [^\n]+\n$", result.stderr)
    assert.falsy(result.stderr:find("traceback", 1, true))
    return result
  end

  it("0: it went well", function()
    assert.equal(0, run("get", "Machines", "--top", "1").code)
  end)

  it("1: what has no other", function()
    ends(1, "get", "Jobs", "--filter", "State eqq 'x'")
  end)

  it("2: the command line is wrong", function()
    ends(2, "gte", "Jobs")
    ends(2, "get", "Jobs", "--nope")
    ends(2, "get")
    ends(2, "jobs", "stop", "1", "--profile", "none-of-that-name")
  end)

  it("3: the sign-in is refused", function()
    ends(3, "get", "Jobs", { env = { UIPATH_USER_KEY = "wrong" } })
  end)

  it("4: it is not there", function()
    ends(4, "call", "Folders_GetById", "key=987654")
    ends(4, "queue", "status", "NoSuchQueue")
  end)

  it("5: it is there already", function()
    local words = { "call", "Buckets_Post", "Name=Twice",
      "Identifier=8f3c0000-1111-2222-3333-444455550001" }
    assert.equal(0, run(table.unpack(words)).code)
    ends(5, table.unpack(words))
  end)

  it("7: nobody answers there", function()
    ends(7, "get", "Jobs", { env = { UIPATH_URL = "http://127.0.0.1:1" } })
  end)

  it("8: some of it was done", function()
    local file = run:write("partly.csv",
      "Reference,Priority\npart-1,Low\npart-2,Urgent\n")
    local result = run("queue", "import", "Invoices", file, "--skip-bad")
    assert.equal(8, result.code)
    assert.truthy(result.stderr:find "1 items added to Invoices, 1 were not")
  end)

  it("130: Ctrl-C", function()
    local child = process.start(orch.argv("logs", "--follow", "--lag", "1",
      "--verbose"), { env = run.env })
    -- Its first request is on the wire.
    assert.truthy(eventually(function()
      return child:stderr():find "RobotLogs"
    end, 20))
    child:signal "INT"
    assert.equal(130, child:wait())
    -- The trace may tell of the cancelled request behind it.
    assert.truthy(child:stderr():find("\norch: interrupted\n", 1, true))
  end)

  it("of every kind of error is in the help, the page and the manual",
    function()
    local help = orch.run({ "--help" }).stdout:match "exit codes:.*"
    local page = require "support.files".read "docs/commands.md"
    for _, exit in ipairs(common.exits) do
      assert.truthy(exit.code == 0 or help:find("%f[%d]" .. exit.code
        .. "%f[%D]"), exit.code)
      assert.truthy(page:find("| " .. exit.code .. " |", 1, true), exit.code)
    end
  end)

  it("comes with a trace when --debug asks for it", function()
    for _, words in ipairs { { "--debug", "get", "Jbos" },
      { "get", "Jbos", "--debug" } } do
      local result = run(table.unpack(words))
      assert.equal(2, result.code)
      assert.truthy(result.stderr:find("stack traceback:", 1, true))
    end
  end)
end)
