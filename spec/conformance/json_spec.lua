--- RFC 8259 case by case, in the three classes of the public JSON test suites:
-- y must be taken, n must be refused, and of i, where the RFC leaves it to the
-- reader, stands here what ours does and why. The cases are written from the
-- RFC's grammar.

local core = require "orchestrator.core"
local json = require "orchestrator.sandbox.json"

local Y = {
  -- structure
  "[]", "{}", "[[]   ]", '[""]', '{"":0}', "[1,2]", "[[],[[]]]", '[{}, {}]',
  '{"a":[]}', '{"a":{"b":{"c":null}}}', '{"a":"b","a":"b"}',
  '{"a":1,"a":2}', '{"min":-1.0e+28,"max":1.0e+28}', '{"a":[{"x":[{}]}]}',
  "[null, 1, \"1\", {}]", "[1,null,null,null,2]", '[1\n]', " [1]", "[2] ",
  "\t[\t]\t", "\r\n{\r\n}\r\n", '{"a"\n:\t1\r,\n"b" :2 }',
  -- words and scalars at the top
  "true", "false", "null", "42", "-0.1", '"asd"', '""', " 1 ", "\n\"x\"\n",
  "[true]", "[false]", "[null]",
  -- numbers
  "[0]", "[-0]", "[-1]", "[123]", "[0e1]", "[0e+1]", "[1E22]", "[1E-2]",
  "[1E+2]", "[123e45]", "[123.456e78]", "[1e-2]", "[1e+2]", "[123.456789]",
  "[-123]", "[0.5]", "[20e1]", "[-0.0]",
  "[-0.000000000000000000000000000000000000000000000000000000000000001]",
  "[1.7976931348623157e308]", "[4.9406564584124654e-324]",
  "[9223372036854775807]", "[-9223372036854775808]",
  "[123123123123123123123123123123]",
  -- strings
  [==["\"\\\/\b\f\n\r\t"]==], [=["\u0060\u012a\u12AB"]=],
  [=["\uD801\udc37"]=], [=["\ud83d\ude39\ud83d\udc8d"]=], [=["\u0000"]=],
  [=["\u0022\u005C"]=], [=["\\u0000"]=], [=["\\\\n"]=], [=["\u2028\u2029"]=],
  [=["\uFFFF\uFDD0\uDBFF\uDFFF"]=], [=["\uA66D"]=], '"a/*b*/c//d#e"',
  '"\u{2028}\u{2029}"', '"\u{7F}"',
  '"\u{80}"', '"\u{7FF}"', '"\u{800}"', '"\u{D7FF}"', '"\u{E000}"',
  '"\u{FFFD}"', '"\u{FFFF}"', '"\u{10000}"', '"\u{10FFFF}"', '"\u{FDD0}"',
  '"€𝄞"', '"\u{200B}\u{FEFF}"', '" "',
}

local N = {
  -- nothing, or no end
  "", " ", "\n", "[", "{", "[[", '{"a', '{"a"', '{"a":', '{"a":1', '"', '"a',
  '["', '["a', "[1", "[1,", "[1,\n1\n,1", "[{", '[{"a":[', "[\"a\",\n4\n,1,",
  -- brackets and commas
  "]", "}", "[}", "{]", "[1}", '{"a":1]', "[1]]", "{}}", "[]]", "[][]", "{}[]",
  "[,]", "[,1]", "[1,]", "[1,,]", "[1,,2]", "[,", "[1 2]", "[1:2]", "[3[4]]",
  "[\"a\" \"b\"]", "[[] []]", "{,}", '{"a":1,}', '{"a":1,,"b":2}', '{,"a":1}',
  '{"a":1 "b":2}', '{"a"}', '{"a" "b"}', '{"a",1}', '{"a"::1}', '{:1}',
  '{"a":1:2}', '{"a":}', "{null:1}", "{1:1}", "{true:1}", "{[]:1}", "{a:1}",
  "{'a':0}", '{"a":\'b\'}', '{"a":"b"}#', '{"a":"b"}/**/', '{"a":1}/',
  "[1]//", '{"a":/**/1}', '// x\n1', "<null>", "[<null>]", "{\"a\":a}",
  "1 2", "1,", "[]x", "*", '{"a":1}"', '["a"', "[\"\"],",
  -- words
  "nul", "nulll", "Null", "NULL", "tru", "True", "fals", "FALSE", "[nul]",
  "[tru]", "undefined", "NaN", "[NaN]", "[-NaN]", "Infinity", "[-Infinity]",
  "[Inf]", "none", "nan", "[True]", "t", "n", "f", "truefalse",
  -- numbers
  "[-]", "[+1]", "[++1]", "[--1]", "[-+1]", "[01]", "[-01]", "[-012]", "[00]",
  "[.1]", "[-.1]", "[.]", "[1.]", "[2.e3]", "[2.e-3]", "[0.e1]", "[0.3e]",
  "[0.3e+]", "[0e]", "[0e+]", "[0E]", "[1.0e]", "[1.0e-]", "[1eE2]", "[1e1.5]",
  "[0.1.2]", "[0x1]", "[0x42]", "[1_000]", "[1 000]", "[1,000.]", "[- 1]",
  "[1a]", "[1e2x]", "[1f]", "[-1x]", "[1+2]", "[9.e+]", "[- ]", "[ +]",
  "[１]", "[0b1]", "[0o7]", "1.", "-", "+", "1e", "[123\0]",
  -- strings
  '"a\tb"', '"\n"', '"\0"', '"\31"', "'a'", "a", "[a]", "[\\n]", [=["\a"]=],
  [=["\v"]=], [=["\0"]=], [=["\'"]=], [=["\x00"]=], [=["\ "]=], [=["\]=],
  [=["\"]=], [=["\\\"]=], [=["\u"]=], [=["\u1"]=], [=["\u12"]=], [=["\u123"]=],
  [=["\u12G4"]=], [=["\u 123"]=], [=["\u+123"]=], [=["\u-123"]=],
  [=["\U0041"]=], [=["\u{41}"]=], [=["\uD834\uDd"]=], [=["\uD800\"]=],
  [=["\uD800\u"]=], [=["\uD800\u1"]=], [=["\uD800\u1x"]=], [=["a""]=],
  [=["a"b"]=], "[\"\\u00A\"]", '"\\\u{80}"', "“a”", "`a`",
  -- white space that JSON has not
  "\f[]", "\v[]", "[\f]", "[\u{A0}]", "\u{A0}1", "[\u{2028}]", "[\u{3000}]",
  "[1\0]", "[\0]", "\0", "[]\0", "\0[]", "1\0",
}

-- What RFC 8259 leaves open: the text, whether it is taken, and why.
local I = {
  { "\u{FEFF}{}", false, "section 8.1: a reader may ignore a byte order mark; "
    .. "ours names it, since no server of this API sends one" },
  { "[1e400]", false, "section 6: beyond double is refused, not infinite" },
  { "[-1e400]", false, "the same" },
  { "[1" .. ("0"):rep(400) .. "]", false, "the same, as an integer" },
  { "[1e-400]", true, "too small for double is 0, as strtod has it" },
  { "[123123e-10000000]", true, "the same" },
  { "[0.4e006" .. ("9"):rep(60) .. "]", false,
     "an exponent beyond all is too large" },
  { "[9223372036854775808]", true, "beyond int64: a float, not an error" },
  { "[-9223372036854775809]", true, "the same" },
  { "[1.00000000000000000000000000000001]", true, "rounded to double" },
  { [=["\uD800"]=], false, "section 8.2: no lone surrogates: they have no "
    .. "UTF-8, so the string could not be sent back" },
  { [=["\uDC00"]=], false, "the same" },
  { [=["\uD800\uD800"]=], false, "the same" },
  { [=["\uDD1E\uD834"]=], false, "a pair the wrong way round" },
  { [=["\uD800x"]=], false, "the same" },
  { [=["\uD800\n"]=], false, "the same" },
  { '"\xED\xA0\x80"', false, "section 8.1: UTF-8 only, and strictly; a "
    .. "surrogate is none" },
  { '"\xC0\xAF"', false, "overlong" },
  { '"\xFC\x83\xBF\xBF\xBF\xBF"', false, "overlong, of six bytes" },
  { '"\xF4\x90\x80\x80"', false, "behind U+10FFFF" },
  { '"\x81"', false, "a byte that continues nothing" },
  { '"\xE9"', false, "ISO 8859-1" },
  { '["\xE6\x97\xA5\xD1\x88\xFA"]', false, "well, and then not" },
  { "\xFF\xFE[\0\"\0\xE9\0\"\0]\0", false, "UTF-16, little end first" },
  { "\0[\0\"\0\xE9\0\"\0]", false, "UTF-16, big end first" },
  { '{"a":1,"a":2}', true, "section 4: the last of two alike counts" },
  { ("["):rep(512) .. ("]"):rep(512), true, "section 9: 512 levels" },
  { ("["):rep(513) .. ("]"):rep(513), false, "and no more" },
  { ("["):rep(100000), false, "however deep" },
  { ('{"a":'):rep(513) .. "1" .. ("}"):rep(513), false, "of objects too" },
}

local function taken(text)
  local value, message = core.decode(text)
  if value == nil then assert.is_string(message) end
  return value ~= nil
end

describe("JSON", function()
  it("is taken where the RFC says so", function()
    for _, text in ipairs(Y) do assert.is_true(taken(text), text) end
  end)

  it("is refused where the RFC says so", function()
    for _, text in ipairs(N) do assert.is_false(taken(text), text) end
  end)

  it("is what is written here where the RFC leaves it open", function()
    for _, case in ipairs(I) do
      assert.equal(case[2], taken(case[1]), case[3])
    end
  end)

  it("comes back as it went", function()
    for _, text in ipairs(Y) do
      local value = core.decode(text, true)
      local again = core.decode(assert(core.encode(value)), true)
      assert.same(value, again, text)
    end
  end)

  -- The pager's way to the same bytes: as a row of a page.
  it("is the same in a row of a page", function()
    local function row_taken(text)
      local count = 0
      return pcall(function()
        local page = '{"value":[' .. text .. "]}"
        for _ in core.rows(page) do count = count + 1 end
      end) and count > 0
    end
    for _, text in ipairs(Y) do assert.is_true(row_taken(text), text) end
    for _, text in ipairs(N) do
      -- A list of values is as good as its values, also when it is empty.
      local list = core.decode("[" .. text .. "]")
      assert.equal(list ~= nil and #list > 0, row_taken(text), text)
    end
  end)

  -- The sandbox's reader is another one, and as strict.
  it("is the same for the sandbox", function()
    for _, text in ipairs(Y) do
      assert.is_true((pcall(json.decode, text)), text)
    end
  end)
end)
