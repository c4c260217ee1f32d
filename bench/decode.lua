-- Decoding alone, in one process, over the bytes of one page: lua-cjson
-- against ours, the whole page and row by row (which for lua-cjson is a loop
-- over the rows of the decoded page, as a script would write it). Prints one
-- JSON object of milliseconds per page, each the median of its rounds.
--
--   lua5.4 decode.lua PAGE-FILE ROUNDS

local cjson = require "cjson"
local core = require "orchestrator.core"

local file = assert(io.open(arg[1], "rb"))
local text = file:read "a"
file:close()

local function touch(row)
  return row.Level ~= nil
end

local contenders = {
  cjson_page = function() return cjson.decode(text).value end,
  page = function() return core.decode(text).value end,
  cjson_rows = function()
    for _, row in ipairs(cjson.decode(text).value) do touch(row) end
  end,
  rows = function()
    local n = 0
    for row in core.rows(text) do
      touch(row)
      n = n + 1
    end
    assert(n == 1000, n)
  end,
}

local function time(run)
  collectgarbage()
  local from = os.clock()
  run()
  return (os.clock() - from) * 1000
end

-- The contenders take turns, so that a change of the machine's speed meets
-- them all.
local times = {}
for name in pairs(contenders) do times[name] = {} end
for _ = 1, tonumber(arg[2]) do
  for name, run in pairs(contenders) do
    table.insert(times[name], time(run))
  end
end
local medians = {}
for name, list in pairs(times) do
  table.sort(list)
  medians[name] = list[(#list + 1) // 2]
end
print(cjson.encode(medians))
