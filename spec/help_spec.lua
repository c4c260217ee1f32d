local catalogue = require "orchestrator.catalogue"
local help = require "orchestrator".help

describe("help", function()
  it("lists the entity sets", function()
    assert.matches("\nJobs\n", help(), 1, true)
    assert.matches("\nRobotAccount\n", help(), 1, true)
  end)

  it("tells of a set: its rows, verbs and operations", function()
    local text = help "Jobs"
    assert.matches("each row is a JobDto", text, 1, true)
    assert.matches("  verbs\n    download_export  +%S", text)
    assert.matches("    StartJobs\n", text, 1, true)
  end)

  it("has an example for every set", function()
    assert.matches("example: folder.Jobs:top(10):list()", help "Jobs", 1, true)
    for _, api in ipairs { "orchestrator", "identity" } do
      for _, tag in ipairs(catalogue:tags(api)) do
        local example = help(tag):match "\n  example: ([^\n]+)\n$"
        assert.truthy(load("return " .. (example or "?")
          :gsub("{ … }", "{}")), tag)
      end
    end
  end)

  it("tells of an operation, with types and an example", function()
    local text = help "Jobs.StartJobs"
    assert.matches("startInfo +required, a StartProcessDto", text)
    assert.matches("folder.Jobs:StartJobs{", text, 1, true)
    assert.equal(help "Folders.AssignUsers", help "Folders_AssignUsers")
    assert.matches("one of SoftStop, Kill", help "Jobs.StopJobs", 1, true)
    assert.matches("tenant:call", help "RobotAccount.Delete", 1, true)
  end)

  it("tells of a verb, and which verbs do an operation", function()
    local text = help "Jobs.start"
    assert.matches("^folder.Jobs:start\nStarts a process", text)
    assert.matches("  param process ", text, 1, true)
    assert.matches("verbs that do this\n    start +Starts a process",
      help "Jobs.StartJobs")
    assert.matches("tenant.Machines:ensure", help "Machines.ensure", 1, true)
    assert.matches("tenant.Libraries:upload", help "Libraries.upload", 1,
      true)
    assert.falsy(help("Jobs.Get"):find("verbs that do this", 1, true))
  end)

  it("tells of every verb there is", function()
    local verbs = require "orchestrator.verbs"
    for tag in help():gmatch "[^\n]+" do
      for verb in pairs(verbs.of(catalogue, tag)) do
        local example = help(tag .. "." .. verb):match "example: ([^\n]+)"
        assert.truthy(example and example:find(verb, 1, true), tag .. verb)
        assert.truthy(load(example) or load("return " .. example), example)
      end
    end
  end)

  it("tells of a type, and of every operation there is", function()
    assert.matches("Reference +a text, at most 128 characters",
      help "StartProcessDto")
    for tag in help():gmatch "[^\n]+" do assert.is_string(help(tag)) end
  end)

  it("refuses what there is not, with the nearest", function()
    for _, name in ipairs { "Jbs", "Jobs.StartJbs", "" } do
      local ok, err = pcall(help, name)
      assert.is_false(ok)
      assert.equal("argument", err.kind)
    end
  end)
end)
