--- The wire codec as scripts meet it, and held against lua-cjson, which knows
-- nothing of it.

local cjson = require "cjson"
local core = require "orchestrator.core"
local documents = require "support.documents"

local decode, encode, null = core.decode, core.encode, core.null

local function number_is(expected, text)
  local value = assert(decode(text))
  assert.equal(math.type(expected), math.type(value), text)
  assert.equal(expected, value, text)
end

describe("decode", function()
  it("keeps integers exact over the whole int64 range", function()
    number_is(0, "0")
    number_is(9007199254740993, "9007199254740993")
    number_is(-9007199254740993, "-9007199254740993")
    number_is(math.maxinteger, "9223372036854775807")
    number_is(math.mininteger, "-9223372036854775808")
  end)

  it("makes floats of all other numbers", function()
    number_is(9223372036854775808.0, "9223372036854775808")
    number_is(-9223372036854775809.0, "-9223372036854775809")
    number_is(1e20, "100000000000000000000")
    number_is(1.0, "1.0")
    number_is(100.0, "1e2")
    number_is(0.1, "0.1")
    number_is(0.30000000000000004, "0.30000000000000004")
    number_is(5e-324, "5e-324")
    number_is(0.0, "1e-400")
    assert.equal("-0.0", tostring(decode "-0"))
  end)

  it("resolves escapes and surrogate pairs", function()
    assert.equal('"\\/\b\f\n\r\t', decode [["\"\\\/\b\f\n\r\t"]])
    assert.equal("\0", decode [["\u0000"]])
    assert.equal("aä€😀", decode [["\u0061\u00e4\u20AC\uD83D\ude00"]])
    assert.equal("ä€😀", decode '"ä€😀"')
    assert.equal("\0a\0", (decode [=[["\u0000a\u0000"]]=])[1])
  end)

  it("resolves escapes in strings of every length", function()
    for len = 0, 3000, 97 do
      local text = ("x"):rep(len)
      assert.equal(text .. "\n" .. text, decode('"' .. text .. "\\n" .. text ..
        '"'))
    end
  end)

  it("leaves members out that are null, and keeps nulls in arrays", function()
    assert.same({}, decode '{"a":null}')
    assert.same({ b = 1 }, decode '{"a":null,"b":1,"c":null}')
    local list = decode "[null,1,null]"
    assert.equal(null, list[1])
    assert.equal(null, list[3])
    assert.equal(3, #list)
    assert.equal(null, decode '{"a":[null]}'.a[1])
  end)

  it("keeps null members when asked to", function()
    assert.equal(null, decode('{"a":null}', true).a)
    assert.equal(null, decode('{"a":{"b":null}}', true).a.b)
  end)

  it("shares its null with lua-cjson, also at the top", function()
    assert.equal(cjson.null, null)
    assert.equal(null, decode "null")
    assert.is_nil((decode ""))
  end)

  it("marks empty arrays, and those only", function()
    assert.equal(core.array_mt, getmetatable(decode "[]"))
    assert.equal(core.array_mt, getmetatable(decode '{"a":[]}'.a))
    assert.is_nil(getmetatable(decode "{}"))
    assert.is_nil(getmetatable(decode "[1]"))
  end)

  it("takes the last of two members that are named the same", function()
    assert.same({ a = 2 }, decode '{"a":1,"a":2}')
    assert.same({ a = 2 }, decode '{"a":1,"\\u0061":2}')
    assert.same({}, decode '{"a":1,"a":null}')
  end)

  it("makes tables of any size", function()
    for _, count in ipairs { 1, 2, 17, 254, 255, 256, 1000 } do
      local members, elements = {}, {}
      for i = 1, count do
        members[i] = ('"k%d":%d'):format(i, i)
        elements[i] = ("{%s}"):format(members[i])
      end
      local row = "{" .. table.concat(members, ",") .. "}"
      local value = decode("[" .. row .. "," .. row .. ",[" ..
        table.concat(elements, ",") .. "]]")
      assert.equal(count, value[1]["k" .. count])
      assert.equal(count, value[2]["k" .. count])
      assert.equal(count, value[3][count]["k" .. count])
      assert.equal(count, #value[3])
    end
  end)

  it("nests 512 levels and no more", function()
    local value = assert(decode(("["):rep(512) .. ("]"):rep(512)))
    local depth = 1
    while value[1] do
      value, depth = value[1], depth + 1
    end
    assert.equal(512, depth)
    local _, message, at = decode(("["):rep(513) .. ("]"):rep(513))
    assert.equal("nested deeper than 512 at byte 513", message)
    assert.equal(513, at)
    assert.is_nil((decode(('{"a":'):rep(513) .. "1" .. ("}"):rep(513))))
    assert.is_nil((decode(("["):rep(1000000))))
  end)

  it("says what is wrong, and at which byte", function()
    for text, expected in pairs {
      [""] = "unexpected end at byte 1",
      ["[1,2"] = "unexpected end at byte 5",
      ["[1,]"] = "expected a value at byte 4",
      ["{\"a\" 1}"] = "expected ':' at byte 6",
      ["1 2"] = "more text behind the value at byte 3",
      ["\xEF\xBB\xBF1"] = "byte order mark at byte 1",
      ["<html></html>"] = "HTML or XML instead of JSON at byte 1",
      ["1e400"] = "number too large for a float at byte 1",
      ["[-1e400]"] = "number too large for a float at byte 2",
      ["01"] = "leading zero at byte 1",
      ['"\\ud800"'] = "lone surrogate at byte 2",
      ['"\\udc00\\ud800"'] = "lone surrogate at byte 2",
      ['"\xED\xA0\x80"'] = "invalid UTF-8 at byte 2",
      ['"a\xC0\x80"'] = "invalid UTF-8 at byte 3",
      ['"a\nb"'] = "control character in a string at byte 3",
      ["NaN"] = "expected a value at byte 1",
      ["'a'"] = "expected a value at byte 1",
    } do
      local value, message, at = decode(text)
      assert.is_nil(value)
      assert.equal(expected, message)
      assert.equal(tonumber(expected:match "%d+$"), at)
    end
  end)

  it("leaves nothing on the stack of a failure", function()
    assert.equal(3, select("#", decode('[1,{"a":["b",{"c":')))
  end)

  it("takes a string and nothing else", function()
    assert.has_error(function() decode() end)
    assert.has_error(function() decode(12) end)
    assert.has_error(function() decode {} end)
  end)
end)

describe("encode", function()
  it("writes scalars so that they read back the same", function()
    for text, value in pairs {
      ["true"] = true, ["false"] = false, ["null"] = null,
      ["0"] = 0, ["-7"] = -7, ["9223372036854775807"] = math.maxinteger,
      ["-9223372036854775808"] = math.mininteger,
      ["1.0"] = 1.0, ["-0.0"] = -0.0, ["0.1"] = 0.1, ["1e300"] = 1e300,
      ["0.30000000000000004"] = 0.1 + 0.2, ["100000.0"] = 1e5,
      ['""'] = "", ['"a/b\\"\\\\\\n\\u0000\127ä\u{2028}"'] =
        'a/b"\\\n\0\127ä\u{2028}',
    } do
      assert.equal(text, encode(value))
      local back = decode(text)
      assert.equal(math.type(value), math.type(back))
      assert.equal(value, back)
    end
  end)

  it("writes a sequence as an array and other tables as objects", function()
    assert.equal("[1,2,3]", encode { 1, 2, 3 })
    assert.equal("[[],{}]", encode { setmetatable({}, core.array_mt), {} })
    assert.equal('{"a":[{"b":null}]}', encode { a = { { b = null } } })
    assert.equal("[null,1]", encode { null, 1 })
    assert.equal("[1]", encode(setmetatable({ 1 }, core.array_mt)))
    assert.equal("[7]", encode { [1.0] = 7 })
  end)

  it("writes back what it read, empty arrays too", function()
    for _, text in ipairs {
      "[]", "{}", "[[],{},[[]]]", '{"a":[]}', '[null,1.5,"x",true]',
      "[9007199254740993,1.0,-0.0]",
    } do
      assert.equal(text, encode(decode(text)))
    end
  end)

  it("takes the marks of a lua-cjson that has them", function()
    local fork = { array_mt = {}, empty_array_mt = {}, empty_array = io.stdout }
    local loaded, safe = package.loaded.cjson, package.loaded["cjson.safe"]
    finally(function()
      package.loaded.cjson, package.loaded["cjson.safe"] = loaded, safe
    end)
    local one = setmetatable({}, fork.array_mt)
    local other = setmetatable({}, fork.empty_array_mt)
    package.loaded.cjson, package.loaded["cjson.safe"] = nil, nil
    assert.equal("{}", encode(one))
    package.loaded.cjson = fork
    assert.equal("[]", encode(one))
    assert.equal("[]", encode(other))
    package.loaded.cjson, package.loaded["cjson.safe"] = true, fork
    assert.equal('{"a":[]}', encode { a = other })
    assert.equal("{}", encode(setmetatable({}, {})))
  end)

  it("runs no metamethod", function()
    local loud = setmetatable({ a = 1 }, {
      __index = error, __len = error, __pairs = error, __tostring = error,
    })
    assert.equal('{"a":1}', encode(loud))
  end)

  it("refuses by name what JSON cannot say, with the way to it", function()
    local cycle = {}
    cycle.a = { cycle }
    local deep = "x"
    for _ = 1, 513 do deep = { deep } end
    local co = coroutine.create(print)
    for _, case in ipairs {
      { 0 / 0, "NaN" },
      { 1 / 0, "infinity" },
      { { a = { b = { 1, 2, -1 / 0 } } }, "infinity, at .a.b[3]" },
      { { { x = 0 / 0 } }, "NaN, at [1].x" },
      { print, "a function" },
      { { f = print }, "a function, at .f" },
      { { co }, "a thread, at [1]" },
      { { io.stdout }, "a userdata, at [1]" },
      { cycle, "a table that contains itself, at .a[1]" },
      { { ["a b"] = { ["\1"] = print } }, 'a function, at ["a b"]["?"]' },
      { { [("k"):rep(50)] = print },
        'a function, at ["' .. ("k"):rep(40) .. '..."]' },
      { { a = "\xFF" }, "a string that is not UTF-8 (byte 1 of it), at .a" },
      { { "ok", "ab\xC0\x80" },
        "a string that is not UTF-8 (byte 3 of it), at [2]" },
      { { a = { ["\xED\xA0\x80"] = 1 } },
        "a key that is not UTF-8 (byte 1 of it), at .a" },
      { { a = { [true] = 1 } }, "a key that is a boolean, at .a" },
      { { [1.5] = 1 }, "a key that is a number" },
      { { [0] = 1 }, "a key that is a number" },
      { { [2] = 1 }, "a key that is a number" },
      { { 1, a = 2 }, "an array with a key that is a string" },
      { { 1, [1.5] = 2 }, "an array with a key that is a number" },
      { { 1, [3] = 2 }, "an array with holes (1 elements, then [3])" },
      { { x = setmetatable({ a = 1 }, core.array_mt) },
        "an array with a key that is a string, at .x" },
      { deep, "tables nested deeper than 512, at ...[1][1][1][1][1][1][1][1]" },
      { nil, "nil (there is a null for that)" },
    } do
      local text, message = encode(case[1])
      assert.is_nil(text)
      assert.equal("cannot encode " .. case[2], message)
    end
  end)

  it("takes a table twice that does not contain itself", function()
    local shared = { 1 }
    assert.equal("[[1],[1],[[1]]]", encode { shared, shared, { shared } })
  end)

  it("nests 512 levels", function()
    local deep = 1
    for _ = 1, 512 do deep = { deep } end
    assert.equal(("["):rep(512) .. "1" .. ("]"):rep(512), encode(deep))
  end)

  it("writes long texts", function()
    local rows = {}
    for i = 1, 3000 do rows[i] = { Id = i, Text = ("ä\n"):rep(i % 50) } end
    assert.same(rows, decode(encode(rows)))
  end)

  it("wants a value", function()
    assert.has_error(function() encode() end)
  end)
end)

-- lua-cjson's numbers: floats in Debian's, integers where they fit in the
-- maintained fork.
local function same_number(ours, theirs)
  if math.type(theirs) == "integer" then return ours == theirs end
  return ours + 0.0 == theirs
end

local function same_value(ours, theirs)
  if type(ours) ~= type(theirs) then return false end
  if type(ours) == "number" then return same_number(ours, theirs) end
  if type(ours) ~= "table" then return ours == theirs end
  for key, value in pairs(ours) do
    if not same_value(value, theirs[key]) then return false end
  end
  for key in pairs(theirs) do
    if ours[key] == nil then return false end
  end
  return true
end

-- The same value, and integers and floats told apart, which assert.same does
-- not.
local function is_exact(expected, value)
  if type(expected) ~= "table" then
    return expected == value and math.type(expected) == math.type(value)
  end
  for key, item in pairs(expected) do
    if not is_exact(item, value[key]) then return false end
  end
  for key in pairs(value) do
    if expected[key] == nil then return false end
  end
  return true
end

describe("against lua-cjson", function()
  local judge = cjson.new()
  judge.decode_invalid_numbers(false)

  it("reads thousands of documents the same", function()
    local maker = documents.new(1, null)
    for round = 1, 5000 do
      local value, text = maker:value(round % 6)
      local ours, message = decode(text, true)
      assert.is_nil(message)
      assert.is_true(is_exact(value, ours), text)
      assert.is_true(same_value(ours, judge.decode(text)), text)
    end
  end)

  it("writes thousands of values that it reads the same", function()
    local maker = documents.new(2, null)
    for round = 1, 5000 do
      local value = maker:value(round % 6)
      local text = assert(encode(value))
      assert.is_true(same_value(value, judge.decode(text)), text)
      assert.is_true(is_exact(value, (decode(text, true))), text)
    end
  end)

  it("reads what it writes", function()
    local maker = documents.new(3, null)
    for round = 1, 2000 do
      local value = maker:value(round % 6)
      local text = judge.encode { value }
      assert.is_true(same_value(decode(text, true), judge.decode(text)), text)
    end
  end)

  -- lua-cjson takes some that are not JSON; never the other way round.
  it("takes no damaged document that it refuses", function()
    local maker = documents.new(4, null)
    local taken, refused = 0, 0
    for round = 1, 20000 do
      local _, text = maker:value(round % 5)
      text = maker:damage(text)
      local ours, message = decode(text, true)
      if ours == nil then
        assert.is_string(message)
        refused = refused + 1
      else
        local ok, theirs = pcall(judge.decode, text)
        assert.is_true(ok, text)
        assert.is_true(same_value(ours, theirs), text)
        taken = taken + 1
      end
    end
    assert.is_true(taken > 2000 and refused > 2000)
  end)
end)
