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

-- What is said of templates, and what their placeholders are.
local TEMPLATES = {
  ["finds the property that a placeholder is compared with"] = {
    ["Level eq ? and TimeStamp ge ?"] = "Level TimeStamp",
    ["Robot/Id ne ?"] = "Robot/Id",
    ["? eq Name"] = "Name",
    ["(Id gt ?) and not (Id lt ?)"] = "Id Id",
    ["A eq ? or B eq ?"] = "A B",
  },
  ["finds lists and single values of in"] = {
    ["State in ?"] = "[]State",
    ["State in (?)"] = "[]State",
    ["State in (?, ?)"] = "State State",
    ["State in ('New', ?)"] = "State",
  },
  ["knows what functions take and give"] = {
    ["contains(Name, ?)"] = "Name:string",
    ["startswith(tolower(Name), ?)"] = "Name:string",
    ["tolower(Name) eq ?"] = "Name:string",
    ["year(CreationTime) eq ?"] = "CreationTime:int64",
    ["length(Name) gt ?"] = "Name:int64",
    ["? lt length(Name)"] = "Name:int64",
  },
}

describe("filter_template", function()
  for said, cases in pairs(TEMPLATES) do
    it(said, function()
      for text, wanted in pairs(cases) do
        assert.equal(wanted, slots(text), text)
      end
    end)
  end

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
