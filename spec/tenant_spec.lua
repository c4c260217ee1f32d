local demo = require "support.demo"
local interpreter = require "support.interpreter"
local orchestrator = require "orchestrator"
local process = require "support.process"

describe("tenant", function()
  local server, tenant
  setup(function()
    server = demo.start { seed = "empty" }
    tenant = orchestrator.connect(server:options())
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  it("has every entity set of the definition", function()
    local catalogue = require "orchestrator.catalogue"
    for _, tag in ipairs(catalogue:tags "orchestrator") do
      assert.is_table(tenant[tag], tag)
      assert.equal(tenant[tag], tenant[tag])
    end
  end)

  it("refuses an unknown entity set and names the nearest", function()
    local ok, err = pcall(function() return tenant.RobotLog end)
    assert.is_false(ok)
    assert.equal("argument", err.kind)
    assert.equal('did you mean "RobotLogs"?', err.hint)
    ok, err = pcall(function() return tenant:foldr "x" end)
    assert.is_false(ok)
    assert.equal('did you mean "folder"?', err.hint)
    assert.equal(0, #server:requests())
  end)

  it("reads the licence as the API guide has it", function()
    local licence = tenant.Settings:GetLicense()
    assert.equal("integer", math.type(licence.Allowed.Unattended))
    assert.equal("integer", math.type(licence.ExpireDate))
    assert.same({ "GET /odata/Settings/"
      .. "UiPath.Server.Configuration.OData.GetLicense" }, demo.lines(server))
    assert.equal("", demo.requests(server)[1].body)
  end)

  it("knows the server's API version once it has answered", function()
    local fresh = orchestrator.connect(server:options())
    assert.is_nil(fresh:api_version())
    fresh.Settings:GetLicense()
    assert.equal("20.0", fresh:api_version())
  end)

  it("is closed once and for all, twice", function()
    local closing = orchestrator.connect(server:options())
    local jobs = closing.Folders
    closing:close()
    closing:close()
    for _, call in ipairs { function() return jobs:list() end,
      function() return closing:request("GET", "/odata/Folders") end,
      function() return closing.identity.Group:list() end } do
      local ok, err = pcall(call)
      assert.is_false(ok)
      assert.equal("closed", err.kind)
    end
  end)

  it("ends a walk that is under way when it is closed", function()
    local closing = orchestrator.connect(server:options())
    local step, walk = closing.Folders:each()
    assert.is_table(step(walk))
    closing:close()
    local ok, err = pcall(step, walk)
    assert.is_false(ok)
    assert.equal("closed", err.kind)
  end)

  it("refuses a method called with a dot", function()
    local ok, err = pcall(tenant.folder, "Shared")
    assert.is_false(ok)
    assert.matches("colon", err.hint)
  end)

  it("takes the folder of the environment where none is given", function()
    local code = [[local t = require "orchestrator".connect {
      url = "https://h.example/a/b", access_token = "t" }
      print(t:folder())]]
    local env = { UIPATH_FOLDER_PATH = "Shared/HR", UIPATH_FOLDER_KEY = false,
      LUA_PATH = package.path, LUA_CPATH = package.cpath }
    assert.equal('orchestrator.folder "Shared/HR"\n',
      process.run({ interpreter.name, "-e", code }, { env = env }).stdout)
    env.UIPATH_FOLDER_PATH = false
    assert.matches("no folder is given",
      process.run({ interpreter.name, "-e", code }, { env = env }).stderr,
      1, true)
  end)

  it("records writes under dry_run, and reads on", function()
    local dry = orchestrator.connect(server:options("user_key",
      { dry_run = true }))
    assert.is_table(dry.Folders:list())
    assert.equal("X", dry.Folders:create { DisplayName = "X" }.DisplayName)
    assert.equal(1, #dry:plan())
    assert.same({}, server:requests { method = "POST", path = "/odata" })
  end)

  it("sends the tenant's name as a header on standalone", function()
    local alone = demo.start { seed = "empty", edition = "standalone" }
    local ok, failure = pcall(function()
      local there = orchestrator.connect(alone:options "access_token")
      there.Settings:GetLicense()
      local request = demo.requests(alone)[1]
      assert.equal("Production", request.headers["x-uipath-tenantname"])
      assert.matches("^/odata/Settings/", request.path)
    end)
    alone:stop()
    assert.is_true(ok, tostring(failure))
  end)
end)
