-- The core for C hosts: installed, found by pkg-config, and used by the
-- example as a C program would.

local demo = require "support.demo"
local files = require "support.files"
local host = require "support.host"
local interpreter = require "support.interpreter"
local orchestrator = require "orchestrator"
local process = require "support.process"

describe("the C library", function()
  local dir, server

  setup(function()
    dir = files.temp_dir()
    server = demo.start()
    local made = process.run({ "make", "install-c", "PREFIX=" .. dir })
    assert.equal(0, made.code, made.stderr)
  end)

  teardown(function()
    server:stop()
    files.remove(dir)
  end)

  local env = {}
  local function run(command)
    env.PKG_CONFIG_PATH = dir .. "/lib/pkgconfig"
    return process.run({ "sh", "-c", command }, { env = env, timeout = 60 })
  end

  it("is found by pkg-config, and builds the example without warnings",
    function()
      local built = run("${CC:-gcc} -std=c11 -Wall -Wextra -Werror "
        .. "examples/c/walk.c $(pkg-config --cflags --libs orchestrator) -o "
        .. dir .. "/walk")
      assert.equal(0, built.code, built.stderr)
      local options = server:options "user_key"
      env.UIPATH_URL, env.UIPATH_ORGANIZATION = options.url,
        options.organization
      env.UIPATH_TENANT, env.UIPATH_CLIENT_ID = options.tenant,
        options.client_id
      env.UIPATH_USER_KEY = options.user_key
      local walked = run(dir .. "/walk | sort | uniq -c")
      assert.equal("", walked.stderr)
      local tenant = orchestrator.connect(options)
      local n = 0
      for count, state in walked.stdout:gmatch "(%d+) (%a+)" do
        assert.equal(tenant.Jobs:filter{ State = state }:count(),
          math.tointeger(tonumber(count)))
        n = n + math.tointeger(tonumber(count))
      end
      assert.equal(tenant.Jobs:count(), n)
    end)

  it("tells what failed", function()
    env.UIPATH_USER_KEY = "wrong"
    local walked = run(dir .. "/walk")
    assert.equal(1, walked.code)
    assert.matches("^walk: .*/oauth/token", walked.stderr)
    assert.equal("", walked.stdout)
  end)

  it("and the Lua module in one program are two copies", function()
    local built = run("${CC:-gcc} -std=c11 -Wall -Wextra -Werror -rdynamic "
      .. "spec/support/both.c $(pkg-config --cflags --libs orchestrator "
      .. interpreter.name .. ") -o " .. dir .. "/both")
    assert.equal(0, built.code, built.stderr)
    local more = host.paths(interpreter.version)
    more.UIPATH_ORGANIZATION = server.organization
    more.UIPATH_TENANT = server.tenant
    local both = process.run({ dir .. "/both", server.url,
      server:options().url .. "/" .. server.organization .. "/"
        .. server.tenant .. "/orchestrator_", server.access_token },
      { env = more })
    assert.equal("", both.stderr)
    assert.equal("5 rows by 3 requests, 5 rows by 1 requests\n", both.stdout)
    assert.equal(0, both.code)
    -- The module offers nothing but its entrance, and needs none of the
    -- library's symbols.
    local symbols = run(("nm -D %s/orchestrator/core.so"):format(
      interpreter.cpath:match "[^?]*[^?/]"))
    assert.equal(0, symbols.code, symbols.stderr)
    assert.matches("T luaopen_orchestrator_core", symbols.stdout)
    assert.is_nil(symbols.stdout:find "orc_")
  end)

  -- What a terminal is to be put back to is the process's, and its signal
  -- handlers can look nowhere else; only the prompt asks for that.
  local GLOBALS = { curl_once = true, curl_ready = true, before = true,
    caught = true, guarded = true, interrupted = true, pipe_before = true }

  it("has no variables of the process but libcurl's set-up and a terminal's",
    function()
      local module = interpreter.cpath:match "[^?]*[^?/]"
        .. "/orchestrator/core.so"
      local found = 0
      for name in run("nm " .. module).stdout:gmatch " [bBC] (%S+)" do
        if not name:find "^_" and not name:find "^completed" then
          assert.is_true(GLOBALS[name], name)
          found = found + 1
        end
      end
      assert.is_true(found >= 2)
      local data = run("size -A " .. module).stdout:match "\n%.data%s+(%d+)"
      assert.equal(8, tonumber(data)) -- __dso_handle
    end)

  it("shows an example of at most sixty lines", function()
    local _, lines = files.read "examples/c/walk.c":gsub("\n", "")
    assert.is_true(lines <= 60)
  end)

  it("shows no symbol of Lua's", function()
    local symbols = run("nm " .. dir .. "/lib/liborchestrator.a")
    assert.equal(0, symbols.code)
    assert.matches("orc_engine_new", symbols.stdout)
    assert.is_nil(symbols.stdout:find "lua_")
  end)
end)
