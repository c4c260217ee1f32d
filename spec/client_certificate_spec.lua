-- Client certificates, with nginx as the peer that asks for them, and
-- OpenSSL's own server as one that ends the handshake.

local eventually = require "support.eventually"
local files = require "support.files"
local nginx = require "support.nginx"
local orchestrator = require "orchestrator"
local process = require "support.process"
local sandbox = require "orchestrator.sandbox"
local socket = require "socket"

local PASSWORD = "key-password-0123456789"

describe("a server that asks for a client certificate", function()
  local server, front, dir

  setup(function()
    server = sandbox.start { seed = "empty", robots = false }
    front = nginx.start(server.port, PASSWORD)
    dir = front.dir .. "/"
  end)
  teardown(function()
    front:stop()
    server:stop()
  end)

  local function list(own, more)
    local options = { url = front.url, ca = front.ca, client_cert = own }
    for name, value in pairs(more or {}) do options[name] = value end
    return orchestrator.connect(server:options("client_secret", options))
      .Folders:list()
  end

  local function refused(kind, own, more)
    local ok, err = pcall(list, own, more)
    assert.is_false(ok)
    assert.equal(kind, err.kind)
    assert.matches("client_cert", err.hint, 1, true)
    assert.is_nil(tostring(err):find(PASSWORD, 1, true))
    return err
  end

  -- libcurl shares connections between tenants with the same file, and then
  -- its key is not read again.
  local copies = 0
  local function copy(name)
    copies = copies + 1
    local path = ("%scopy%d.pem"):format(dir, copies)
    files.write(path, files.read(dir .. name))
    return path
  end

  it("lets in who has one, its key's password from anywhere", function()
    files.write(dir .. "password", PASSWORD .. "\n")
    for _, password in ipairs { PASSWORD, { file = dir .. "password" },
      { command = "cat " .. dir .. "password" } } do
      local own = { file = copy "client.pem", key = dir .. "client.key",
        password = password }
      assert.equal(1, #list(own)) -- its folders
    end
    assert.equal(1, #list(dir .. "client.both"))
  end)

  it("says so to who has none, or a stranger's", function()
    assert.matches("wants a client certificate", refused("tls").message)
    refused("tls", { file = dir .. "stranger.pem", key = dir .. "stranger.key",
      password = PASSWORD })
  end)

  it("is not reached with another key, or a wrong password", function()
    local key = dir .. "client.key"
    refused("config", { file = copy "client.pem", key = key,
      password = "wrong" })
    refused("config", { file = copy "client.pem", key = dir .. "stranger.key",
      password = PASSWORD })
    refused("config", copy "client.pem")
  end)

  it("without a password nobody is asked for it on the terminal", function()
    files.write(dir .. "asks.lua", ([[
      local orchestrator = require "orchestrator"
      local ok, err = pcall(function()
        return orchestrator.connect { url = "%s/o/t", access_token = "x",
          ca = "%s", client_cert = { file = "%s", key = "%s" } }
          .Folders:list()
      end)
      print(ok, err.kind)]]):format(front.url, front.ca,
      dir .. "client.pem", dir .. "client.key"))
    local result = process.run { "bin/orch", "run", dir .. "asks.lua" }
    assert.equal("", result.stderr)
    assert.equal("false\tconfig\n", result.stdout)
  end)

  for _, version in ipairs { "-tls1_2", "-tls1_3" } do
    it("may end the handshake, " .. version, function()
      local taken = assert(socket.bind("127.0.0.1", 0))
      local _, port = taken:getsockname()
      taken:close()
      local peer = process.start({ "openssl", "s_server", "-accept",
        "127.0.0.1:" .. port, "-cert", "server.pem", "-key", "server.key",
        "-CAfile", "ca.pem", "-Verify", "1", "-verify_return_error", "-quiet",
        version }, { cwd = front.dir })
      finally(function() peer:stop() end)
      eventually(function()
        local found = socket.connect("127.0.0.1", port)
        if found then found:close() end
        return found ~= nil
      end)
      local there = { url = "https://127.0.0.1:" .. port }
      refused("tls", nil, there)
      local err = refused("tls", { file = dir .. "stranger.pem", key = dir
        .. "stranger.key", password = PASSWORD }, there)
      assert.matches("client certificate is wanted", err.message)
    end)
  end
end)
