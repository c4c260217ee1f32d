-- SIGKILL under load: the file stays whole, and what was acknowledged stays.
-- KILLS says how often (make kill: 50).

local cjson = require "cjson"
local files = require "support.files"
local raw_http = require "sandbox.raw_http"
local tenant = require "sandbox.tenant"

local KILLS = tonumber(os.getenv "KILLS") or 4
local CONNECTIONS = 8

local PATH = "/acme/Production/orchestrator_/odata/Machines"

describe("a sandbox that is killed while it writes", function()
  local folder

  setup(function() folder = files.temp_dir() end)
  teardown(function() files.remove(folder) end)

  local function start()
    return tenant.start { seed = "empty", data = folder .. "/tenant.db" }
  end

  local function send(connection, server, name)
    return connection:write("POST", PATH, { headers = {
      Authorization = "Bearer " .. server.access_token,
      ["Content-Type"] = "application/json" },
      body = cjson.encode { Name = name } })
  end

  -- Keeps a request in flight on each connection, kills the server after so
  -- many answers, and reads what had still been sent.
  local function load_and_kill(server, round, acknowledged)
    local open, serial, answers = {}, 0, 0
    local function next_name()
      serial = serial + 1
      return ("r%d-%d"):format(round, serial)
    end
    for i = 1, CONNECTIONS do
      open[i] = { line = raw_http.connect(server.port), name = next_name() }
      assert(send(open[i].line, server, open[i].name))
    end
    local due, alive = 20 + round * 7 % 31, true
    while #open > 0 do
      local at = (answers % #open) + 1
      local each = open[at]
      local answer = each.line:receive()
      if answer then
        assert.equal(201, answer.status, answer.body)
        acknowledged[#acknowledged + 1] = each.name
        answers = answers + 1
      end
      if alive and answers >= due then
        os.execute("kill -KILL " .. server.pid)
        alive = false
      end
      each.name = next_name()
      if not answer or not send(each.line, server, each.name) then
        each.line:close()
        table.remove(open, at)
      end
    end
    assert.is_false(alive)
  end

  local function check(server, acknowledged)
    local found = {}
    for _, row in ipairs(server.handle:sql 'SELECT "Name" FROM "Machines"') do
      found[row.Name] = true
    end
    for _, name in ipairs(acknowledged) do
      assert.is_true(found[name], name .. " was acknowledged and is gone")
    end
    assert.same("ok", server.handle:sql("PRAGMA integrity_check")[1]
      .integrity_check)
  end

  it(("keeps its file and every acknowledged row, %d times"):format(KILLS),
    function()
      local acknowledged = {}
      for round = 1, KILLS do
        local server = start()
        check(server, acknowledged)
        load_and_kill(server, round, acknowledged)
        server:stop()
      end
      local server = start()
      check(server, acknowledged)
      server:stop()
      assert.is_true(#acknowledged >= KILLS * 20)
    end)
end)
