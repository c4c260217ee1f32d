--- Every request for memory refused in turn: what C holds meanwhile comes
-- back all the same, and the error says what it is.

local files = require "support.files"
local interpreter = require "support.interpreter"
local process = require "support.process"

local folder

local function shell(command)
  local result = process.run { "sh", "-c", command }
  assert.equal(0, result.code, result.stderr)
end

setup(function()
  folder = files.temp_dir()
  shell(("${CC:-gcc} -std=c11 -O1 -o '%s/starve' spec/support/starve.c "
    .. "$(pkg-config --cflags --libs %s)"):format(folder, interpreter.name))
end)

teardown(function()
  files.remove(folder)
end)

local function starve(script, ...)
  files.write(folder .. "/script.lua", ([==[
    package.cpath = "%s;" .. package.cpath
    local core = require "orchestrator.core"
  ]==]):format(interpreter.cpath) .. script)
  local result = process.run({ folder .. "/starve", folder .. "/script.lua",
    ... }, { timeout = 100 })
  assert.equal(0, result.code, result.stderr)
  return result.stdout
end

-- How many requests the script makes.
local function rounds(script)
  return tonumber(starve(script))
end

describe("without memory", function()
  it("decode loses nothing", function()
    assert.is_true(rounds [==[
      local text = '{"a":[1,"x",[],{"b":null}],"long":"' .. ("x"):rep(3000) ..
        '\\n","escaped":"\\u00e4","n":0.5}'
      assert(core.decode(text, true).a[4].b == core.null)
      local value, message = core.decode "[1,[2,"
      assert(value == nil and message == "unexpected end at byte 7")
    ]==] > 20)
  end)

  it("encode loses nothing", function()
    assert.is_true(rounds [==[
      local rows = {}
      for i = 1, 20 do
        rows[i] = { a = i / 7, b = ("x"):rep(i * 20), c = {} }
      end
      assert(#core.encode(rows) > 4000)
      local text, message = core.encode { a = { 0 / 0 } }
      assert(text == nil and message == "cannot encode NaN, at .a[1]")
    ]==] > 20)
  end)

  it("encode collects garbage before it gives up", function()
    starve([==[
      local text = ("x"):rep(300000)
      collectgarbage "stop"
      for i = 1, 4000 do text:sub(1, 100 + i % 10) end
      assert(#core.encode { text } == 300004)
      collectgarbage "restart"
    ]==], 1200000)
  end)

  it("rows loses nothing", function()
    assert.is_true(rounds [==[
      local text = '{"@odata.nextLink":"https://h/","value":[{"a":"x"},[1]],' ..
        '"continuationToken":"t"}'
      local count = 0
      for row in core.rows(text) do count = count + #row + 1 end
      assert(count == 3)
      local ok, err = pcall(core.rows "[1,")
      ok, err = pcall(core.rows "<")
      if type(err) == "string" then error(err, 0) end
      assert(not ok and err.kind == "protocol")
    ]==] > 20)
  end)

  it("addresses lose nothing", function()
    assert.is_true(rounds [==[
      local long = ("a b"):rep(100)
      assert(#core.escape(long) == 500 and #core.escape_query(long) == 500)
      assert(core.origin "HTTPS://H" == "https://h:443")
      assert(core.resolve("https://h/a/b", "../c?d#e") == "https://h/c?d#e")
      local url, err = core.origin "ftp://h"
      assert(url == nil and err.kind == "argument")
    ]==] > 15)
  end)
end)
