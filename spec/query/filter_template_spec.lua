local template = require "orchestrator.query.filter_template"

-- "path:kind" of each placeholder, a list's with "[]".
local function slots(text)
  local out = {}
  for i, slot in ipairs(template.read(text).slots) do
    out[i] = (slot.list and "[]" or "") .. (slot.path or "?")
      .. (slot.kind and ":" .. slot.kind or "")
  end
  return table.concat(out, " ")
end

describe("filter_template", function()
  it("finds the property that a placeholder is compared with", function()
    assert.equal("Level TimeStamp", slots "Level eq ? and TimeStamp ge ?")
    assert.equal("Robot/Id", slots "Robot/Id ne ?")
    assert.equal("Name", slots "? eq Name")
    assert.equal("Id Id", slots "(Id gt ?) and not (Id lt ?)")
    assert.equal("A B", slots "A eq ? or B eq ?")
  end)

  it("finds lists and single values of in", function()
    assert.equal("[]State", slots "State in ?")
    assert.equal("[]State", slots "State in (?)")
    assert.equal("State State", slots "State in (?, ?)")
    assert.equal("State", slots "State in ('New', ?)")
  end)

  it("knows what functions take and give", function()
    assert.equal("Name:string", slots "contains(Name, ?)")
    assert.equal("Name:string", slots "startswith(tolower(Name), ?)")
    assert.equal("Name:string", slots "tolower(Name) eq ?")
    assert.equal("CreationTime:int64", slots "year(CreationTime) eq ?")
    assert.equal("Name:int64", slots "length(Name) gt ?")
    assert.equal("Name:int64", slots "? lt length(Name)")
  end)

  it("takes no placeholder out of a text", function()
    local read = template.read "Name eq 'why? it''s ?' and Id eq ?"
    assert.equal(1, read.count)
    assert.equal("Id", read.slots[1].path)
    assert.equal("Name eq 'why? it''s ?' and Id eq ", read.slots[1].before)
  end)

  it("keeps the text around placeholders", function()
    local read = template.read "A in (?) and B eq ? or C"
    assert.equal("A in ", read.slots[1].before)
    assert.equal(" and B eq ", read.slots[2].before)
    assert.equal(" or C", read.after)
    assert.is_true(read.has_or)
    assert.is_falsy(read.has_not)
  end)

  it("sees or and not outside of texts only", function()
    local read = template.read "Name eq 'this or not that'"
    assert.is_falsy(read.has_or or read.has_not)
    assert.is_true(template.read "NOT (A eq 1 OR B eq 2)".has_not)
  end)

  it("refuses a quote that is not closed", function()
    local ok, err = pcall(template.read, "Name eq 'x and Id eq ?")
    assert.is_false(ok)
    assert.matches("not closed", err.message, 1, true)
  end)
end)
