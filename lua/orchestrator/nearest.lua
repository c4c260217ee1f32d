-- Finds the known name that somebody probably meant.

local nearest = {}

-- Changes (insert, remove, replace, swap of neighbours) from a to b.
local function distance(a, b)
  local before, row = {}, {}
  for j = 0, #b do row[j] = j end
  for i = 1, #a do
    local older = before
    before, row = row, { [0] = i }
    for j = 1, #b do
      local same = a:byte(i) == b:byte(j)
      row[j] = math.min(before[j] + 1, row[j - 1] + 1,
        before[j - 1] + (same and 0 or 1))
      if i > 1 and j > 1 and a:byte(i) == b:byte(j - 1)
        and a:byte(i - 1) == b:byte(j) then
        row[j] = math.min(row[j], older[j - 2] + 1)
      end
    end
  end
  return row[#b]
end

local function folded(name) return (name:lower():gsub("[^%w]", "")) end

-- Small when one is inside the other: "secret" means "client_secret".
local function unlikeness(a, b)
  local apart = distance(a, b)
  if #a >= 4 and b:find(a, 1, true) or #b >= 4 and a:find(b, 1, true) then
    apart = math.min(apart, 2)
  end
  return apart
end

---The known name nearest to `name`, or nil when none is near.
---Letter case and punctuation do not count.
---@param name string what was written
---@param known string[] the names there are
---@return string|nil
function nearest.find(name, known)
  local wanted = folded(name)
  local limit = math.max(1, math.ceil(#wanted * 0.4))
  local best, best_apart
  for _, candidate in ipairs(known) do
    local apart = unlikeness(wanted, folded(candidate))
    if apart <= limit and (not best or apart < best_apart
      or apart == best_apart and candidate < best) then
      best, best_apart = candidate, apart
    end
  end
  return best
end

---The keys of a table, sorted: what `find` takes.
---@param set table<string, any>
---@return string[]
function nearest.names(set)
  local names = {}
  for name in pairs(set) do names[#names + 1] = name end
  table.sort(names)
  return names
end

---What to tell somebody who wrote an unknown name: the nearest one, else all.
---@param name string
---@param known string[]
---@return string hint
function nearest.hint(name, known)
  local best = nearest.find(name, known)
  if best then return ('did you mean "%s"?'):format(best) end
  if #known == 0 or #known > 40 then return "see the documentation" end
  return "known are: " .. table.concat(known, ", ")
end

return nearest
