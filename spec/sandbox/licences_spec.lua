-- Licences: runtimes, named users, what is consumed (facts 8.11, 6.1).

local eventually = require "support.eventually"
local furnish = require "sandbox.furnish"
local tenant = require "sandbox.tenant"

local FOLDER, NS = furnish.FOLDER, furnish.NS

describe("licences (facts 8.11)", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", speed = 100 }
    furnish.fill(server)
  end)
  teardown(function() server:stop() end)

  local function runtimes(kind)
    return server:get(("/odata/LicensesRuntime/%sGetLicensesRuntime("
      .. "robotType='%s')"):format(NS, kind)).json.value
  end

  local function toggle(key, enabled)
    return server:call("POST", ("/odata/LicensesRuntime('%s')/%sToggleEnabled")
      :format(key, NS), { json = { key = key, robotType = "Unattended",
        enabled = enabled } }).status
  end

  -- facts 8.11.2
  it("of a machine's runtimes are listed by type", function()
    local list = runtimes "Unattended"
    assert.equal(1, #list)
    assert.equal("VM", list[1].MachineName)
    assert.equal(2, list[1].Runtimes)
    assert.equal(1, list[1].RobotsCount)
    assert.is_true(list[1].Enabled)
    assert.same({}, runtimes "Headless")
    assert.same({}, runtimes "Studio")
  end)

  it("keep jobs waiting while they are switched off", function()
    local key = runtimes("Unattended")[1].Key
    assert.equal(200, toggle(key, false))
    assert.is_false(runtimes("Unattended")[1].Enabled)
    local id = server:call("POST", "/odata/Jobs/" .. NS .. "StartJobs", {
      folder = FOLDER, json = { startInfo = { ReleaseName = "Bot",
        InputArguments = '{"sandbox_seconds":0}' } } }).json.value[1].Id
    local function state()
      return server:get(("/odata/Jobs(%d)"):format(id)).json.State
    end
    assert.is_falsy(eventually(function() return state() ~= "Pending" end,
      0.1))
    assert.equal(200, toggle(key, true))
    assert.truthy(eventually(function() return state() == "Successful" end))
  end)

  it("are not switched on beyond their number", function()
    local key = runtimes("Unattended")[1].Key
    toggle(key, false)
    server:insert("Machines", { Id = 2, Name = "BIG", UnattendedSlots = 49 })
    assert.equal(409, toggle(key, true))
    assert.is_false(runtimes("Unattended")[1].Enabled)
    server.handle:sql 'DELETE FROM "Machines" WHERE Id = 2'
    assert.equal(200, toggle(key, true))
    assert.equal(404, toggle("nothing", true))
  end)

  -- facts 8.11.2
  it("of named users are listed by type", function()
    local function names()
      local list = server:get(("/odata/LicensesNamedUser/"
        .. "%sGetLicensesNamedUser(robotType='StudioX')"):format(NS)).json.value
      local out = {}
      for i, row in ipairs(list) do out[i] = row.UserName end
      return out
    end
    assert.same({}, names())
    server:call("POST", "/odata/Users", { json = { UserName = "carol",
      LicenseType = "StudioX", UpdatePolicy = { Type = "None" } } })
    assert.same({ "carol" }, names())
  end)

  -- facts 6.1.9, 8.11.2
  it("are consumed under a reference, and given back", function()
    local function ask(method, way, body)
      return server:call(method, "/api/Licensing/" .. way, { json = body })
    end
    local function used()
      local list = server:get("/api/Stats/GetConsumptionLicenseStats").json
      return list[1] and list[1].used or 0
    end
    local wanted = { reference = "run-1", type = "Units", count = 60 }
    local answer = ask("POST", "Acquire", wanted)
    assert.equal(200, answer.status)
    assert.is_true(answer.json.isSuccess)
    assert.equal(60, used())
    local again = ask("POST", "Acquire", wanted)
    assert.equal(409, again.status)
    assert.equal("LicenseIsAlreadyInUse", again.json.errorCode)
    wanted.reference = "run-2"
    local more = ask("POST", "Acquire", wanted)
    assert.equal(409, more.status)
    assert.equal("NoAvailableLicenses", more.json.errorCode)
    assert.equal(400, ask("POST", "Acquire", { count = 1 }).status)
    assert.equal(400, ask("PUT", "Release", { reference = "run-2" }).status)
    assert.equal(200, ask("PUT", "Release", { reference = "run-1" }).status)
    assert.equal(0, used())
  end)

  it("in use are counted as the licence says", function()
    local used = server:get("/odata/Settings/" .. NS .. "GetLicense").json.Used
    local list = server:get("/api/Stats/GetLicenseStats").json
    local seen = {}
    for _, row in ipairs(list) do seen[row.robotType] = row.count end
    assert.same(used, seen)
    assert.truthy(used.Unattended > 0)
  end)
end)
