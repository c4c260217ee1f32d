local LogWalk = require "orchestrator.log_walk"
local time = require "orchestrator.time"

-- A log in memory that can only be paged up to `reach` rows.
local function log_of(rows, reach)
  local stats = { counts = 0, lists = 0, windows = {} }

  -- The bounds in a filter that log_walk wrote.
  local function matching(filter)
    local from = filter:match "TimeStamp ge (%S+)"
    local to = filter:match "TimeStamp lt ([^%s)]+)"
    local out = {}
    for _, row in ipairs(rows) do
      if (not from or row.TimeStamp >= from)
        and (not to or row.TimeStamp < to) then
        out[#out + 1] = row
      end
    end
    return out
  end

  return {
    property = "TimeStamp", filter = "", window = reach, descending = false,
    count = function(filter)
      stats.counts = stats.counts + 1
      return #matching(filter)
    end,
    rows = function(filter, orderby, top)
      stats.lists = stats.lists + 1
      local found = matching(filter)
      local desc = orderby:match "desc$"
      table.sort(found, function(a, b)
        if desc then a, b = b, a end
        return a.TimeStamp < b.TimeStamp
      end)
      if not top then stats.windows[#stats.windows + 1] = #found end
      local at = 0
      return {
        next = function()
          at = at + 1
          if top and at > top then return nil end
          return found[at]
        end,
        close = function() end,
      }
    end,
  }, stats
end

local function seconds(list)
  local rows = {}
  for i, second in ipairs(list) do
    local moment = time.at(1793491200 + second)
    moment.digits = "0000000"
    rows[i] = { TimeStamp = tostring(moment), n = i }
  end
  return rows
end

local function walk(access, top)
  local out, source = {}, LogWalk.new(access, top)
  local row = source:next()
  while row do
    out[#out + 1] = row
    row = source:next()
  end
  return out
end

local function spread(n, step)
  local list = {}
  for i = 1, n do list[i] = i * step end
  return list
end

describe("log_walk", function()
  it("hands out every row once, in order, window by window", function()
    local access, stats = log_of(seconds(spread(1000, 7)), 90)
    local rows = walk(access)
    assert.equal(1000, #rows)
    for i, row in ipairs(rows) do assert.equal(i, row.n) end
    for _, size in ipairs(stats.windows) do assert.is_true(size <= 90) end
    assert.is_true(stats.counts < 40, stats.counts)
  end)

  it("goes backwards too", function()
    local access = log_of(seconds(spread(500, 3)), 90)
    access.descending = true
    local rows = walk(access)
    assert.equal(500, #rows)
    for i, row in ipairs(rows) do assert.equal(501 - i, row.n) end
  end)

  it("copes with bursts and gaps", function()
    local list = {}
    for _ = 1, 80 do list[#list + 1] = 5 end
    for _ = 1, 80 do list[#list + 1] = 6 end
    for i = 1, 200 do list[#list + 1] = 100000 + i end
    list[#list + 1] = 9000000
    assert.equal(361, #walk((log_of(seconds(list), 90))))
  end)

  it("takes one window where that reaches", function()
    local access, stats = log_of(seconds(spread(50, 7)), 90)
    assert.equal(50, #walk(access))
    assert.equal(1, stats.counts)
    assert.equal(3, stats.lists)
  end)

  it("ends at once with no rows", function()
    local access, stats = log_of({}, 90)
    assert.same({}, walk(access))
    assert.equal(1, stats.lists)
  end)

  it("stops opening windows when it has rows enough", function()
    local access, stats = log_of(seconds(spread(1000, 7)), 90)
    assert.is_true(#walk(access, 10) < 100)
    assert.equal(1, #stats.windows)
  end)

  it("joins its bounds to the query's filter", function()
    local access = log_of(seconds(spread(5, 1)), 90)
    access.filter = "Level eq 'Error' or Level eq 'Fatal'"
    local seen
    local count = access.count
    access.count = function(filter)
      seen = filter
      return count(filter)
    end
    walk(access)
    assert.matches("(Level eq 'Error' or Level eq 'Fatal') and TimeStamp ge ",
      seen, 1, true)
  end)

  it("says so when an instant has more rows than can be reached", function()
    local same = {}
    for i = 1, 100 do same[i] = 5 end
    local ok, err = pcall(walk, (log_of(seconds(same), 90)))
    assert.is_false(ok)
    assert.matches("100 rows have the time 2026", err.message)
  end)

  it("raises drift when a window's rows are not its count", function()
    local access = log_of(seconds(spread(50, 7)), 90)
    local count = access.count
    access.count = function(filter) return count(filter) + 1 end
    local ok, err = pcall(walk, access)
    assert.is_false(ok)
    assert.equal("drift", err.kind)
  end)
end)
