--- Closing handles, in every order and at every moment.

local core = require "orchestrator.core"
local fixture = require "support.core_fixture"
local interpreter = require "support.interpreter"
local process = require "support.process"

local new_engine = fixture.engine
local new_client = fixture.client
local run = fixture.run
local next_row = fixture.next_row
local all = fixture.all
local rows_of = fixture.rows_of

local find_parts = ("package.cpath = %q .. package.cpath\n"):format(
  interpreter.cpath .. ";")
-- What makes the collector run all the time, and yet leaves time for else:
-- Lua 5.3 does a whole cycle for each allocation when told 0.
local eager = interpreter.version == "5.3" and 100 or 0

fixture.around { setup = setup, teardown = teardown, after_each = after_each }

-- Every order of n things.
local function orders(n)
  local function permute(list, k)
    if k == 0 then
      coroutine.yield { table.unpack(list) }
    end
    for i = 1, k do
      list[i], list[k] = list[k], list[i]
      permute(list, k - 1)
      list[i], list[k] = list[k], list[i]
    end
  end
  local list = {}
  for i = 1, n do
    list[i] = i
  end
  return coroutine.wrap(function()
    permute(list, n)
  end)
end

describe("closing", function()
  -- A family with a call that hangs and a walk between two rows.
  local function family()
    local engine = core.engine()
    local client = new_client(engine)
    local call = assert(client:call { url = fixture.url .. "/hang" })
    assert.is_false(call:poll())
    local pager = assert(client:pager(rows_of(100, { page = 10 })))
    assert.equal(1, next_row(engine, pager).Id)
    return { engine, client, call, pager }
  end

  local probes = { "fd", "api_versions", "poll", "next" }

  local function is_closed(handle, probe)
    local _, err = handle[probe](handle)
    return err ~= nil and err.kind == "closed"
  end

  it("may come in every order", function()
    local parent = { nil, 1, 2, 2 }
    for order in orders(4) do
      local handles = family()
      local closed = {}
      for _, i in ipairs(order) do
        handles[i]:close()
        closed[i] = true
        for j = 1, 4 do
          local up, expected = j, false
          while up do
            expected = expected or closed[up] or false
            up = parent[up]
          end
          assert.equal(expected, is_closed(handles[j], probes[j]))
        end
        collectgarbage()
      end
    end
  end)

  it("may be left to the collector, in every order", function()
    for order in orders(4) do
      local handles = family()
      for _, i in ipairs(order) do
        handles[i] = nil
        collectgarbage()
        collectgarbage()
      end
    end
  end)

  it("does not come while a child lives", function()
    local handles = family()
    local pager, engine = handles[4], handles[1]
    handles = nil
    collectgarbage()
    collectgarbage()
    assert.is_nil(handles)
    assert.equal(99, #all(engine, pager))
    engine:close()
    assert.is_true(is_closed(pager, "next"))
  end)

  it("of handles that were abandoned comes in time", function()
    local script = find_parts .. [[
      local core = require "orchestrator.core"
      local url = ...
      local engine = core.engine()
      local client = core.client(engine, { origins = { url },
        token = { grant = "fixed", secret = "t" } })
      local most = 0
      for i = 1, 200 do
        local pager = client:pager { url = url .. "/half" }
        while not pager:next() do engine:wait(10) end
        most = math.max(most, engine:stats().transfers)
      end
      print(most)
    ]]
    local result = process.run({ interpreter.name, "-", fixture.url },
      { stdin = script })
    assert.equal(0, result.code, result.stderr)
    assert.is_true(tonumber(result.stdout) < 50)
  end)

  it("is left to the end of the state too", function()
    local script = find_parts .. [[
      local core = require "orchestrator.core"
      local url = ...
      for i = 1, 3 do
        local engine = core.engine()
        local client = core.client(engine, { origins = { url },
          token = { grant = "fixed", secret = "t" } })
        _G["call" .. i] = client:call { url = url .. "/hang" }
        _G["call" .. i]:poll()
        _G["pager" .. i] = client:pager { url = url .. "/rows/5000" }
        while not _G["pager" .. i]:next() do engine:wait(10) end
        if i > 1 then _G["engine" .. i] = engine end
        if i > 2 then _G["client" .. i] = client end
      end
      if select("#", ...) > 1 then error "the end" end
    ]]
    for extra = 0, 1 do
      local argv = { interpreter.name, "-", fixture.url,
        extra == 1 and "x" or nil }
      local result = process.run(argv, { stdin = script })
      assert.equal(extra, result.code, result.stderr)
      assert.is_nil(result.stderr:match "finalizer")
    end
  end)

  it("may come from a finalizer, while a row is made", function()
    local engine = new_engine()
    local client = new_client(engine)
    local nested = assert(client:pager(rows_of(100000)))
    for turn = 1, 4 do
      local pager = assert(client:pager(rows_of(2000)))
      local call = assert(client:call { url = fixture.url .. "/rows/1000" })
      assert.is_true(run(engine, call))
      local acts = {
        function() engine:step() end,
        function() nested:next() end,
        function() pager:next() end,
        function() pager:close() call:close() end,
      }
      local done = false
      local function arm()
        setmetatable({}, { __gc = function()
          acts[turn]()
          if not done then
            arm()
          end
        end })
      end
      local pause = collectgarbage("setpause", eager)
      local mul = collectgarbage("setstepmul", 1000)
      arm()
      local seen = 0
      repeat
        local row, err = pager:next()
        if row then
          assert.equal("row " .. row.Id, row.Name)
          seen = seen + 1
        elseif row == false then
          engine:wait(1)
        end
        if seen % 100 == 1 then
          local value = call:json()
          assert.is_true(value == nil or #value.value == 1000)
        end
        assert.is_true(err == nil or err.kind == "closed")
      until row == nil
      done = true
      collectgarbage("setpause", pause)
      collectgarbage("setstepmul", mul)
      collectgarbage()
    end
  end)
end)
