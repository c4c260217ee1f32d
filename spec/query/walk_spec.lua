local interpreter = require "support.interpreter"
local Walk = require "orchestrator.query.walk"

-- Lua 5.3 closes nothing at the end of a loop: its collector does.
local closing = interpreter.version ~= "5.3"

-- A source of given rows that notes its close.
local function source(rows, log)
  local at = 0
  return {
    next = function()
      at = at + 1
      if rows[at] == "fail" then error("broken", 0) end
      return rows[at]
    end,
    close = function() log[#log + 1] = "closed" end,
  }
end

local function collect(walk)
  local out = {}
  for row in Walk.step, walk do out[#out + 1] = row end
  return out
end

describe("walk", function()
  it("goes through its sources one after the other", function()
    local log = {}
    local lists = { { 1, 2 }, {}, { 3 } }
    local walk = Walk.new(function(i) return lists[i]
      and source(lists[i], log) end)
    assert.same({ 1, 2, 3 }, collect(walk))
    assert.equal(3, walk.rows)
    assert.same({ "closed", "closed", "closed" }, log)
    assert.is_nil(walk:next())
  end)

  it("hands out at most so many rows and tells sources how many", function()
    local asked = {}
    local walk = Walk.new(function(i, left)
      asked[i] = left
      return source({ 1, 2, 3 }, {})
    end, 5)
    local n = 0
    while n < 5 and walk:next() ~= nil do n = n + 1 end
    assert.same({ 5, 2 }, asked)
  end)

  it("opens nothing for no rows", function()
    local walk = Walk.new(function() error "opened" end, 0)
    assert.is_nil(walk:next())
  end)

  it("is closed by break, return and errors of the loop", function()
    local log = {}
    local function each()
      local walk = Walk.new(function(i) return i == 1
        and source({ 1, 2, 3 }, log) or nil end)
      return Walk.step, walk, nil, walk
    end
    local function closed(count)
      if not closing then collectgarbage() end
      assert.equal(count, #log)
    end
    for row in each() do if row == 2 then break end end
    closed(1)
    pcall(function() for _ in each() do error "mine" end end)
    closed(2)
    local function second()
      for row in each() do if row == 2 then return row end end
    end
    assert.equal(2, second())
    closed(3)
  end)

  it("gives itself as the second value, and closes twice", function()
    local log = {}
    local walk = Walk.new(function() return source({ 1, 2 }, log) end)
    for row, same in Walk.step, walk do
      assert.equal(1, row)
      assert.equal(walk, same)
      same:close()
    end
    walk:close()
    assert.same({ "closed" }, log)
  end)

  it("lets a source's failure through", function()
    local walk = Walk.new(function() return source({ 1, "fail" }, {}) end)
    assert.equal(1, walk:next())
    assert.has_error(function() walk:next() end, "broken")
  end)

  it("refuses a state that is no walk", function()
    assert.is_false(pcall(Walk.step, {}))
  end)
end)
