--- Walks while rows come, go and change, between pages and while they are
-- under way. What exists throughout comes exactly once; a walk by skip may
-- raise drift instead.
--
-- CHURN_ROUNDS says how many rounds of each kind, CHURN_SEED where they begin:
-- the same place each time, and a new one with `make churn`, which makes
-- thousands. A failure names the seed of its round.

local demo = require "support.demo"
local orchestrator = require "orchestrator"

local ROUNDS = math.tointeger(tonumber(os.getenv "CHURN_ROUNDS")) or 50
local SEED = math.tointeger(tonumber(os.getenv "CHURN_SEED"))
  or 20261121
local FOLDER = 1001

-- Numbers by a linear congruence, so that a seed means a round.
local Dice = {}
Dice.__index = Dice

function Dice:roll(least, most)
  self.state = self.state * 6364136223846793005 + 1442695040888963407
  return least + (self.state >> 33) % (most - least + 1)
end

function Dice:one_in(n) return self:roll(1, n) == 1 end

local function instant(millisecond, ticks)
  return ("2026-11-01T00:%02d:%02d.%03d%04dZ"):format(
    millisecond // 60000 % 60, millisecond // 1000 % 60, millisecond % 1000,
    ticks)
end

describe("a walk while rows move", function()
  local server, folder, world
  setup(function()
    print("churn: CHURN_SEED=" .. SEED)
    server = demo.start { seed = "empty" }
    folder = orchestrator.connect(server:options()):folder(FOLDER)
  end)
  teardown(function() server:stop() end)

  -- How rows of each kind are made, known again and changed.

  local logs = { set = "RobotLogs", key = "_id" }

  function logs.insert(id, dice, class)
    local ms, text = dice:roll(0, 40), "m" .. dice:roll(1, 2)
    server:sql("INSERT INTO RobotLogs (_id, TimeStamp, Message, _folder) "
      .. "VALUES (?, ?, ?, ?)", id, instant(ms, dice:roll(0, 9999)), text,
      FOLDER)
    class[id] = instant(ms, 0):sub(1, 23):gsub("%.?0+$", "") .. "Z" .. text
  end

  function logs.name(row) return row.TimeStamp .. row.Message end

  function logs.touch() return false end -- they never change

  local jobs = { set = "Jobs", key = "Id" }

  function jobs.insert(id, dice, class)
    server:sql('INSERT INTO Jobs (Id, "Key", State, CreationTime, _folder) '
      .. "VALUES (?, ?, 'Faulted', ?, ?)", id,
      ("00000000-0000-4000-8000-%012d"):format(id),
      instant(dice:roll(0, 40), dice:roll(0, 9999)), FOLDER)
    class[id] = id
  end

  function jobs.name(row) return row.Id end

  function jobs.touch(id)
    server:sql("UPDATE Jobs SET State = 'Successful' WHERE Id = ?", id)
    return true
  end

  local queues = { set = "QueueDefinitions", key = "Id" }

  function queues.insert(id, dice, class)
    server:sql("INSERT INTO QueueDefinitions (Id, Name, _folder) "
      .. "VALUES (?, ?, ?)", id, ("q%03d"):format(dice:roll(0, 999)), FOLDER)
    class[id] = id
  end

  queues.name = jobs.name

  function queues.touch(id)
    server:sql("UPDATE QueueDefinitions SET Description = 'x' WHERE Id = ?",
      id)
    return true
  end

  -- The world of one round: rows that live and those that ever did.
  local function begin(kind, dice)
    server:sql("DELETE FROM " .. kind.set)
    world = { kind = kind, dice = dice, last = 0, live = {}, class = {},
      throughout = {} }
  end

  local function insert()
    world.last = world.last + world.dice:roll(1, 3)
    world.kind.insert(world.last, world.dice, world.class)
    world.live[#world.live + 1] = world.last
  end

  local function delete()
    if #world.live == 0 then return end
    local id = table.remove(world.live, world.dice:roll(1, #world.live))
    server:sql(("DELETE FROM %s WHERE %s = ?"):format(world.kind.set,
      world.kind.key), id)
    world.throughout[id] = nil
  end

  local function touch()
    if #world.live == 0 then return end
    world.kind.touch(world.live[world.dice:roll(1, #world.live)])
  end

  local CHANGES = { insert, delete, touch }

  local function churn()
    if not world.dice:one_in(4) then return end
    for _ = 1, world.dice:roll(1, 4) do CHANGES[world.dice:roll(1, 3)]() end
  end

  -- How often each class of rows must come at least, and may at most.
  local function bounds()
    local least, most = {}, {}
    for id, class in pairs(world.class) do
      most[class] = (most[class] or 0) + 1
      if world.throughout[id] then least[class] = (least[class] or 0) + 1 end
    end
    return least, most
  end

  local function check(seen, seed)
    local least, most = bounds()
    for class, n in pairs(least) do
      if (seen[class] or 0) < n then
        error(("CHURN_SEED=%d: %s came %d times of %d"):format(seed, class,
          seen[class] or 0, n))
      end
    end
    for class, n in pairs(seen) do
      if n > (most[class] or 0) then
        error(("CHURN_SEED=%d: %s came %d times, there were %d"):format(seed,
          class, n, most[class] or 0))
      end
    end
  end

  -- Walks to the end; now and then it breaks off and goes on by a cursor.
  local function walk(query, resumes)
    local seen, cursor = {}, nil
    repeat
      local again = false
      for row, walking in query:each { cursor = cursor } do
        local name = world.kind.name(row)
        seen[name] = (seen[name] or 0) + 1
        if resumes and world.dice:one_in(20) then
          cursor, again = walking:cursor(), true
          break
        end
        churn()
      end
    until not again
    return seen
  end

  local function round(kind, seed, query_of, resumes, may_drift)
    local dice = setmetatable({ state = seed }, Dice)
    begin(kind, dice)
    for _ = 1, dice:roll(0, 60) do insert() end
    for _, id in ipairs(world.live) do world.throughout[id] = true end
    if dice:one_in(5) then -- a server that gives less than it is asked for
      server:fault { path = "/odata/" .. kind.set, times = 1000,
        cap = kind == logs and 25 or dice:roll(2, 5) }
    end
    local ok, seen = pcall(walk, query_of(folder[kind.set], dice), resumes)
    server:reset()
    if ok then
      check(seen, seed)
    elseif not (may_drift and seen.kind == "drift") then
      error(("CHURN_SEED=%d: %s"):format(seed, tostring(seen)))
    end
    return ok
  end

  local function rounds(...)
    local whole = 0
    for i = 0, ROUNDS - 1 do
      local kind, query_of, resumes, may_drift = ...
      if round(kind, SEED + i, query_of, resumes, may_drift) then
        whole = whole + 1
      end
    end
    return whole
  end

  it("by key has every row once, resumed or not", function()
    for _, order in ipairs { "Id", "Id desc" } do
      for _, resumes in ipairs { false, true } do
        rounds(jobs, function(set, dice)
          return set:orderby(order):paging("key", { page = dice:roll(1, 9) })
        end, resumes)
      end
    end
  end)

  it("by time has every row as often as it is there", function()
    for _, order in ipairs { "TimeStamp", "TimeStamp desc" } do
      for _, resumes in ipairs { false, true } do
        rounds(logs, function(set, dice)
          -- an instant is never as long as a page
          return set:orderby(order):paging("time",
            { page = dice:roll(25, 40) })
        end, resumes)
      end
    end
  end)

  it("by windows of time has every row as often as it is there", function()
    for _, order in ipairs { "TimeStamp", "TimeStamp desc" } do
      for _, resumes in ipairs { false, true } do
        rounds(logs, function(set, dice)
          return set:orderby(order):paging("time",
            { page = dice:roll(25, 40), concurrency = dice:roll(2, 6) })
        end, resumes)
      end
    end
  end)

  for _, concurrency in ipairs { 1, 4 } do
    it(("by skip has every row once, or raises drift; %d at once"):format(
      concurrency), function()
      local function query_of(order)
        return function(set, dice)
          return set:orderby(order):paging("skip",
            { page = dice:roll(2, 9), concurrency = concurrency })
        end
      end
      rounds(jobs, query_of "CreationTime", false, true)
      rounds(jobs, query_of "CreationTime desc", true, true)
      rounds(queues, query_of "Name", false, true)
    end)
  end

  it("by skip ends well when nothing moves", function()
    local still = setmetatable({ touch = function() end }, { __index = jobs })
    local churning = CHANGES
    CHANGES = { touch, touch, touch }
    local whole = rounds(still, function(set, dice)
      return set:orderby "CreationTime":paging("skip",
        { page = dice:roll(2, 9), concurrency = dice:roll(1, 5) })
    end, true, true)
    CHANGES = churning
    assert.equal(ROUNDS, whole)
  end)
end)
