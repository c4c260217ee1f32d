-- SECURITY.md, "An answer costs no more than its cap" and "What a tenant holds
-- cannot steer a terminal or a spreadsheet".

local core = require "orchestrator.core"
local files = require "support.files"
local process = require "support.process"
local stranger = require "support.stranger"
local time = require "orchestrator.time"

-- Seconds of the processor.
local function cost(fn, ...)
  assert.is_function(fn)
  local before = os.clock()
  pcall(fn, ...)
  return os.clock() - before
end

-- Twice as much may not cost much more than twice as much; a few tries, as
-- the machine is shared.
local function is_linear(fn, make, size)
  for _ = 1, 5 do
    local once, twice = make(size), make(2 * size)
    if cost(fn, twice) <= 3.2 * cost(fn, once) + 0.002 then return true end
  end
  return false
end

describe("an answer", function()
  local other, dir
  setup(function()
    other, dir = stranger.start(), files.temp_dir()
  end)
  teardown(function()
    other:stop()
    files.remove(dir)
  end)

  local function answered(status, body, headers)
    other:answer(status, body, headers)
    local ok, err = pcall(function()
      other:tenant { timeout = 60 }:request("GET", "/odata/X")
    end)
    assert.is_false(ok)
    return err
  end

  it("is measured as it is unpacked: 100 kB that become 100 MB", function()
    local packed = process.run { "sh", "-c", ("head -c 104857600 /dev/zero | "
      .. "gzip -9 >'%s/bomb'"):format(dir) }
    assert.equal(0, packed.code)
    local bomb = files.read(dir .. "/bomb")
    assert.is_true(#bomb < 200000)
    local err = answered(200, bomb, "Content-Type: application/json\r\n"
      .. "Content-Encoding: gzip\r\n")
    assert.equal("too_large", err.kind)
  end)

  it("is unpacked only if packed as it was asked for, and once", function()
    local encoding = "Content-Encoding: "
    for _, headers in ipairs { "br", "zstd", "gzip, gzip", "gzip,gzip,gzip",
      "gzip\r\nContent-Encoding: gzip", "deflate\r\ncontent-encoding:\tgzip",
      "gzip, br", "x-new" } do
      local err = answered(200, "{}", encoding .. headers .. "\r\n")
      assert.equal("protocol", err.kind, headers)
      assert.equal("yes", err.sent)
      assert.matches("not asked for", err.message)
      assert.matches("\r\nAccept%-Encoding: gzip, deflate\r\n", other:seen())
    end
    other:answer(200, "{}", encoding .. "identity\r\n")
    assert.same({}, other:tenant():request("GET", "/odata/X"))
  end)

  it("is nested no deeper than it may be", function()
    for _, text in ipairs { ("["):rep(1000000), ('{"a":'):rep(1000000) } do
      assert.equal("protocol", answered(200, text).kind)
    end
  end)

  it("whose keys are all different costs no more than in proportion",
    function()
      local function keys(n)
        local parts = {}
        for i = 1, n do parts[i] = ('"k%d":%d'):format(i * 7919, i) end
        return "{" .. table.concat(parts, ",") .. "}"
      end
      assert.is_true(is_linear(core.decode, keys, 40000))
    end)

  it("whose long keys are made to collide is bounded by their number",
    function()
      -- Of 128 bytes Lua 5.3 looks at each fifth, from the last on: here x.
      local function keys(n)
        local parts = {}
        for i = 1, n do
          local digits = ("%08d"):format(i)
          parts[i] = ('"%sx%sx%sx":1'):format(("x"):rep(117), digits:sub(1, 4),
            digits:sub(5))
        end
        return "{" .. table.concat(parts, ",") .. "}"
      end
      local count = 0
      local took = cost(function()
        for _ in pairs(core.decode(keys(10000))) do count = count + 1 end
      end)
      assert.equal(10000, count)
      assert.is_true(took < 5, took)
      local value, why = core.decode(keys(100000))
      assert.is_nil(value)
      assert.matches("more than 10000 long names", why)
    end)

  it("cannot steer a terminal by its error", function()
    local err = answered(400, '{"errorCode":1,"message":'
      .. '"a\\u001b[2Jb\\u009b2Jc\\r\\nd\\u0007"}')
    local text = tostring(err)
    assert.is_nil(text:find "%c")
    assert.is_nil(text:find "\xC2[\x80-\x9F]")
  end)

  it("starts no formula in a spreadsheet, when told so", function()
    local rows = {}
    for i, text in ipairs { "=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\\t=1",
      "-5", "plain" } do
      rows[i] = ('{"Id":%d,"Name":"%s"}'):format(i, text)
    end
    other:answer(200, '{"value":[' .. table.concat(rows, ",") .. "]}")
    local function export(formulas)
      local path = dir .. "/rows.csv"
      other:tenant():folder(1).Assets:top(7):export { file = path,
        columns = { "Name" }, formulas = formulas }
      return files.read(path)
    end
    assert.equal("Name\r\n'=1+1\r\n'+cmd|x\r\n'-2+3\r\n'@SUM(A1)\r\n'\t=1\r\n"
      .. "'-5\r\nplain\r\n", (export "escape":gsub('"', "")))
    assert.matches("\n=1%+1\r\n", (export "keep"))
  end)
end)

describe("hostile text", function()
  it("cannot make a pattern of folders try forever", function()
    local matches = require "orchestrator.folder.pattern".matches
    assert.is_true(cost(matches, ("**/a/"):rep(40) .. "b",
      ("a/"):rep(200) .. "c") < 1)
    assert.is_true(cost(matches, ("*a"):rep(40) .. "b", ("a"):rep(400)) < 1)
  end)

  it("costs the readers of it no more than in proportion", function()
    local errors = require "orchestrator.errors"
    local dotenv = require "orchestrator.settings.dotenv"
    local yaml = require "orchestrator.settings.flat_yaml"
    local pattern = require "orchestrator.folder.pattern"
    local function tell(text)
      return tostring(errors.new { kind = "server", message = text })
    end
    local readers = { tell = tell, time = time.read }
    for name, module in pairs { dotenv = dotenv, yaml = yaml,
      pattern = pattern } do
      if type(module) == "function" then readers[name] = module end
      for field, fn in pairs(type(module) == "table" and module or {}) do
        if type(fn) == "function" then readers[name .. "." .. field] = fn end
      end
    end
    for name, fn in pairs(readers) do
      for _, unit in ipairs { " ", "\n", "a ", "'", '"', "*/", "1", "a=", "a: ",
        "\t\r", "?", "(" } do
        assert.is_true(is_linear(function(text) fn(text) end, function(n)
          return unit:rep(n)
        end, 6000), name .. " of " .. unit)
      end
    end
  end)
end)
