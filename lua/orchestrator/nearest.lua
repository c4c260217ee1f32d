--- The known name that a mistyped one was meant to be.

-- The letters to add, drop or change (Levenshtein), one row at a time.
local function distance(a, b)
  local row = {}
  for j = 0, #b do
    row[j] = j
  end
  for i = 1, #a do
    local diagonal = row[0]
    row[0] = i
    for j = 1, #b do
      local change = a:byte(i) == b:byte(j) and 0 or 1
      local best = math.min(row[j] + 1, row[j - 1] + 1, diagonal + change)
      diagonal, row[j] = row[j], best
    end
  end
  return row[#b]
end

---@param name string
---@param names string[]
---@return string? name the nearest, unless none is near
return function(name, names)
  local nearest
  local least = math.max(2, #name // 3) + 1
  for _, known in ipairs(names) do
    local steps = distance(name:lower(), known:lower())
    if steps < least then
      nearest, least = known, steps
    end
  end
  return nearest
end
