--- Every function and method of the binding in hosts that make its life hard:
-- one whose memory runs out at each request in turn, and one in which all
-- garbage is collected whenever anything may be. What C holds comes back all
-- the same, an error says what it is, and nothing is collected that is in use.

local bindings = require "support.bindings"
local core = require "orchestrator.core"
local files = require "support.files"
local fixture = require "support.core_fixture"
local interpreter = require "support.interpreter"
local process = require "support.process"

local folder, url

local function shell(command)
  local result = process.run { "sh", "-c", command }
  assert.equal(0, result.code, result.stderr)
end

setup(function()
  url = fixture.start()
  folder = files.temp_dir()
  shell(("${CC:-gcc} -std=c11 -O1 -o '%s/starve' spec/support/starve.c "
    .. "$(pkg-config --cflags --libs %s)"):format(folder, interpreter.name))
end)

teardown(function()
  fixture.stop()
  files.remove(folder)
end)

local PRELUDE = [==[
  package.cpath = "%s;" .. package.cpath
  local core = require "orchestrator.core"
  local url, folder = %q, %q
  local function finish(engine, poll)
    while true do
      local answer, err = poll()
      if answer ~= false then return answer, err end
      assert(engine:wait(20))
    end
  end
  ]==]

local function prepare(script)
  files.write(folder .. "/script.lua", PRELUDE:format(interpreter.cpath, url,
    folder) .. script)
end

local function run(...)
  local result = process.run({ ... }, { timeout = 60 })
  assert.equal(0, result.code, result.stderr)
  return tonumber(result.stdout)
end

local function starve(script, ...)
  prepare(script)
  return run(folder .. "/starve", folder .. "/script.lua", ...)
end

describe("without memory", function()
  for _, case in ipairs(bindings) do
    it(case.name .. " loses nothing", function()
      assert.is_true(starve(case.script) >= case.least)
    end)
  end

  it("encode collects garbage before it gives up", function()
    starve([==[
      local text = ("x"):rep(300000)
      collectgarbage "stop"
      for i = 1, 4000 do text:sub(1, 100 + i % 10) end
      assert(#core.encode { text } == 300004)
      collectgarbage "restart"
    ]==], 1200000)
  end)
end)

-- No pause between collections, and no end to a step before the collection's:
-- stock Lua then does what one built with HARDMEMTESTS does. The last line
-- tells how many there were.
local STRESS = [==[
  local cycles = 0
  local function arm()
    setmetatable({}, { __gc = function()
      cycles = cycles + 1
      arm()
    end })
  end
  arm()
  if _VERSION == "Lua 5.3" then
    collectgarbage("setstepmul", 0x7fffffff)
  else
    collectgarbage("incremental", 0, 0, 63)
  end
  collectgarbage("setpause", 0)
  collectgarbage()
  for _ = 1, 9 do
    (function()
      %s
    end)()
  end
  collectgarbage "stop"
  print(cycles)
]==]

describe("with all garbage collected all the time", function()
  for _, case in ipairs(bindings) do
    it(case.name .. " keeps what it uses", function()
      prepare((STRESS:gsub("%%s", function() return case.script end)))
      local cycles = run(interpreter.name, folder .. "/script.lua")
      assert.is_true(cycles >= 50, tostring(cycles) .. " collections")
    end)
  end
end)

describe("the list of bindings", function()
  local all = {}
  for _, case in ipairs(bindings) do all[#all + 1] = case.script end
  local text = table.concat(all)

  it("has every function", function()
    local function check(library, prefix)
      for name, value in pairs(library) do
        if type(value) == "function" then
          assert.truthy(text:find(prefix .. name .. "%f[%W]"), name)
        end
      end
    end
    check(core, "core%.")
    check(core.terminal, "terminal%.")
  end)

  it("has every method", function()
    local count = 0
    for name, class in pairs(debug.getregistry()) do
      if type(name) == "string" and name:find "^orchestrator%.%l+$"
        and type(class.__index) == "table" then
        count = count + 1
        for method in pairs(class.__index) do
          assert.truthy(method == "close" or text:find(":" .. method
            .. "%f[%W]"), name .. ":" .. method)
        end
      end
    end
    assert.is_true(count >= 6)
  end)
end)
