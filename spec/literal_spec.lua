local core = require "orchestrator.core"
local literal = require "orchestrator.literal"
local time = require "orchestrator.time"

local GUID = "8f3c0000-1111-2222-3333-444455556666"

local function written(value, kind)
  return literal.write(value, kind, "here")
end

local function refused(value, kind)
  local ok, err = pcall(literal.write, value, kind, "filter: Name")
  assert.is_false(ok)
  assert.equal("argument", err.kind)
  assert.matches("filter: Name", err.message, 1, true)
end

describe("literal", function()
  it("writes whole floats with all their digits", function()
    assert.equal("-18930292983700968",
      literal.write(-1.8930292983700968e16, "number", "x"))
    assert.equal("0.5", literal.write(0.5, "number", "x"))
  end)

  it("quotes strings and doubles their quotes", function()
    assert.equal("'O''Brien'", written("O'Brien", "string"))
    assert.equal("''''", written("'", "string"))
    assert.equal("''", written("", "string"))
    assert.equal("'5'", written(5, "string"))
    assert.equal("'true'", written(true, "string"))
  end)

  it("writes integers bare and exact", function()
    assert.equal("9007199254740993", written(9007199254740993, "int64"))
    assert.equal("-9223372036854775808", written(math.mininteger, "int64"))
    assert.equal("5", written(5.0, "int64"))
    assert.equal("9223372036854775807", written("9223372036854775807", "int64"))
    refused(5.5, "int64")
    refused("9223372036854775808", "int64")
    refused("5 or 1 eq 1", "int64")
    refused(true, "int64")
    refused({}, "int64")
  end)

  it("writes other numbers so that they read back", function()
    assert.equal("0.1", written(0.1, "number"))
    assert.equal(0.1 + 0.2, tonumber(written(0.1 + 0.2, "number")))
    refused(0 / 0, "number")
    refused(math.huge, "number")
    refused("1", "number")
  end)

  it("writes GUIDs bare", function()
    assert.equal(GUID, written(GUID, "uuid"))
    assert.equal(GUID, written("{" .. GUID .. "}", "uuid"))
    refused("not one", "uuid")
    refused(GUID .. " or true", "uuid")
  end)

  it("writes moments bare and in UTC", function()
    assert.equal("2026-11-01T00:00:00Z",
      written("2026-11-01T00:00:00Z", "date"))
    assert.equal("2026-10-31T23:00:00.5Z",
      written("2026-11-01T00:00:00.5+01:00", "date"))
    assert.equal("1970-01-01T00:00:00Z", written(time.at(0), "date"))
    assert.equal("1970-01-01T00:00:00Z", written(time.at(0), nil))
    refused("2026-11-01T00:00:00", "date")
    refused("2026-11-01", "date")
    refused(5, "date")
  end)

  it("writes booleans bare", function()
    assert.equal("true", written(true, "boolean"))
    assert.equal("false", written(false, "boolean"))
    refused("true", "boolean")
  end)

  it("quotes enumerations, also by number", function()
    assert.equal("'Faulted'", written("Faulted", "#JobDtoState"))
    assert.equal("'5'", written(5, "#JobDtoState"))
  end)

  it("quotes text of an unknown property and leaves numbers bare", function()
    assert.equal("'" .. GUID .. "'", written(GUID, nil))
    assert.equal("5", written(5, nil))
    assert.equal("true", written(true, nil))
  end)

  it("writes null, whatever the property", function()
    for _, kind in ipairs { "string", "int64", "date", "uuid" } do
      assert.equal("null", written(core.null, kind))
    end
  end)

  it("refuses nil and says what null is", function()
    local _, err = pcall(literal.write, nil, "string", "here")
    assert.matches("would widen the filter", err.message, 1, true)
    assert.matches("orchestrator.null", err.hint, 1, true)
  end)

  it("writes what guid, date and raw made as it is", function()
    assert.equal(GUID, written(literal.guid(GUID), "string"))
    assert.equal("2026-11-01T00:00:00Z",
      written(literal.date "2026-11-01T00:00:00Z", "string"))
    assert.equal("duration'PT1H'",
      written(literal.raw "duration'PT1H'", "date"))
    assert.equal(GUID, tostring(literal.guid(GUID)))
    assert.is_false(pcall(literal.guid, "x"))
    assert.is_false(pcall(literal.date, "2026-11-01"))
    assert.is_false(pcall(literal.raw, ""))
    assert.is_false(pcall(literal.raw, nil))
  end)

  it("refuses what has no literal", function()
    refused({}, "string")
    refused(print, "string")
    refused({}, nil)
  end)
end)
