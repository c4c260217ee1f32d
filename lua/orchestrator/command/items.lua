--- Queue items as CSV and back. The header names Reference, Priority, DueDate
-- and other fields of an item as they are, and members of its SpecificContent
-- as SpecificContent.NAME. A cell of those is a text, or JSON as value.lua
-- writes it, so that every type comes back as it was; an empty cell is a
-- member that is not there.

local command = require "orchestrator.command"
local core = require "orchestrator.core"
local csv = require "orchestrator.command.csv"
local nearest = require "orchestrator.nearest"
local value = require "orchestrator.command.value"

local items = {}

local CONTENT = "SpecificContent."
items.FIELDS = { "Reference", "Priority", "DueDate", "DeferDate",
  "RiskSlaDate", "ParentOperationId" }
local LONGEST = 128 -- UTF-16 units of a Reference
local PRIORITIES = { High = true, Normal = true, Low = true }

---------------------------------------------------------------------------
-- Reading.

---Where in a file: "row 3 (line 4), column 2 (Priority)".
---@param record orchestrator.csv.Record
---@param column integer
---@param name? string the header's
---@return string
function items.place(record, column, name)
  return ("row %d%s, column %d%s"):format(record.row, record.line ~= record.row
    and (" (line %d)"):format(record.line) or "", column,
    name and (" (%s)"):format(name) or "")
end

local function refuse(file, record, column, name, why)
  command.usage_error(("%s: %s: %s; nothing was sent"):format(file,
    items.place(record, column, name), why), "queue")
end

local function is_moment(text)
  return require "orchestrator.time".read(text) ~= nil
end

local function moment(text)
  if is_moment(text) then return text end
  return nil, "is no moment like 2026-11-30T12:00:00Z"
end

local CHECKS = {
  Priority = function(text)
    if PRIORITIES[text] then return text end
    return nil, "is not High, Normal or Low"
  end,
  DueDate = moment, DeferDate = moment, RiskSlaDate = moment,
  Reference = function(text)
    if utf8.len(text) <= LONGEST then return text end
    return nil, ("is longer than %d characters"):format(LONGEST)
  end,
}
CHECKS.ParentOperationId = CHECKS.Reference

local function is_field(name)
  for _, field in ipairs(items.FIELDS) do
    if field == name then return true end
  end
end

-- The columns that a header names; refuses one that cannot be meant.
local function read_header(record, file, options)
  local columns, seen = {}, {}
  for i, name in ipairs(record.cells) do
    local member = name:match "^SpecificContent%.(.+)$"
    if not member and options.content and not is_field(name) then
      member = name
    end
    if name == "" then
      refuse(file, record, i, nil, "the header has no name for it")
    elseif seen[name] then
      refuse(file, record, i, name, "the header has it twice")
    elseif not member and not is_field(name) then
      local near = nearest.find(name, items.FIELDS)
      refuse(file, record, i, name, ("it is no field of an item%s; write "
        .. "SpecificContent.%s, or say --content"):format(near
        and (": did you mean %s?"):format(near) or "", name))
    end
    seen[name] = true
    columns[i] = { name = name, member = member }
  end
  return columns
end

local function read_cell(column, text, is_quoted, options)
  if text == "" and not is_quoted then return nil end
  if column.member then
    if options.text then return text end
    return value.read(text)
  elseif text == "" then
    return nil
  end
  return (CHECKS[column.name])(text)
end

-- An item of a record; or nil, the column, and what is wrong.
local function item_of(record, columns, options)
  if record.bad then return nil, record.column, record.bad end
  if #record.cells ~= #columns then
    return nil, math.min(#record.cells, #columns) + 1,
      ("the row has %d cells, and the header %d"):format(#record.cells,
        #columns)
  end
  local item = { SpecificContent = {} }
  for i, column in ipairs(columns) do
    local read, why = read_cell(column, record.cells[i], record.quoted[i],
      options)
    if why then return nil, i, why end
    if column.member then
      item.SpecificContent[column.member] = read
    else
      item[column.name] = read
    end
  end
  return item
end

---Reads items.
---@param lines fun(): string|nil
---@param file string its name, for messages
---@param options { content?: boolean, text?: boolean,
---  bad: fun(place: string, why: string) }
---@return fun(): table|nil, integer|nil item, its row
function items.read(lines, file, options)
  local reader = csv.open(lines)
  local header = reader:next()
  if not header then
    command.usage_error(file .. ": it is empty; its first row names the "
      .. "columns", "queue")
  elseif header.bad then
    refuse(file, header, header.column, header.cells[header.column],
      header.bad)
  end
  local columns = read_header(header, file, options)
  return function()
    for record in function() return reader:next() end do
      local item, column, why = item_of(record, columns, options)
      if item then return item, record.row end
      options.bad(items.place(record, column, columns[column]
        and columns[column].name), why)
    end
  end
end

---------------------------------------------------------------------------
-- Writing.

local function decoded(line)
  local row, message = core.decode(line, true)
  if not row then error("the export is damaged: " .. tostring(message), 0) end
  return row
end

-- Every member of SpecificContent that any of the rows has, sorted.
local function members_of(path)
  local seen = {}
  for line in io.lines(path) do
    for name in pairs(decoded(line).SpecificContent or {}) do
      seen[name] = true
    end
  end
  return nearest.names(seen)
end

local function cells_of(row, members)
  local cells = {}
  for i, name in ipairs(items.FIELDS) do
    local given = row[name]
    cells[i] = (given == nil or given == core.null) and "" or tostring(given)
  end
  local content = row.SpecificContent or {}
  for _, name in ipairs(members) do
    local given = content[name]
    cells[#cells + 1] = given == nil and "" or value.write(given)
  end
  return cells
end

---Writes rows as CSV. The members of SpecificContent are known when all rows
---are, so they come from a file.
---@param path string of NDJSON
---@param write fun(text: string)
---@return integer rows
function items.write(path, write)
  local members = members_of(path)
  local header = { table.unpack(items.FIELDS) }
  for _, name in ipairs(members) do header[#header + 1] = CONTENT .. name end
  write(csv.line(header))
  local count = 0
  for line in io.lines(path) do
    write(csv.line(cells_of(decoded(line), members)))
    count = count + 1
  end
  return count
end

return items
