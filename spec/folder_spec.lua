local demo = require "support.demo"
local orchestrator = require "orchestrator"

describe("folder", function()
  local server, tenant
  setup(function()
    server = demo.start()
    tenant = orchestrator.connect(server:options())
  end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  -- The folder headers of the request that a folder's call makes.
  local function sent(folder)
    server:reset()
    pcall(function() return tenant:folder(folder).Jobs:top(1):list() end)
    local found = {}
    for name, value in pairs(demo.requests(server)[1].headers) do
      if name:match "^x%-uipath%-" then found[name] = value end
    end
    return found
  end

  local function refused(folder)
    local ok, err = pcall(tenant.folder, tenant, folder)
    assert.is_false(ok)
    assert.equal("argument", err.kind)
    return tostring(err)
  end

  it("is told by Id, key or path, each in its header", function()
    assert.same({ ["x-uipath-organizationunitid"] = "1002" }, sent(1002))
    assert.same({ ["x-uipath-organizationunitid"] = "1002" }, sent(1002.0))
    assert.same({ ["x-uipath-folderpath"] = "Shared/Finance" },
      sent "Shared/Finance")
    local key = "8F3C0000-1111-2222-3333-444455556666"
    assert.same({ ["x-uipath-folderkey"] = key }, sent(key))
  end)

  it("is told encoded where the path is not plain ASCII", function()
    assert.same({ ["x-uipath-folderpath-encoded"] =
      "RwByAPYA3wBlAC8A5WUsZw==" }, sent "Größe/日本")
    assert.same({ ["x-uipath-folderpath-encoded"] =
      "PdgA3g==" }, sent "😀")
    assert.same({ ["x-uipath-folderpath-encoded"] = "YQAgAA==" }, sent "a ")
  end)

  it("is found by each of them", function()
    local row = tenant.Folders:filter{ DisplayName = "Zürich" }:first()
    assert.equal("Logistics/Outbound/Zürich", row.FullyQualifiedName)
    local count = tenant:folder(row.Id).Jobs:count()
    assert.is_true(count > 0)
    assert.equal(count, tenant:folder(row).Jobs:count())
    assert.equal(count, tenant:folder(row.Key).Jobs:count())
    assert.equal(count,
      tenant:folder "Logistics/Outbound/Zürich".Jobs:count())
  end)

  it("refuses what is no folder before anything is sent", function()
    assert.matches("empty", refused "")
    assert.matches("control character", refused "Shared\r\nX: y")
    assert.matches("Shared/Finance", refused "/Shared")
    refused "Shared/"
    refused "Shared//Finance"
    refused "\xff\xfe"
    refused(0)
    refused(-5)
    refused(1.5)
    refused {}
    refused(true)
    assert.equal(0, #server:requests())
  end)

  it("raises what to do when the folder does not exist", function()
    local ok, err = pcall(function()
      return tenant:folder "No/Such".Jobs:list()
    end)
    assert.is_false(ok)
    assert.equal(1100, err.code)
    assert.matches("has access", tostring(err), 1, true)
    assert.is_true(#tenant:folder "Shared".Jobs:list() > 0)
  end)

  it("raises what to do when a call needs a folder", function()
    local ok, err = pcall(function() return tenant.RobotLogs:list() end)
    assert.is_false(ok)
    assert.equal(1101, err.code)
    assert.matches("tenant:folder", err.hint, 1, true)
  end)

  it("calls operations with its header", function()
    tenant:folder(1002):call("Jobs_Get", { top = 1 })
    local request = demo.requests(server)[1]
    assert.equal("1002", request.headers["x-uipath-organizationunitid"])
  end)

  it("shows itself by name", function()
    assert.equal('orchestrator.folder "Shared/Finance"',
      tostring(tenant:folder "Shared/Finance"))
  end)
end)
