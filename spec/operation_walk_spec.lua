--- Walks over operations that page in ways of their own.

local demo = require "support.demo"
local logs = require "support.logs"
local orchestrator = require "orchestrator"

describe("a walk over an operation", function()
  local folder
  setup(function()
    logs.start()
    folder = logs.tenant():folder(1)
  end)
  teardown(logs.stop)

  local function files(args)
    args.id = 7
    local n = 0
    for file in folder:each("Buckets_ListFilesById", args) do
      n = n + 1
      assert.equal("/f" .. n, file.fullPath)
    end
    return n
  end

  it("goes on by continuationToken", function()
    logs.have "state.files, state.cap = 25, 10"
    assert.equal(25, files { prefix = "a b" })
    local seen = logs.seen()
    assert.equal(3, #seen)
    assert.equal("/api/Buckets/7/ListFiles?prefix=a b&takeHint=1000", seen[1])
    assert.equal("/api/Buckets/7/ListFiles?prefix=a b&takeHint=1000"
      .. "&continuationToken=at 10", seen[2])
  end)

  it("stops at top", function()
    logs.have "state.files, state.cap = 25, 10"
    assert.equal(12, files { top = 12 })
  end)

  it("raises when a token comes twice", function()
    logs.have "state.files, state.cap, state.stuck = 50, 20, 0"
    local ok, err = pcall(files, {})
    assert.is_false(ok)
    assert.equal("protocol", err.kind)
    assert.matches("same", err.message)
  end)

  it("has no cursor by token", function()
    logs.have "state.files, state.cap = 25, 10"
    local _, walk = folder:each("Buckets_ListFilesById", { id = 7 })
    walk:next()
    local ok, err = pcall(walk.cursor, walk)
    walk:close()
    assert.is_false(ok)
    assert.equal("argument", err.kind)
  end)

  it("refuses what says which page, and what lists nothing", function()
    for id, args in pairs { Buckets_ListFilesById = { id = 7, takeHint = 5 },
      Folders_GetAllForCurrentUser = { take = 5 }, Jobs_StartJobs = {} } do
      local ok, err = pcall(folder.each, folder, id, args)
      assert.is_false(ok)
      assert.equal("argument", err.kind)
    end
  end)

  it("pages by take and skip", function()
    local server = demo.start()
    local tenant = orchestrator.connect(server:options())
    server:reset()
    local paths = {}
    for row in tenant:each "Folders_GetAllForCurrentUser" do
      paths[#paths + 1] = row.FullyQualifiedName
    end
    assert.is_true(#paths > 5)
    assert.equal("GET /api/Folders/GetAllForCurrentUser?take=1000",
      demo.lines(server)[1])
    server:stop()
  end)
end)
