-- Servers that are not reached, or not believed: by every kind of call.

local certificates = require "support.certificates"
local demo = require "support.demo"
local files = require "support.files"
local interpreter = require "support.interpreter"
local orchestrator = require "orchestrator"
local process = require "support.process"
local proxy = require "support.proxy"
local socket = require "socket"

local dir, server, source
local KINDS = {
  get = function(folder) folder.Jobs:get(1) end,
  walk = function(folder) folder.Jobs:list() end,
  post = function(folder)
    folder.Queues:AddQueueItem { itemData = { Name = "Invoices" } }
  end,
  export = function(folder)
    folder.Jobs:export { file = dir .. "/rows.csv" }
  end,
  upload = function(folder)
    folder.Libraries:UploadPackage { file = source }
  end,
}

local function folder_of(url, more)
  local options = { url = url, organization = "acme", tenant = "T",
    access_token = "rt_1", timeout = 10 }
  for name, value in pairs(more or {}) do options[name] = value end
  if more and more.client_id then options.access_token = nil end
  return orchestrator.connect(options):folder(1)
end

-- Every kind of call fails so, before anything was sent.
local function all_fail(kind, url, more, sent)
  local function check(name, call, given)
    local ok, err = pcall(function() call(folder_of(url, given)) end)
    assert.is_false(ok, name)
    assert.equal(kind, err.kind, name .. ": " .. tostring(err))
    assert.equal(sent or "no", err.sent, name .. ": " .. tostring(err))
  end
  for name, call in pairs(KINDS) do check(name, call, more) end
  local with = { client_id = "a", client_secret = "b" }
  for key, value in pairs(more or {}) do with[key] = value end
  check("token", KINDS.get, with)
end

setup(function()
  dir = files.temp_dir()
  source = dir .. "/a.nupkg"
  files.write(source, "PK")
  server = demo.start { robots = false, seed = "empty" }
end)
teardown(function()
  server:stop()
  files.remove(dir)
  proxy.remove()
end)

describe("a server that cannot be reached", function()
  it("has no name that is known", function()
    all_fail("network", "https://nowhere.invalid")
  end)

  it("does not listen", function()
    local listener = assert(socket.bind("127.0.0.1", 0))
    local _, port = listener:getsockname()
    listener:close()
    all_fail("network", "http://127.0.0.1:" .. math.tointeger(port))
  end)

  it("has no way that leads to it", function()
    if process.run({ "unshare", "-n", "true" }).code ~= 0 then
      pending "unshare -n needs root"
      return
    end
    local result = process.run({ "unshare", "-n", interpreter.name, "-e", [[
      local orchestrator = require "orchestrator"
      local tenant = orchestrator.connect { url = "https://192.0.2.1",
        organization = "a", tenant = "b", access_token = "rt_1", timeout = 5 }
      for _, call in ipairs {
        function() tenant.Folders:list() end,
        function() tenant:call("Folders_Post", { DisplayName = "x" }) end,
      } do
        local ok, err = pcall(call)
        print(ok, err.kind, err.sent)
      end
    ]] }, { env = { LUA_PATH = package.path, LUA_CPATH = package.cpath } })
    assert.equal("false\tnetwork\tno\nfalse\tnetwork\tno\n", result.stdout,
      result.stderr)
  end)
end)

describe("a server that is not believed", function()
  local ca
  setup(function()
    certificates.authority(dir)
    ca = dir .. "/ca.pem"
  end)

  local function behind(certificate, key, check)
    local before = proxy.start(server.port, certificate, key)
    finally(function() before:stop() end)
    check(before)
    return before
  end

  local function refused(certificate, key, what)
    local before = behind(certificate, key, function(one)
      all_fail("tls", one.url, { ca = ca })
    end)
    assert.same({}, before:log())
    local ok, err = pcall(function()
      folder_of(before.url, { ca = ca }).Jobs:get(1)
    end)
    assert.is_false(ok)
    assert.matches(what, err.message)
  end

  it("has another's name", function()
    local certificate, key = certificates.make(dir, "other",
      "DNS:elsewhere.example", 2)
    refused(certificate, key, "127%.0%.0%.1")
  end)

  it("has a certificate that has ended", function()
    local certificate, key = certificates.make(dir, "old", "IP:127.0.0.1", -1)
    refused(certificate, key, "expired")
  end)

  it("has signed its certificate itself", function()
    local certificate, key = certificates.self_signed(dir)
    refused(certificate, key, "self[- ]signed")
  end)

  it("ends without saying so: an answer without a length is not believed",
    function()
      local certificate, key = certificates.make(dir, "good", "IP:127.0.0.1",
        2)
      behind(certificate, key, function(before)
        local tenant = orchestrator.connect(server:options("access_token",
          { url = before.url, ca = ca, timeout = 10 }))
        assert.is_true(tenant.Folders:count() >= 0)
        before:fault { path = "$metadata", act = "bare", at = "body",
          times = 100 }
        local ok, err = pcall(tenant.request, tenant, "GET",
          "/odata/$metadata", { raw = true })
        assert.is_false(ok)
        assert.equal("protocol", err.kind)
        assert.matches("how long it is", err.message)
      end)
    end)
end)
