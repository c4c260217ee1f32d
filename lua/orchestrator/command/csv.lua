--- CSV (RFC 4180), read record by record: quoted cells may hold commas, quotes
-- and line ends; lines end in LF or CR LF; a UTF-8 byte order mark is passed
-- over.

local csv = {}

local LARGEST = 1 << 24 -- bytes of a record: a quote that is never closed

---@class orchestrator.csv.Record
---@field cells string[]
---@field row integer its number, the header's is 1
---@field line integer where it begins
---@field quoted table<integer, true> cells that stood in quotes
---@field bad? string what is wrong with it
---@field column? integer of what is wrong

local Reader = {}
Reader.__index = Reader

---@param lines fun(): string|nil the next line with its end
---@return table reader
function csv.open(lines)
  return setmetatable({ lines = lines, line = 0, row = 0 }, Reader)
end

local function first_line(text)
  local mark = text:sub(1, 2)
  if mark == "\xFF\xFE" or mark == "\xFE\xFF" then
    return text, "it is UTF-16: save it as UTF-8"
  end
  return (text:gsub("^\xEF\xBB\xBF", ""))
end

-- One more line; nil at the end.
function Reader:take()
  local text = not self.ended and self.lines()
  if not text then
    self.ended = true -- a file's lines must not be asked for again
    return nil
  end
  self.line = self.line + 1
  if self.line == 1 then return first_line(text) end
  return text
end

-- The quoted cell that begins at `at`, over as many lines as it takes: the
-- cell, what is behind it, and the last of its lines; or nil and why not.
local function quoted(self, text, at)
  local cell, size, from = {}, 0, at + 1
  while true do
    local quote = text:find('"', from, true)
    while not quote do
      cell[#cell + 1] = text:sub(from)
      size = size + #text
      text = size < LARGEST and self:take()
      if not text then return nil, "its quote is not closed" end
      from = 1
      quote = text:find('"', from, true)
    end
    cell[#cell + 1] = text:sub(from, quote - 1)
    if text:sub(quote + 1, quote + 1) ~= '"' then
      return table.concat(cell), quote + 1, text
    end
    cell[#cell + 1] = '"'
    from = quote + 2
  end
end

local function spoil(record, column, why)
  if record.bad then return end
  record.bad, record.column = why, column
end

local function plain(record, text, at)
  local stop = text:find(",", at, true) or text:find("\r?\n$", at)
    or #text + 1
  local cell = text:sub(at, stop - 1)
  local n = #record.cells + 1
  if cell:find('"', 1, true) then
    spoil(record, n, "a quote stands inside it")
  elseif cell:find "[\r%z]" then
    spoil(record, n, "it holds a control character (lines end in LF or CR LF)")
  end
  return cell, stop
end

-- One cell; where it ended, and in which line.
local function cell_at(self, record, text, at)
  if text:sub(at, at) ~= '"' then
    local cell, stop = plain(record, text, at)
    return cell, stop, text
  end
  local n = #record.cells + 1
  record.quoted[n] = true
  local cell, stop, last = quoted(self, text, at)
  if not cell then
    spoil(record, n, stop)
    return "", #text + 1, text
  end
  if not last:find("^,", stop) and not last:find("^\r?\n?$", stop) then
    local rest
    rest, stop = plain(record, last, stop)
    spoil(record, n, "text stands behind its quote")
    cell = cell .. rest
  end
  return cell, stop, last
end

---The next record; nil at the end. Empty lines are passed over.
---@return orchestrator.csv.Record|nil
function Reader:next()
  local text, wrong
  repeat
    text, wrong = self:take()
    if not text then return nil end
  until text:find "[^\r\n]"
  self.row = self.row + 1
  local record = { cells = {}, row = self.row, line = self.line, quoted = {} }
  if wrong then
    spoil(record, 1, wrong)
    return record
  end
  local at = 1
  while true do
    local cell, stop
    cell, stop, text = cell_at(self, record, text, at)
    local n = #record.cells + 1
    record.cells[n] = cell
    if not utf8.len(cell) then
      spoil(record, n, "it is not UTF-8: save the file as UTF-8")
    end
    if text:sub(stop, stop) ~= "," then return record end
    at = stop + 1
  end
end

---A cell as it stands in a file.
---@param text string
---@return string
function csv.cell(text)
  if text:find '[",\r\n]' or text:find "^%s" or text:find "%s$" then
    return '"' .. text:gsub('"', '""') .. '"'
  end
  return text
end

---A record as it stands in a file, with its line end.
---@param cells string[]
---@return string
function csv.line(cells)
  local out = {}
  for i, cell in ipairs(cells) do out[i] = csv.cell(cell) end
  return table.concat(out, ",") .. "\r\n"
end

return csv
