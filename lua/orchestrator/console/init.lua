-- Printing for people: rows as a table, as lists, as JSON or as CSV, and any
-- other value.

local clean = require "orchestrator.console.clean"
local core = require "orchestrator.core"
local options_of = require "orchestrator.options"
local Pages = require "orchestrator.console.pages"
local source = require "orchestrator.console.source"
local value = require "orchestrator.console.value"

local console = {}

---What holds where a call says nothing. The prompt pages; scripts do not.
---@type { time: string, page: boolean, reveal: boolean }
console.settings = { time = "local", page = false, reveal = false }

---@class orchestrator.PrintOptions
---@field columns? string|string[] the fields, in order; else the most useful
---@field reveal? boolean secrets are shown
---@field time? string moments in "local" time, "utc", or a zone by its name
---@field page? boolean a screenful at a time, on a terminal
---@field to? fun(line: string) gets the lines, instead of standard output

local KNOWN = { columns = "text|table", reveal = "boolean", time = "text",
  page = "boolean", to = "function" }

local FORMATS = {
  table = function() return require "orchestrator.console.table" end,
  vertical = function() return require "orchestrator.console.vertical" end,
  json = function() return require "orchestrator.console.json".print end,
  csv = function() return require "orchestrator.console.csv" end,
}

local function names_of(given)
  if type(given) == "table" then return given end
  local names = {}
  for name in given:gmatch "[^,%s]+" do names[#names + 1] = name end
  return names
end

---Options of a printing call, checked and completed.
---@param given? orchestrator.PrintOptions
---@param what string
---@param more? table<string, string> further options and their types
---@return table
function console.options(given, what, more)
  local known = {}
  for name, kind in pairs(KNOWN) do known[name] = kind end
  for name, kind in pairs(more or {}) do known[name] = kind end
  local out = options_of.check(given, known, what)
  for name, default in pairs(console.settings) do
    if out[name] == nil then out[name] = default end
  end
  if out.columns then out.columns = names_of(out.columns) end
  if out.time ~= "local" and out.time ~= "utc" then
    require "orchestrator.time.zone".get(out.time) -- refuses unknown ones now
  end
  return out
end

---Runs a function with somewhere to print to, and ends that whatever happens.
---@param options table of `console.options`
---@param fn fun(pages: orchestrator.Pages)
function console.paged(options, fn)
  local pages = Pages.open(options)
  local ok, err = xpcall(fn, function(err) return err end, pages)
  pages:close()
  if not ok then error(err, 0) end
end

---Writes a source's rows in a format.
---@param format "table"|"vertical"|"json"|"csv"
---@param rows orchestrator.RowSource
---@param pages orchestrator.Pages
---@param options table of `console.options`
function console.write(format, rows, pages, options)
  FORMATS[format]()(rows, pages, options)
end

---Prints rows in a format.
---@param format "table"|"vertical"|"json"|"csv"
---@param given table a query or a list of rows
---@param options? orchestrator.PrintOptions
function console.rows(format, given, options)
  options = console.options(options, format)
  local rows = source.open(given)
  local ok, err = xpcall(console.paged, function(err) return err end, options,
    function(pages) console.write(format, rows, pages, options) end)
  rows:close()
  if not ok then error(err, 0) end
end

---Is it a list whose members are tables?
local function is_row_list(given)
  return type(given[1]) == "table" and getmetatable(given[1]) == nil
end

local function is_data(given)
  local meta = getmetatable(given)
  return meta == nil or meta == core.array_mt
end

local function print_list(given, options, pages)
  if #given == 0 then return pages:line(next(given) and "{…}" or "(empty)") end
  for _, member in ipairs(given) do
    if not pages:line(value.text(member, nil, options)) then return end
  end
end

---Prints any value as suits it: a query or a list of rows as a table, a row
---as a list of its fields, text as it is.
---@param given any
---@param options? orchestrator.PrintOptions
function console.print(given, options)
  if source.is_query(given) then
    return console.rows("table", given, options)
  end
  if type(given) == "table" and is_data(given) then
    if is_row_list(given) then return console.rows("table", given, options) end
    if next(given) ~= nil and #given == 0 then
      return console.rows("vertical", { given }, options)
    end
  end
  local checked = console.options(options, "print")
  console.paged(checked, function(pages)
    if type(given) == "table" and is_data(given) then
      print_list(given, checked, pages)
    elseif type(given) == "string" then
      for line in (clean.lines(given) .. "\n"):gmatch "(.-)\n" do
        if not pages:line(line) then return end
      end
    else
      pages:line(value.text(given, nil, checked) ~= ""
        and value.text(given, nil, checked) or tostring(given))
    end
  end)
end

return console
