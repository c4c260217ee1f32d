-- How many cells of a terminal a text takes, and texts of a given width.

local unicode = require "orchestrator.console.unicode"

local width = {}

local ELLIPSIS = "…"

local function read_ranges(text)
  local first, last = {}, {}
  for from, to in text:gmatch "(%x+)%-?(%x*)" do
    first[#first + 1] = tonumber(from, 16)
    last[#last + 1] = tonumber(to ~= "" and to or from, 16)
  end
  return { first = first, last = last }
end

local wide = read_ranges(unicode.wide)
local zero = read_ranges(unicode.zero)

local function within(ranges, point)
  local first = ranges.first
  local low, high = 0, #first -- the last range that does not begin behind it
  while low < high do
    local middle = (low + high + 1) // 2
    if first[middle] <= point then low = middle else high = middle - 1 end
  end
  return low > 0 and point <= ranges.last[low]
end

---Does a character combine with the one before it?
---@param point integer
---@return boolean
function width.combines(point) return point >= 0x300 and within(zero, point) end

---The cells of one character.
---@param point integer
---@return integer 0, 1 or 2
function width.of_point(point)
  if point < 0x300 then return 1 end
  if within(zero, point) then return 0 end
  return within(wide, point) and 2 or 1
end

---The cells of a text that `clean` has made harmless.
---@param text string UTF-8
---@return integer
function width.of(text)
  if not text:find "[\x80-\xff]" then return #text end
  local cells = 0
  for _, point in utf8.codes(text) do cells = cells + width.of_point(point) end
  return cells
end

-- Where the longest part that begins at `from` and fits into so many cells
-- ends.
local function reach(text, from, most)
  local cells, at = 0, from
  while at <= #text do
    cells = cells + width.of_point(utf8.codepoint(text, at))
    if cells > most then return at - 1 end
    at = utf8.offset(text, 2, at)
  end
  return #text
end

---A text of at most so many cells; what was cut ends in an ellipsis.
---@param text string
---@param most integer
---@return string
function width.cut(text, most)
  if most < 1 then return "" end
  if #text <= most or width.of(text) <= most then return text end
  return text:sub(1, reach(text, 1, most - 1)) .. ELLIPSIS
end

---A text of exactly so many cells.
---@param text string
---@param cells integer
---@param right? boolean the text stands at the right
---@return string
function width.fit(text, cells, right)
  text = width.cut(text, cells)
  local room = (" "):rep(cells - width.of(text))
  return right and room .. text or text .. room
end

---A text in lines of at most so many cells, broken at blanks where it can be.
---@param text string
---@param cells integer
---@return string[]
function width.wrap(text, cells)
  local lines, from = {}, 1
  cells = math.max(cells, 2)
  local stop = reach(text, from, cells)
  while stop < #text do
    local line = text:sub(from, stop)
    local head = line:match "^(.*%S)%s+%S*$"
    if head and #head > #line // 2 and text:sub(stop + 1, stop + 1) ~= " "
    then
      line = head
    end
    lines[#lines + 1] = (line:gsub(" +$", ""))
    from = text:find("[^ ]", from + #line) or #text + 1
    stop = reach(text, from, cells)
  end
  lines[#lines + 1] = text:sub(from)
  return lines
end

return width
