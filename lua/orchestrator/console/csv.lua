-- Rows as CSV (RFC 4180, but lines end in a line feed alone).

local clean = require "orchestrator.console.clean"
local columns = require "orchestrator.console.columns"
local core = require "orchestrator.core"
local json = require "orchestrator.console.json"
local mask = require "orchestrator.console.mask"
local screen = require "orchestrator.console.screen"

local SAMPLE = 100 -- rows that tell the columns where the type is unknown

local function field(given)
  if given == nil or given == core.null then return "" end
  local text = type(given) == "table" and json.encode(given)
    or tostring(given)
  if text == "" and type(given) == "string" then return '""' end
  if text:find '[",\r\n]' or text:find "^%s" or text:find "%s$" then
    return '"' .. text:gsub('"', '""') .. '"'
  end
  return text
end

-- All fields of the type, and those that the first rows have beside it.
local function names_of(source, rows)
  local names = columns.ranked(rows, source.tag)
  local known = {}
  for _, name in ipairs(names) do known[name] = true end
  for _, name in ipairs(require "orchestrator.nearest".names(source.type
    and source.catalogue:fields(source.type) or {})) do
    if not known[name] then names[#names + 1] = name end
  end
  return names
end

local function line_of(names, row, options)
  local cells = {}
  for i, name in ipairs(names) do
    local given = row[name]
    if not options.reveal then given = mask.copy(given, name) end
    cells[i] = field(given)
  end
  return table.concat(cells, ",")
end

---Prints the rows of a source.
---@param source orchestrator.RowSource
---@param pages orchestrator.Pages
---@param options { columns?: string[], reveal?: boolean }
return function(source, pages, options)
  local harmless = screen.is_terminal() and not options.to and clean.lines
  local function put(text)
    return pages:line(harmless and harmless(text) or text)
  end
  local rows, names = {}, options.columns or source.select
  local row
  while not names and #rows < SAMPLE do
    row = source:next()
    if row == nil then break end
    rows[#rows + 1] = row
  end
  names = names or names_of(source, rows)
  if #names == 0 or not put(table.concat(names, ",")) then return end
  for _, early in ipairs(rows) do
    if not put(line_of(names, early, options)) then return end
  end
  for late in function() return source:next() end do
    if not put(line_of(names, late, options)) then return end
  end
end
