--- What the targets in Lua share: texts damaged at random, and the checks that
-- hold for each of them. A target is a script:
--
--   lua5.4 fuzz/NAME.lua [SECONDS [SEED]]
--
-- It prints how many texts it read, or the first one that broke a rule, with
-- the seed, and then fails.

local mutator = {}

-- Seconds that one text may take.
local PATIENCE = 1
-- Bytes; growth beyond it is cut.
local MOST = 3000

local function pick(list) return list[math.random(#list)] end

local function damage(text, words)
  local at = math.random(#text + 1)
  local before, after = text:sub(1, at - 1), text:sub(at)
  local how = math.random(6)
  if how == 1 then
    return before .. after:sub(1 + math.random(8))
  elseif how == 2 then
    return before .. after:sub(1, math.random(40)) .. after
  elseif how == 3 then
    return before .. string.char(math.random(0, 255)) .. after:sub(2)
  elseif how == 4 then
    return before .. pick(words) .. after
  elseif how == 5 then
    return before .. pick(words):rep(math.random(60)) .. after
  end
  return before .. text:sub(math.random(#text + 1)):sub(1, 50) .. after
end

---A text damaged in one to five places.
---@param seeds string[]
---@param words string[] what is likely to matter
---@return string
function mutator.text(seeds, words)
  local text = pick(seeds)
  for _ = 1, math.random(5) do text = damage(text, words):sub(1, MOST) end
  return text
end

---Bytes at random.
---@param most integer
---@return string
function mutator.bytes(most)
  local out = {}
  for i = 1, math.random(0, most) do out[i] = math.random(0, 255) end
  return string.char(table.unpack(out))
end

-- An error object by its words: the sandbox's replies have a body.
local function told(err)
  if type(err) == "table" then err = err.message or err.body end
  return debug.traceback(tostring(err))
end

---Runs `one(round)` until the time is up. It raises what is wrong; `shown()`
---tells which text it was about.
---@param one fun()
---@param shown fun(): string
---@param words string[] the script's arguments
function mutator.run(one, shown, words)
  local seconds = tonumber(words[1]) or 20
  local seed = tonumber(words[2]) or os.time()
  math.randomseed(seed)
  local began, runs = os.time(), 0
  while os.time() - began < seconds do
    local before = os.clock()
    local ok, err = xpcall(one, told)
    runs = runs + 1
    if ok and os.clock() - before > PATIENCE then
      ok, err = false, "it took longer than a second"
    end
    if not ok then
      io.stderr:write(("run %d, seed %d: %s\n%q\n"):format(runs, seed,
        tostring(err), shown()))
      os.exit(false, true)
    end
  end
  print(("Done %d runs in %d second(s)"):format(runs, seconds))
end

return mutator
