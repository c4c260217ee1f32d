-- Bytes that are no UTF-8 made a text harmless for the terminal copy all that
-- was left of it, each one; and so did each line of a quoted cell, so that a
-- megabyte of either took a quarter of a minute; a text of a megabyte in lines
-- for the terminal took four minutes, as each line copied all behind it.

local clean = require "orchestrator.console.clean"
local csv = require "orchestrator.command.csv"
local width = require "orchestrator.console.width"

local SIZE = 20000
local MOST = 64 * SIZE -- bytes; copies of all would be SIZE * SIZE / 2

local function taken(work)
  collectgarbage()
  collectgarbage "stop"
  local before = collectgarbage "count"
  work()
  local kilobytes = collectgarbage "count" - before
  collectgarbage "restart"
  return kilobytes * 1024
end

describe("the memory for a text", function()
  it("of bad bytes grows with it", function()
    local bytes = taken(function()
      assert.equal(("\u{FFFD}"):rep(SIZE), clean.line(("\xFF"):rep(SIZE)))
    end)
    assert.is_true(bytes < MOST, bytes)
  end)

  it("in lines grows with it", function()
    local lines
    local bytes = taken(function()
      lines = width.wrap(("é"):rep(SIZE), 40)
    end)
    assert.equal(SIZE // 40, #lines)
    assert.equal(("é"):rep(40), lines[1])
    assert.is_true(bytes < MOST, bytes)
  end)

  it("of many lines in one cell grows with it", function()
    local left = SIZE
    local reader = csv.open(function()
      left = left - 1
      if left == 0 then return '","b"\r\n' end
      return left == SIZE - 1 and 'a,"\n' or "\n"
    end)
    local record
    local bytes = taken(function() record = reader:next() end)
    assert.same({ "a", ("\n"):rep(SIZE - 1), "b" }, record.cells)
    assert.is_true(bytes < MOST, bytes)
  end)
end)
