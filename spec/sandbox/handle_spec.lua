-- The handle of a server that a spec or a host starts.

local eventually = require "support.eventually"
local interpreter = require "support.interpreter"
local process = require "support.process"
local sandbox = require "orchestrator.sandbox"

-- A program that starts one and prints its pid.
local STARTS = [[
  sandbox = require("orchestrator.sandbox").start { seed = "empty" }
  print(sandbox.pid) io.flush()
]]

local function lua(code)
  return { interpreter.name, "-e", ("package.path, package.cpath = %q, %q\n")
    :format(package.path, package.cpath) .. code }
end

describe("a handle", function()
  it("says where the server is and how to sign in", function()
    local handle = sandbox.start { seed = "empty" }
    assert.equal(("http://127.0.0.1:%d"):format(handle.port), handle.url)
    assert.is_true(process.alive(handle.pid))
    assert.same({ url = handle.url, organization = "acme",
      tenant = "Production", edition = "cloud", client_id = handle.client_id,
      user_key = handle.user_key }, handle:options())
    local options = handle:options("client_secret", { scope = "OR.Default" })
    assert.equal(handle.client_secret, options.client_secret)
    assert.is_nil(options.user_key)
    assert.equal("OR.Default", options.scope)
    assert.equal(handle.access_token,
      handle:options("access_token").access_token)
    assert.falsy(tostring(handle):find(handle.user_key, 1, true))
    handle:stop()
  end)

  it("stops the server, once and twice", function()
    local handle = sandbox.start { seed = "empty" }
    local pid = handle.pid
    handle:stop()
    assert.is_false(process.alive(pid))
    handle:stop()
    assert.has_error(function() handle:requests() end)
  end)

  it("gives every server secrets of its own", function()
    local one = sandbox.start { seed = "empty" }
    local other = sandbox.start { seed = "empty" }
    assert.are_not.equal(one.port, other.port)
    assert.are_not.equal(one.user_key, other.user_key)
    assert.are_not.equal(one.client_secret, other.client_secret)
    one:stop()
    other:stop()
  end)

  it("stops the server when it is collected", function()
    local pid = sandbox.start({ seed = "empty" }).pid
    assert.truthy(eventually(function()
      collectgarbage()
      return not process.alive(pid)
    end))
  end)

  it("runs SQL on the tenant with exact values", function()
    local handle = sandbox.start { seed = "empty" }
    local rows = handle:sql("SELECT ? AS big, ? AS text, ? AS none",
      9007199254740993, "it's", nil)
    assert.equal(9007199254740993, rows[1].big)
    assert.equal("it's", rows[1].text)
    assert.has_error(function() handle:sql "SELEC" end)
    assert.same({}, setmetatable(handle:sql
      'SELECT 1 FROM "Jobs"', nil))
    handle:stop()
  end)

  it("refuses an option it does not know, before anything starts", function()
    assert.has_error(function() sandbox.start { sed = "demo" } end,
      "unknown option 'sed' of sandbox.start")
  end)

  it("raises the reason when the server cannot start", function()
    local function reason(options)
      local ok, message = pcall(sandbox.start, options)
      assert.is_false(ok)
      return message
    end
    assert.truthy(reason({ data = "/no/such/folder/tenant.db" }):find(
      "did not start: cannot open /no/such/folder/tenant.db", 1, true))
    assert.truthy(reason({ seed = "huge" }):find("'large'", 1, true)
      or reason({ seed = "huge" }):find("must be one of", 1, true))
  end)
end)

describe("a server whose parent", function()
  it("ends, ends too", function()
    local result = process.run(lua(STARTS .. "os.exit(0)"))
    local pid = result.stdout:match "%d+"
    assert.truthy(eventually(function() return not process.alive(pid) end))
  end)

  it("is killed, ends too", function()
    local parent = process.start(lua(STARTS .. "require('socket').sleep(100)"))
    local pid = parent:line()
    assert.is_true(process.alive(pid))
    parent:signal "KILL"
    assert.truthy(eventually(function() return not process.alive(pid) end))
    parent:wait()
  end)

  it("raises an error, ends too", function()
    local result = process.run(lua(STARTS .. "error 'broken'"))
    local pid = result.stdout:match "%d+"
    assert.truthy(eventually(function() return not process.alive(pid) end))
  end)
end)

describe("the sandbox's two parts", function()
  local core = require "orchestrator.sandbox.core"

  it("have one version", function()
    assert.equal(core.version, require "orchestrator.sandbox.version")
  end)

  it("refuse to work with each other when they have not", function()
    for _, name in ipairs { "orchestrator.sandbox",
      "orchestrator.sandbox.command" } do
      local result = process.run({ interpreter.name, "-e", ([[
        package.loaded["orchestrator.sandbox.version"] = "9.9.9"
        require "%s"]]):format(name) }, { env = { LUA_PATH = package.path,
          LUA_CPATH = package.cpath } })
      assert.not_equal(0, result.code)
      assert.matches("the Lua part is version 9.9.9 and the C part is "
        .. core.version, result.stderr, 1, true)
    end
  end)
end)
