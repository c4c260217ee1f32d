local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"
local process = require "support.process"

describe("a bucket and a folder", function()
  local server, bucket, dir
  setup(function()
    server = demo.start()
    local tenant = orchestrator.connect(server:options "client_secret")
    local set = tenant:folder("Shared/Finance").Buckets
    set:create{ Name = "Sync",
      Identifier = "8f3c0000-1111-2222-3333-444455557777" }
    bucket = set:named "Sync"
  end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    for file in bucket:files() do bucket:delete(file.fullPath) end
    dir = files.temp_dir()
  end)
  after_each(function() files.remove(dir) end)

  local function put(path, text, age)
    process.run { "mkdir", "-p", (dir .. "/" .. path):match "^(.*)/" }
    files.write(dir .. "/" .. path, text)
    process.run { "touch", "-d", age or "2020-01-01T00:00:00Z",
      dir .. "/" .. path }
  end

  local function remote(path, text)
    files.write(dir .. "/.passing", text)
    bucket:upload(dir .. "/.passing", path)
    os.remove(dir .. "/.passing")
  end

  local function names()
    local out = {}
    for file in bucket:files() do out[#out + 1] = file.fullPath end
    return table.concat(out, " ")
  end

  local function writes()
    local n = 0
    for _, request in ipairs(server:requests()) do
      if request.path:find "GetWriteUri" then n = n + 1 end
    end
    return n
  end

  it("are made alike upwards, and the second time nothing moves", function()
    put("in/a.txt", "aaa")
    put("in/deep/er/b.txt", "bbbb")
    local told = {}
    local result = bucket:sync(dir .. "/in/", { direction = "up",
      prefix = "2026", progress = function(info) told[#told + 1] = info end })
    assert.equal(2, result.moved)
    assert.equal(7, result.bytes)
    assert.equal("2026/a.txt 2026/deep/er/b.txt", names())
    assert.equal(2, told[2].moved)
    assert.equal(2, told[2].total)
    server:reset()
    result = bucket:sync(dir .. "/in", { direction = "up", prefix = "2026/" })
    assert.same({ 0, 2 }, { result.moved, result.same })
    assert.equal(0, writes())
  end)

  it("send again what has another size, or changed since", function()
    put("a", "aaa")
    put("b", "bbb")
    put("c", "ccc")
    bucket:sync(dir, { direction = "up" })
    put("b", "BB")
    put("c", "CCC", "2038-01-01T00:00:00Z")
    assert.equal(1, bucket:sync(dir, { direction = "up",
      compare = "size" }).moved)
    assert.equal(1, bucket:sync(dir, { direction = "up" }).moved)
    assert.equal(3, bucket:upload_folder(dir).moved)
  end)

  it("delete only when asked, and say before what they would", function()
    put("a", "aaa")
    remote("old", "x")
    bucket:sync(dir, { direction = "up" })
    assert.equal("a old", names())
    local plan = bucket:sync(dir, { direction = "up", delete = true,
      dry_run = true }).plan
    assert.same({ { action = "delete", path = "old" } }, plan)
    assert.equal("a old", names())
    assert.equal(1, bucket:sync(dir, { direction = "up",
      delete = true }).deleted)
    assert.equal("a", names())
  end)

  it("are made alike downwards, with the bucket's times", function()
    remote("x/a.txt", "aaa")
    remote("x/y/ü b.txt", "bbbb")
    remote("z", "z")
    put("out/old", "o")
    put("out/a.txt", "wrong")
    local options = { direction = "down", prefix = "x", delete = true }
    local result = bucket:sync(dir .. "/out", options)
    assert.same({ 2, 7, 1 }, { result.moved, result.bytes, result.deleted })
    assert.equal("bbbb", files.read(dir .. "/out/y/ü b.txt"))
    assert.equal("aaa", files.read(dir .. "/out/a.txt"))
    assert.is_nil(io.open(dir .. "/out/old"))
    result = bucket:sync(dir .. "/out", options)
    assert.same({ 0, 2 }, { result.moved, result.same })
    result = bucket:download_folder(dir .. "/new/er")
    assert.equal(3, result.moved)
    assert.equal("z", files.read(dir .. "/new/er/z"))
  end)

  it("keep files apart whose names look like a transfer's", function()
    remote("a.part", "part")
    remote("a", "whole")
    bucket:download_folder(dir .. "/out")
    remote("a", "whole again")
    bucket:sync(dir .. "/out", { direction = "down" })
    assert.equal("part", files.read(dir .. "/out/a.part"))
    assert.equal("whole again", files.read(dir .. "/out/a"))
  end)

  it("let no name leave the folder", function()
    for _, name in ipairs { "../up", "a/../../up", "a/./b", "a//b" } do
      server:fault { path = "ListFiles", status = 200,
        content_type = "application/json", body =
        ('{"items":[{"fullPath":%q,"size":1}],"continuationToken":null}')
        :format(name) }
      local result = bucket:download_folder(dir .. "/out",
        { on_failed = "return" })
      assert.equal(0, result.moved)
      assert.equal("argument", result.failed[1].error.kind)
    end
    assert.is_nil(io.open(dir .. "/up"))
  end)

  it("follow no symbolic link, neither way", function()
    put("outside/secret", "s")
    put("in/a", "a")
    process.run { "ln", "-s", dir .. "/outside", dir .. "/in/link" }
    process.run { "ln", "-s", dir .. "/outside/secret", dir .. "/in/file" }
    local result = bucket:upload_folder(dir .. "/in")
    assert.equal(1, result.moved)
    assert.same({ "file", "link" }, result.skipped)
    remote("link/secret", "changed")
    remote("file", "changed")
    result = bucket:download_folder(dir .. "/in", { on_failed = "return" })
    assert.equal(2, #result.failed)
    assert.equal("s", files.read(dir .. "/outside/secret"))
  end)

  it("try a file again, and report what fails all the same", function()
    put("a", "aaa")
    put("b", "bbb")
    server:fault { path = "_blobs", method = "PUT", status = 503, times = 1 }
    assert.equal(2, bucket:upload_folder(dir).moved)
    server:fault { path = "GetWriteUri", status = 403 }
    local ok, err = pcall(bucket.upload_folder, bucket, dir, { workers = 1 })
    server:reset()
    assert.is_false(ok)
    assert.equal("partial", err.kind)
    assert.equal("a", err.failed[1].path)
  end)

  it("move several at once, and report in the order of the files", function()
    for i = 1, 12 do put(("f%02d"):format(i), ("x"):rep(i)) end
    for _, workers in ipairs { 1, 4, 12 } do
      server:reset()
      server:fault { path = "f03", status = 403, delay = 0.05, times = 9 }
      server:fault { path = "f09", status = 403, times = 9 }
      local told = {}
      local result = bucket:upload_folder(dir, { workers = workers,
        on_failed = "return", progress = function(info)
          told[#told + 1] = info.path
        end })
      assert.same({ 10, 78 - 12 }, { result.moved, result.bytes })
      assert.same({ "f03", "f09" }, { result.failed[1].path,
        result.failed[2].path })
      assert.equal(12, #told)
      assert.equal("f01 f12", told[1] .. " " .. told[12])
    end
    local ok, err = pcall(bucket.upload_folder, bucket, dir, { workers = 0 })
    assert.is_false(ok)
    assert.equal("argument", err.kind)
  end)

  it("notice what did not arrive in full size", function()
    put("a", "aaa")
    server:fault { path = "ListFiles", after = 1, status = 200,
      content_type = "application/json",
      body = '{"items":[{"fullPath":"a","size":2}]}' }
    local ok, err = pcall(bucket.upload_folder, bucket, dir)
    assert.is_false(ok)
    assert.matches("2 bytes of it and not 3", err.message)
    server:reset()
    server:fault { path = "ListFiles", status = 200,
      content_type = "application/json",
      body = '{"items":[{"fullPath":"a","size":2}]}' }
    local result = bucket:download_folder(dir .. "/out",
      { on_failed = "return" })
    assert.matches("3 bytes came and not 2",
      result.failed[1].error.message)
    assert.is_nil(io.open(dir .. "/out/a"))
  end)

  it("refuse what cannot be meant", function()
    for _, given in ipairs { {}, { direction = "sideways" },
      { direction = "up", compare = "luck" }, { direction = "up", deep = 1 } }
    do
      local ok, err = pcall(bucket.sync, bucket, dir, given)
      assert.is_false(ok)
      assert.equal("argument", err.kind)
    end
    assert.is_false(pcall(bucket.upload_folder, bucket, dir .. "/none"))
    assert.is_false(pcall(bucket.download_folder, bucket, ""))
  end)
end)
