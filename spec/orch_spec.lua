local files = require "support.files"
local process = require "support.process"
local sandbox = require "support.sandbox"

-- The names of both tables; the second's values count.
local function merged(first, second)
  local all = {}
  for _, part in ipairs { first, second or {} } do
    for name, value in pairs(part) do
      all[name] = value
    end
  end
  return all
end

describe("orch", function()
  local dir, root

  setup(function()
    dir = files.temp_dir()
    root = process.run({ "pwd" }).stdout:match("[^\n]+")
  end)

  teardown(function()
    files.remove(dir)
  end)

  local function script(text)
    local path = dir .. "/script.lua"
    files.write(path, text)
    return path
  end

  local function orch(words, options)
    table.insert(words, 1, root .. "/bin/orch")
    return process.run(words, options)
  end

  local function run(text, ...)
    return orch { "run", script(text), ... }
  end

  it("prints the version of the Lua parts", function()
    local result = orch { "--version" }
    assert.equal("orch 0.1.0 (Lua 5.4)\n", result.stdout)
    assert.equal(0, result.code)
    assert.equal("0.1.0", files.read("src/core/version.h")
      :match('ORC_VERSION "([^"]+)"'))
  end)

  it("lists every command in its help, within 80 columns", function()
    local result = orch { "--help" }
    assert.equal(0, result.code)
    assert.equal("", result.stderr)
    for _, entry in ipairs(require "orchestrator.command.list") do
      assert.truthy(result.stdout:find("\n  " .. entry.name .. " ", 1, true))
    end
    for line in result.stdout:gmatch("[^\n]+") do
      assert.is_true(#line <= 80, line)
    end
  end)

  it("names the nearest command and option, with exit code 2", function()
    local result = orch { "snadbox" }
    assert.equal(2, result.code)
    assert.equal("", result.stdout)
    assert.truthy(result.stderr:find("did you mean 'sandbox'?", 1, true))
    result = orch { "--versoin" }
    assert.equal(2, result.code)
    assert.truthy(result.stderr:find("did you mean '--version'?", 1, true))
    result = orch { "frobnicate" }
    assert.equal(2, result.code)
    assert.falsy(result.stderr:find("did you mean", 1, true))
  end)

  it("reads a script alone, and wants one to run", function()
    assert.equal(0, orch({}).code)
    assert.equal(2, orch({ "run" }).code)
    assert.equal(2, orch({ "run", "--frob" }).code)
    local result = orch { "run", dir .. "/none.lua" }
    assert.equal(1, result.code)
    assert.truthy(result.stderr:find("^orch: cannot open .*none%.lua"))
  end)

  it("gives a script its arguments, as ... and as arg", function()
    local result = run([[
      print(select("#", ...), ...)
      print(#arg, arg[0]:match("[^/]+$"), arg[1], arg[2], arg[-1])
    ]], "a b", "--debug")
    assert.equal("2\ta b\t--debug\n2\tscript.lua\ta b\t--debug\tnil\n",
      result.stdout)
    assert.equal(0, result.code)
  end)

  it("runs a script from standard input", function()
    local result = orch({ "run", "-", "x" }, { stdin = "print(..., arg[0])" })
    assert.equal("x\t-\n", result.stdout)
  end)

  it("keeps the exit code that a script chooses", function()
    assert.equal(9, run("os.exit(9)").code)
  end)

  it("prints an error as one line, a trace only with --debug", function()
    local text = "local function deep()\n  error 'first\\nsecond'\nend\ndeep()"
    local result = run(text)
    assert.equal(1, result.code)
    assert.truthy(result.stderr:find(
      "^orch: [^\n]*script%.lua:2: first second\n$"))
    for _, words in ipairs { { "--debug", "run" }, { "run", "--debug" } } do
      table.insert(words, dir .. "/script.lua")
      result = orch(words)
      assert.equal(1, result.code)
      assert.truthy(result.stderr:find("stack traceback:", 1, true))
      assert.truthy(result.stderr:find("script.lua:4:", 1, true))
    end
  end)

  it("tells a syntax error in a script", function()
    local result = run("x = = 1")
    assert.equal(1, result.code)
    assert.truthy(result.stderr:find("script.lua:1: unexpected symbol"))
  end)

  for kind, code in pairs {
    auth = 3, forbidden = 3, not_found = 4, conflict = 5, rate_limit = 6,
    network = 7, tls = 7, timeout = 7, server = 1, argument = 1,
  } do
    it(("answers %d to an error of kind %s"):format(code, kind), function()
      local result = run(([[
        error(setmetatable({ kind = %q }, {
          __tostring = function() return "it failed" end
        }))
      ]]):format(kind))
      assert.equal(code, result.code)
      assert.equal("orch: it failed\n", result.stderr)
    end)
  end

  it("answers so to what the module raises", function()
    local server = sandbox.start { "--seed", "empty" }
    finally(function() server:stop() end)
    local function code_of(text, changes)
      local result = process.run({ root .. "/bin/orch", "run", script(
        "local tenant = require('orchestrator').connect() " .. text) },
        { env = merged(server.env, changes) })
      assert.truthy(result.stderr:find("^orch: [^\n]+\n$"), result.stderr)
      return result.code
    end
    local read = "tenant.Settings:GetLicense()"
    assert.equal(3, code_of(read, { UIPATH_USER_KEY = "wrong" }))
    assert.equal(7, code_of(read, { UIPATH_URL = "http://127.0.0.1:1" }))
    assert.equal(4, code_of("tenant.Folders:get(123456)"))
    assert.equal(1, code_of("tenant.Foldres:list()"))
  end)

  it("ends quietly when nobody reads on", function()
    script("while true do print 'row' end")
    local result = process.run { "sh", "-c",
      ("%s/bin/orch run %s/script.lua | head -n 1"):format(root, dir) }
    assert.equal("row\n", result.stdout)
    assert.equal("", result.stderr)
  end)

  it("ends on Ctrl-C with one line and exit code 130", function()
    local child = process.start {
      root .. "/bin/orch", "run",
      script "io.write('ready\\n'):flush() while true do end" }
    assert.equal("ready", child:line())
    child:signal "INT"
    assert.equal(130, child:wait())
    assert.equal("orch: interrupted\n", child:stderr())
  end)

  it("finds its checkout through symbolic links, from any folder", function()
    script("print(package.searchpath('orchestrator.command', package.path))")
    os.execute(("ln -s %s/bin/orch %s/one && ln -s one %s/two"):format(
      root, dir, dir))
    local result = process.run({ "./two", "run", "script.lua" }, { cwd = dir })
    assert.equal("", result.stderr)
    assert.equal(root .. "/bin/../lua/orchestrator/command.lua\n",
      result.stdout)
    result = process.run({ "bin/../bin/orch", "run", dir .. "/script.lua" })
    assert.equal("/", result.stdout:sub(1, 1))
  end)

  it("does not need `lua` to be Lua 5.4", function()
    local bin = dir .. "/bin"
    os.execute(("mkdir %s && printf '#!/bin/sh\nexit 66\n' >%s/lua && "
      .. "chmod +x %s/lua"):format(bin, bin, bin))
    local result = orch({ "run", script "print(_VERSION)" },
      { env = { PATH = bin .. ":" .. os.getenv "PATH" } })
    assert.equal("Lua 5.4\n", result.stdout)
  end)

  it("says what to do when the C part is not built", function()
    os.execute(("mkdir %s/bare && cp -r bin lua %s/bare"):format(dir, dir))
    local result = process.run({ dir .. "/bare/bin/orch", "run",
      script 'require "orchestrator.core"' }, { env = { LUA_CPATH = "" } })
    assert.equal(1, result.code)
    assert.equal("orch: the C part is not built for Lua 5.4: "
      .. "run 'make build'\n", result.stderr)
  end)
end)
