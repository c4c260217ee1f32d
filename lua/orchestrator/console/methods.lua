-- What queries can do on a screen: the methods table, vertical, json, csv,
-- histogram, bars, sparkline and plot.

local buckets = require "orchestrator.console.buckets"
local console = require "orchestrator.console"
local errors = require "orchestrator.errors"
local pictures = require "orchestrator.console.pictures"

local methods = {}

---Prints the rows as a table fitted to the terminal; the first of them at
---once.
---@param self orchestrator.Query
---@param given? orchestrator.PrintOptions
function methods.table(self, given) console.rows("table", self, given) end

---Prints each row as a list of its fields.
---@param self orchestrator.Query
---@param given? orchestrator.PrintOptions
function methods.vertical(self, given)
  console.rows("vertical", self, given)
end

---Prints the rows as a JSON array, one to a line.
---@param self orchestrator.Query
---@param given? orchestrator.PrintOptions
function methods.json(self, given) console.rows("json", self, given) end

---Prints the rows as CSV with a heading.
---@param self orchestrator.Query
---@param given? orchestrator.PrintOptions
function methods.csv(self, given) console.rows("csv", self, given) end

local function check_field(what, field)
  if type(field) ~= "string" or field == "" then
    errors.argument(what .. ": which field?",
      what == "bars" and 'bars("Status")' or what .. '("CreationTime", "hour")')
  end
end

local function spans(what, self, field, unit, options)
  check_field(what, field)
  local list, without = buckets.spans(what, self, field, unit or "day",
    options.time)
  return list, without
end

local function nothing(pages, field, without)
  pages:line(without > 0 and ("%d rows, none with a usable %s"):format(
    without, field) or "no rows")
end

---Draws how many rows there are in each span of time, or of numbers. Counted
---as the rows come, so memory grows with the spans only.
---@param self orchestrator.Query
---@param field string "CreationTime"
---@param unit? string|number "minute", "hour", "day" (default), "week",
---  "month"; or the width of a span of numbers
---@param given? orchestrator.PrintOptions
function methods.histogram(self, field, unit, given)
  local options = console.options(given, "histogram")
  local list, without = spans("histogram", self, field, unit, options)
  console.paged(options, function(pages)
    if #list == 0 then return nothing(pages, field, without) end
    pictures.bars(list, pages, { gaps = true })
  end)
end

---Draws how many rows have each value of a field, the most frequent first.
---@param self orchestrator.Query
---@param field string "Status", or "Robot/Name" with expand
---@param given? orchestrator.PrintOptions
function methods.bars(self, field, given)
  local options = console.options(given, "bars")
  check_field("bars", field)
  local list = buckets.values(self, field)
  console.paged(options, function(pages)
    if #list == 0 then return nothing(pages, field, 0) end
    pictures.bars(list, pages)
  end)
end

---Draws a histogram in one line.
---@param self orchestrator.Query
---@param field string
---@param unit? string|number as for `histogram`
---@param given? orchestrator.PrintOptions
function methods.sparkline(self, field, unit, given)
  local options = console.options(given, "sparkline")
  local list, without = spans("sparkline", self, field, unit, options)
  console.paged(options, function(pages)
    if #list == 0 then return nothing(pages, field, without) end
    pictures.sparkline(list, pages)
  end)
end

---Writes a histogram, or without `unit` a bar for each value, to an SVG file.
---@param self orchestrator.Query
---@param given { file: string, field: string, unit?: string|number,
---  title?: string, time?: string }
function methods.plot(self, given)
  local options = console.options(given, "plot", { file = "text",
    field = "text", unit = "text|positive", title = "text" })
  if not options.file then
    errors.argument("plot: which file?", 'plot{ file = "jobs.svg", '
      .. 'field = "CreationTime", unit = "day" }')
  end
  check_field("plot", options.field)
  local list = options.unit
    and spans("plot", self, options.field, options.unit, options)
    or buckets.values(self, options.field)
  local text = require "orchestrator.console.svg".bars(list, options.title
    or options.field)
  local file, why = io.open(options.file, "wb")
  local done = file and file:write(text) and file:close()
  if not done then
    errors.argument(("plot: %s cannot be written: %s"):format(options.file,
      why or "the disk may be full"))
  end
end

return methods
