--- Every operation of both definitions, called over HTTP: the request that
-- goes out is what its definition says.

local cjson = require "cjson"
local core = require "orchestrator.core"
local definition = require "support.definition"
local files = require "support.files"
local interpreter = require "support.interpreter"
local orchestrator = require "orchestrator"
local process = require "support.process"

describe("an operation of the definitions", function()
  local server, tenant, folder
  setup(function()
    server = process.start { interpreter.name, "spec/support/recorder.lua" }
    tenant = orchestrator.connect { url = "http://127.0.0.1:" .. server:line(),
      organization = "acme", tenant = "T", access_token = "token",
      edition = "cloud",
      organization_id = "8f3c0000-1111-2222-3333-0123456789ab" }
    folder = tenant:folder(1002)
  end)
  teardown(function()
    tenant:close()
    server:stop()
  end)

  -- The requests that a call makes; `/fence` says that it has made them all.
  local function recorded(case, args)
    folder:call(case.id, args)
    tenant:request("GET", "/fence")
    local requests = {}
    while true do
      local request = cjson.decode(server:line())
      if request.target:find "/fence$" then return requests end
      request.json = request.body:find '^[{%["%dtfn]'
        and core.decode(request.body) or nil
      requests[#requests + 1] = request
    end
  end

  local file = files.temp_dir() .. "/A.1.0.0.nupkg"
  setup(function() files.write(file, "PK") end)
  teardown(function() files.remove(file:match "^(.*)/") end)

  for case in definition.cases() do
    it(case.id .. " goes out with required parts", function()
      local request = recorded(case,
        definition.arguments(case, false, file))[1]
      if case.method == "GET" then -- a walk adds what it needs
        request.target = request.target:match "^[^?]*"
      end
      assert.is_nil(definition.fault(case, request, false))
    end)

    it(case.id .. " goes out with everything", function()
      local request = recorded(case, definition.arguments(case, true, file))[1]
      assert.is_nil(definition.fault(case, request, true))
    end)
  end

  describe("refuses before anything is sent", function()
    local function refused(words, id, args)
      local ok, err = pcall(folder.call, folder, id, args)
      assert.is_false(ok)
      assert.equal("argument", err.kind)
      assert.equal("no", err.sent)
      assert.matches(words, err.message .. "; " .. tostring(err.hint), 1, true)
    end
    local start = "Jobs_StartJobs"

    it("an unknown field, however deep, with the nearest", function()
      refused('did you mean "ReleaseKey"', start,
        { startInfo = { ReleaseKy = "x" } })
      refused('body.startInfo.MachineRobots[1]: unknown field "Robot"', start,
        { startInfo = { MachineRobots = { { Robot = 1 } } } })
    end)
    it("a wrong type", function()
      refused("JobsCount must be an integer of 32 bits, not a string", start,
        { startInfo = { JobsCount = "3" } })
      refused("RunAsMe must be true or false", start,
        { startInfo = { RunAsMe = 1 } })
      refused("InputArguments must be a string, not a table", start,
        { startInfo = { InputArguments = {} } })
      refused("startInfo must be a table", start, { startInfo = 5 })
      refused("RobotIds must be a list", start,
        { startInfo = { RobotIds = { a = 1 } } })
    end)
    it("a value that its enumeration lacks", function()
      refused('did you mean "Specific"', start,
        { startInfo = { Strategy = "Specfic" } })
    end)
    it("a missing required field, and a null there", function()
      refused('the field "startInfo" is missing', start, {})
      refused("queueName must not be null", "Queues_BulkAddQueueItems",
        { queueName = orchestrator.null, commitType = "AllOrNothing" })
    end)
    it("a text that is too long or too short", function()
      refused("Reference is too long: 129 characters", start,
        { startInfo = { Reference = ("x"):rep(129) } })
      refused("queueName is empty", "Queues_BulkAddQueueItems",
        { queueName = "", commitType = "AllOrNothing" })
    end)
    it("a number out of its range", function()
      refused("out of its range: 1 to 100", start,
        { startInfo = { SpecificPriorityValue = 101 } })
      refused("an integer of 32 bits", start,
        { startInfo = { JobsCount = 1 << 31 } })
      refused("an integer of 64 bits", start,
        { startInfo = { RobotIds = { 2.0 ^ 63 } } })
    end)
    it("what is no GUID and no moment", function()
      refused("InputFile must be a GUID", start,
        { startInfo = { InputFile = "x" } })
      refused("DueDate must be a moment", "Queues_AddQueueItem",
        { itemData = { DueDate = "tomorrow" } })
    end)
    it("text that is no UTF-8", function()
      refused("UTF-8", start, { startInfo = { Reference = "\xff" } })
    end)
    it("a query parameter of the wrong type", function()
      refused("includeInherited", "Folders_GetUsersForFolderByKeyAnd"
        .. "Includeinherited", { key = 5, includeInherited = "x\r\n" })
    end)
  end)

  it("is refused by name where the server is too old for it", function()
    local old = process.start { interpreter.name, "spec/support/recorder.lua",
      "11.0, 13.0, 15.0" }
    finally(function() old:stop() end)
    local site = orchestrator.connect { url = "http://127.0.0.1:" .. old:line(),
      organization = "acme", tenant = "T", access_token = "token",
      edition = "cloud" }
    site:request("GET", "/first") -- tells the version
    assert.equal("15.0", site:api_version())
    local function refused(words, id, args)
      local ok, err = pcall(site.call, site, id, args)
      assert.is_false(ok)
      assert.matches(words, err.message, 1, true)
    end
    refused("needs API version 17, and this server has 15",
      "Releases_CreateRelease", { Name = "x" })
    refused("RetryAbandonedItems needs API version 18, and this server has 15",
      "QueueDefinitions_Post", { Name = "x", RetryAbandonedItems = true })
    site:call("QueueDefinitions_Post", { Name = "x", Tags = {} })
    site:close()
  end)

  it("goes out unchecked where check is off", function()
    local loose = orchestrator.connect { url = tenant.connection.address.url,
      organization = "acme", tenant = "T", access_token = "token",
      edition = "cloud", check = false }
    loose.Jobs:StartJobs{ startInfo = { Newer = 5, JobsCount = "3" } }
    local request = cjson.decode(server:line())
    assert.same({ startInfo = { Newer = 5, JobsCount = "3" } },
      core.decode(request.body))
    loose:close()
  end)
end)
