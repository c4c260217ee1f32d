--- Every request for memory refused in turn: what C holds meanwhile comes
-- back all the same, and the error says what it is.

local files = require "support.files"
local host = require "support.host"
local interpreter = require "support.interpreter"
local process = require "support.process"

local folder

local function shell(command)
  local result = process.run { "sh", "-c", command }
  assert.equal(0, result.code, result.stderr)
end

setup(function()
  folder = files.temp_dir()
  shell(("${CC:-gcc} -std=c11 -O1 -o '%s/starve' spec/support/starve.c "
    .. "$(pkg-config --cflags --libs %s)"):format(folder, interpreter.name))
end)

teardown(function()
  files.remove(folder)
end)

local function starve(script, ...)
  files.write(folder .. "/script.lua", ([==[
    package.cpath = "%s;" .. package.cpath
    local core = require "orchestrator.core"
  ]==]):format(interpreter.cpath) .. script)
  local result = process.run({ folder .. "/starve", folder .. "/script.lua",
    ... }, { timeout = 100 })
  assert.equal(0, result.code, result.stderr)
  return result.stdout
end

-- How many requests the script makes.
local function rounds(script)
  return tonumber(starve(script))
end

describe("without memory", function()
  it("decode loses nothing", function()
    assert.is_true(rounds [==[
      local text = '{"a":[1,"x",[],{"b":null}],"long":"' .. ("x"):rep(3000) ..
        '\\n","escaped":"\\u00e4","n":0.5}'
      assert(core.decode(text, true).a[4].b == core.null)
      local value, message = core.decode "[1,[2,"
      assert(value == nil and message == "unexpected end at byte 7")
    ]==] > 20)
  end)

  it("encode loses nothing", function()
    assert.is_true(rounds [==[
      local rows = {}
      for i = 1, 20 do
        rows[i] = { a = i / 7, b = ("x"):rep(i * 20), c = {} }
      end
      assert(#core.encode(rows) > 4000)
      local text, message = core.encode { a = { 0 / 0 } }
      assert(text == nil and message == "cannot encode NaN, at .a[1]")
    ]==] > 20)
  end)

  it("encode collects garbage before it gives up", function()
    starve([==[
      local text = ("x"):rep(300000)
      collectgarbage "stop"
      for i = 1, 4000 do text:sub(1, 100 + i % 10) end
      assert(#core.encode { text } == 300004)
      collectgarbage "restart"
    ]==], 1200000)
  end)

  it("rows loses nothing", function()
    assert.is_true(rounds [==[
      local text = '{"@odata.nextLink":"https://h/","value":[{"a":"x"},[1]],' ..
        '"continuationToken":"t"}'
      local count = 0
      for row in core.rows(text) do count = count + #row + 1 end
      assert(count == 3)
      local ok, err = pcall(core.rows "[1,")
      ok, err = pcall(core.rows "<")
      if type(err) == "string" then error(err, 0) end
      assert(not ok and err.kind == "protocol")
    ]==] > 20)
  end)

  it("addresses lose nothing", function()
    assert.is_true(rounds [==[
      local long = ("a b"):rep(100)
      assert(#core.escape(long) == 500 and #core.escape_query(long) == 500)
      assert(core.origin "HTTPS://H" == "https://h:443")
      assert(core.resolve("https://h/a/b", "../c?d#e") == "https://h/c?d#e")
      local url, err = core.origin "ftp://h"
      assert(url == nil and err.kind == "argument")
    ]==] > 15)
  end)
end)

describe("without memory in the Lua layer", function()
  local server

  setup(function() server = require "support.demo".start() end)
  teardown(function() server:stop() end)

  -- Every so many-th request for memory refused in turn: each of them, one
  -- after the other, with STARVE_STRIDE=1.
  local function survives(least, stride, script)
    local env = host.tenant(server)
    for name, value in pairs(host.paths(interpreter.version)) do
      env[name] = value
    end
    env.UIPATH_ACCESS_TOKEN = server.access_token
    env.UIPATH_CLIENT_ID, env.UIPATH_USER_KEY = false, false
    env.HOME, env.XDG_CACHE_HOME, env.DATA = folder, folder, folder
    files.write(folder .. "/script.lua", script)
    stride = tonumber(os.getenv "STARVE_STRIDE") or stride
    local result = process.run({ folder .. "/starve",
      folder .. "/script.lua", 0, stride }, { env = env, timeout = 250 })
    assert.equal("", result.stderr)
    assert.equal(0, result.code)
    assert.is_true(tonumber(result.stdout) * stride >= least)
  end

  local BEGIN = [[
    local orchestrator = require "orchestrator"
    tenant = tenant or orchestrator.connect()
  ]]

  it("load and connect leave a state of use", function()
    survives(10000, 997, [[
      for name in pairs(package.loaded) do
        if name:find "^orchestrator" then package.loaded[name] = nil end
      end
      local orchestrator = require "orchestrator"
      local tenant = orchestrator.connect()
      assert(tenant.Folders:count() > 1)
      tenant:close()
    ]])
  end)

  for name, script in pairs {
    list = [[ assert(#tenant.Folders:list() > 1) ]],
    walk = [[
      local n = 0
      for row in tenant.Folders:filter{ DisplayName = { ne = "x" } }
        :orderby "Id":each() do n = n + row.Id // row.Id end
      assert(n > 1)
    ]],
    export = [[
      local rows = tenant.Folders:export { file = os.getenv "DATA" .. "/r.csv" }
      assert(rows > 1)
    ]],
    create = [[
      local folder = tenant:folder "Shared/Finance"
      local made = folder.Assets:create { ValueType = "Text",
        Name = require "orchestrator.unique".guid(), StringValue = "x",
        ValueScope = "Global" }
      folder.Assets:delete(made.Id)
    ]],
    run = [[
      local a, b = orchestrator.run(
        function() return tenant.Folders:count() end,
        function() return tenant:map({ 1, 2 }, function(i) return i end) end)
      assert(a > 1 and #b == 2)
    ]],
  } do
    it(name .. " leaves a state of use", function()
      survives(100, 5, BEGIN .. script)
    end)
  end
end)
