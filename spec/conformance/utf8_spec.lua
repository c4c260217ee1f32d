--- A decoder's stress in the manner of Markus Kuhn's: first and last of each
-- length, what continues nothing, what is cut, overlong forms, surrogates and
-- what lies behind the end. Every case goes through strings on their way in
-- and out.

local core = require "orchestrator.core"

local function bytes(...) return string.char(...) end

-- A code point in `length` bytes, also where fewer would do.
local function spelled(code, length)
  if length == 1 then return bytes(code) end
  local first = { nil, 0xC0, 0xE0, 0xF0, 0xF8, 0xFC }
  local out = {}
  for i = length, 2, -1 do
    out[i] = 0x80 | code & 0x3F
    code = code >> 6
  end
  out[1] = first[length] | code
  return bytes(table.unpack(out))
end

local function is_text(s)
  local inside = core.decode('"' .. s .. '"')
  local out = core.encode { s }
  assert.equal(inside ~= nil, out ~= nil, ("%q"):format(s))
  if inside then assert.equal(s, inside) end
  return inside ~= nil
end

-- Alone, and where sixteen bytes at a time are looked at.
local function good(s)
  for _, pad in ipairs { 0, 1, 13, 14, 15, 16, 31 } do
    assert.is_true(is_text(("x"):rep(pad) .. s), ("%q"):format(s))
    assert.is_true(is_text(("x"):rep(pad) .. s .. ("y"):rep(20)))
  end
end

local function bad(s)
  for _, pad in ipairs { 0, 1, 13, 14, 15, 16, 31 } do
    assert.is_false(is_text(("x"):rep(pad) .. s), ("%q"):format(s))
    assert.is_false(is_text(("x"):rep(pad) .. s .. ("y"):rep(20)))
  end
end

describe("UTF-8", function()
  it("has a first and a last of each length", function()
    for _, code in ipairs { 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF,
                            0xD7FF, 0xE000, 0xFFFD, 0xFFFE, 0x1FFFE,
                            0x10FFFE, 0xFDD0, 0xFEFF } do
      good(utf8.char(code))
    end
    good " ~"
    good "κόσμε"
  end)

  it("ends with U+10FFFF", function()
    for _, code in ipairs { 0x110000, 0x13FFFF, 0x1FFFFF } do
      bad(spelled(code, 4))
    end
    bad(spelled(0x200000, 5))
    bad(spelled(0x3FFFFFF, 5))
    bad(spelled(0x4000000, 6))
    bad(spelled(0x7FFFFFFF, 6))
  end)

  it("has no byte that continues nothing", function()
    for byte = 0x80, 0xBF do bad(bytes(byte)) end
    for count = 2, 7 do bad(("\x80"):rep(count)) end
    bad "é\xBF"
  end)

  it("has no byte that begins and does not go on", function()
    for byte = 0xC0, 0xFF do
      bad(bytes(byte))
      bad(bytes(byte) .. " ")
      bad(bytes(byte, byte))
    end
  end)

  it("has nothing cut short", function()
    for _, text in ipairs { "\u{80}", "\u{7FF}", "\u{800}", "\u{FFFF}",
                            "\u{10000}", "\u{10FFFF}" } do
      for len = 1, #text - 1 do
        bad(text:sub(1, len))
        bad(text:sub(1, len) .. text)
        bad(text:sub(1, len) .. "é")
      end
    end
  end)

  it("has no byte FE or FF", function()
    bad "\xFE"
    bad "\xFF"
    bad "\xFE\xFE\xFF\xFF"
  end)

  it("has one form of each, the shortest", function()
    for _, case in ipairs { { 0x2F, 2 }, { 0x2F, 3 }, { 0x2F, 4 }, { 0x2F, 5 },
                            { 0x2F, 6 }, { 0x7F, 2 }, { 0x7FF, 3 },
                            { 0xFFFF, 4 }, { 0x1FFFFF, 5 }, { 0, 2 }, { 0, 3 },
                            { 0, 4 }, { 0, 5 }, { 0, 6 } } do
      bad(spelled(case[1], case[2]))
    end
  end)

  it("has no surrogates, alone or in pairs", function()
    for _, code in ipairs { 0xD800, 0xDB7F, 0xDB80, 0xDBFF, 0xDC00, 0xDF80,
                            0xDFFF } do
      bad(spelled(code, 3))
    end
    for _, high in ipairs { 0xD800, 0xDB7F, 0xDBFF } do
      for _, low in ipairs { 0xDC00, 0xDFFF } do
        bad(spelled(high, 3) .. spelled(low, 3))
      end
    end
  end)
end)
