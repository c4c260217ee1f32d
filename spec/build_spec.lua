local files = require "support.files"
local process = require "support.process"

local function lines_of(text)
  local lines = {}
  for line in text:gmatch("[^\n]+") do
    lines[#lines + 1] = line
  end
  return lines
end

local function output(...)
  local result = process.run({ ... }, { timeout = 200 })
  assert.equal(0, result.code, result.stderr)
  return result.stdout
end

-- The paths below `folder`, relative to it, in order.
local function found(folder, ...)
  local list = output("sh", "-c", ("cd '%s' && find . -type f %s | sort")
    :format(folder, table.concat({ ... }, " ")))
  return (list:gsub("%./", ""))
end

-- What each of the two rocks puts where; %s is the Lua files' pattern.
local SANDBOX = "'(' -path './orchestrator/sandbox*' -name '*.lua' ')'"
local ROCKS = {
  main = { so = "orchestrator/core.so", lua = "-not " .. SANDBOX },
  sandbox = { so = "orchestrator/sandbox/core.so", lua = SANDBOX },
}

for name, rock in pairs(ROCKS) do
  describe("the built C module of " .. name, function()
    local object = "build/5.4/" .. rock.so

    it("exports nothing but the function that Lua calls", function()
      local opener = "luaopen_" .. rock.so:gsub("%.so$", ""):gsub("/", "_")
      local symbols = lines_of(output("nm", "-D", "--defined-only", object))
      assert.equal(1, #symbols, table.concat(symbols, "\n"))
      assert.equal(opener, symbols[1]:match("%S+$"))
    end)

    it("does not bring a Lua of its own", function()
      local dynamic = output("readelf", "-d", "-W", object)
      assert.falsy(dynamic:lower():find("%[liblua"))
      assert.truthy(dynamic:find("%(NEEDED%)"))
    end)

    it("stays loaded when its state closes", function()
      assert.truthy(output("readelf", "-d", "-W", object):find("NODELETE"))
    end)

    it("is hardened: bound at once, read-only, no code on the stack",
      function()
        local dynamic = output("readelf", "-d", "-W", object)
        assert.truthy(dynamic:find("BIND_NOW"))
        local segments = output("readelf", "-l", "-W", object)
        assert.truthy(segments:find("GNU_RELRO"))
        local flags = segments:match("GNU_STACK%s+%S+%s+%S+%s+%S+%s+%S+%s+%S+"
          .. "%s+(%u+)")
        assert.equal("RW", flags)
      end)
  end)
end

describe("the C core", function()
  it("does not know Lua", function()
    local result = process.run { "grep", "-rnE",
      "include *[<\"](lua|lauxlib|lualib)\\.h|lua_State", "src/core" }
    assert.equal("", result.stdout)
    assert.equal(1, result.code)
  end)
end)

describe("a module whose parts have different versions", function()
  it("is refused with both versions named", function()
    local result = process.run({ "bin/orch", "run", "-" }, { stdin = [[
      package.loaded["orchestrator.version"] = "9.9.9"
      require "orchestrator"
    ]] })
    assert.equal(1, result.code)
    assert.truthy(result.stderr:find("9.9.9", 1, true), result.stderr)
    assert.truthy(result.stderr:find("0.1.0", 1, true), result.stderr)
  end)
end)

describe("the rocks", function()
  local tree

  setup(function()
    tree = files.temp_dir()
    for _, rockspec in ipairs { "orchestrator-scm-1.rockspec",
      "orchestrator-sandbox-scm-1.rockspec" } do
      output("luarocks-5.4", "make", "--deps-mode", "none",
        "--tree", tree, rockspec)
    end
  end)

  teardown(function()
    files.remove(tree)
  end)

  it("install every Lua file and both C modules", function()
    assert.equal(found("lua", "-name '*.lua'"),
      found(tree .. "/share/lua/5.4"))
    assert.equal(ROCKS.main.so .. "\n" .. ROCKS.sandbox.so .. "\n",
      found(tree .. "/lib/lua/5.4"))
  end)

  it("part the files without overlap", function()
    for name, rock in pairs(ROCKS) do
      local prefix = tree .. "/parts/" .. name
      output("make", "-s", "install-" .. name, "PREFIX=/usr",
        "DESTDIR=" .. prefix)
      assert.equal(found("lua", rock.lua),
        found(prefix .. "/usr/share/lua/5.4"))
      assert.equal(rock.so .. "\n", found(prefix .. "/usr/lib/lua/5.4"))
    end
  end)

  it("install an orch that finds its own module", function()
    local result = process.run({ tree .. "/bin/orch", "run", "-" }, {
      stdin = [[
        require "orchestrator"
        print(package.searchpath("orchestrator", package.path))
        print(package.searchpath("orchestrator.core", package.cpath))
      ]],
      cwd = tree,
    })
    assert.equal("", result.stderr)
    for _, line in ipairs(lines_of(result.stdout)) do
      assert.truthy(output("realpath", line):find(tree, 1, true), line)
    end
    assert.equal(2, #lines_of(result.stdout))
  end)

  it("load without the command, from Lua alone", function()
    output("env", "LUA_PATH=" .. tree .. "/share/lua/5.4/?.lua;"
      .. tree .. "/share/lua/5.4/?/init.lua;;",
      "LUA_CPATH=" .. tree .. "/lib/lua/5.4/?.so;;",
      "lua5.4", "-e", 'require "orchestrator"')
  end)
end)
