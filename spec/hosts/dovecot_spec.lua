local demo = require "support.demo"
local eventually = require "support.eventually"
local files = require "support.files"
local host = require "support.host"
local process = require "support.process"

describe("in dovecot", function()
  if not host.has "/usr/lib/dovecot/modules/auth/libauthdb_lua.so" then
    pending "dovecot-auth-lua is not installed"
    return
  end

  local server, data, config, dovecot
  setup(function()
    server = demo.start { edition = "standalone" }
    data = files.temp_dir()
    local paths = host.paths "5.4"
    files.write(data .. "/settings.lua", ([[return {
      url = %q, tenant = %q, path = %q, cpath = %q }]]):format(server.url,
      server.tenant, paths.LUA_PATH, paths.LUA_CPATH))
    local recipe = host.recipe "dovecot"
    process.run { "cp", recipe .. "/passdb.lua", data }
    local id = process.run { "id", "-un" }.stdout:match "%S+"
    local group = process.run { "id", "-gn" }.stdout:match "%S+"
    config = data .. "/dovecot.conf"
    files.write(config, (files.read(recipe .. "/dovecot.conf.in")
      :gsub("@(%u+)@", { RECIPE = data, DATA = data, USER = id,
        GROUP = group })))
    dovecot = process.start({ "/usr/sbin/dovecot", "-F", "-c", config })
    assert.is_truthy(eventually(function()
      return host.has(data .. "/run/dovecot.conf")
    end), "dovecot is not ready")
  end)
  teardown(function()
    if dovecot then dovecot:stop() end
    if server then server:stop() end
    if data then files.remove(data) end
  end)

  local function sign_in(name, password)
    return process.run { "doveadm", "-c", config, "auth", "test", name,
      password }
  end

  it("who may sign in to Orchestrator may read mail", function()
    local result = sign_in(server.username, server.password)
    assert.equal(0, result.code, result.stdout .. dovecot:stderr())
  end)

  it("who may not is refused", function()
    server:reset()
    assert.equal(77, sign_in(server.username, "wrong").code)
    assert.equal(1, #server:requests { path = "/api/account/authenticate" })
  end)

  it("a server that is down is no refusal", function()
    server:fault { path = "/api/account/authenticate", status = 503, times = 9 }
    local result = sign_in(server.username, server.password)
    assert.matches("code=temp_fail", result.stdout, 1, true)
  end)
end)
