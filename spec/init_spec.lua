local core = require "orchestrator.core"
local interpreter = require "support.interpreter"
local orchestrator = require "orchestrator"
local process = require "support.process"

describe("orchestrator", function()
  it("has the null of lua-cjson", function()
    assert.equal(require "cjson".null, orchestrator.null)
    assert.equal(core.null, orchestrator.null)
  end)

  it("marks arrays", function()
    assert.equal("[]", core.encode(orchestrator.array {}))
    assert.equal("[]", core.encode(orchestrator.array()))
    local list = { 1 }
    assert.equal(list, orchestrator.array(list))
    assert.is_false(pcall(orchestrator.array, 5))
  end)

  it("has the version of its C part", function()
    assert.equal(core.version, orchestrator.version)
  end)

  it("refuses to load with a C part of another version", function()
    local code = [[
      package.loaded["orchestrator.version"] = "9.9.9"
      require "orchestrator"]]
    local result = process.run({ interpreter.name, "-e", code }, { env =
      { LUA_PATH = package.path, LUA_CPATH = package.cpath } })
    assert.not_equal(0, result.code)
    assert.matches("the Lua part is version 9.9.9 and the C part is "
      .. core.version, result.stderr, 1, true)
  end)

  it("leaves no globals and sends nothing on load", function()
    local code = [[
      local before = {}
      for name in pairs(_G) do before[name] = true end
      require "orchestrator"
      require "orchestrator.safe"
      for name in pairs(_G) do
        if not before[name] then print(name) end
      end]]
    local result = process.run({ interpreter.name, "-e", code }, { env =
      { LUA_PATH = package.path, LUA_CPATH = package.cpath } })
    assert.equal("", result.stdout .. result.stderr)
  end)

  it("keeps to syntax that Lua 5.3 has", function()
    local files = process.run { "find", "lua/orchestrator", "-name", "*.lua",
      "-not", "-path", "*/sandbox/*" }.stdout
    for name in files:gmatch "[^\n]+" do
      local text = assert(io.open(name)):read "a"
      assert.is_nil(text:find "<const>", name)
      assert.is_nil(text:find "<close>", name)
      assert.is_nil(text:find "%f[%w]goto%f[%W] *continue", name)
    end
  end)
end)
