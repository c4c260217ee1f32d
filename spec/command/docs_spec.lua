-- docs/commands.md: every command in it runs, in order, in one shell.

local files = require "support.files"
local orch = require "support.orch"
local page = require "support.page"
local process = require "support.process"

local guide = page.read "docs/commands.md"

describe("docs/commands.md", function()
  local run, script

  setup(function()
    run = orch.start(nil, { "--speed", "100" })
    os.execute(("mkdir %s/bin %s/reports && echo 1 >%s/reports/a.txt"):format(
      run.folder, run.folder, run.folder))
    run:write("bin/orch", ("#!/bin/sh\nexec %s \"$@\"\n"):format(
      process.command(orch.argv())))
    os.execute("chmod +x " .. run.folder .. "/bin/orch")
    script = { "set -e" }
    for line in guide:code "sh":gmatch "[^\n]+" do
      script[#script + 1] = ("echo %s >&2"):format(process.quote("+ " .. line))
      script[#script + 1] = line
    end
  end)
  teardown(function() run:stop() end)

  it("has commands that run as they stand", function()
    local env = { PATH = run.folder .. "/bin:" .. os.getenv "PATH" }
    for name, value in pairs(run.env) do env[name] = value end
    local result = process.run({ "bash", "-c",
      table.concat(script, "\n") }, { env = env, cwd = run.folder,
      timeout = 120 })
    assert.equal(0, result.code, result.stderr)
    assert.truthy(result.stdout:find("vm-prod-01\n", 1, true))
    assert.truthy(result.stdout:find "plan for [^\n]+: %d+ write")
    assert.equal("1\n", files.read(run.folder .. "/copy/a.txt"))
  end)

  it("goes with a README whose commands run, too", function()
    local readme = page.read "README.md"
    run:write("faulted.lua", readme:blocks "lua"[1])
    local count = 0
    for words in readme:code "sh":gmatch "%f[^\n%z]bin/orch ([^\n]+)" do
      count = count + 1
      local result = process.run({ "sh", "-c", "bin/orch " .. words },
        { env = run.env, cwd = run.folder })
      assert.equal(0, result.code, words .. ": " .. result.stderr)
    end
    assert.is_true(count >= 4)
  end)

  it("names every command", function()
    for _, entry in ipairs(require "orchestrator.command.list") do
      for _, below in ipairs(entry.commands or {}) do
        assert.truthy(guide.text:find(entry.name .. " " .. below.name, 1, true),
          entry.name .. " " .. below.name)
      end
    end
  end)
end)
