-- jobs, logs, call, export, bucket, package and folder, on the sandbox.

local cjson = require "cjson"
local files = require "support.files"
local orch = require "support.orch"
local package_file = require "support.package"

describe("orch", function()
  local run

  setup(function() run = orch.start("Shared/Finance", { "--speed", "100" }) end)
  teardown(function() run:stop() end)

  describe("jobs", function()
    it("starts one, waits for it, and prints what it gave out", function()
      local id = run:out("jobs", "start", "InvoiceBot", "Month=2026-11", "-o",
        "ndjson"):match '"Id":(%d+)'
      assert.truthy(run:out("jobs", "wait", id):find("\n *" .. id))
      assert.equal("table", type(cjson.decode(run:out("jobs", "output", id))))
      assert.truthy(run:out("get", "Jobs", "--filter", "Id eq " .. id,
        "--expand", "Release", "-o", "json"):find("InvoiceBot", 1, true))
    end)

    it("asks before it stops one, and refuses where nobody can answer",
      function()
        local id = run:out("jobs", "list", "--state", "Pending", "--top", "1",
          "--query", "Id"):match "%d+"
        local result = run("jobs", "stop", id)
        assert.equal(2, result.code)
        assert.truthy(result.stderr:find("say --yes", 1, true))
        result = run("--dry-run", "jobs", "kill", id)
        assert.truthy(result.stdout:find("strategy = Kill", 1, true))
        assert.equal(0, run("jobs", "kill", id, "--yes").code)
        result = run("jobs", "start", "InvoiceBot", "--dry-run")
        assert.truthy(result.stdout:find "^plan for [^\n]+: 1 write")
      end)

    it("wants numbers, a process that exists, and one kind of input", function()
      assert.equal(2, run("jobs", "wait", "seven").code)
      assert.equal(4, run("jobs", "start", "NoSuchBot").code)
      assert.equal(2, run("jobs", "start", "InvoiceBot", "Month").code)
      assert.equal(2, run("jobs", "start", "InvoiceBot", "A=1", "--input",
        "{}").code)
      assert.equal(2, run("jobs", "start", "InvoiceBot", "--input", "{").code)
      assert.truthy(run("jobs", "strat").stderr:find("did you mean 'start'?",
        1, true))
      assert.equal(2, run("jobs", "list", { env = {
        UIPATH_FOLDER_PATH = false } }).code)
    end)
  end)

  it("logs prints the newest lines, oldest first", function()
    local text = run:out("logs", "--top", "5")
    local before = ""
    for line in text:gmatch "[^\n]+" do
      local moment = line:match "^%d+%-%d+%-%d+ %d+:%d+:%d+"
      assert.is_true(before <= moment)
      before = moment
    end
    assert.equal(5, select(2, text:gsub("\n", "")))
    assert.falsy(run:out("logs", "--level", "Error"):find " Info ")
  end)

  describe("call", function()
    it("reaches any operation, and reads values by their types", function()
      assert.truthy(run:out("call", "Settings_GetLicense"):find "Unattended")
      local text = run:out("call", "Folders_Get", "top=1", "orderby=Id", "-o",
        "json")
      assert.equal(1, #cjson.decode(text))
      local body = run:write("bucket.json",
        '{"Name":"123","Identifier":"8f3c0000-1111-2222-3333-444455550009"}')
      assert.equal("123\n", run:out("call", "Buckets_Post", "--body",
        "@" .. body, "--query", "Name"))
      assert.equal("124\n", run:out("call", "Buckets_Post", "Name=124",
        "Identifier=8f3c0000-1111-2222-3333-444455550010", "--query", "Name"))
    end)

    it("names the nearest operation, and asks before it deletes", function()
      assert.truthy(run("call", "Job_StopJobs").stderr:find(
        "did you mean 'Jobs_StopJobs'?", 1, true))
      assert.equal(2, run("call", "Buckets_DeleteById", "key=1").code)
      assert.equal(2, run("call", "Folders_Get", "--body", "@none").code)
    end)
  end)

  it("export writes files whole, by their endings", function()
    local csv, ndjson = run.folder .. "/j.csv", run.folder .. "/j.ndjson"
    local result = run("export", "Jobs", "--file", csv, "--columns",
      "Id,State", "--top", "3", "--orderby", "Id")
    assert.equal(0, result.code, result.stderr)
    assert.equal("", result.stdout)
    assert.equal("orch: 3 rows in " .. csv .. "\n", result.stderr)
    assert.truthy(files.read(csv):find "^Id,State\r?\n%d+,%a+\r?\n")
    run:out("export", "Jobs", "--file", ndjson, "--select", "Id", "--filter",
      "State eq 'Faulted'")
    assert.truthy(files.read(ndjson):find '^{"Id":%d+}\n')
    assert.equal(files.read(ndjson), run:out("export", "Jobs", "-f", "-",
      "--select", "Id", "--filter", "State eq 'Faulted'"))
    result = run("export", "Jobs")
    assert.equal(2, result.code)
    assert.truthy(result.stderr:find("--file", 1, true))
  end)

  it("folder prints a tree, or rows", function()
    assert.truthy(run:out("folder", "tree"):find(
      "\nShared\n├── Finance\n│   ├── Accounts Payable\n", 1, true))
    assert.truthy(run:out("folder", "tree", "-o", "csv"):find "^Id,")
  end)

  it("package sends, lists and fetches", function()
    local file = run:write("Spec.1.0.0.nupkg", package_file.of("Spec", "1.0.0"))
    assert.equal("Created Spec:1.0.0\n", run:out("package", "upload", file))
    assert.equal(0, run("package", "upload", file, "--skip-existing").code)
    assert.truthy(run:out("package", "list", "--query", "Id")
      :find "%f[%w]Spec%f[%W]")
    local copy = run.folder .. "/copy.nupkg"
    run:out("package", "download", "Spec", "1.0.0", "--file", copy)
    assert.equal(files.read(file), files.read(copy))
  end)

  describe("bucket", function()
    local here

    setup(function()
      run:out("call", "Buckets_Post", "Name=Scans",
        "Identifier=8f3c0000-1111-2222-3333-444455550011")
      here = run.folder .. "/here"
      os.execute(("mkdir -p '%s/a b'"):format(here))
      run:write("here/a b/ä.txt", "one")
      run:write("here/two.txt", "two two")
    end)

    it("copies one file there and back", function()
      run:out("bucket", "cp", here .. "/two.txt", "Scans:in/")
      assert.equal("in/two.txt\n", run:out("bucket", "ls", "Scans", "in",
        "--query", "Path"))
      run:out("bucket", "cp", "Scans:in/two.txt", run.folder)
      assert.equal("two two", files.read(run.folder .. "/two.txt"))
      assert.equal(4, run("bucket", "cp", "Scans:none", run.folder).code)
      assert.equal(2, run("bucket", "cp", "a", "b").code)
      assert.equal(2, run("bucket", "cp", "A:a", "B:b").code)
    end)

    it("keeps two sides the same", function()
      local there = run.folder .. "/there"
      local function sync(...)
        local result = run("bucket", "sync", ...)
        assert.equal(0, result.code, result.stderr)
        return result.stderr:match "(%d+) files copied, (%d+) deleted, (%d+)"
      end
      assert.same({ "2", "0", "0" }, { sync(here, "Scans:s") })
      assert.same({ "0", "0", "2" }, { sync(here, "Scans:s/") })
      assert.same({ "2", "0", "0" }, { sync("Scans:s", there) })
      assert.equal("one", files.read(there .. "/a b/ä.txt"))
      run:write("here/two.txt", "three")
      os.remove(here .. "/a b/ä.txt")
      assert.equal(2, run("bucket", "sync", here, "Scans:s", "--delete").code)
      assert.same({ "1", "1", "0" }, { sync(here, "Scans:s", "--delete",
        "--yes") })
      assert.same({ "1", "1", "0" }, { sync("Scans:s", there, "--delete",
        "--yes") })
      assert.equal("three", files.read(there .. "/two.txt"))
      assert.is_nil(io.open(there .. "/a b/ä.txt"))
    end)

    it("changes nothing in a dry run, on either side", function()
      local there = run.folder .. "/untouched"
      local result = run("bucket", "sync", "Scans:s", there, "--dry-run")
      assert.equal(0, result.code, result.stderr)
      assert.truthy(result.stderr:find "in the plan: %d files copied")
      assert.is_nil(io.open(there))
      result = run("bucket", "sync", there, "Scans:s")
      assert.equal(2, result.code)
      assert.truthy(result.stderr:find "is no folder")
    end)

    it("takes no path that leaves the folder", function()
      local check = require "orchestrator.command.files".check
      for _, path in ipairs { "../x", "a/../../x", "/etc/x", "a/..", "a\nb" } do
        assert.is_false(pcall(check, path), path)
      end
      check "a/..b/c.."
    end)
  end)

  it("runs a script with a folder and a profile of the command line", function()
    local script = run:write("where.lua",
      'print(require "orchestrator".connect():folder())')
    assert.truthy(run:out("run", "--folder", "Shared/HR", script)
      :find "Shared/HR")
    assert.truthy(run:out("--folder", "Shared/IT", "run", script)
      :find "Shared/IT")
  end)
end)
