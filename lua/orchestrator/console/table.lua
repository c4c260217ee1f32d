-- Rows as a table fitted to the terminal. It is sized by the first screenful,
-- which is shown at once; later rows are shown as they come, and a terminal
-- that changes its width gets a new heading.

local columns = require "orchestrator.console.columns"
local engine = require "orchestrator.engine"
local screen = require "orchestrator.console.screen"
local value = require "orchestrator.console.value"
local width = require "orchestrator.console.width"

local SAMPLE = 60 -- rows that size a table at most
local PATIENCE = 0.25 -- seconds after the first row until it is shown

local STYLES = { Faulted = "red", Failed = "red", Error = "red",
  Fatal = "red", Abandoned = "red", Successful = "green", Warn = "yellow",
  Running = "cyan", InProgress = "cyan", Pending = "yellow" }
local STYLED = { State = true, Status = true, Level = true }

---@class orchestrator.TablePrinter
local Printer = {}
Printer.__index = Printer

local function cell(self, column, row)
  local text = value.text(row[column.name], column.name, self.options)
  local style = STYLED[column.name] and STYLES[row[column.name]]
  if self.plain then
    local room = (" "):rep(column.width - width.of(text))
    return column.right and room .. text or text .. room
  end
  return screen.paint(style, width.fit(text, column.width, column.right))
end

local function join(cells)
  return (table.concat(cells, (" "):rep(columns.GAP)):gsub(" +$", ""))
end

local function heading(self)
  local cells = {}
  for i, column in ipairs(self.columns) do
    cells[i] = width.fit(column.name, column.width, column.right)
  end
  return self.pages:line(screen.paint("bold", join(cells)))
end

local function lay_out(self, rows)
  self.total = screen.size()
  self.columns, self.others = columns.choose(rows, { tag = self.source.tag,
    names = self.names, total = self.total }, self.options)
  return heading(self)
end

local function show(self, row)
  if screen.size() ~= self.total then lay_out(self, { row }) end
  local cells = {}
  for i, column in ipairs(self.columns) do
    cells[i] = cell(self, column, row)
  end
  self.shown = self.shown + 1
  return self.pages:line(join(cells))
end

-- The rows that size the table: a screenful, or what comes soon.
local function sample(self)
  local _, lines = screen.size()
  local most = math.min(SAMPLE, lines - 2)
  local rows, began = {}, nil
  repeat
    local row = self:next()
    if row == nil then return rows, true end
    rows[#rows + 1] = row
    began = began or engine.get():now()
  until #rows >= most or engine.get():now() - began > PATIENCE
  return rows, false
end

---The next row, with its folder where it comes from several.
function Printer:next()
  local row, about = self.source:next()
  if type(row) ~= "table" then
    return row ~= nil and { value = row } or nil
  elseif type(about) == "table" and rawget(about, "FullyQualifiedName") then
    local copy = { Folder = about.FullyQualifiedName }
    for name, given in pairs(row) do copy[name] = given end
    return copy
  end
  return row
end

local function ending(self, complete)
  if self.plain then return end
  local text = self.shown == 1 and "1 row" or ("%d rows"):format(self.shown)
  if self.shown == 0 then text = "no rows" end
  if not complete then text = text .. ", and there are more" end
  if self.others and self.others > 0 then
    text = text .. (", %d fields not shown"):format(self.others)
  end
  self.pages.asks = false -- what the last line is
  self.pages:line(screen.paint("dim", width.cut(text, (screen.size()))))
end

local function run(self)
  local rows, complete = sample(self)
  local goes_on = #rows > 0 and lay_out(self, rows)
  for _, row in ipairs(rows) do goes_on = goes_on and show(self, row) end
  self.pages:flush()
  while goes_on and not complete do
    local row = self:next()
    complete = row == nil
    goes_on = not complete and show(self, row)
    if self.shown % 16 == 0 then self.pages:flush() end
  end
  self.pages.stopped = false
  ending(self, complete)
end

---Prints the rows of a source.
---@param source orchestrator.RowSource
---@param pages orchestrator.Pages
---@param options { columns?: string[], reveal?: boolean, time?: string }
return function(source, pages, options)
  run(setmetatable({ source = source, pages = pages, options = options,
    names = options.columns or source.select, shown = 0,
    plain = not screen.is_terminal() }, Printer))
end
