-- Servers that are not reached, or not believed: by every kind of call.

local certificates = require "support.certificates"
local demo = require "support.demo"
local files = require "support.files"
local interpreter = require "support.interpreter"
local orchestrator = require "orchestrator"
local process = require "support.process"
local proxy = require "support.proxy"
local socket = require "socket"

local dir, server, kinds

local function folder_of(url, more)
  local options = { url = url, organization = "acme", tenant = "T",
    access_token = "rt_1", timeout = 30 }
  for name, value in pairs(more or {}) do options[name] = value end
  if more and more.client_id then options.access_token = nil end
  return orchestrator.connect(options):folder(1)
end

-- Every kind of call fails so, before anything was sent: all at once, as they
-- are tried again.
local function all_fail(kind, url, more, sent)
  local tasks = {}
  local function add(name, call, given)
    tasks[#tasks + 1] = function()
      local ok, err = pcall(function() call(folder_of(url, given)) end)
      assert.is_false(ok, name)
      assert.equal(kind, err.kind, name .. ": " .. tostring(err))
      assert.equal(sent or "no", err.sent, name .. ": " .. tostring(err))
    end
  end
  for name, call in pairs(kinds) do add(name, call, more) end
  local with = { client_id = "a", client_secret = "b" }
  for key, value in pairs(more or {}) do with[key] = value end
  add("token", kinds.get, with)
  orchestrator.run(table.unpack(tasks))
end

setup(function()
  dir = files.temp_dir()
  kinds = require "faults.kinds"(dir)
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
      local folder = orchestrator.connect { url = "https://192.0.2.1",
        organization = "a", tenant = "b", access_token = "rt_1", timeout = 30 }
        :folder(1)
      local tasks, names = {}, {}
      for name, call in pairs(require "faults.kinds"(os.getenv "DIR")) do
        names[#names + 1] = name
        tasks[#tasks + 1] = function()
          local ok, err = pcall(call, folder)
          return ok == false and err.kind .. ", " .. err.sent
        end
      end
      local results = { orchestrator.run(table.unpack(tasks)) }
      for i, name in ipairs(names) do print(name .. ": " .. results[i]) end
    ]] }, { env = { LUA_PATH = package.path, LUA_CPATH = package.cpath,
      DIR = dir } })
    local count = 0
    for name, outcome in result.stdout:gmatch "([^\n]+): ([^\n]+)" do
      assert.equal("network, no", outcome, name)
      count = count + 1
    end
    assert.equal(9, count, result.stdout .. result.stderr)
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
