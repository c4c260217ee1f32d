-- SECURITY.md, "The token goes to its own server only".

local demo = require "support.demo"
local files = require "support.files"
local orchestrator = require "orchestrator"
local stranger = require "support.stranger"

describe("the token", function()
  local server, other, tenant, folder, dir
  setup(function()
    server = demo.start { robots = false }
    other = stranger.start()
    dir = files.temp_dir()
    tenant = orchestrator.connect(server:options("access_token",
      { timeout = 10 }))
    folder = tenant:folder "Shared/Finance"
    folder.Buckets:create { Name = "B",
      Identifier = "8f3c0000-1111-2222-3333-444455556666" }
  end)
  teardown(function()
    server:stop()
    other:stop()
    files.remove(dir)
  end)
  before_each(function()
    server:reset()
    other:answer(200, '{"value":[]}')
  end)

  local function fails(fn, ...)
    local ok, err = pcall(fn, ...)
    assert.is_false(ok)
    assert.is_nil(tostring(err):find(server.access_token, 1, true))
    return err
  end

  it("follows no redirect, be it of a read or of a write", function()
    for _, status in ipairs { 301, 302, 303, 307, 308 } do
      server:fault { path = "odata", status = status, body = "", times = 2,
        headers = { "Location: " .. other.url .. "/x" } }
      fails(function() folder.Jobs:get(1) end)
      fails(function() folder.Assets:create { Name = "x" } end)
    end
    assert.equal("", other:seen())
  end)

  it("follows no nextLink to another origin, port or scheme", function()
    for _, link in ipairs { other.url .. "/odata/Jobs",
      "//127.0.0.1:" .. other.url:match "%d+$" .. "/odata/Jobs",
      (server.url:gsub("^http", "https")) .. "/odata/Jobs",
      "http://a@127.0.0.1:" .. server.port .. "/odata/Jobs",
      "javascript:alert(1)", "file:///etc/passwd" } do
      server:fault { path = "/odata/Jobs", next_link = link }
      fails(function() for _ in folder.Jobs:each() do end end)
    end
    assert.equal("", other:seen())
  end)

  it("is not shown to a file's own address, unless that is ours", function()
    files.write(dir .. "/a", "x")
    local bucket = folder.Buckets:named "B"
    local function say(wants)
      server:fault { path = "WriteUri", status = 200,
        content_type = "application/json", times = 3,
        body = ('{"Uri":"%s/f","Verb":"PUT","RequiresAuth":%s,"Headers":'
          .. '{"Keys":[],"Values":[]}}'):format(other.url, wants) }
    end
    say "false"
    bucket:upload(dir .. "/a", "a")
    assert.matches("PUT /f", other:seen())
    assert.is_nil(other:seen():lower():find "authorization")
    other:answer(200, "{}")
    server:reset()
    say "true"
    fails(bucket.upload, bucket, dir .. "/a", "a")
    assert.equal("", other:seen())
  end)

  it("goes to no address of a script but its own origins", function()
    for _, url in ipairs { other.url .. "/x", "//127.0.0.1:1/x",
      "https://127.0.0.1/x", "\\\\127.0.0.1:1\\x" } do
      fails(tenant.request, tenant, "GET", url)
    end
    assert.equal("", other:seen())
  end)

  it("does not travel in the clear, and a proxy opens a tunnel", function()
    local ok, err = pcall(orchestrator.connect, { url = "http://192.0.2.1",
      organization = "a", tenant = "b", access_token = "rt_s3cret" })
    assert.is_false(ok)
    assert.equal("config", err.kind)
    local remote = orchestrator.connect { url = "https://192.0.2.1",
      organization = "a", tenant = "b", access_token = "rt_s3cret",
      proxy = other.url, timeout = 5 }
    other:answer(403, "no")
    fails(function() remote.Folders:list() end)
    assert.matches("^CONNECT 192%.0%.2%.1:443 ", other:seen())
    assert.is_nil(other:seen():find("s3cret", 1, true))
  end)
end)
