local catalogue = require "orchestrator.catalogue"
local conditions = require "orchestrator.query.conditions"
local core = require "orchestrator.core"
local filter = require "orchestrator.query.filter"
local literal = require "orchestrator.literal"
local time = require "orchestrator.time"

local GUID = "8f3c0000-1111-2222-3333-444455556666"

local function texts(...)
  return conditions.texts(filter.read(catalogue, "JobDto", ...))
end

local function text(...)
  local list = texts(...)
  assert.equal(1, #list)
  return list[1]
end

local function refused(...)
  local ok, err = pcall(filter.read, catalogue, "JobDto", ...)
  assert.is_false(ok)
  assert.equal("argument", err.kind)
  return tostring(err)
end

describe("filter with a template", function()
  it("writes each value as its property's literal", function()
    assert.equal("State eq 'Faulted' and Id gt 5 and Key eq " .. GUID
      .. " and CreationTime ge 2026-11-01T00:00:00Z",
      text("State eq ? and Id gt ? and Key eq ? and CreationTime ge ?",
        "Faulted", 5, GUID, "2026-11-01T00:00:00Z"))
  end)

  it("finds the types of nested properties", function()
    assert.equal("Robot/Id eq 5 and Release/Name eq '5'",
      text("Robot/Id eq ? and Release/Name eq ?", "5", 5))
  end)

  it("takes names in any letter case, as the server does", function()
    assert.equal("key eq " .. GUID, text("key eq ?", GUID))
  end)

  it("keeps a value from becoming more than a value", function()
    assert.equal("ReleaseName eq 'x'' or 1 eq 1 or ''a'' eq '''",
      text("ReleaseName eq ?", "x' or 1 eq 1 or 'a' eq '"))
  end)

  it("quotes the text of an unknown property", function()
    assert.equal("Newer eq '" .. GUID .. "' and Other eq 5",
      text("Newer eq ? and Other eq ?", GUID, 5))
  end)

  it("refuses nil, also in the middle and at the end", function()
    assert.matches("widen", refused("Id eq ? and Id eq ?", nil, 5))
    assert.matches("widen", refused("Id eq ? and Id eq ?", 5, nil))
    assert.matches("widen", refused("Id eq ?", nil))
  end)

  it("refuses too few and too many values", function()
    assert.matches("1 placeholders and 0 values", refused "Id eq ?")
    assert.matches("1 placeholders and 2 values", refused("Id eq ?", 1, 2))
  end)

  it("writes lists behind in", function()
    assert.equal("State in ('Faulted','Stopped') and Id gt 1",
      text("State in ? and Id gt ?", { "Faulted", "Stopped" }, 1))
    assert.equal("State in ('Faulted')", text("State in (?)", { "Faulted" }))
    assert.equal("State in ('A', 'B')", text("State in (?, ?)", "A", "B"))
    assert.equal("State in ('A')", text("State in ?", "A"))
  end)

  it("refuses a list in the place of a value", function()
    assert.matches("State in ?", refused("State eq ?", { "A", "B" }), 1, true)
  end)

  it("refuses an empty template", function()
    refused ""
    refused "  "
    refused(nil)
    refused(5)
  end)

  it("takes a template without placeholders, and a raw one", function()
    assert.equal("State eq 'New'", text "State eq 'New'")
    assert.equal("a eq b", text(literal.raw "a eq b"))
  end)

  it("takes null", function()
    assert.equal("EndTime eq null", text("EndTime eq ?", core.null))
  end)
end)

describe("filter with a table", function()
  it("joins its conditions, sorted by name", function()
    assert.equal("Id gt 5 and ReleaseName eq 'x' and State in "
      .. "('Faulted','Stopped')", text { ReleaseName = "x", Id = { gt = 5 },
      State = { "Faulted", "Stopped" } })
  end)

  it("takes several operators, functions and moments", function()
    assert.equal("CreationTime ge 1970-01-01T00:00:00Z and "
      .. "CreationTime lt 1970-01-02T00:00:00Z and contains(Info,'5%')",
      text { CreationTime = { ge = time.at(0), lt = time.at(86400) },
        Info = { contains = "5%" } })
    assert.equal("startswith(Info,'a') and endswith(ReleaseName,'b') and "
      .. "State ne 'New'", text { Info = { startswith = "a" },
      ReleaseName = { endswith = "b" }, State = { ne = "New" } })
  end)

  it("takes ranges of time as they come", function()
    assert.equal("CreationTime ge 2026-10-31T23:00:00Z and CreationTime lt "
      .. "2026-11-01T23:00:00Z", text { CreationTime =
      time.range("Europe/Berlin", "2026-11-01", "2026-11-02") })
  end)

  it("takes properties of properties, either way", function()
    assert.equal("Robot/Id eq 5", text { ["Robot/Id"] = 5 })
    assert.equal("Robot/Id eq 5", text { Robot = { Id = 5 } })
    assert.equal("Robot/Id gt 5", text { Robot = { Id = { gt = 5 } } })
  end)

  it("compares with null by eq and ne only", function()
    assert.equal("EndTime eq null", text { EndTime = core.null })
    assert.equal("EndTime ne null", text { EndTime = { ne = core.null } })
    assert.matches("eq and ne", refused { EndTime = { gt = core.null } })
  end)

  it("refuses an empty table", function()
    assert.matches("match every row", refused {})
  end)

  it("refuses an unknown operator with the nearest", function()
    assert.matches('did you mean "contains"', refused { Info =
      { contain = "x" } }, 1, true)
  end)

  it("refuses keys that are no properties", function()
    assert.matches("is not a property", refused { ["1 eq 1 or Id"] = 5 })
    refused { [1] = 5 }
    refused { ["Robot//Id"] = 5 }
  end)

  it("refuses further values", function()
    refused({ Id = 5 }, 6)
  end)

  it("refuses lists that are none, and null in them", function()
    refused { State = { "A", x = "B" } }
    refused { State = { "A", core.null } }
    refused { State = { ne = { "A" } } }
    refused { State = { ["in"] = "A" } }
    assert.matches("widen", refused { State = { "A", [3] = "C" } })
  end)
end)
