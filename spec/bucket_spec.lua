local cjson = require "cjson"
local demo = require "support.demo"
local files = require "support.files"
local interpreter = require "support.interpreter"
local orchestrator = require "orchestrator"
local process = require "support.process"

describe("a bucket", function()
  local server, blobs, origin, tenant, bucket, dir
  setup(function()
    server = demo.start()
    blobs = process.start { interpreter.name, "spec/support/blobs.lua" }
    origin = "http://127.0.0.1:" .. blobs:line()
    dir = files.temp_dir()
    tenant = orchestrator.connect(server:options "client_secret")
    local set = tenant:folder("Shared/Finance").Buckets
    set:create{ Name = "Statements",
      Identifier = "8f3c0000-1111-2222-3333-444455556666" }
    bucket = set:named "Statements"
  end)
  teardown(function()
    server:stop()
    blobs:stop()
    files.remove(dir)
  end)
  before_each(function() server:reset() end)

  local function address(action, verb, path, times)
    server:fault { path = action, status = 200, times = times or 1,
      content_type = "application/json", body = cjson.encode {
        Uri = origin .. path .. "?sig=s3cret", Verb = verb,
        RequiresAuth = false, Headers = { Keys = { "x-ms-blob-type" },
          Values = { "BlockBlob" } } } }
  end

  it("sends and fetches a file as the API's address asks for", function()
    local text = ("0123456789abcdef"):rep(1 << 16) -- 1 MB
    files.write(dir .. "/a.bin", text)
    address("GetWriteUri", "PUT", "/a")
    assert.is_true(bucket:upload(dir .. "/a.bin", "x/a.bin"))
    local put = cjson.decode(blobs:line())
    assert.equal("PUT", put.method)
    assert.equal(#text, put.length)
    assert.equal("BlockBlob", put.headers["x-ms-blob-type"])
    assert.is_nil(put.headers.authorization)
    address("GetReadUri", "GET", "/a")
    assert.equal(#text, bucket:download("x/a.bin", dir .. "/b.bin"))
    assert.equal(text, files.read(dir .. "/b.bin"))
    assert.is_nil(cjson.decode(blobs:line()).headers.authorization)
  end)

  it("gives a file to a function piece by piece", function()
    files.write(dir .. "/c.bin", ("x"):rep(24000000))
    address("GetWriteUri", "PUT", "/c")
    bucket:upload(dir .. "/c.bin", "c")
    blobs:line()
    address("GetReadUri", "GET", "/c")
    local pieces, bytes = 0, 0
    assert.equal(24000000, bucket:download("c", function(piece)
      pieces, bytes = pieces + 1, bytes + #piece
    end))
    blobs:line()
    assert.equal(24000000, bytes)
    assert.is_true(pieces > 1)
  end)

  it("leaves no half of a file that was cut", function()
    files.write(dir .. "/d.bin", ("x"):rep(100000))
    address("GetWriteUri", "PUT", "/cut")
    bucket:upload(dir .. "/d.bin", "d")
    blobs:line()
    address("GetReadUri", "GET", "/cut", 3)
    local ok, err = pcall(bucket.download, bucket, "d", dir .. "/e.bin")
    assert.is_false(ok)
    assert.equal("network", err.kind)
    for _ = 1, 3 do blobs:line() end
    assert.is_nil(io.open(dir .. "/e.bin"))
    assert.is_nil(io.open(dir .. "/e.bin.part"))
    assert.is_nil(tostring(err):find("s3cret", 1, true))
  end)

  it("refuses a file that is not there, before anything goes out", function()
    address("GetWriteUri", "PUT", "/n")
    local ok, err = pcall(bucket.upload, bucket, dir .. "/none", "n")
    assert.is_false(ok)
    assert.equal("argument", err.kind)
    assert.matches("none cannot be sent", err.message)
    assert.is_false(pcall(bucket.upload, bucket, dir, "n"))
    assert.is_false(pcall(bucket.upload, bucket, dir .. "/a.bin", ""))
  end)

  it("moves files of a whole tenant, names with blanks included", function()
    local names = { "x/a b.bin", "x/ü.bin", "y/c#1.bin" }
    for i, name in ipairs(names) do
      files.write(dir .. "/in", ("part"):rep(i * 1000))
      bucket:upload(dir .. "/in", name)
    end
    assert.equal(3, #bucket:list())
    assert.equal(2, #bucket:list "x/")
    for i, name in ipairs(names) do
      assert.equal(i * 4000, bucket:download(name, dir .. "/out"))
      assert.equal(("part"):rep(i * 1000), files.read(dir .. "/out"))
      assert.is_true(bucket:delete(name))
    end
    assert.equal(0, #bucket:list())
  end)

  it("lists files through all pages", function()
    local function page(body)
      server:fault { path = "ListFiles", status = 200, body = body,
        content_type = "application/json" }
    end
    page '{"items":[{"fullPath":"a"}],"continuationToken":"t1"}'
    page '{"items":[{"fullPath":"b"}],"continuationToken":null}'
    local list = bucket:list "x/"
    assert.equal(2, #list)
    local sent = demo.requests(server)
    assert.matches("prefix=x", sent[1].query)
    assert.matches("continuationToken=t1", sent[2].query)
  end)
end)
