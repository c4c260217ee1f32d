-- A bucket of 1,000 files is fetched, sent into another one, and compared.

local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"
local process = require "support.process"

local COUNT = 1000

describe("moving a bucket of 1,000 files", function()
  local server, from, to, dir
  setup(function()
    server = demo.start()
    local buckets = orchestrator.connect(server:options "client_secret")
      :folder("Shared/Finance").Buckets
    from = buckets:ensure { Name = "From" }
    to = buckets:ensure { Name = "To" }
    dir = files.temp_dir()
  end)
  teardown(function()
    server:stop()
    files.remove(dir)
  end)

  local function name(i)
    return ("%d/%02d/file %04d.txt"):format(2020 + i % 7, i % 12 + 1, i)
  end

  local function text(i) return ("%d\n"):format(i):rep(i % 50) end

  local function count(pattern)
    local n = 0
    for _, request in ipairs(server:requests()) do
      if request.path:find(pattern) then n = n + 1 end
    end
    return n
  end

  it("brings every file over whole, once, in flat memory", function()
    process.run { "bash", "-c", "mkdir -p " .. dir
      .. "/in/20{20,21,22,23,24,25,26}/{01,02,03,04,05,06,07,08,09,10,11,12}" }
    local bytes = 0
    for i = 1, COUNT do
      files.write(dir .. "/in/" .. name(i), text(i))
      bytes = bytes + #text(i)
    end
    local result = from:upload_folder(dir .. "/in")
    assert.same({ COUNT, bytes }, { result.moved, result.bytes })

    server:reset()
    collectgarbage()
    local before = collectgarbage "count"
    result = from:download_folder(dir .. "/passing")
    collectgarbage()
    assert.is_true(collectgarbage "count" - before < 2000)
    assert.same({ COUNT, bytes }, { result.moved, result.bytes })
    assert.equal(COUNT, count "GetReadUri")

    server:reset()
    result = to:sync(dir .. "/passing", { direction = "up" })
    assert.equal(COUNT, result.moved)
    assert.equal(COUNT, count "GetWriteUri")

    server:reset()
    assert.equal(COUNT, to:sync(dir .. "/passing",
      { direction = "up" }).same)
    assert.equal(0, count "Uri")

    local seen = 0
    for file in to:files() do
      local i = math.tointeger(tonumber(file.fullPath:match "file (%d+)"))
      assert.equal(name(i), file.fullPath)
      assert.equal(#text(i), file.size)
      seen = seen + 1
    end
    assert.equal(COUNT, seen)
    to:download(name(777), dir .. "/one")
    assert.equal(text(777), files.read(dir .. "/one"))
  end)
end)
