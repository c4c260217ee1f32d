local catalogue = require "orchestrator.catalogue"
local scope = require "orchestrator.scope"

local Query = { new = function(_, tag) return { tag = tag } end }

local function new_owner() return { connection = { catalogue = catalogue } } end

describe("scope", function()
  it("makes an entity set once", function()
    local owner = new_owner()
    local jobs = scope.set(owner, "Jobs", {}, Query)
    assert.equal("Jobs", jobs.tag)
    assert.equal(jobs, owner.Jobs)
  end)

  it("refuses an unknown one with the nearest name, methods included",
    function()
      local ok, err = pcall(scope.set, new_owner(), "Job", {}, Query)
      assert.is_false(ok)
      assert.matches('no entity set "Job"', err.message, 1, true)
      assert.equal('did you mean "Jobs"?', err.hint)
      ok, err = pcall(scope.set, new_owner(), "requst", { request = print },
        Query)
      assert.is_false(ok)
      assert.equal('did you mean "request"?', err.hint)
    end)

  it("has nothing under names that programs probe for", function()
    assert.is_nil(scope.set({}, "__tostring", {}, Query))
    assert.is_nil(scope.set({}, 5, {}, Query))
  end)

  it("collects the headers of an owner's requests", function()
    local connection = { address = {} }
    assert.same({ "Accept: application/json" },
      scope.headers { connection = connection })
    connection.address.tenant_header = "Default"
    assert.same({ "Accept: application/json", "X-UIPATH-TenantName: Default",
      "X-UIPATH-FolderKey: k" }, scope.headers { connection = connection,
      header = "X-UIPATH-FolderKey: k" })
  end)
end)
