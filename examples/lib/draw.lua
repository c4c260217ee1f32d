--- Small drawings for a terminal: a heading with time and rate, a progress
-- line, bars, trees and tables. 80 columns wide; without colours where
-- standard output is not a terminal, or NO_COLOR is set.

local draw = {}

local WIDTH = 80

local function terminal(fd)
  return os.execute(("test -t %d"):format(fd)) == true
end

local function set(name)
  return (os.getenv(name) or "") ~= ""
end

local colours = set "FORCE_COLOR" or terminal(1) and not set "NO_COLOR"
local progress = terminal(2)

-- An unset locale says nothing, and nearly every terminal knows UTF-8.
local locale = os.getenv "LC_ALL" or os.getenv "LC_CTYPE" or os.getenv "LANG"
local plain = locale and locale ~= "" and not locale:lower():find "utf%-?8"

local STYLES = {
  title = "1;36", dim = "2", bar = "32", bad = "31", strong = "1",
}

local function styled(style, text)
  return colours and ("\27[%sm%s\27[0m"):format(STYLES[style], text) or text
end

local function width(text)
  return utf8.len(text) or #text
end

-- Cut to `columns`, which an ellipsis shows.
local function fit(text, columns)
  if width(text) <= columns then
    return text
  end
  local head = text:sub(1, utf8.offset(text, columns) - 1)
  return head .. (plain and "~" or "…")
end

local function left(text, columns)
  text = fit(text, columns)
  return text .. (" "):rep(columns - width(text))
end

local function right(text, columns)
  text = fit(text, columns)
  return (" "):rep(columns - width(text)) .. text
end

--- 1234567 as "1,234,567".
---@param number number
---@return string
function draw.number(number)
  local digits = ("%.0f"):format(number)
  return (digits:reverse():gsub("(%d%d%d)", "%1,"):reverse()
    :gsub("^(%-?),", "%1"))
end

--- Seconds as "2 h 05 min", "3 min 12 s" or "8 s".
---@param seconds number
---@return string
function draw.span(seconds)
  seconds = math.floor(seconds + 0.5)
  if seconds >= 3600 then
    return ("%d h %02d min"):format(seconds // 3600, seconds % 3600 // 60)
  elseif seconds >= 60 then
    return ("%d min %02d s"):format(seconds // 60, seconds % 60)
  end
  return ("%d s"):format(seconds)
end

-- Plain Lua has no clock finer than a second; LuaSocket has.
local has_socket, socket = pcall(require, "socket")
local now = has_socket and socket.gettime or os.time

---@class draw.Step
local Step = {}
Step.__index = Step

--- Begins a step of the work: its clock runs from here.
---@param title string
---@param expected integer? rows, for the progress line
---@return draw.Step
function draw.step(title, expected)
  return setmetatable({
    title = title, expected = expected, rows = 0, began = now(), shown = 0,
  }, Step)
end

local function rate(rows, seconds)
  return draw.number(rows / math.max(seconds, 1e-4)) .. " rows/s"
end

function Step:show_progress()
  local seconds = now() - self.began
  if seconds - self.shown < 0.1 then
    return
  end
  self.shown = seconds
  local done = draw.number(self.rows)
  if self.expected then
    done = ("%s of %s"):format(done, draw.number(self.expected))
  end
  io.stderr:write("\r", left(("  %s: %s, %s"):format(self.title, done,
    rate(self.rows, seconds)), WIDTH - 1))
end

--- One more row has been dealt with.
function Step:row()
  self.rows = self.rows + 1
  if progress and self.rows % 500 == 0 then
    self:show_progress()
  end
end

--- Ends the step: its heading, with the time it took and the rows a second.
function Step:heading()
  local seconds = now() - self.began
  local note = seconds < 0.1 and ("%.1f ms"):format(seconds * 1000)
    or ("%.2f s"):format(seconds)
  if self.rows > 0 then
    note = ("%s rows, %s, %s"):format(draw.number(self.rows), note,
      rate(self.rows, seconds))
  end
  if self.shown > 0 then
    io.stderr:write("\r", (" "):rep(WIDTH - 1), "\r")
  end
  print()
  print(styled("title", left(self.title, WIDTH - width(note)))
    .. styled("dim", note))
end

local function widest(rows, column)
  local columns = 0
  for _, row in ipairs(rows) do
    columns = math.max(columns, width(row[column]))
  end
  return columns
end

--- A bar for each row, the longest as long as there is room.
---@param rows { [1]: string, [2]: number }[] label and value
---@param style string? "bar" or "bad"
function draw.bars(rows, style)
  local most, labels = 0, math.min(widest(rows, 1), 30)
  for _, row in ipairs(rows) do
    most = math.max(most, row[2])
  end
  local figures = #draw.number(most)
  local room = WIDTH - 2 - labels - 2 - figures - 1
  for _, row in ipairs(rows) do
    local length = math.ceil(room * row[2] / math.max(most, 1))
    print(("  %s  %s %s"):format(left(row[1], labels),
      styled(style or "bar", (plain and "#" or "█"):rep(length)),
      draw.number(row[2])))
  end
end

-- As wide as its cells, and the widest narrowed until all fit the line.
local function column_widths(cells, count)
  local columns, total = {}, 2 * count
  for column = 1, count do
    columns[column] = widest(cells, column)
    total = total + columns[column]
  end
  while total > WIDTH do
    local most = 1
    for column = 2, count do
      most = columns[column] > columns[most] and column or most
    end
    columns[most] = columns[most] - 1
    total = total - 1
  end
  return columns
end

--- A table: names of columns, then rows of strings (left) and numbers
--- (right).
---@param names string[]
---@param rows (string|number)[][]
function draw.table(names, rows)
  local cells, align = { names }, {}
  for i, row in ipairs(rows) do
    cells[i + 1] = {}
    for column, value in ipairs(row) do
      align[column] = type(value) == "number" and right or left
      cells[i + 1][column] = type(value) == "number" and draw.number(value)
        or value
    end
  end
  local columns = column_widths(cells, #names)
  for i, row in ipairs(cells) do
    local line = ""
    for column, text in ipairs(row) do
      line = line .. "  " .. (align[column] or left)(text, columns[column])
    end
    line = line:gsub("%s+$", "")
    print(i == 1 and styled("dim", line) or line)
  end
end

local BRANCHES = plain and { mid = "|- ", last = "`- ", rest = "|  " }
  or { mid = "├─ ", last = "└─ ", rest = "│  " }

local function branch(nodes, indent)
  for i, node in ipairs(nodes) do
    local last = i == #nodes
    print(fit(("  %s%s%s"):format(indent, last and BRANCHES.last
      or BRANCHES.mid, node.label), WIDTH))
    branch(node, indent .. (last and "   " or BRANCHES.rest))
  end
end

--- A tree: nodes are { label = …, children… }.
---@param roots table[]
function draw.tree(roots)
  for _, node in ipairs(roots) do
    print("  " .. fit(node.label, WIDTH - 2))
    branch(node, "")
  end
end

--- Lines of plain words.
function draw.text(format, ...)
  print("  " .. fit(format:format(...), WIDTH - 2))
end

--- The first line of all.
function draw.title(text)
  print(styled("strong", fit(text, WIDTH)))
end

return draw
