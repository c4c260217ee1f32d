local cjson = require "cjson"
local raw_http = require "sandbox.raw_http"
local tenant = require "sandbox.tenant"

local FOLDER = 1001
local NS = "/UiPath.Server.Configuration.OData."

local function escape(value)
  return (tostring(value):gsub("[^%w%-_.~]", function(c)
    return ("%%%02X"):format(c:byte())
  end))
end

-- A bucket, and what is done with its files.
local function new_bucket(server, name, more)
  local bucket = {}
  local fields = { Name = name, Identifier =
    ("11111111-2222-4333-8444-%012x"):format((string.unpack("<I4", name))) }
  for key, value in pairs(more or {}) do fields[key] = value end
  local answer = server:call("POST", "/odata/Buckets",
    { folder = FOLDER, json = fields })
  assert.equal(201, answer.status, answer.body)
  bucket.id = answer.json.Id

  function bucket.call(action, params, method)
    local list = {}
    for key, value in pairs(params or {}) do
      list[#list + 1] = key .. "=" .. escape(value)
    end
    local path = action == "ListFiles"
      and ("/api/Buckets/%d/ListFiles"):format(bucket.id)
      or ("/odata/Buckets(%d)%s%s"):format(bucket.id, NS, action)
    return server:call(method or "GET", path .. "?"
      .. table.concat(list, "&"), { folder = FOLDER })
  end

  -- A request to a signed address, on a connection to the same port.
  function bucket.send(access, body, headers)
    local target = access.Uri:match "^http://[^/]+(/.*)$"
    local all = {}
    for i, key in ipairs(access.Headers.Keys) do
      all[key] = access.Headers.Values[i]
    end
    for key, value in pairs(headers or {}) do
      all[key] = value ~= "" and value or nil
    end
    return raw_http.request(server.port, access.Verb, target,
      { headers = all, body = body })
  end

  function bucket.put(path, content)
    local access = bucket.call("GetWriteUri", { path = path }).json
    local stored = bucket.send(access, content,
      { ["Content-Type"] = "text/csv" })
    assert.equal(201, stored.status, stored.body)
  end

  return bucket
end

local function refused(status, code, answer)
  assert.equal(status, answer.status, answer.body)
  assert.truthy(answer.body:find("<Code>" .. code .. "</Code>", 1, true),
    answer.body)
  assert.equal("application/xml", answer.headers["content-type"])
end

describe("a bucket's files (facts 8.5)", function()
  local server, bucket

  setup(function()
    server = tenant.start()
    bucket = new_bucket(server, "Files")
  end)
  teardown(function() server:stop() end)

  -- facts 8.5.2, 8.5.3; peers 39
  it("are written and read by addresses of another origin", function()
    local access = bucket.call("GetWriteUri", { path = "in/a b.csv" }).json
    assert.equal("PUT", access.Verb)
    assert.is_false(access.RequiresAuth)
    assert.same({ "x-ms-blob-type" }, access.Headers.Keys)
    assert.same({ "BlockBlob" }, access.Headers.Values)
    assert.is_nil(access.Uri:find(server.url, 1, true))
    local content = "a\0b\255" .. ("x"):rep(100000)
    assert.equal(201, bucket.send(access, content).status)
    local read = bucket.call("GetReadUri", { path = "/in/a b.csv" }).json
    assert.equal("GET", read.Verb)
    assert.equal(content, bucket.send(read).body)
  end)

  it("are read in part as well", function()
    bucket.put("part.txt", "0123456789")
    local read = bucket.call("GetReadUri", { path = "part.txt" }).json
    for range, wanted in pairs { ["bytes=2-4"] = "234", ["bytes=7-"] = "789",
      ["bytes=-2"] = "89" } do
      local answer = bucket.send(read, nil, { Range = range })
      assert.equal(206, answer.status)
      assert.equal(wanted, answer.body)
    end
    refused(416, "InvalidRange",
      bucket.send(read, nil, { Range = "bytes=10-" }))
  end)

  -- facts 8.5.3; peers 39
  it("are refused without the headers, and with a token", function()
    local access = bucket.call("GetWriteUri", { path = "x" }).json
    refused(400, "MissingRequiredHeader",
      bucket.send(access, "x", { ["x-ms-blob-type"] = "" }))
    refused(400, "InvalidHeaderValue",
      bucket.send(access, "x", { ["x-ms-blob-type"] = "PageBlob" }))
    refused(403, "AuthenticationFailed",
      bucket.send(access, "x", { Authorization = "Bearer x" }))
    assert.equal(404, bucket.call("GetFile", { path = "x" }).status)
  end)

  it("are kept from an address that is not signed for it", function()
    bucket.put("mine", "1")
    bucket.put("other", "2")
    local access = bucket.call("GetReadUri", { path = "mine" }).json
    local function changed(from, to)
      local copy = { Verb = access.Verb, Headers = access.Headers,
        Uri = access.Uri:gsub(from, to) }
      return bucket.send(copy)
    end
    assert.equal("1", changed("x", "x").body)
    refused(403, "AuthenticationFailed", changed("/mine%?", "/other?"))
    refused(403, "AuthenticationFailed", changed("sig=.*", "sig=AAAA"))
    refused(403, "AuthenticationFailed", changed("se=2", "se=9"))
    access.Verb = "PUT"
    access.Headers = { Keys = { "x-ms-blob-type" }, Values = { "BlockBlob" } }
    refused(403, "AuthorizationPermissionMismatch",
      bucket.send(access, "3"))
  end)

  it("have addresses that end", function()
    local old = require "orchestrator.sandbox.instant"
    local access = bucket.call("GetReadUri",
      { path = "mine", expiryInMinutes = 1 }).json
    local ends = access.Uri:match "se=([^&]*)":gsub("%%3A", ":")
    assert.is_true(ends <= old.from_time(os.time() + 61))
    assert.is_true(ends >= old.from_time(os.time() + 30))
    assert.equal(400, bucket.call("GetReadUri",
      { path = "mine", expiryInMinutes = 0 }).status)
  end)

  -- facts 6.1.10
  it("are missed in XML", function()
    refused(404, "BlobNotFound",
      bucket.send(bucket.call("GetReadUri", { path = "none" }).json))
  end)

  it("stay inside the bucket", function()
    for _, path in ipairs { "", "/", "../x", "a/../../x", "a//b", "a/" } do
      local answer = bucket.call("GetWriteUri", { path = path })
      assert.equal(400, answer.status, path)
      assert.equal(1009, answer.json.errorCode)
    end
  end)
end)

describe("the lists of a bucket (facts 8.5)", function()
  local server, bucket

  setup(function()
    server = tenant.start()
    bucket = new_bucket(server, "Lists")
    for _, path in ipairs { "a.csv", "b.txt", "in/c.csv", "in/d.txt",
      "in/deep/e.csv", "it's/f.csv" } do
      bucket.put(path, path)
    end
  end)
  teardown(function() server:stop() end)

  local function paths(answer, name)
    assert.equal(200, answer.status, answer.body)
    local list = {}
    for i, row in ipairs(answer.json.value or answer.json.items) do
      list[i] = row[name or "FullPath"]
    end
    return list
  end

  -- facts 4.2.7, 8.5.4
  it("come in pages, each with a token for the next", function()
    local seen, token, pages = {}, nil, 0
    repeat
      local answer = bucket.call("ListFiles",
        { takeHint = 4, continuationToken = token })
      for _, path in ipairs(paths(answer, "fullPath")) do
        seen[#seen + 1] = path
      end
      token, pages = answer.json.continuationToken, pages + 1
    until token == cjson.null
    assert.equal(2, pages)
    assert.same({ "a.csv", "b.txt", "in/c.csv", "in/d.txt", "in/deep/e.csv",
      "it's/f.csv" }, seen)
  end)

  it("are narrowed by a prefix, and say size and kind", function()
    local answer = bucket.call("ListFiles", { prefix = "in/d" })
    assert.same({ "in/d.txt", "in/deep/e.csv" }, paths(answer, "fullPath"))
    local item = answer.json.items[1]
    assert.equal(8, item.size)
    assert.equal("text/csv", item.contentType)
    assert.string(item.lastModified)
    assert.equal(cjson.null, item.accessInfo)
  end)

  it("bring addresses when they are asked to", function()
    local item = bucket.call("ListFiles", { prefix = "a.csv",
      expiryInMinutes = 5 }).json.items[1]
    assert.equal("a.csv", bucket.send(item.accessInfo).body)
  end)

  it("refuse a hint over 1,000 and a token that is none", function()
    assert.equal(400, bucket.call("ListFiles", { takeHint = 1001 }).status)
    assert.equal(400, bucket.call("ListFiles",
      { continuationToken = "%" }).status)
  end)

  -- facts 8.5.4
  it("show files and directories of a directory", function()
    assert.same({ "a.csv", "b.txt" },
      paths(bucket.call("GetFiles", { directory = "/" })))
    assert.same({ "in/c.csv", "in/deep/e.csv" }, paths(bucket.call("GetFiles",
      { directory = "/in", recursive = "true", fileNameGlob = "*.csv" })))
    assert.same({ "it's/f.csv" },
      paths(bucket.call("GetFiles", { directory = "it's" })))
    assert.same({ "in", "it's" },
      paths(bucket.call("GetDirectories", { directory = "/" })))
    assert.same({ "in/deep" },
      paths(bucket.call("GetDirectories", { directory = "/in" })))
  end)

  it("have no most where none is declared (facts 4.1.3)", function()
    server:insert("Buckets", { Id = 900, Name = "many", _folder = FOLDER,
      Identifier = "7b0f3a52-5a0e-4c52-a8b2-0d3e4c1b2a77" })
    server.handle:sql [[WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL
      SELECT i + 1 FROM n WHERE i < 1100) INSERT INTO _blobs (bucket, path,
      content, type, size, modified) SELECT 900, printf('d%04d/f', i), 'x',
      'text/plain', 1, '2026-11-01T00:00:00.0000000Z' FROM n]]
    for form, query in pairs { GetFiles = "recursive=true",
      GetDirectories = "directory=/" } do
      local answer = server:get(("/odata/Buckets(900)/UiPath.Server."
        .. "Configuration.OData.%s?%s&$top=1050"):format(form, query),
        { folder = FOLDER })
      assert.equal(1050, #answer.json.value, form)
    end
  end)

  it("lose a file that is deleted, and all with the bucket", function()
    bucket.put("gone", "1")
    assert.equal(1, bucket.call("GetFile", { path = "gone" }).json.Size)
    assert.equal(204,
      bucket.call("DeleteFile", { path = "gone" }, "DELETE").status)
    assert.equal(404, bucket.call("GetFile", { path = "gone" }).status)
    assert.equal(404,
      bucket.call("DeleteFile", { path = "gone" }, "DELETE").status)
    local other = new_bucket(server, "Other")
    other.put("x", "1")
    assert.equal(204, server:call("DELETE",
      ("/odata/Buckets(%d)"):format(other.id), { folder = FOLDER }).status)
    assert.same({}, server.handle:sql(
      "SELECT 1 FROM _blobs WHERE bucket = ?", other.id))
  end)

  it("are closed to writing where the bucket is read-only", function()
    local shut = new_bucket(server, "Shut!", { Options = "ReadOnly" })
    assert.equal(409, shut.call("GetWriteUri", { path = "x" }).status)
  end)
end)
