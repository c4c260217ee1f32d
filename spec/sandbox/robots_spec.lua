-- The simulated robots, told beforehand what to do; and foreground jobs.

local eventually = require "support.eventually"
local furnish = require "sandbox.furnish"
local tenant = require "sandbox.tenant"

local FOLDER, NS = furnish.FOLDER, furnish.NS

describe("the robots", function()
  local server

  setup(function()
    server = tenant.start { seed = "empty", speed = 100 }
    furnish.fill(server, 3)
    server:insert("Releases", { Id = 2, Name = "Other", ProcessKey = "Other",
      Key = "50000000-0000-4000-a000-000000000002", _folder = FOLDER,
      RequiresUserInteraction = 1 })
  end)
  teardown(function() server:stop() end)

  local function start(name, info, token)
    info = info or {}
    info.ReleaseName = name
    return server:call("POST", "/odata/Jobs/" .. NS .. "StartJobs",
      { folder = FOLDER, json = { startInfo = info }, token = token })
  end

  local function ends(name, input)
    local id = start(name, { InputArguments = input }).json.value[1].Id
    local row
    assert.truthy(eventually(function()
      row = server:get(("/odata/Jobs(%d)"):format(id)).json
      return row.EndTime ~= require "cjson".null
    end), "the job does not end")
    return row
  end

  it("have sessions, which are counted by state (facts 8.6, 8.11)", function()
    local function counted(state)
      for _, row in ipairs(server:get "/api/Stats/GetSessionsStats".json) do
        if row.title == state then return row.count end
      end
    end
    assert.equal(0, counted "Available" + counted "Busy")
    ends("Bot", '{"sandbox_seconds":1}')
    assert.equal(1, counted "Available")
    start("Bot", { InputArguments = '{"sandbox_seconds":100000}' })
    assert.truthy(eventually(function() return counted "Busy" == 1 end))
  end)

  it("fault the jobs of a process as they are told", function()
    server.handle:robots { process = "bot", seconds = 1, fault = "no paper" }
    server.handle:robots { process = "Other", seconds = 1,
      output = { Sum = 3 } }
    local job = ends "Bot"
    assert.equal("Faulted", job.State)
    assert.equal("no paper", job.Info)
    local other = ends "Other"
    assert.equal("Successful", other.State)
    assert.equal('{"Sum":3}', other.OutputArguments)
    assert.equal("paper jam", ends("Bot", '{"sandbox_fault":"paper jam"}').Info)
    server.handle:robots { process = "Bot", seconds = 1 }
    assert.equal("Successful", ends("Bot").State)
  end)

  it("let a process run long, while others end", function()
    server.handle:robots { process = "Bot", seconds = 100000 }
    server.handle:robots { seconds = 1 }
    local id = start("Bot").json.value[1].Id
    assert.equal("Successful", ends("Other").State)
    assert.equal("Running", server:get(("/odata/Jobs(%d)"):format(id)).json
      .State)
  end)

  it("refuse what they are not told by its name", function()
    assert.has_error(function() server.handle:robots { second = 1 } end,
      "unknown option 'second' of robots")
  end)

  -- facts 6.2.18
  it("need the caller's robot for a foreground job (facts 6.2)", function()
    local token = server.handle:user_token "admin"
    local answer = start("Other", { RunAsMe = true }, token)
    assert.equal(409, answer.status)
    assert.equal(1230, answer.json.errorCode)
    server.handle:sql [[UPDATE "Users" SET "UnattendedRobot" =
      '{"UserName":"acme\\admin"}' WHERE Id = 1]]
    assert.equal(201, start("Other", { RunAsMe = true }, token).status)
    assert.equal(201, start("Bot", { RunAsMe = true }).status)
  end)
end)
