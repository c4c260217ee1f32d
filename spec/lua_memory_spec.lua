--- Calls of the Lua layer in a host whose memory runs out at one request after
-- the other: the error says what it is, and the state can be used afterwards.

local demo = require "support.demo"
local files = require "support.files"
local host = require "support.host"
local interpreter = require "support.interpreter"
local process = require "support.process"

describe("the Lua layer without memory", function()
  local server, folder

  setup(function()
    server = demo.start()
    folder = files.temp_dir()
    local made = process.run { "sh", "-c", ("${CC:-gcc} -std=c11 -O1 -o "
      .. "'%s/starve' spec/support/starve.c $(pkg-config --cflags --libs %s)")
      :format(folder, interpreter.name) }
    assert.equal(0, made.code, made.stderr)
  end)
  teardown(function()
    server:stop()
    files.remove(folder)
  end)

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
