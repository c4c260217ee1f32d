-- Pictures made of counts: bars and sparklines for a terminal.

local clean = require "orchestrator.console.clean"
local progress = require "orchestrator.console.progress"
local screen = require "orchestrator.console.screen"
local width = require "orchestrator.console.width"

local pictures = {}

local PARTS = { "▏", "▎", "▍", "▌", "▋", "▊", "▉" }
local LEVELS = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" }
local LONG_GAP = 6 -- empty buckets in a row that become one line
local MOST = 40 -- bars of values

local function bar(count, most, cells)
  if count == 0 or most == 0 then return "" end
  local eighths = math.max(1, math.floor(count / most * cells * 8 + 0.5))
  return ("█"):rep(eighths // 8) .. (PARTS[eighths % 8] or "")
end

local function most_of(list)
  local most = 0
  for _, item in ipairs(list) do most = math.max(most, item[2]) end
  return most
end

local function measure(list)
  local label, number = 1, 1
  for _, item in ipairs(list) do
    item.label = clean.line(item[1])
    item.number = progress.number(item[2])
    label = math.max(label, width.of(item.label))
    number = math.max(number, #item.number)
  end
  local total = math.min(screen.size(), 120)
  label = math.min(label, math.max(total // 3, 6))
  return label, number, math.max(total - label - number - 3, 4)
end

-- Runs of empty buckets as one item without a count.
local function without_gaps(list)
  local out, empty = {}, 0
  local function close_gap()
    if empty <= LONG_GAP then
      for i = #list.seen - empty + 1, #list.seen do
        out[#out + 1] = list.seen[i]
      end
    else
      out[#out + 1] = { ("… %d empty"):format(empty), 0, gap = true }
    end
    empty = 0
  end
  list.seen = {}
  for _, item in ipairs(list) do
    if item[2] == 0 then
      list.seen[#list.seen + 1] = item
      empty = empty + 1
    else
      if empty > 0 then close_gap() end
      out[#out + 1] = item
    end
  end
  return out
end

---Prints a bar for each item.
---@param list { [1]: string, [2]: integer }[]
---@param pages orchestrator.Pages
---@param given? { gaps?: boolean } gaps: runs of zeros are shortened
function pictures.bars(list, pages, given)
  if given and given.gaps then list = without_gaps(list) end
  local most = most_of(list)
  local label, number, cells = measure(list)
  for i, item in ipairs(list) do
    if not (given and given.gaps) and i > MOST then
      pages:line(screen.paint("dim", ("… and %d more"):format(#list - MOST)))
      return
    end
    local line = width.fit(item.label, label)
    if item.gap then
      line = screen.paint("dim", width.cut(item.label, label + number + cells))
    else
      line = ("%s  %s %s"):format(line, width.fit(item.number, number, true),
        screen.paint("green", bar(item[2], most, cells)))
    end
    if not pages:line((line:gsub(" +$", ""))) then return end
  end
end

-- Neighbours together, until there are no more than `cells`.
local function merged(list, cells)
  local per = math.ceil(#list / cells)
  if per <= 1 then return list end
  local out = {}
  for i, item in ipairs(list) do
    local at = (i - 1) // per + 1
    out[at] = out[at] or { item[1], 0 }
    out[at][2] = out[at][2] + item[2]
  end
  return out
end

---Prints counts as one line.
---@param list { [1]: string, [2]: integer }[]
---@param pages orchestrator.Pages
function pictures.sparkline(list, pages)
  local columns = screen.size()
  local items = merged(list, math.min(columns, 120))
  local most, parts, total = most_of(items), {}, 0
  for i, item in ipairs(items) do
    total = total + item[2]
    local level = most > 0 and math.ceil(item[2] / most * (#LEVELS - 1)) or 0
    parts[i] = LEVELS[level + 1]
  end
  pages:line(screen.paint("green", table.concat(parts)))
  local about = ("%s to %s, %s rows, at most %s"):format(list[1][1],
    list[#list][1], progress.number(total), progress.number(most))
  for _, line in ipairs(width.wrap(about, columns)) do
    pages:line(screen.paint("dim", line))
  end
end

return pictures
