local catalogue = require "orchestrator.catalogue"
local conditions = require "orchestrator.query.conditions"
local filter = require "orchestrator.query.filter"

local function texts(...)
  return conditions.texts(filter.read(catalogue, "JobDto", ...))
end

local function ids(n)
  local list = {}
  for i = 1, n do list[i] = i end
  return list
end

-- Every value of the lists in some texts, each once.
local function values(list)
  local seen, n = {}, 0
  for _, text in ipairs(list) do
    for value in text:match "%((.-)%)":gmatch "[^,]+" do
      assert.is_nil(seen[value], value .. " twice")
      seen[value], n = true, n + 1
    end
  end
  return n
end

describe("conditions", function()
  it("are nothing at all without any", function()
    assert.same({ "" }, conditions.texts {})
  end)

  it("match nothing with an empty list", function()
    assert.same({}, texts { State = {} })
    assert.same({}, texts("State in ? and Id eq ?", {}, 5))
  end)

  it("split long lists, each value once", function()
    local list = texts { Id = ids(120) }
    assert.equal(3, #list)
    assert.equal(120, values(list))
    assert.equal(1, #texts { Id = ids(50) })
  end)

  it("repeat the other conditions in every part", function()
    for _, text in ipairs(texts("Id in ? and State eq ?", ids(70), "New")) do
      assert.matches("^Id in %(.*%) and State eq 'New'$", text)
    end
  end)

  it("stay below the server's number of nodes with two lists", function()
    local list = texts { Id = ids(60), ReleaseVersionId = ids(60) }
    for _, text in ipairs(list) do
      local _, commas = text:gsub(",", "")
      assert.is_true(commas < 96, text)
    end
    assert.is_true(#list >= 4)
  end)

  it("split by length before the address grows too long", function()
    local long = {}
    for i = 1, 20 do long[i] = ("x"):rep(300) .. i end
    for _, text in ipairs(texts { ReleaseName = long }) do
      assert.is_true(#text < 2000)
    end
  end)

  it("keep values together that differ in letter case only", function()
    local mixed = {}
    for i = 1, 60 do mixed[i] = "name" .. i end
    mixed[61] = "NAME1"
    for _, text in ipairs(texts { ReleaseName = mixed }) do
      assert.equal(text:find("'name1'", 1, true) ~= nil,
        text:find("'NAME1'", 1, true) ~= nil)
    end
  end)

  it("write a value of a list once", function()
    assert.same({ "Id in (1,2)" }, texts { Id = { 1, 2, 1, 2.0 } })
  end)

  it("refuse to split beside or and not", function()
    local ok, err = pcall(texts, "Id in ? or State eq 'New'", ids(60))
    assert.is_false(ok)
    assert.matches("too long beside or", err.message, 1, true)
    assert.equal(1, #texts("Id in ? or State eq 'New'", ids(40)))
  end)

  it("put parentheses around an or that is joined", function()
    local list = filter.read(catalogue, "JobDto", "Id eq 1 or Id eq 2")
    list[2] = filter.read(catalogue, "JobDto", { State = "New" })[1]
    assert.same({ "(Id eq 1 or Id eq 2) and State eq 'New'" },
      conditions.texts(list))
    assert.same({ "Id eq 1 or Id eq 2" }, conditions.texts { list[1] })
  end)
end)
