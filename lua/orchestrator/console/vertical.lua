-- A row as a list of its fields, one to a line; values within values are
-- indented.

local clean = require "orchestrator.console.clean"
local columns = require "orchestrator.console.columns"
local core = require "orchestrator.core"
local dates = require "orchestrator.console.dates"
local mask = require "orchestrator.console.mask"
local screen = require "orchestrator.console.screen"
local value = require "orchestrator.console.value"
local width = require "orchestrator.console.width"

local LONGEST = 4000 -- bytes of one text
local DEPTH = 8
local NAME = 26 -- cells that names may take

local function add_text(out, head, indent, text)
  local total = screen.size()
  local room = math.max(total - indent - 1, 8)
  if #text > LONGEST then
    text = text:sub(1, utf8.offset(text, 0, LONGEST + 1) - 1)
      .. ("… (%d bytes)"):format(#text)
  end
  local first = true
  for line in (clean.lines(text) .. "\n"):gmatch "(.-)\n" do
    local parts = screen.is_terminal() and width.wrap(line, room) or { line }
    for _, part in ipairs(parts) do
      out[#out + 1] = (first and head or (" "):rep(indent)) .. part
      first = false
    end
  end
end

local add

local function is_list(given)
  return #given > 0 or getmetatable(given) == core.array_mt
end

local function is_plain(given)
  local meta = getmetatable(given)
  return meta == nil or meta == core.array_mt
end

local function add_field(out, name, given, indent, cells, options, depth)
  local label = screen.paint("cyan", width.fit(clean.line(tostring(name)),
    cells))
  local head = (" "):rep(indent) .. label .. "  "
  local at = indent + cells + 2
  if not options.reveal and mask.hides(name, given) then
    out[#out + 1] = head .. mask.TEXT
  elseif type(given) == "table" and is_plain(given) and next(given) ~= nil
    and depth < DEPTH and not (is_list(given) and type(given[1]) ~= "table")
  then
    out[#out + 1] = (head:gsub(" +$", ""))
    add(out, given, indent + 2, options, depth + 1, name)
  elseif type(given) == "string" and not dates.is(given) then
    add_text(out, head, at, given)
  else
    add_text(out, head, at, value.text(given, name, options))
  end
end

-- The fields of a table; a list's places are their names.
function add(out, row, indent, options, depth, about)
  local names, cells = {}, 1
  if is_list(row) then
    for i = 1, #row do names[i] = i end
  else
    names = columns.ranked({ row }, options.tag)
  end
  for _, name in ipairs(names) do
    cells = math.max(cells, width.of(clean.line(tostring(name))))
  end
  local total = screen.size()
  cells = math.min(cells, NAME, math.max(total // 2 - indent, 4))
  for _, name in ipairs(names) do
    local given = row[name]
    if math.type(name) and not options.reveal and mask.hides(about, given) then
      given = mask.TEXT
    end
    add_field(out, name, given, indent, cells, options, depth)
  end
end

---The lines of one row, or of any table.
---@param row table
---@param options { reveal?: boolean, time?: string, tag?: string }
---@return string[]
local function lines_of(row, options)
  local out = {}
  add(out, row, 0, options, 0)
  if #out == 0 then out[1] = screen.paint("dim", "(empty)") end
  return out
end

---Prints the rows of a source, each as a list.
---@param source orchestrator.RowSource
---@param pages orchestrator.Pages
---@param options table
return function(source, pages, options)
  local number = 0
  local given = setmetatable({ tag = source.tag }, { __index = options })
  local row = source:next()
  while row ~= nil do
    number = number + 1
    if number > 1 and not pages:line "" then return end
    for _, line in ipairs(lines_of(row, given)) do
      if not pages:line(line) then return end
    end
    row = source:next()
  end
  if number == 0 and screen.is_terminal() then
    pages:line(screen.paint("dim", "no rows"))
  end
end
