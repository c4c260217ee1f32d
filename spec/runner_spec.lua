local eventually = require "support.eventually"
local files = require "support.files"
local process = require "support.process"

describe("the test runner", function()
  local dir

  before_each(function()
    dir = files.temp_dir()
  end)

  after_each(function()
    files.remove(dir)
  end)

  -- A program that stands for a cmocka test; TAP's words go to its output.
  local function program(name, script)
    local path = dir .. "/" .. name .. "_test"
    files.write(path, "#!/bin/sh\n" .. script)
    assert(os.execute("chmod +x " .. path))
  end

  local function spec(name, text)
    files.write(("%s/%s_spec.lua"):format(dir, name), text)
  end

  local function run(limit)
    local result = process.run({ "lua5.4", "tools/test.lua", dir },
      { env = { TEST_LIMIT = tostring(limit or 60) } })
    return result.stdout:match("([^\n]*)\n$"), result.code, result.stdout
  end

  it("sums C tests and specs, and ends with one line", function()
    program("a", "echo 1..2; echo 'ok 1 - x'; echo 'ok 2 - y'")
    spec("b", "it('is fine', function() end)")
    local line, code = run()
    assert.equal("3 passed, 0 failed", line)
    assert.equal(0, code)
  end)

  it("counts what failed and shows why", function()
    program("a", "echo 1..2; echo 'ok 1 - x'; echo 'not ok 2 - y'; exit 1")
    spec("b", [[
      it("is fine", function() end)
      it("is not", function() error "no way" end)
    ]])
    local line, code, text = run()
    assert.equal("2 passed, 2 failed", line)
    assert.not_equal(0, code)
    assert.truthy(text:find("not ok 2 - y", 1, true))
    assert.truthy(text:find("no way", 1, true))
  end)

  it("does not believe an exit code against the report", function()
    program("a", "echo 1..1; echo 'not ok 1 - x'; exit 0")
    spec("b", "it('is not', function() error 'no' end)")
    assert.equal("0 passed, 2 failed", (run()))
  end)

  it("lists what was skipped, with its reason", function()
    program("a", "echo 1..2; echo 'ok 1 - x'; echo 'not ok 2 # SKIP y'")
    spec("b", "it('waits', function() pending 'no such package' end)")
    local line, code, text = run()
    assert.equal("1 passed, 0 failed, 2 skipped", line)
    assert.equal(0, code)
    assert.truthy(text:find("_test  y\n", 1, true))
    assert.truthy(text:find("waits: .*no such package\n"))
  end)

  it("counts a crash as a failure, wherever it comes", function()
    program("a", "echo 1..3; echo 'ok 1 - x'; kill -SEGV $$")
    program("b", "exit 0")
    program("c", "echo 1..1; echo 'ok 1 - x'; exit 7")
    spec("d", "it('ends all', function() os.exit(0) end)")
    spec("e", "it('ends all', function() os.execute('kill -9 $PPID') end)")
    local line, code, text = run()
    assert.equal("2 passed, 5 failed", line)
    assert.not_equal(0, code)
    assert.truthy(text:find("a_test: died of signal 11", 1, true))
    assert.truthy(text:find("a_test: 2 of 3 tests did not end", 1, true))
    assert.truthy(text:find("b_test: holds no test", 1, true))
    assert.truthy(text:find("c_test: ended with exit code 7", 1, true))
    assert.truthy(text:find("d_spec.lua: the run stopped before its end", 1,
      true))
  end)

  it("counts a setup and a file that raise as failures", function()
    spec("a", "this is not Lua")
    spec("b", [[
      describe("b", function()
        setup(function() error "no setup" end)
        it("never runs", function() end)
      end)
    ]])
    spec("c", "-- empty")
    assert.equal("0 passed, 3 failed", (run()))
  end)

  it("ends what hangs, with its children, and goes on", function()
    program("a", "sleep 1000 & echo $! >" .. dir .. "/pid; wait")
    spec("b", "it('is fine', function() end)")
    local line, _, text = run(1)
    assert.equal("1 passed, 1 failed", line)
    assert.truthy(text:find("did not end within 1 s", 1, true))
    local pid = files.read(dir .. "/pid"):match("%d+")
    assert.truthy(eventually(function() return not process.alive(pid) end))
  end)

  it("counts a process that is left behind, and ends it", function()
    program("a", "echo 1..1; echo 'ok 1 - x'; setsid sleep 1000 & echo $! >"
      .. dir .. "/pid")
    local line, _, text = run()
    assert.equal("1 passed, 1 failed", line)
    assert.truthy(text:find("left a process behind: sleep 1000", 1, true))
    local pid = files.read(dir .. "/pid"):match("%d+")
    assert.truthy(eventually(function() return not process.alive(pid) end))
  end)

  it("fails when there was nothing to run", function()
    local line, code = run()
    assert.equal("0 passed, 0 failed", line)
    assert.not_equal(0, code)
  end)
end)
