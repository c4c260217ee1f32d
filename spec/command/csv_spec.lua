local csv = require "orchestrator.command.csv"
local value = require "orchestrator.command.value"

local function records(text)
  local reader, out = csv.open(text:gmatch "[^\n]*\n?"), {}
  for record in function() return reader:next() end do
    out[#out + 1] = record
  end
  return out
end

local function cells(text)
  local out = {}
  for i, record in ipairs(records(text)) do
    assert.is_nil(record.bad)
    out[i] = record.cells
  end
  return out
end

describe("CSV", function()
  it("is read as RFC 4180 has it", function()
    assert.same({ { "a", "b" }, { "1", "2" } }, cells "a,b\r\n1,2\r\n")
    assert.same({ { "a", "b" }, { "1", "2" } }, cells "a,b\n1,2")
    assert.same({ { "", "" } }, cells ",\n")
    assert.same({ { 'a "b"', "c,\r\n\nd", "" } },
      cells '"a ""b""","c,\r\n\nd",""\r\n')
    assert.same({}, cells "")
    assert.same({}, cells "\r\n\n")
  end)

  it("is read as it was written, whatever the cells hold", function()
    local state = 20261122
    local function roll(most)
      state = (state * 1103515245 + 12345) % 2147483648
      return (state >> 8) % most + 1
    end
    local pieces = { "a", '"', ",", "\r\n", "\n", " ", "ä", "'", ";", "\r" }
    for _ = 1, 300 do
      local row = {}
      for i = 1, roll(4) do
        local cell = {}
        for j = 1, roll(6) - 1 do cell[j] = pieces[roll(#pieces)] end
        row[i] = table.concat(cell)
      end
      if #row == 1 and row[1] == "" then row[1] = "x" end
      assert.same({ row }, cells(csv.line(row)))
    end
  end)

  it("tells rows and lines apart", function()
    local found = records 'a\n"b\nc"\n\nd\n'
    assert.same({ 3, 5 }, { found[3].row, found[3].line })
  end)

  it("reads on behind a bad record", function()
    local found = records 'a"b,c\nd,e\n'
    assert.equal(1, found[1].column)
    assert.same({ "d", "e" }, found[2].cells)
    assert.is_nil(found[2].bad)
  end)
end)

describe("a value as text", function()
  it("is read as it was written", function()
    for _, given in ipairs { "", "x", "007", "4.50", "1e5", "12", "-3", "true",
      "null", '"', '"x"', "{", '{"a":1}', "[1]", " 1", "NaN", "é", 12, -3, 0,
      0.5, 2.0, 1e300, math.maxinteger, math.mininteger, true, false } do
      local back = value.read(value.write(given))
      assert.equal(given, back)
      assert.equal(math.type(given) or type(given),
        math.type(back) or type(back))
    end
  end)

  it("is plain where it cannot be mistaken", function()
    assert.equal("x", value.write "x")
    assert.equal("007", value.write "007")
    assert.equal('"12"', value.write "12")
    assert.equal("12", value.write(12))
  end)
end)
