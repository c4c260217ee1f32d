local demo = require "support.demo"
local files = require "support.files"
local host = require "support.host"
local process = require "support.process"
local sandbox = require "support.sandbox"
local socket = require "socket"
local test_set = require "support.test_set"

-- The examples, each run once, in one demo tenant: none minds the others.
local function examples()
  local names = {}
  for name in io.popen("ls examples/*.lua"):lines() do
    names[#names + 1] = name
  end
  return names
end

describe("the example", function()
  local server
  setup(function()
    server = sandbox.start { "--seed", "demo", "--transactions", "anyone",
      "--speed", "500" }
  end)
  teardown(function() server:stop() end)

  for _, name in ipairs(examples()) do describe(name, function()
    local result
    setup(function()
      result = process.run({ "bin/orch", "run", name },
        { env = server.env, timeout = 120 })
    end)

    it("runs to its end and has nothing to complain of", function()
      assert.equal("", result.stderr)
      assert.equal(0, result.code)
    end)

    it("prints lines of at most 80 columns, without escapes", function()
      assert.truthy(result.stdout:find "%S")
      assert.falsy(result.stdout:find "\27")
      for line in result.stdout:gmatch "[^\n]+" do
        assert.is_true(utf8.len(line) <= 80, line)
        assert.falsy(line:find("%s$"), "blanks at the end: " .. line)
      end
    end)

    it("is short, and the README says what it is for", function()
      local _, lines = files.read(name):gsub("\n", "")
      assert.is_true(name == "examples/tour.lua" or lines >= 15
        and lines <= 60, lines .. " lines")
      assert.truthy(files.read("README.md"):find("](" .. name .. ")", 1,
        true))
    end)

    it("shows no secret", function()
      for _, field in ipairs { "access_token", "user_key", "client_secret" } do
        assert.falsy(result.stdout:find(server[field], 1, true))
      end
    end)
  end) end
end)

describe("run_tests", function()
  it("says which cases failed, and ends with 1", function()
    local server, _, folder = demo.finance { speed = 500 }
    finally(function() server:stop() end)
    test_set.new(server, folder, "All", "InvoiceBot")
    local env = host.tenant(server)
    for _, fault in ipairs { false, "unequal" } do
      server:robots { process = "InvoiceBot", seconds = 5,
        fault = fault or nil }
      local result = process.run({ "bin/orch", "run",
        "examples/run_tests.lua" }, { env = env, timeout = 120 })
      assert.equal(fault and 1 or 0, result.code, result.stderr)
      assert.matches(fault and "^All +Failed\n  case %d+: Failed\n"
        or "^All +Passed\n$", result.stdout)
    end
  end)
end)

describe("the examples", function()
  it("are at least twelve beside the tour", function()
    assert.is_true(#examples() >= 13)
  end)
end)

describe("the tour", function()
  it("walks all rows, and shows what the issue of it asks for", function()
    local text = process.run({ "tools/demo" },
      { env = { LC_ALL = "C.UTF-8" } }).stdout
    for _, words in ipairs {
      "Licence, signed in with the user key +[%d.]+ m?s", "Unattended +%d",
      "Folders +%d+ rows",
      "Errors by process +100,000 rows, [%d.]+ s, [%d,]+ rows/s",
      "Slowest jobs +[%d,]+ rows", "Queue items by status +20,000 rows",
      "Successful +█.- [%d,]+", "Roby is in the group",
    } do
      assert.truthy(text:find(words), words .. "\n" .. text)
    end
  end)

  it("draws with plain characters where the locale has no others", function()
    local text = process.run({ "tools/demo" }, { env = { LC_ALL = "C" } })
    assert.truthy(text.stdout:find "Successful +#+ [%d,]+")
    assert.falsy(text.stdout:find "█" or text.stdout:find "├")
  end)

  it("can be taken twice at once", function()
    local children = {}
    for i = 1, 2 do
      children[i] = process.start { "tools/demo" }
    end
    for _, child in ipairs(children) do
      assert.truthy(child:line():find "Production")
    end
    for _, child in ipairs(children) do
      while child:line() do end
      assert.equal(0, child:wait(), child:stderr())
    end
  end)

  it("has colours and a progress line on a terminal", function()
    local text = process.run({ "script", "-qec", "tools/demo", "/dev/null" },
      { env = { NO_COLOR = false, FORCE_COLOR = false } }).stdout
    assert.truthy(text:find("\27[1;36m", 1, true))
    assert.truthy(text:find("\r  Errors by process: [%d,]+ of 100,000"))
  end)

  it("honours NO_COLOR on a terminal", function()
    local text = process.run({ "script", "-qec", "tools/demo", "/dev/null" },
      { env = { NO_COLOR = "1", FORCE_COLOR = false } }).stdout
    assert.falsy(text:find "\27")
  end)

  it("leaves no sandbox behind, also when it fails", function()
    local dir = files.temp_dir()
    finally(function() files.remove(dir) end)
    files.write(dir .. "/fails.lua",
      "print(os.getenv 'UIPATH_URL') error 'on purpose'")
    local result = process.run { "tools/demo", dir .. "/fails.lua" }
    assert.equal(1, result.code)
    assert.truthy(result.stderr:find "on purpose")
    local port = result.stdout:match ":(%d+)"
    assert.is_nil(socket.connect("127.0.0.1", tonumber(port)))
  end)
end)
